"""Small pictures beside a figure: progress to a target, the course in one stroke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import empty_figure, figure
from asahi_metrics.visuals.measure import Measure

_HEIGHT = 64
_HIDDEN = {"visible": False}


def progress_to_target(value: float | None, target: float | None, measure: Measure) -> go.Figure:
    """The value as a bar, the target as a stroke across its track.

    Without a value or a target there is no progress to draw, and the figure says so.
    """
    if value is None or target is None:
        return empty_figure(measure, height=_HEIGHT)
    end = max(value, target) * 1.02 or 1.0
    label = {
        "text": measure.text("chart.target", value=measure.say(target)),
        "x": target,
        "xanchor": "right" if target > end / 2 else "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": theme.SMALLEST_PX, "color": theme.TEXT},
    }
    layout = {
        "margin": {"l": 0, "r": 4, "t": 24, "b": 4},
        "annotations": [label],
        "shapes": [_target_stroke(target)],
        "barmode": "overlay",
        "xaxis": {**_HIDDEN, "range": [0, end]},
        "yaxis": _HIDDEN,
    }
    alt = measure.text(
        "chart.alt.progress",
        name=measure.name,
        value=measure.say(value),
        target=measure.say(target),
    )
    traces = [_bar(end, theme.GRID, ""), _bar(value, theme.DARK_BLUE, measure.say(value))]
    return figure(traces, height=_HEIGHT, alt=alt, layout=layout)


def sparkline(values: Sequence[float | None], measure: Measure) -> go.Figure:
    """The course of some values in one stroke, the last one marked; gaps stay open."""
    known = [at for at, value in enumerate(values) if value is not None]
    if not known:
        return empty_figure(measure, height=48)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(values))),
        "y": list(values),
        "line": {"color": theme.BLUE, "width": 2},
        "hoverinfo": "skip",
    }
    end = {
        "type": "scatter",
        "mode": "markers",
        "x": [known[-1]],
        "y": [values[known[-1]]],
        "marker": {"size": 8, "color": theme.DARK_BLUE},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    layout = {
        "margin": {"l": 4, "r": 8, "t": 6, "b": 6},
        "xaxis": {**_HIDDEN, "range": [0, len(values) - 1]},
        "yaxis": _HIDDEN,
    }
    alt = f"{measure.name} {measure.say(values[known[-1]])}"
    return figure([line, end], height=48, alt=alt, layout=layout)


def _bar(value: float, colour: str, hover: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [value],
        "y": [0],
        "width": 0.9,
        "marker": {"color": colour},
        "hovertemplate": f"{hover}<extra></extra>" if hover else None,
        "hoverinfo": None if hover else "skip",
    }


def _target_stroke(target: float) -> dict[str, Any]:
    line = {"color": theme.TEXT, "width": 3}
    return {
        "type": "line",
        "yref": "paper",
        "y0": -0.05,
        "y1": 1.05,
        "x0": target,
        "x1": target,
        "line": line,
    }
