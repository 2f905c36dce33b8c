"""The districts' changes as frames for the pictures and as a table to take along."""

from __future__ import annotations

import pandas as pd

from asahi_metrics.services.analysis_change import AreaChange, Changes
from asahi_metrics.ui.analysis_scale import scale_measure
from asahi_metrics.ui.analysis_trend_table import level_words
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.measure import Measure


def change_measure(now: Desk, found: Changes) -> Measure:
    """How a change is written: per cent of last year's, or points of a share."""
    unit = "%" if found.kind == "percent" else now.text("analysis_change.points_unit")
    return Measure(now.text("analysis_change.percent"), unit, 1, now.text)


def say_change(measure: Measure, change: float | None) -> str:
    """A change with its sign and unit: ``+12.3%``, ``−1.4ポイント``."""
    if change is None:
        return measure.text("value.missing")
    gap = "" if measure.unit == "%" or measure.text.lang == "ja" else " "
    unit = measure.formats.unit(abs(change), measure.unit, measure.decimals)
    return f"{measure.formats.signed(change, measure.decimals)}{gap}{unit}"


def slope_frame(now: Desk, found: Changes) -> pd.DataFrame:
    """One row for each district with both years, as the slope chart takes it."""
    rows = found.districts
    return pd.DataFrame(
        {
            "code": [one.code for one in rows],
            "name": [now.name(one.code) for one in rows],
            "last": _floats([one.last for one in rows]),
            "this": _floats([one.this for one in rows]),
            "beyond": [one.beyond_chance for one in rows],
        }
    )


def change_frame(now: Desk, found: Changes) -> pd.DataFrame:
    """One row for each district with its change and interval, as the diverging bars take it."""
    rows, measure = found.districts, change_measure(now, found)
    ends = [one.interval if one.change is not None else None for one in rows]
    return pd.DataFrame(
        {
            "code": [one.code for one in rows],
            "name": [now.name(one.code) for one in rows],
            "change": _floats([one.change for one in rows]),
            "said": [_said(now, measure, one) for one in rows],
            "low": _floats([one.low if one else None for one in ends]),
            "high": _floats([one.high if one else None for one in ends]),
            "beyond": [one.beyond_chance for one in rows],
            "rises": [one.rises for one in rows],
            "known": [one.is_known for one in rows],
        }
    )


def change_table(now: Desk, found: Changes) -> pd.DataFrame:
    """A row for each district and the ward: both years, change, interval and verdict."""
    text, areas, level = now.text, (*found.districts, found.ward), level_words(now)
    scale, measure = scale_measure(now, found.scale), change_measure(now, found)
    year, name = found.period.year, now.formats.fiscal_year_name
    last, this = (
        text("analysis_change.this", year=name(one), unit=scale.unit) for one in (year - 1, year)
    )
    columns: dict[str, object] = {
        text("column.code"): [one.code for one in areas],
        text("column.district"): [now.name(one.code) for one in areas],
        last: _floats([one.last for one in areas]).round(scale.decimals + 1),
        this: _floats([one.this for one in areas]).round(scale.decimals + 1),
        text("analysis_change.change_in", unit=measure.unit): _floats(
            [one.change for one in areas]
        ).round(1),
    }
    if found.is_judged:
        ends = [one.interval if one.change is not None else None for one in areas]
        lows, highs = ([getattr(one, end, None) for one in ends] for end in ("low", "high"))
        columns[text("analysis_change.low", level=level)] = _floats(lows).round(1)
        columns[text("analysis_change.high", level=level)] = _floats(highs).round(1)
        columns[text("analysis_change.judged")] = [_judged(now, one) for one in areas]
    return pd.DataFrame(columns)


def _said(now: Desk, measure: Measure, area: AreaChange) -> str:
    """The change, or why there is none."""
    if area.change is not None or not area.is_known:
        return say_change(measure, area.change)
    return now.text("analysis_change.none_before" if area.this else "analysis_change.both_none")


def _judged(now: Desk, area: AreaChange) -> str:
    if not area.is_known:
        return now.text("value.missing")
    if not area.beyond_chance:
        return now.text("analysis_change.chance")
    return now.text("analysis_change.up" if area.rises else "analysis_change.down")


def _floats(values: list[float | None]) -> pd.Series[float]:
    return pd.Series(values, dtype="float64")
