"""The year so far, month by month, and where it is projected to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    BELOW_PX,
    empty_figure,
    figure,
    listed,
    plain,
    room_for,
    unit_note,
    value_axis,
)
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.target import target_label, target_line

_HEIGHT = 300


@dataclass(frozen=True)
class Ending:
    """Where the year is projected to end: the value, and its ranges where they are known."""

    value: float
    range_80: tuple[float, float] | None = None
    range_95: tuple[float, float] | None = None


@dataclass(frozen=True)
class YearSoFar:
    """A year to date by month, April first, and last year's; None where nothing is known.

    What ``grows`` through the year is drawn from 0; a level or a share is not.
    """

    this: Sequence[float | None]
    last: Sequence[float | None]
    this_label: str
    last_label: str
    grows: bool


@dataclass(frozen=True)
class _Style:
    """How a year's line is drawn, and where its name stands."""

    colour: str
    text: str
    width: int
    label_at: str


_THIS = _Style(theme.DARK_BLUE, theme.DARK_BLUE, 3, "bottom right")
_LAST = _Style(theme.SEQUENCE[2], theme.LAST_YEAR_TEXT, 2, "top left")


def outlook(
    year: YearSoFar, ending: Ending | None, measure: Measure, *, target: float | None, end: str
) -> go.Figure:
    """Both years as lines, the projection as a point behind March with its ranges.

    ``end`` names the place of the projection on the axis. Without any value of this year
    there is nothing to show.
    """
    if all(value is None for value in year.this):
        return empty_figure(measure, height=_HEIGHT)
    months = [measure.formats.month_name(month) for month in (*range(4, 13), 1, 2, 3)]
    places = [*months, end]
    traces = [
        _line(months, year.last, year.last_label, measure, style=_LAST),
        _line(months, year.this, year.this_label, measure, style=_THIS),
        *(_ending(ending, end, measure) if ending else []),
    ]
    layout: dict[str, Any] = {
        "annotations": unit_note(measure),
        "margin": {"l": room_for(_numbers(year, ending, measure)), "r": 60, "t": 34, "b": BELOW_PX},
        "xaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": places,
            "range": [-0.5, len(places) - 0.4],
            "tickangle": 0,
            "tickfont": {"size": theme.SMALLEST_PX},
            "showgrid": False,
        },
        "yaxis": value_axis(measure, [*year.this, *year.last, target], from_zero=year.grows),
    }
    if target is not None:
        layout["shapes"] = [target_line(target)]
        first = next((value for value in year.this if value is not None), target)
        label = target_label(target, measure, side="left", below=first > target)
        layout["annotations"] = [*layout["annotations"], label]
    return figure(traces, height=_HEIGHT, alt=_alt(months, year, ending, measure), layout=layout)


def _line(
    months: Sequence[str],
    values: Sequence[float | None],
    label: str,
    measure: Measure,
    *,
    style: _Style,
) -> dict[str, Any]:
    """A year's line with its name at its last point."""
    newest = max((at for at, value in enumerate(values) if value is not None), default=None)
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "text": [f"<b>{plain(label)}</b>" if at == newest else "" for at in range(len(values))],
        "textposition": style.label_at,
        "textfont": {"size": theme.SMALLEST_PX, "color": style.text},
        "x": list(months),
        "y": list(values),
        "name": plain(label),
        "line": {"color": style.colour, "width": style.width},
        "marker": {"size": 2 * style.width + 1, "color": style.colour},
        "customdata": [measure.say(value) for value in values],
        "hovertemplate": f"{plain(label)} %{{x}}  %{{customdata}}<extra></extra>",
    }


def _ending(ending: Ending, end: str, measure: Measure) -> list[dict[str, Any]]:
    """The ranges as a thin and a thick stroke, the value as a diamond upon them."""
    strokes = [
        _stroke(end, span, width)
        for span, width in ((ending.range_95, 3), (ending.range_80, 11))
        if span
    ]
    point = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [end],
        "y": [ending.value],
        "text": [f"<b>{plain(measure.number(ending.value))}</b>"],
        "textposition": "middle right",
        "textfont": {"size": theme.LABEL_PX, "color": theme.TEXT},
        "marker": {
            "symbol": "diamond",
            "size": 12,
            "color": theme.WHITE,
            "line": {"color": theme.DARK_BLUE, "width": 2.5},
        },
        "cliponaxis": False,
        "hovertemplate": f"{plain(end)}  {plain(measure.say(ending.value))}<extra></extra>",
    }
    return [*strokes, point]


def _stroke(end: str, span: tuple[float, float], width: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [end, end],
        "y": list(span),
        "line": {"color": theme.SEQUENCE[2], "width": width},
        "hoverinfo": "skip",
    }


def _numbers(year: YearSoFar, ending: Ending | None, measure: Measure) -> list[str]:
    values = [*year.this, *year.last, ending.value if ending else None]
    return [measure.number(value) for value in values if value is not None]


def _alt(months: Sequence[str], year: YearSoFar, ending: Ending | None, measure: Measure) -> str:
    told = [
        f"{month} {measure.say(value)}"
        for month, value in zip(months, year.this, strict=True)
        if value is not None
    ]
    said = measure.text(
        "chart.alt.trend",
        name=measure.name,
        this=year.this_label,
        points=listed(measure.text, told),
    )
    if ending is None:
        return said
    return said + measure.text("chart.alt.outlook", value=measure.say(ending.value))
