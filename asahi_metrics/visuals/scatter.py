"""Two indicators against each other, one point for each district."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import empty_figure, figure, listed, plain
from asahi_metrics.visuals.labels import HALO, Plot, label_places
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.quadrants import Averages, Quadrants
from asahi_metrics.visuals.rows import rows_of

_HEIGHT_PX = 400
_MARGIN = {"l": 52, "r": 18, "t": 48, "b": 52}
# The usual width of the chart's column; labels find their places by it.
_PLOT_PX = (560, _HEIGHT_PX - _MARGIN["t"] - _MARGIN["b"])
_COLUMNS = ("code", "name", "x", "y", "low", "high", "answers", "few", "weak")
_AIR = 0.06


def scatter(
    frame: pd.DataFrame,
    across: Measure,
    upward: Measure,
    *,
    selected: Collection[str] = (),
    averages: Averages | None = None,
) -> go.Figure:
    """Districts by two figures, each with its name beside its point where there is room.

    ``frame`` has ``code``, ``name``, ``x``, ``y``, and where y is a share of answers
    ``low``, ``high`` (its interval), ``answers`` and ``few`` (whether they are few: then
    the mark is hollow); those that are ``weak`` in both are named before others. Districts
    without x or y cannot be placed and are left out.
    """
    every = rows_of(frame.reindex(columns=list(_COLUMNS)))
    rows = [row for row in every if row.x is not None and row.y is not None]
    if not rows:
        return empty_figure(upward, height=_HEIGHT_PX)
    plot = _plot(rows, averages)
    layout: dict[str, Any] = {
        "margin": _MARGIN,
        "xaxis": {"range": plot.x, "title": {"text": f"{_title(across)} →"}, "tickformat": ","},
        "yaxis": {"range": plot.y, "tickformat": ","},
        "annotations": [_upward_title(upward)],
    }
    quadrants = Quadrants(averages, plot, rows) if averages else None
    if quadrants:
        layout["shapes"] = quadrants.shapes()
        layout["annotations"] += quadrants.annotations(across, upward)
    points = [f"{row.name} {across.say(row.x)}, {upward.say(row.y)}" for row in rows]
    alt = across.text("chart.alt.scatter", x=across.name, y=upward.name, count=len(rows))
    alt += across.text("scatter.points", points=listed(across.text, points))
    trace = _points(rows, selected) | _names(rows, plot, selected, quadrants)
    return figure([trace | _hover(rows, across, upward)], height=_HEIGHT_PX, alt=alt, layout=layout)


def _points(rows: Sequence[Any], selected: Collection[str]) -> dict[str, Any]:
    """Marks with their intervals: diamonds for the chosen districts, hollow for few answers."""
    chosen = [row.code in selected for row in rows]
    colours = [theme.ACCENT_TEXT if one else theme.BLUE for one in chosen]
    inks = [(bool(row.few), colour) for row, colour in zip(rows, colours, strict=True)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [row.x for row in rows],
        "y": [row.y for row in rows],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_up_to(row.y, row.high) for row in rows],
            "arrayminus": [_up_to(row.low, row.y) for row in rows],
            "color": theme.NO_DATA_LINE,
            "thickness": 1,
            "width": 3,
        },
        "cliponaxis": False,
        "marker": {
            "opacity": 1,
            "size": [14 if one else 10 for one in chosen],
            "symbol": ["diamond" if one else "circle" for one in chosen],
            "color": [theme.WHITE if few else colour for few, colour in inks],
            "line": {
                "color": [colour if few else theme.WHITE for few, colour in inks],
                "width": [2.5 if few else 1 for few, _ in inks],
            },
        },
    }


def _names(
    rows: Sequence[Any], plot: Plot, selected: Collection[str], quadrants: Quadrants | None
) -> dict[str, Any]:
    """The names: those of the chosen districts always, then those in the weak field."""
    sides, labels = label_places(
        rows,
        plot,
        chosen={at for at, row in enumerate(rows) if row.code in selected},
        first={at for at, row in enumerate(rows) if row.weak},
        taken=quadrants.taken if quadrants else (),
    )
    return {
        "text": [plain(label) for label in labels],
        "textposition": sides,
        "textfont": {"size": theme.SMALLEST_PX, "color": theme.TEXT, "shadow": HALO},
    }


def _hover(rows: Sequence[Any], across: Measure, upward: Measure) -> dict[str, Any]:
    return {
        "customdata": ["<br>".join(_told(row, across, upward)) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _told(row: Any, across: Measure, upward: Measure) -> list[str]:
    """All that is known of a district, line by line."""
    lines = [
        f"<b>{plain(row.name)}</b>",
        f"{plain(across.name)} {across.say(row.x)}",
        f"{plain(upward.name)} {upward.say(row.y)}",
    ]
    if row.low is not None and row.high is not None:
        low, high = upward.number(row.low), upward.say(row.high)
        lines.append(plain(upward.text("scatter.interval", low=low, high=high)))
    if row.answers is not None:
        count = upward.formats.number(row.answers)
        lines.append(plain(upward.text("scatter.answers", count=count)))
    return lines


def _up_to(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else high - low


def _plot(rows: Sequence[Any], averages: Averages | None) -> Plot:
    """The plot's ranges with some air around the points, their intervals and the averages."""
    xs = [row.x for row in rows] + ([averages.x] if averages else [])
    ys = [each for row in rows for each in (row.y, row.low, row.high) if each is not None]
    ys += [averages.y] if averages else []
    return Plot(_with_air(xs), _with_air(ys), *_PLOT_PX)


def _with_air(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    air = _AIR * ((high - low) or abs(high) or 1.0)
    return low - air, high + air


def _upward_title(measure: Measure) -> dict[str, Any]:
    """The name of the upward axis, lying down above the plot as Japanese charts have it."""
    at = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": -_MARGIN["l"] + 6}
    said = {"text": f"↑ {_title(measure)}", "showarrow": False}
    font = {"size": theme.LABEL_PX, "color": theme.TEXT}
    return {**said, **at, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 24, "font": font}


def _title(measure: Measure) -> str:
    unit = measure.text("chart.unit", unit=measure.unit) if measure.unit else ""
    return plain(f"{measure.name} {unit}".strip())
