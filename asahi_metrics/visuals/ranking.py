"""Bars in order of size: districts by a figure, and the parts of a whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    empty_figure,
    extremes_alt,
    figure,
    listed,
    name_axis,
    plain,
    room_for,
    unit_note,
)
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

_ROW_PX = 25
_FRAME_PX = 60


def ranking(
    frame: pd.DataFrame,
    measure: Measure,
    *,
    selected: Collection[str] = (),
    ward_value: float | None = None,
) -> go.Figure:
    """Districts from the highest to the lowest; those without data stand last and say so.

    ``frame`` has ``code``, ``name``, ``value``, ``rank``. ``ward_value`` draws the ward's
    own figure as a line and is for rates only: a ward's sum has no place beside its parts.
    """
    height = _FRAME_PX + _ROW_PX * len(frame)
    rows = _by_size(rows_of(frame))
    if not rows or rows[0].value is None:
        return empty_figure(measure, height=height)
    chosen = [row.code in selected for row in rows]
    layout = _row_layout([_row_name(row.name, one) for row, one in zip(rows, chosen, strict=True)])
    if ward_value is None:
        layout["annotations"] = unit_note(measure)
    else:
        layout["shapes"] = [upright_line(ward_value)]
        layout["annotations"] = [_ward_label(ward_value, measure)]
    bars = _bars(rows, chosen, measure)
    bars["textposition"] = _label_sides(rows, ward_value)
    traces = [bars]
    return figure(
        traces, height=height, alt=extremes_alt(rows, measure, "chart.alt.ranking"), layout=layout
    )


def composition(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """The parts of a whole from the largest to the smallest, each with its share.

    ``frame`` has ``item`` (said already in the page's language) and ``value``.
    """
    height = _FRAME_PX + 32 * max(len(frame), 1)
    rows = [row for row in _by_size(rows_of(frame)) if row.value is not None]
    total = sum(row.value for row in rows)
    if not total:
        return empty_figure(measure, height=height)
    told = [_share(row.value, total, measure) for row in rows]
    parts = [f"{row.item} {said}" for row, said in zip(rows, told, strict=True)]
    trace = _bar_trace([row.value for row in rows], told, theme.BLUE)
    layout = _row_layout([plain(row.item) for row in rows])
    layout["margin"] = {**layout["margin"], "r": 110, "t": 8}
    alt = measure.text(
        "chart.alt.composition", name=measure.name, parts=listed(measure.text, parts)
    )
    return figure([{**trace, "hoverinfo": "skip"}], height=height, alt=alt, layout=layout)


def _share(value: float, total: float, measure: Measure) -> str:
    return measure.text("chart.share", value=measure.say(value), share=f"{value / total:.0%}")


def _by_size(rows: list[Any]) -> list[Any]:
    """Largest first, those without a value last, equals as they stood."""
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))


def _label_sides(rows: list[Any], ward_value: float | None) -> list[str]:
    """Numbers stand past their bars, or within them where the ward's line would cross them."""
    widest = max(rows[0].value, ward_value or 0) or 1
    return [
        "inside"
        if ward_value is not None
        and row.value is not None
        and row.value / widest > 0.15
        and 0 <= (ward_value - row.value) / widest < 0.16
        else "outside"
        for row in rows
    ]


def _bars(rows: list[Any], chosen: list[bool], measure: Measure) -> dict[str, Any]:
    numbers = [measure.number(row.value) for row in rows]
    labels = [f"<b>{said}</b>" if one else said for said, one in zip(numbers, chosen, strict=True)]
    colours = [theme.DARK_BLUE if one else theme.SEQUENCE[2] for one in chosen]
    return {
        **_bar_trace([row.value for row in rows], labels, colours),
        "customdata": [_hover(row, measure) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
        "insidetextanchor": "end",
        "insidetextfont": {"color": [theme.text_on(colour) for colour in colours]},
    }


def _bar_trace(values: list[float], labels: list[str], colour: str | list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [value or 0 for value in values],  # a bar of no length bears the words for no data
        "y": list(range(len(values))),
        "text": labels,
        "textposition": "outside",
        "textfont": {"size": theme.LABEL_PX, "color": theme.TEXT},
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": colour},
        "constraintext": "none",
    }


def _row_layout(names: list[str]) -> dict[str, Any]:
    return {
        "bargap": 0.28,
        "margin": {"l": room_for(names), "r": 72, "t": 34, "b": 8},
        "xaxis": {"visible": False, "rangemode": "tozero"},
        "yaxis": {
            **name_axis(names),
            # They have the room they take: nothing need be measured to see whether they fit.
            "ticklabeloverflow": "allow",
        },
    }


def _row_name(name: str, chosen: bool) -> str:
    return f"<b>{plain(name)}</b>" if chosen else plain(name)


def _hover(row: Any, measure: Measure) -> str:
    rank = "" if row.rank is None else f"<br>{measure.text('chart.rank', rank=int(row.rank))}"
    return f"<b>{plain(row.name)}</b><br>{measure.say(row.value)}{rank}"


def upright_line(value: float) -> dict[str, Any]:
    """A dotted line across all bars at a value."""
    line = {"color": theme.TEXT, "width": 1.5, "dash": "dot"}
    return {
        "type": "line",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": value,
        "x1": value,
        "line": line,
    }


def _ward_label(value: float, measure: Measure) -> dict[str, Any]:
    return {
        "text": measure.text("chart.ward", value=measure.say(value)),
        "x": value,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": theme.SMALLEST_PX, "color": theme.TEXT},
    }
