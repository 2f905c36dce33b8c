"""The parts of a whole as bars in order of size."""

from __future__ import annotations

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
)
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import by_size, rows_of

_ROW_PX = 32
_FRAME_PX = 60


def composition(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """The parts of a whole from the largest to the smallest, each with its share.

    ``frame`` has ``item`` (said already in the page's language) and ``value``.
    """
    height = _FRAME_PX + _ROW_PX * max(len(frame), 1)
    rows = [row for row in by_size(rows_of(frame)) if row.value is not None]
    total = sum(row.value for row in rows)
    if not total:
        return empty_figure(measure, height=height)
    told = [_share(row.value, total, measure) for row in rows]
    parts = [f"{row.item} {said}" for row, said in zip(rows, told, strict=True)]
    names = [plain(row.item) for row in rows]
    layout = {
        "bargap": 0.28,
        "margin": {"l": room_for(names), "r": 110, "t": 8, "b": 8},
        "xaxis": {"visible": False, "rangemode": "tozero"},
        "yaxis": {
            **name_axis(names),
            # They have the room they take: nothing need be measured to see whether they fit.
            "ticklabeloverflow": "allow",
        },
    }
    alt = measure.text(
        "chart.alt.composition", name=measure.name, parts=listed(measure.text, parts)
    )
    return figure([_bars([row.value for row in rows], told)], height=height, alt=alt, layout=layout)


def _share(value: float, total: float, measure: Measure) -> str:
    return measure.text("chart.share", value=measure.say(value), share=f"{value / total:.0%}")


def _bars(values: list[float], labels: list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": list(range(len(values))),
        "text": labels,
        "textposition": "outside",
        "textfont": {"size": theme.LABEL_PX, "color": theme.TEXT},
        "textangle": 0,
        "cliponaxis": False,
        "constraintext": "none",
        "marker": {"color": theme.BLUE},
        "hoverinfo": "skip",
    }
