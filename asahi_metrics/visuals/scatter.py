"""Two indicators against each other, one point for each district."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import empty_figure, figure, plain
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

_HEIGHT = 460
_LABEL_HEIGHT = 0.045  # of the axis, at the usual size of the chart
_CHARACTER_WIDTH = 0.03
_PLACES = {
    "top center": (0, 1),
    "bottom center": (0, -1),
    "middle right": (1, 0),
    "middle left": (-1, 0),
}


def scatter(
    frame: pd.DataFrame, across: Measure, upward: Measure, *, selected: Collection[str] = ()
) -> go.Figure:
    """Districts by two figures, each with its name beside its point where there is room.

    ``frame`` has ``code``, ``name``, ``x``, ``y``; districts without one of the two
    cannot be placed and are left out.
    """
    rows = [row for row in rows_of(frame) if row.x is not None and row.y is not None]
    if not rows:
        return empty_figure(upward, height=_HEIGHT)
    chosen = [row.code in selected for row in rows]
    sides, free = _label_places(rows)
    labels = [
        plain(row.name) if clear or one else ""
        for row, clear, one in zip(rows, free, chosen, strict=True)
    ]
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [row.x for row in rows],
        "y": [row.y for row in rows],
        "text": labels,
        "textposition": sides,
        "textfont": {"size": theme.SMALLEST_PX, "color": theme.TEXT},
        "cliponaxis": False,
        "marker": {
            "opacity": 1,
            "size": [14 if one else 10 for one in chosen],
            "symbol": ["diamond" if one else "circle" for one in chosen],
            "color": [theme.ACCENT if one else theme.BLUE for one in chosen],
            "line": {"color": theme.WHITE, "width": 1.5},
        },
        "customdata": [
            f"<b>{plain(row.name)}</b><br>{plain(across.name)} {across.say(row.x)}"
            f"<br>{plain(upward.name)} {upward.say(row.y)}"
            for row in rows
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    layout = {
        "margin": {"l": 8, "r": 40, "t": 16, "b": 8},
        "xaxis": {"automargin": True, "title": {"text": _title(across)}, "tickformat": ","},
        "yaxis": {"automargin": True, "title": {"text": _title(upward)}, "tickformat": ","},
    }
    alt = across.text("chart.alt.scatter", x=across.name, y=upward.name, count=len(rows))
    return figure([trace], height=_HEIGHT, alt=alt, layout=layout)


def _title(measure: Measure) -> str:
    unit = measure.text("chart.unit", unit=measure.unit) if measure.unit else ""
    return plain(f"{measure.name} {unit}".strip())


def _label_places(rows: list[Any]) -> tuple[list[str], list[bool]]:
    """For each point the side where its name meets least, and whether it meets nothing there."""
    places = _scaled(rows)
    taken: list[tuple[float, float, float, float]] = [
        (x - 0.012, y - 0.018, x + 0.012, y + 0.018) for x, y in places
    ]
    sides, free = [], []
    for (x, y), row in zip(places, rows, strict=True):
        width = _CHARACTER_WIDTH * len(row.name)
        boxes = {side: _box(x, y, width, *step) for side, step in _PLACES.items()}
        meetings = {side: sum(_meet(box, other) for other in taken) for side, box in boxes.items()}
        side = min(meetings, key=meetings.__getitem__)
        sides.append(side)
        free.append(not meetings[side])
        if free[-1]:
            taken.append(boxes[side])
    return sides, free


def _scaled(rows: list[Any]) -> list[tuple[float, float]]:
    return list(zip(_unit([row.x for row in rows]), _unit([row.y for row in rows]), strict=True))


def _unit(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / (high - low or 1.0) for value in values]


def _box(
    x: float, y: float, width: float, right: int, up: int
) -> tuple[float, float, float, float]:
    middle_x = x + right * (width / 2 + 0.015)
    middle_y = y + up * (_LABEL_HEIGHT / 2 + 0.02)
    return (
        middle_x - width / 2,
        middle_y - _LABEL_HEIGHT / 2,
        middle_x + width / 2,
        middle_y + _LABEL_HEIGHT / 2,
    )


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
