"""The districts' chance as the frames that pictures take, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from asahi_metrics.analysis.funnel import WIDE, Funnel
from asahi_metrics.analysis.intervals import LEVEL, Interval
from asahi_metrics.services.analysis_chance import Chance
from asahi_metrics.ui.analysis_chance_words import in_percent
from asahi_metrics.ui.analysis_scale import base_name, scale_measure
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.funnel import Field, Limits

_STEPS = 80
_AIR = 0.08


def funnel_frame(now: Desk, found: Chance) -> pd.DataFrame:
    """One row for each district, as the funnel takes it."""
    counted = found.scale.counted
    return pd.DataFrame(
        {
            "code": [one.code for one in found.districts],
            "name": [now.name(one.code) for one in found.districts],
            "base": [counted[one.code].base for one in found.districts],
            "value": [one.value for one in found.districts],
            "position": [one.position for one in found.districts],
            "above": [one.is_above for one in found.districts],
            "told": [_told(now, found, at) for at in range(len(found.districts))],
        }
    )


def funnel_field(now: Desk, found: Chance) -> Field:
    """The average and both pairs of limits over the districts' bases."""
    scale, drawn = found.scale, _funnel_of(found)
    bases = [one.base for one in scale.counted.values()]
    air = _AIR * ((max(bases) - min(bases)) or max(bases))
    # No limit can be worked out for nobody.
    xs = np.linspace(max(min(bases) - air, min(bases) / 2), max(bases) + air, _STEPS).tolist()
    limits = []
    for level in (WIDE, LEVEL):
        ends = [drawn.limits(base, level) for base in xs]
        low, high = ([scale.per * getattr(one, end) for one in ends] for end in ("low", "high"))
        limits.append(Limits(in_percent(now, level), xs, low, high))
    return Field(base_name(now, scale), scale.per * drawn.average, limits)


def ranks_frame(now: Desk, found: Chance) -> pd.DataFrame:
    """One row for each district with its rank and the ranks that it may as well be."""
    return pd.DataFrame(
        {
            "code": [one.code for one in found.districts],
            "name": [now.name(one.code) for one in found.districts],
            "rank": [one.place.rank for one in found.districts],
            "best": [one.place.best for one in found.districts],
            "worst": [one.place.worst for one in found.districts],
        }
    )


def chance_table(now: Desk, found: Chance) -> pd.DataFrame:
    """Every district with what its figure is made of, its interval, limits and ranks.

    Those without a figure stand in their places, empty. Where chance is not judged, figures
    alone are told.
    """
    text, scale = now.text, found.scale
    codes = list(now.areas.district_codes)
    measure = scale_measure(now, scale)
    counted = [scale.counted.get(code) for code in codes]
    columns: dict[str, object] = {
        text("column.code"): codes,
        text("column.district"): [now.name(code) for code in codes],
        text("analysis.column.value", name=measure.name, unit=measure.unit): _rounded(
            [scale.districts.get(code) for code in codes], measure.decimals
        ),
    }
    if found.funnel is not None:
        columns |= _judged_columns(now, found, codes)
    if scale.basis != "average":
        columns[text("analysis.column.events")] = [one.events if one else None for one in counted]
        base = text("analysis.column.base", name=base_name(now, scale))
        columns[base] = [one.base if one else None for one in counted]
    return pd.DataFrame(columns)


def _judged_columns(now: Desk, found: Chance, codes: Sequence[str]) -> dict[str, object]:
    text, districts = now.text, {one.code: one for one in found.districts}
    rows = [districts.get(code) for code in codes]
    decimals = scale_measure(now, found.scale).decimals
    columns: dict[str, object] = {}
    intervals = [one.interval if one else None for one in rows]
    columns |= _ends(now, "interval", LEVEL, intervals, decimals)
    for level in (LEVEL, WIDE):
        columns |= _ends(now, "limits", level, _limits(found, codes, level), decimals)
    columns[text("analysis_chance.column.position")] = [
        text(f"analysis_chance.position.{one.position}") if one else "" for one in rows
    ]
    for name in ("rank", "best", "worst"):
        places = [getattr(one.place, name) if one else None for one in rows]
        columns[text(f"analysis_chance.column.{name}")] = pd.array(places, dtype="Int64")
    return columns


def _limits(found: Chance, codes: Sequence[str], level: float) -> list[Interval | None]:
    """The limits at the base of each district, in the unit of the scale."""
    drawn, scale = _funnel_of(found), found.scale
    ends = [
        drawn.limits(scale.counted[code].base, level) if code in scale.counted else None
        for code in codes
    ]
    return [Interval(scale.per * one.low, scale.per * one.high) if one else None for one in ends]


def _ends(
    now: Desk, name: str, level: float, ends: Sequence[Interval | None], decimals: int
) -> dict[str, object]:
    """Two columns: the lower ends and the upper ones."""
    said = in_percent(now, level)
    return {
        now.text(f"analysis_chance.column.{name}_{end}", level=said): _rounded(
            [getattr(one, end) if one else None for one in ends], decimals + 1
        )
        for end in ("low", "high")
    }


def _funnel_of(found: Chance) -> Funnel:
    if found.funnel is None:
        raise ValueError("chance is not judged of this indicator")
    return found.funnel


def _rounded(values: Sequence[float | None], decimals: int) -> pd.Series[Any]:
    return pd.Series(list(values), dtype="float64").round(decimals)


def _told(now: Desk, found: Chance, at: int) -> str:
    """What the pointer tells of a district, line by line."""
    one, measure = found.districts[at], scale_measure(now, found.scale)
    counted = found.scale.counted[one.code]
    low, high = measure.number(one.interval.low), measure.say(one.interval.high)
    lines = [
        f"{measure.name} {measure.say(one.value)}",
        now.text("analysis_chance.told.interval", level=in_percent(now, LEVEL), low=low, high=high),
        f"{base_name(now, found.scale)} {now.formats.number(counted.base)}",
        now.text(f"analysis_chance.position.{one.position}"),
    ]
    return "\n".join(lines)
