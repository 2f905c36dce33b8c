"""What each district has and what is to be added to it, as one bar of two parts."""

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
    value_steps,
)
from asahi_metrics.visuals.labels import HALO
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

_ROW_PX = 22
_FRAME_PX = 62


def additions(
    frame: pd.DataFrame,
    measure: Measure,
    *,
    level: float | None = None,
    level_label: str = "",
    selected: Collection[str] = (),
) -> go.Figure:
    """Districts from the lowest to the highest, the addition hatched and told in figures.

    ``frame`` has ``code``, ``name``, ``value``, ``raised`` (both in the measure's unit) and
    ``needed`` (as it is told, such as ``+25``; empty for none). ``level`` draws what the
    districts are raised to as a line.
    """
    rows = sorted(rows_of(frame), key=lambda row: row.value)
    height = _FRAME_PX + _ROW_PX * len(rows)
    if not rows:
        return empty_figure(measure, height=height)
    names = [_name(row, selected) for row in rows]
    widest = max([*(row.raised for row in rows), level or 0.0]) or 1.0
    layout: dict[str, Any] = {
        "barmode": "stack",
        "bargap": 0.25,
        "margin": {"l": room_for(names), "r": 84, "t": 46, "b": 8},
        "xaxis": {
            "range": [0, widest * 1.02],
            "side": "top",
            **value_steps(measure, [0.0, widest]),
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "yaxis": name_axis(names),
        "annotations": _needed(rows),
    }
    if level is not None:
        layout["shapes"] = [_upright_line(level)]
        layout["annotations"].append(_level_words(level, widest, level_label))
    points = [f"{row.name} {row.needed}" for row in rows if row.needed]
    alt = measure.text(
        "chart.alt.additions", name=measure.name, points=listed(measure.text, points) or "0"
    )
    return figure(_bars(rows, measure), height=height, alt=alt, layout=layout)


def _bars(rows: Sequence[Any], measure: Measure) -> list[dict[str, Any]]:
    told = [
        f"<b>{plain(row.name)}</b><br>{plain(measure.say(row.value))} → "
        f"{plain(measure.say(row.raised))}<br>{plain(row.needed or '')}"
        for row in rows
    ]
    shared = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "customdata": told,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    hatch = {"shape": "/", "fgcolor": theme.ACCENT_TEXT, "bgcolor": theme.WHITE, "size": 6}
    return [
        {**shared, "x": [row.value for row in rows], "marker": {"color": theme.SEQUENCE[2]}},
        {
            **shared,
            "x": [row.raised - row.value if row.needed else None for row in rows],
            "marker": {
                "color": theme.ACCENT_TEXT,
                "pattern": hatch,
                "line": {"color": theme.ACCENT_TEXT, "width": 1},
            },
        },
    ]


def _needed(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "x": row.raised,
            "xanchor": "left",
            "xshift": 6,
            "y": at,
            "showarrow": False,
            "text": f"<b>{plain(row.needed)}</b>",
            "font": {"size": theme.LABEL_PX, "color": theme.ACCENT_TEXT, "shadow": HALO},
        }
        for at, row in enumerate(rows)
        if row.needed
    ]


def _name(row: Any, selected: Collection[str]) -> str:
    return f"<b>{plain(row.name)}</b>" if row.code in selected else plain(row.name)


def _level_words(value: float, widest: float, words: str) -> dict[str, Any]:
    return {
        "text": plain(words),
        "x": value,
        "xanchor": "right" if value > widest / 2 else "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 20,
        "showarrow": False,
        "font": {"size": theme.SMALLEST_PX, "color": theme.TEXT},
    }


def _upright_line(value: float) -> dict[str, Any]:
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
