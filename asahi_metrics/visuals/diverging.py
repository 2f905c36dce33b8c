"""Changes to both sides of zero, one bar for each district, with the range that chance leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    empty_figure,
    figure,
    listed,
    name_axis,
    plain,
    room_for,
)
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of
from asahi_metrics.visuals.slope import SLOPE_PX

_PALE_RED = "#F3C2C2"
_LEAST_REACH = 10.0
_AIR = 1.25


def diverging(
    frame: pd.DataFrame, measure: Measure, *, selected: Collection[str] = ()
) -> go.Figure:
    """Districts from the largest rise to the largest fall; those beyond chance have a sign.

    ``frame`` has ``code``, ``name``, ``change`` (in the measure's unit), ``said`` (the change
    as it is told), ``low``, ``high`` (its interval, or none), ``beyond``, ``rises`` and
    ``known`` (whether both years are). Districts without a change stand last; of a year
    without anything there is none.
    An interval may be wider than the plot: it then reaches to the edge.
    """
    rows = sorted(rows_of(frame), key=lambda row: (row.change is None, -(row.change or 0)))
    if not any(row.known for row in rows):
        return empty_figure(measure, height=SLOPE_PX)
    reach = _reach(rows)
    names = [_name(row, selected) for row in rows]
    layout: dict[str, Any] = {
        "bargap": 0.25,
        "margin": {
            "l": room_for(names),
            "r": room_for([row.said for row in rows]),
            "t": 44,
            "b": 8,
        },
        "xaxis": {
            "range": list(reach),
            "side": "top",
            "nticks": 6,
            "ticksuffix": measure.unit if measure.unit == "%" else "",
            "zeroline": True,
            "zerolinecolor": theme.TEXT,
            "zerolinewidth": 1.5,
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "yaxis": {
            **name_axis(names),
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "annotations": [
            _label(at, row, room_for([one.said for one in rows])) for at, row in enumerate(rows)
        ],
    }
    points = [f"{row.name} {row.said}" for row in rows]
    alt = measure.text(
        "chart.alt.diverging", name=measure.name, points=listed(measure.text, points)
    )
    return figure([_bars(rows, reach, measure)], height=SLOPE_PX, alt=alt, layout=layout)


def _reach(rows: Sequence[Any]) -> tuple[float, float]:
    """Room for all bars, and for intervals as far as they are no longer than the longest bar."""
    known = [row.change for row in rows if row.change is not None]
    widest = max([_LEAST_REACH, *(abs(one) for one in known)]) * _AIR
    ends = [row.low for row in rows if row.low is not None]
    ends += [row.high for row in rows if row.high is not None]
    low = min([0.0, *(max(one, -widest) for one in (*ends, *known))])
    high = max([0.0, *(min(one, widest) for one in (*ends, *known))])
    air = 0.04 * (high - low)
    return low - air, high + air


def _bars(rows: Sequence[Any], reach: tuple[float, float], measure: Measure) -> dict[str, Any]:
    inner = [(row.low, row.high) if row.low is not None else (None, None) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row.change for row in rows],
        "y": list(range(len(rows))),
        "marker": {"color": [_colour(row) for row in rows]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [
                _span(row.change, _cut(high, reach))
                for row, (_, high) in zip(rows, inner, strict=True)
            ],
            "arrayminus": [
                _span(_cut(low, reach), row.change)
                for row, (low, _) in zip(rows, inner, strict=True)
            ],
            "color": theme.TEXT,
            "thickness": 1.2,
            "width": 3,
        },
        "customdata": [_hover(row, measure) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _cut(end: float | None, reach: tuple[float, float]) -> float | None:
    """An end beyond the plot lies outside of it, where it is not seen."""
    if end is None:
        return None
    wide = reach[1] - reach[0]
    return min(max(end, reach[0] - wide), reach[1] + wide)


def _span(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else max(high - low, 0.0)


def _colour(row: Any) -> str:
    if row.beyond:
        return theme.BLUE if row.rises else theme.ACCENT
    return theme.PALE_BLUE if row.rises else _PALE_RED


def _name(row: Any, selected: Collection[str]) -> str:
    sign = ("▲" if row.rises else "▼") if row.beyond else ""
    name = plain(f"{sign}{row.name}")
    return f"<b>{name}</b>" if row.beyond or row.code in selected else name


def _label(at: int, row: Any, room: int) -> dict[str, Any]:
    """The change in figures, in a column of its own at the right."""
    said = plain(row.said)
    return {
        "xref": "paper",
        "x": 1,
        "xanchor": "right",
        "xshift": room - 4,
        "y": at,
        "showarrow": False,
        "text": f"<b>{said}</b>" if row.beyond else said,
        "font": {
            "size": theme.SMALLEST_PX,
            "color": theme.SOFT_TEXT if row.change is None else theme.TEXT,
        },
    }


def _hover(row: Any, measure: Measure) -> str:
    lines = [f"<b>{plain(row.name)}</b>", plain(row.said)]
    if row.low is not None and row.high is not None:
        ends = (measure.formats.signed(one, measure.decimals) for one in (row.low, row.high))
        low, high = ends
        lines.append(plain(measure.text("scatter.interval", low=low, high=f"{high}{measure.unit}")))
    return "<br>".join(lines)
