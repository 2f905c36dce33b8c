"""The course of a year by month, with the year before behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
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
from asahi_metrics.visuals.rows import rows_of
from asahi_metrics.visuals.target import target_label, target_line

_HEIGHT = 300


@dataclass(frozen=True)
class YearLabels:
    """What the two years of a trend are called: 令和8年度, 令和7年度."""

    this: str
    last: str


@dataclass(frozen=True)
class _End:
    """Where the name of a year stands: at the last point of its line or half up its last bar."""

    label: str
    colour: str
    at: int
    value: float


def trend(
    frame: pd.DataFrame,
    measure: Measure,
    *,
    labels: YearLabels,
    target: float | None = None,
    kind: Literal["bar", "line"] = "bar",
) -> go.Figure:
    """This year as bars (or a line, for stocks), last year as a lighter line.

    ``frame`` has ``month`` (yyyymm of this year), ``value`` and ``previous``. Months
    after the last one with a value are still to come and stay empty; a gap before it
    is marked as having no data.
    """
    rows = rows_of(frame)
    if all(row.value is None and row.previous is None for row in rows):
        return empty_figure(measure, height=_HEIGHT)
    months = [measure.formats.month_name(row.month) for row in rows]
    this, last = [row.value for row in rows], [row.previous for row in rows]
    ends = [
        _end(this, labels.this, theme.DARK_BLUE, height=0.5 if kind == "bar" else 1.0),
        _end(last, labels.last, theme.LAST_YEAR_TEXT),
    ]
    traces = [
        {"x": months, **_last_year(last, labels.last, measure)},
        {"x": months, **_this_year(this, labels.this, measure, kind)},
        *_gap_marks(_gaps(months, this)),
    ]
    layout: dict[str, Any] = {
        "annotations": [*unit_note(measure), *_end_labels(ends)],
        "margin": {"l": room_for(_scale(this, last, measure)), "r": 92, "t": 34, "b": BELOW_PX},
        "bargap": 0.35,
        "hovermode": "x unified",
        "xaxis": {
            "type": "category",
            "showgrid": False,
            "range": [-0.6, len(rows) - 0.4],
            # Twelve names stand side by side in the narrowest place that has a trend.
            "tickangle": 0,
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "yaxis": value_axis(measure, [*this, *last, target], from_zero=kind == "bar"),
    }
    if target is not None:
        layout["shapes"] = [target_line(target)]
        layout["annotations"].append(target_label(target, measure))
    alt = _alt(months, this, labels, measure)
    return figure(traces, height=_HEIGHT, alt=alt, layout=layout)


def _scale(
    this: Sequence[float | None], last: Sequence[float | None], measure: Measure
) -> list[str]:
    """Numbers as long as those that the axis will show."""
    return [measure.number(value) for value in (*this, *last) if value is not None]


def _this_year(
    values: Sequence[float | None], label: str, measure: Measure, kind: str
) -> dict[str, Any]:
    trace = _trace(values, label, measure)
    if kind == "bar":
        return {**trace, "type": "bar", "marker": {"color": theme.DARK_BLUE}}
    style = {"color": theme.DARK_BLUE, "width": 3}
    return {**trace, "type": "scatter", "mode": "lines+markers", "line": style, "zorder": 3}


def _last_year(values: Sequence[float | None], label: str, measure: Measure) -> dict[str, Any]:
    stroke = {"color": theme.SEQUENCE[2], "width": 2}
    return {
        **_trace(values, label, measure),
        "type": "scatter",
        "mode": "lines+markers",
        "line": stroke,
        "marker": {"size": 6, "color": theme.WHITE, "line": stroke},
        "zorder": 2,
    }


def _trace(values: Sequence[float | None], label: str, measure: Measure) -> dict[str, Any]:
    return {
        "y": list(values),
        "name": plain(label),
        "customdata": [measure.say(value) for value in values],
        "hovertemplate": f"{plain(label)}  %{{customdata}}<extra></extra>",
    }


def _last_known(values: Sequence[float | None]) -> int | None:
    return max((at for at, value in enumerate(values) if value is not None), default=None)


def _gaps(months: Sequence[str], values: Sequence[float | None]) -> list[str]:
    """Months without a value that lie before the last one with a value."""
    last = _last_known(values) or 0
    return [month for month, value in zip(months[:last], values, strict=False) if value is None]


def _gap_marks(gaps: Sequence[str]) -> list[dict[str, Any]]:
    if not gaps:
        return []
    marks = {
        "type": "scatter",
        "mode": "text",
        "x": list(gaps),
        "y": [0] * len(gaps),
        "text": ["−"] * len(gaps),
        "textposition": "top center",
        "textfont": {"size": 16, "color": theme.SOFT_TEXT},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return [marks]


def _end(
    values: Sequence[float | None], label: str, colour: str, *, height: float = 1.0
) -> _End | None:
    at = _last_known(values)
    value = None if at is None else values[at]
    return None if at is None or value is None else _End(label, colour, at, value * height)


def _end_labels(ends: Sequence[_End | None]) -> list[dict[str, Any]]:
    """Each year's name to the right of its last point; moved apart where they would touch."""
    known = sorted((end for end in ends if end), key=lambda end: end.value)
    lifts = [0] * len(known)
    if len(known) == 2 and known[0].at == known[1].at:
        apart = (known[1].value - known[0].value) / (known[1].value or 1)
        lifts = [-9, 9] if apart < 0.1 else lifts
    return [_end_label(end, lift=lift) for end, lift in zip(known, lifts, strict=True)]


def _end_label(end: _End, *, lift: int) -> dict[str, Any]:
    return {
        "text": f"<b>{plain(end.label)}</b>",
        "x": end.at,
        "y": end.value,
        "xanchor": "left",
        "xshift": 14,
        "yshift": lift,
        "showarrow": False,
        "font": {"size": theme.SMALLEST_PX, "color": end.colour},
        "bgcolor": "rgba(255,255,255,0.8)",
        "borderpad": 1,
    }


def _alt(
    months: Sequence[str], values: Sequence[float | None], labels: YearLabels, measure: Measure
) -> str:
    text = measure.text
    told = [
        f"{month} {measure.say(value)}"
        for month, value in zip(months, values, strict=True)
        if value is not None
    ]
    said = text("chart.alt.trend", name=measure.name, this=labels.this, points=listed(text, told))
    missing = _gaps(months, values)
    return said + (text("chart.alt.missing", names=listed(text, missing)) if missing else "")
