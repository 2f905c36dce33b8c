"""A figure through the fiscal years: what was reached, what was aimed at, what is foreseen."""

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

_HEIGHT = 260


@dataclass(frozen=True)
class YearFigure:
    """One fiscal year: ``so_far`` marks a value of some months only."""

    label: str
    value: float | None
    target: float | None
    so_far: bool = False


@dataclass(frozen=True)
class Foreseen:
    """Where the last year will end, with the range that holds it; both ends or none."""

    value: float
    ends: tuple[float, float] | None


def by_year(
    years: Sequence[YearFigure], measure: Measure, foreseen: Foreseen | None = None
) -> go.Figure:
    """Whole years as a line, a year under way as a hollow point, targets as a dashed line.

    ``foreseen`` belongs to the last year.
    """
    if all(year.value is None and year.target is None for year in years):
        return empty_figure(measure, height=_HEIGHT)
    traces = [_targets(years, measure), _values(years, measure), _so_far(years, measure)]
    if foreseen is not None:
        traces.append(_foreseen(years[-1], foreseen, measure))
    said = [value for year in years for value in (year.value, year.target) if value is not None]
    layout: dict[str, Any] = {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -0.16, "yanchor": "top"},
        "margin": {
            "l": room_for([measure.number(value) for value in said]),
            "r": 16,
            "t": 34,
            "b": BELOW_PX + 34,
        },
        "annotations": unit_note(measure),
        "xaxis": {"type": "category", "showgrid": False, "tickangle": 0},
        "yaxis": value_axis(measure, said, from_zero=True),
    }
    return figure(traces, height=_HEIGHT, alt=_alt(years, measure, foreseen), layout=layout)


def _targets(years: Sequence[YearFigure], measure: Measure) -> dict[str, Any]:
    line = {"color": theme.ACCENT_TEXT, "width": 2, "dash": "dash"}
    marker = {"symbol": "line-ew-open", "size": 12, "color": theme.ACCENT_TEXT}
    return {
        **_points(years, [year.target for year in years], measure, "target"),
        "mode": "lines+markers",
        "line": line,
        "marker": marker,
    }


def _values(years: Sequence[YearFigure], measure: Measure) -> dict[str, Any]:
    whole = [None if year.so_far else year.value for year in years]
    return {
        **_points(years, whole, measure, "whole"),
        "mode": "lines+markers",
        "line": {"color": theme.DARK_BLUE, "width": 3},
        "marker": {"size": 9, "color": theme.DARK_BLUE},
    }


def _so_far(years: Sequence[YearFigure], measure: Measure) -> dict[str, Any]:
    part = [year.value if year.so_far else None for year in years]
    return {
        **_points(years, part, measure, "so_far"),
        "mode": "markers",
        "marker": {
            "size": 10,
            "color": theme.WHITE,
            "line": {"color": theme.DARK_BLUE, "width": 2},
        },
        "showlegend": any(value is not None for value in part),
    }


def _foreseen(year: YearFigure, foreseen: Foreseen, measure: Measure) -> dict[str, Any]:
    trace = {
        **_points([year], [foreseen.value], measure, "foreseen"),
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 11, "color": theme.BLUE},
    }
    if foreseen.ends:
        low, high = foreseen.ends
        trace["error_y"] = {
            "type": "data",
            "array": [high - foreseen.value],
            "arrayminus": [foreseen.value - low],
            "color": theme.BLUE,
            "thickness": 2,
            "width": 6,
        }
    return trace


def _points(
    years: Sequence[YearFigure], values: Sequence[float | None], measure: Measure, name: str
) -> dict[str, Any]:
    said = measure.text(f"chart.years.{name}")
    return {
        "type": "scatter",
        "x": [plain(year.label) for year in years],
        "y": list(values),
        "name": said,
        "customdata": [measure.say(value) for value in values],
        "hovertemplate": f"%{{x}} {said} %{{customdata}}<extra></extra>",
    }


def _alt(years: Sequence[YearFigure], measure: Measure, foreseen: Foreseen | None) -> str:
    text = measure.text
    told = [
        text(
            "chart.years.point",
            year=year.label,
            value=measure.say(year.value),
            target=measure.say(year.target),
        )
        for year in years
    ]
    said = text("chart.years.alt", name=measure.name, points=listed(text, told))
    if foreseen is None:
        return said
    return said + text("chart.years.alt_foreseen", value=measure.say(foreseen.value))
