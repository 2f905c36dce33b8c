"""Ranks as they may be: each district's rank within the span that chance gives it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import figure, listed, plain, room_for
from asahi_metrics.visuals.rows import rows_of

_LEAST_ROW_PX = 16
_FRAME_PX = 72


def rank_spans(
    frame: pd.DataFrame, text: Text, *, height: int, selected: Collection[str] = ()
) -> go.Figure:
    """The districts from the first rank to the last, each as a line from best to worst.

    ``frame`` has ``code``, ``name``, ``rank``, ``best``, ``worst`` and is not empty; ``height``
    grows where the districts need more.
    """
    rows = sorted(rows_of(frame), key=lambda row: (row.rank, row.best, row.worst))
    chosen = [row.code in selected for row in rows]
    names = [f"<b>{plain(row.name)}</b>" if one else plain(row.name)
             for row, one in zip(rows, chosen, strict=True)]  # fmt: skip
    layout = {
        "margin": {"l": room_for(names), "r": 28, "t": 34, "b": 8},
        "xaxis": _rank_axis(len(rows), text),
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": names,
            "range": [len(rows) - 0.5, -0.5],
            "gridcolor": theme.GRID,
            "ticklabelstandoff": 6,
        },
    }
    tall = max(height, _FRAME_PX + _LEAST_ROW_PX * len(rows))
    return figure(_traces(rows, chosen, text), height=tall, alt=_alt(rows, text), layout=layout)


def _rank_axis(count: int, text: Text) -> dict[str, Any]:
    # The fives, but for one that would stand in the last rank's way.
    ticks = sorted({1, *range(5, count - 1, 5), count})
    return {
        "side": "top",
        "range": [0.4, count + 0.6],
        "tickvals": ticks,
        "ticktext": [text("chart.rank", rank=one) for one in ticks],
        "tickfont": {"size": theme.SMALLEST_PX},
    }


def _traces(rows: Sequence[Any], chosen: Sequence[bool], text: Text) -> list[dict[str, Any]]:
    """A line for each district, then all ranks as marks upon them."""
    inks = [theme.ACCENT_TEXT if one else theme.BLUE for one in chosen]
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            # One rank alone is a short stroke, since a line of no length is not drawn.
            "x": [row.best - 0.25, row.worst + 0.25],
            "y": [at, at],
            "line": {"color": theme.ACCENT_TEXT if one else theme.SEQUENCE[1], "width": 6},
            "hoverinfo": "skip",
        }
        for at, (row, one) in enumerate(zip(rows, chosen, strict=True))
    ]
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [row.rank for row in rows],
        "y": list(range(len(rows))),
        "marker": {
            "size": 11,
            "symbol": ["diamond" if one else "circle" for one in chosen],
            "color": inks,
            "line": {"color": theme.WHITE, "width": 1.5},
            "opacity": 1,
        },
        "customdata": [f"<b>{plain(row.name)}</b><br>{plain(_said(row, text))}" for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return [*lines, marks]


def _said(row: Any, text: Text) -> str:
    return text("rank_spans.said", rank=int(row.rank), best=int(row.best), worst=int(row.worst))


def _alt(rows: Sequence[Any], text: Text) -> str:
    points = [f"{row.name} {_said(row, text)}" for row in rows]
    return text("rank_spans.alt", points=listed(text, points))
