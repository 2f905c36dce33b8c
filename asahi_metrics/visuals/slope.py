"""Last year and this year side by side, a line for each district, with its name at the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    empty_figure,
    figure,
    listed,
    plain,
    room_for,
    unit_note,
    value_steps,
)
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

SLOPE_PX = 470
_MARGIN = {"t": 44, "b": 26}
_LINE_PX = 14.5
_LEAD_PX = 26
_AIR = 0.04


@dataclass(frozen=True)
class _Look:
    colour: str
    width: float
    sign: str


_WITHIN = _Look(theme.NO_DATA_LINE, 1.2, "")
_UP, _DOWN = _Look(theme.DARK_BLUE, 3, "▲"), _Look(theme.ACCENT_TEXT, 3, "▼")


def slope(
    frame: pd.DataFrame,
    measure: Measure,
    *,
    labels: tuple[str, str],
    selected: Collection[str] = (),
) -> go.Figure:
    """Districts in two years; those that changed by more than chance stand out by line and sign.

    ``frame`` has ``code``, ``name``, ``last``, ``this`` and ``beyond`` (whether the change is
    beyond chance). ``labels`` name last year and this year. Districts that lack a year are
    left out.
    """
    rows = [row for row in rows_of(frame) if row.last is not None and row.this is not None]
    if not rows:
        return empty_figure(measure, height=SLOPE_PX)
    low = min(min(row.last, row.this) for row in rows)
    high = max(max(row.last, row.this) for row in rows)
    air = _AIR * ((high - low) or abs(high) or 1.0)
    bounds = (low - air, high + air)
    said = [f"{row.name} {measure.number(row.last)} → {measure.say(row.this)}" for row in rows]
    layout: dict[str, Any] = {
        "margin": {**_MARGIN, "l": room_for(_numbers(bounds, measure)), "r": _room(rows)},
        "xaxis": {
            "tickvals": [0, 1],
            "ticktext": [plain(one) for one in labels],
            "range": [-0.06, 1],
            "showgrid": False,
            "side": "top",
        },
        "yaxis": {"range": bounds, **value_steps(measure, bounds)},
        "annotations": [_unit(measure), *_names(rows, bounds, selected)],
    }
    traces = [_line(row, measure, labels) for row in sorted(rows, key=lambda one: bool(one.beyond))]
    alt = measure.text("chart.alt.slope", name=measure.name, points=listed(measure.text, said))
    return figure(traces, height=SLOPE_PX, alt=alt, layout=layout)


def _look(row: Any) -> _Look:
    if not row.beyond:
        return _WITHIN
    return _UP if row.this > row.last else _DOWN


def _line(row: Any, measure: Measure, labels: Sequence[str]) -> dict[str, Any]:
    look = _look(row)
    told = "<br>".join(
        f"{plain(label)} {plain(measure.say(value))}"
        for label, value in zip(labels, (row.last, row.this), strict=True)
    )
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [0, 1],
        "y": [row.last, row.this],
        "line": {"color": look.colour, "width": look.width},
        "marker": {"size": 5 + look.width, "color": look.colour},
        "cliponaxis": False,
        "hovertemplate": f"<b>{plain(row.name)}</b><br>{told}<extra></extra>",
    }


def _names(
    rows: Sequence[Any], bounds: tuple[float, float], selected: Collection[str]
) -> list[dict[str, Any]]:
    """The names at the right end, moved apart where lines end close together."""
    height = SLOPE_PX - _MARGIN["t"] - _MARGIN["b"]
    low, high = bounds
    ends = {at: height * (row.this - low) / (high - low) for at, row in enumerate(rows)}
    placed = _apart(ends, height)
    return [_name(row, placed[at] - ends[at], selected) for at, row in enumerate(rows)]


def _apart(ends: dict[int, float], height: float) -> dict[int, float]:
    """Heights a line apart, together as near to their own as can be.

    Names that would meet move as one block around the middle of their own heights (the
    pooling of adjacent violators).
    """
    order = sorted(ends, key=lambda at: ends[at])
    gap = min(_LINE_PX, height / max(len(order) - 1, 1))
    blocks: list[list[float]] = []
    for place, at in enumerate(order):
        blocks.append([ends[at] - place * gap])
        while len(blocks) > 1 and fmean(blocks[-2]) >= fmean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    level = [fmean(block) for block in blocks for _ in block]
    highest = height - (len(order) - 1) * gap
    return {
        at: min(max(level[place], 0.0), highest) + place * gap for place, at in enumerate(order)
    }


def _name(row: Any, shift: float, selected: Collection[str]) -> dict[str, Any]:
    look = _look(row)
    name = plain(f"{look.sign}{row.name}")
    bold = look.sign or row.code in selected
    return {
        "x": 1,
        "y": row.this,
        "xanchor": "left",
        "yanchor": "middle",
        # A thin line leads from the point to its name.
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 0.7,
        "arrowcolor": theme.NO_DATA_LINE,
        "standoff": 5,
        "ax": _LEAD_PX,
        "ay": -shift,
        "text": f"<b>{name}</b>" if bold else name,
        "font": {
            "size": theme.SMALLEST_PX,
            "color": look.colour if look.sign else theme.TEXT,
        },
    }


def _room(rows: Sequence[Any]) -> int:
    return room_for([f"▲{row.name}" for row in rows]) + _LEAD_PX


def _numbers(bounds: tuple[float, float], measure: Measure) -> list[str]:
    return [measure.number(one) for one in bounds]


def _unit(measure: Measure) -> dict[str, Any]:
    notes = unit_note(measure)
    return {**notes[0], "yshift": 24} if notes else {"text": "", "showarrow": False}
