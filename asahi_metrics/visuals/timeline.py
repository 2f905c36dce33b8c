"""Known dates on a line of years: what lasts, when it begins and ends, where today stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    BELOW_PX,
    figure,
    listed,
    plain,
    room_for,
)

_ROW_PX = 46
_FRAME_PX = 56


@dataclass(frozen=True)
class Span:
    """A date or a span of days; ``aimed`` marks one that is aimed at and not fixed."""

    name: str
    first: date
    last: date
    when: str
    aimed: bool


def timeline(spans: Sequence[Span], today: date, text: Text) -> go.Figure:
    """One bar for each span in the order given, with its dates beside it, and today's line.

    What is aimed at is hatched, so that it differs from what is fixed without its colour.
    """
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "base": [span.first.isoformat()],
            # Plotly takes the length of a bar on a date axis in milliseconds.
            "x": [(span.last - span.first + timedelta(days=1)) / timedelta(milliseconds=1)],
            "y": [plain(span.name)],
            "text": [plain(span.when)],
            "textposition": "outside",
            "cliponaxis": False,
            "hovertemplate": f"{plain(span.name)}<br>{plain(span.when)}<extra></extra>",
            "marker": {
                "color": theme.PALE_BLUE if span.aimed else theme.BLUE,
                "pattern": {"shape": "/" if span.aimed else "", "fgcolor": theme.DARK_BLUE},
            },
        }
        for span in spans
    ]
    first = min((*(span.first for span in spans), today))
    last = max((*(span.last for span in spans), today))
    layout = {
        "barmode": "overlay",
        "margin": {
            "l": room_for([span.name for span in spans]),
            "r": 8,
            "t": 24,
            "b": BELOW_PX,
        },
        "xaxis": {
            "type": "date",
            "range": [
                date(first.year, 1, 1).isoformat(),
                (last + timedelta(days=900)).isoformat(),
            ],
            "dtick": "M12",
            "tickformat": "%Y",
        },
        "yaxis": {"autorange": "reversed", "showgrid": False},
        "shapes": [today_line(today)],
        "annotations": [today_label(today, text)],
    }
    told = [f"{span.name} {span.when}" for span in spans]
    return figure(
        traces,
        height=_FRAME_PX + _ROW_PX * len(spans),
        alt=text("chart.alt.timeline", points=listed(text, told)),
        layout=layout,
    )


def today_line(today: date) -> dict[str, object]:
    """The upright line at today on a date axis."""
    return {
        "type": "line",
        "x0": today.isoformat(),
        "x1": today.isoformat(),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.ACCENT_TEXT, "width": 2},
    }


def today_label(today: date, text: Text) -> dict[str, object]:
    """Today's date at the head of its line."""
    return {
        "text": text("chart.today", day=plain(Formats(text).date(today))),
        "x": today.isoformat(),
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "xanchor": "left",
        "showarrow": False,
        "font": {"size": theme.SMALLEST_PX, "color": theme.ACCENT_TEXT},
    }
