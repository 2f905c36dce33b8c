"""The funnel: districts by their size and their figure, between the limits of chance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import empty_figure, figure, listed, plain
from asahi_metrics.visuals.labels import HALO, Plot, label_places
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

HEIGHT_PX = 390
_MARGIN = {"l": 56, "r": 54, "t": 44, "b": 52}
# The usual width of the chart's column; names find their places by it.
_PLOT_PX = (600, HEIGHT_PX - _MARGIN["t"] - _MARGIN["b"])
_AIR = 0.06
_FILLS = ("#F4F7FE", "#E8F1FE")
_MARKS = {
    ("within", True): ("circle", theme.BLUE),
    ("within", False): ("circle", theme.BLUE),
    ("apart", True): ("triangle-up-open", theme.DARK_BLUE),
    ("apart", False): ("triangle-down-open", theme.DARK_BLUE),
    ("beyond", True): ("triangle-up", theme.ACCENT_TEXT),
    ("beyond", False): ("triangle-down", theme.ACCENT_TEXT),
}


@dataclass(frozen=True)
class Limits:
    """One pair of limits: ``name`` (``95%``) and where they run over the bases."""

    name: str
    bases: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Field:
    """What the districts stand in: the average, the limits from the outer to the inner ones.

    ``base`` names what the districts' sizes are counted in.
    """

    base: str
    average: float
    limits: Sequence[Limits]


def funnel_chart(
    frame: pd.DataFrame, measure: Measure, field: Field, *, selected: Collection[str] = ()
) -> go.Figure:
    """Each district at its base and figure; those outside of a limit have their names.

    ``frame`` has ``code``, ``name``, ``base``, ``value``, ``position`` (within, apart, beyond),
    ``above`` and ``told`` (lines of what the pointer tells).
    """
    rows = rows_of(frame.assign(x=frame["base"], y=frame["value"], low=None, high=None))
    if not rows:
        return empty_figure(measure, height=HEIGHT_PX)
    plot = _plot(rows, field)
    layout = {
        "margin": _MARGIN,
        "xaxis": {"range": plot.x, "title": {"text": f"{plain(field.base)} →"}, "tickformat": ","},
        "yaxis": {"range": plot.y, "tickformat": ","},
        "annotations": [_title(measure), _average_name(field.average, measure), *_names(field)],
    }
    average = _average_line(field.average, plot)
    traces = [*_bands(field.limits), average, _points(rows, plot, selected)]
    return figure(traces, height=HEIGHT_PX, alt=_alt(rows, measure), layout=layout)


def _plot(rows: Sequence[Any], field: Field) -> Plot:
    """From the smallest base to the largest; the inner limits may leave the plot at the left."""
    bases = field.limits[0].bases
    inner = field.limits[-1]
    values = [row.y for row in rows] + [*inner.high, *inner.low, field.average]
    low, high = min(values), max(values)
    air = _AIR * ((high - low) or abs(high) or 1.0)
    # No figure lies below 0, and no axis begins there.
    bottom = -air if low <= air else low - air
    return Plot((bases[0], bases[-1]), (bottom, high + air), *_PLOT_PX)


def _bands(limits: Sequence[Limits]) -> list[dict[str, Any]]:
    """Each pair of limits with what lies between them, the wider pair below the narrower one."""
    traces = []
    for one, fill in zip(limits, _FILLS, strict=True):
        line = {"color": theme.NO_DATA_LINE, "width": 1.2, "dash": "dash"}
        common = {"type": "scatter", "mode": "lines", "x": one.bases, "line": line}
        traces += [
            {**common, "y": one.low, "hoverinfo": "skip"},
            {**common, "y": one.high, "hoverinfo": "skip", "fill": "tonexty", "fillcolor": fill},
        ]
    return traces


def _points(rows: Sequence[Any], plot: Plot, selected: Collection[str]) -> dict[str, Any]:
    """Marks by form and colour; the chosen districts are larger and have their names too."""
    marks = [_MARKS[row.position, bool(row.above)] for row in rows]
    chosen = {at for at, row in enumerate(rows) if row.code in selected}
    outside = {at for at, row in enumerate(rows) if row.position != "within"}
    sides, labels = label_places(rows, plot, chosen=chosen | outside)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [row.x for row in rows],
        "y": [row.y for row in rows],
        "text": [
            _label(name, bold=at in chosen) if at in chosen | outside else ""
            for at, name in enumerate(labels)
        ],
        "textposition": sides,
        "textfont": {"size": theme.SMALLEST_PX, "color": theme.TEXT, "shadow": HALO},
        "marker": {
            "opacity": 1,
            "size": [15 if at in chosen else 11 for at in range(len(rows))],
            "symbol": [symbol for symbol, _ in marks],
            "color": [colour for _, colour in marks],
            "line": {
                "color": [
                    theme.TEXT if at in chosen else theme.WHITE if row.position == "within" else ink
                    for at, (row, (_, ink)) in enumerate(zip(rows, marks, strict=True))
                ],
                "width": [
                    2 if at in chosen or "open" in mark else 1 for at, (mark, _) in enumerate(marks)
                ],
            },
        },
        "cliponaxis": False,
        "customdata": [
            "<br>".join([f"<b>{plain(row.name)}</b>", *map(plain, row.told.splitlines())])
            for row in rows
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _label(name: str, *, bold: bool) -> str:
    return f"<b>{plain(name)}</b>" if bold else plain(name)


def _average_line(average: float, plot: Plot) -> dict[str, Any]:
    """A line of its own, and no shape: shapes lie below what the limits fill, or above all."""
    line = {"color": theme.TEXT, "width": 1.5}
    ends = {"x": list(plot.x), "y": [average, average]}
    return {"type": "scatter", "mode": "lines", **ends, "line": line, "hoverinfo": "skip"}


def _average_name(average: float, measure: Measure) -> dict[str, Any]:
    said = measure.text("scatter.average", value=measure.say(average))
    at = {"xref": "paper", "x": 1, "xanchor": "right", "y": average, "yanchor": "bottom"}
    font = {"size": theme.SMALLEST_PX, "color": theme.TEXT, "shadow": HALO}
    return {"text": plain(said), "showarrow": False, "font": font, **at}


def _names(field: Field) -> list[dict[str, Any]]:
    """The limits' names at their right ends."""
    font = {"size": theme.SMALLEST_PX, "color": theme.SOFT_TEXT}
    return [
        {
            "text": one.name,
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 4,
            "y": one.high[-1],
            "yanchor": "middle",
            "showarrow": False,
            "font": font,
        }
        for one in field.limits
    ]


def _title(measure: Measure) -> dict[str, Any]:
    """The name of the upward axis, lying down above the plot as Japanese charts have it."""
    unit = measure.text("chart.unit", unit=measure.unit) if measure.unit else ""
    at = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 6 - _MARGIN["l"]}
    at |= {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 22}
    font = {"size": theme.LABEL_PX, "color": theme.TEXT}
    said = plain(f"{measure.name} {unit}".strip())
    return {"text": f"↑ {said}", "showarrow": False, "font": font, **at}


def _alt(rows: Sequence[Any], measure: Measure) -> str:
    text = measure.text
    outside = [f"{row.name} {measure.say(row.y)}" for row in rows if row.position != "within"]
    said = text("funnel.alt", name=measure.name, count=len(rows))
    found = text("funnel.alt_outside", points=listed(text, outside))
    return said + (found if outside else text("funnel.alt_none"))
