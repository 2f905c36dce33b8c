"""The months with trend, season and remainder as a frame and as a table to take along."""

from __future__ import annotations

import pandas as pd

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_season import Seasons
from asahi_metrics.ui.desk import Desk


def season_frame(found: Seasons) -> pd.DataFrame:
    """One row for each month: what was counted, what was expected, whether it is odd."""
    odd = {one.month for one in found.odd}
    return pd.DataFrame(
        {
            "month": list(found.months),
            "value": _floats(list(found.values)),
            "expected": _floats(_placed(found, "expected")),
            "odd": [month in odd for month in found.months],
        }
    )


def season_table(now: Desk, indicator: Indicator, found: Seasons) -> pd.DataFrame:
    """The same in the reader's words, with the parts and how far each month is off."""
    text, odd = now.text, {one.month for one in found.odd}
    unit, season = text.pick(indicator.unit), found.season
    columns: dict[str, object] = {
        text("analysis_season.month"): [now.formats.month(month) for month in found.months],
        text("analysis_season.value", unit=unit): _floats(list(found.values)),
    }
    if season:
        is_times = season.scale == "times"
        columns[text("analysis_season.trend", unit=unit)] = _floats(_placed(found, "trend")).round(
            1
        )
        name = text(
            f"analysis_season.season_{season.scale}", **({} if is_times else {"unit": unit})
        )
        columns[name] = _floats(_placed(found, "season")).round(2 if is_times else 1)
        expected = text("analysis_season.expected", unit=unit)
        columns[expected] = _floats(_placed(found, "expected")).round(1)
        columns[text("analysis_season.score")] = _floats(_placed(found, "score")).round(1)
        mark = text("analysis_season.marked")
        columns[text("analysis_season.mark")] = [
            mark if month in odd else "" for month in found.months
        ]
    return pd.DataFrame(columns)


def _placed(found: Seasons, part: str) -> list[float | None]:
    """A part of the season at the months that it belongs to, nothing at the others."""
    if found.season is None:
        return [None] * len(found.months)
    after = len(found.months) - found.last
    return [*[None] * found.first, *getattr(found.season, part), *[None] * after]


def _floats(values: list[float | None]) -> pd.Series[float]:
    return pd.Series(values, dtype="float64")
