"""What happened in a district in a year: a row for each register, a mark on each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import BELOW_PX, figure, listed, plain, room_for
from asahi_metrics.visuals.timeline import today_label, today_line

_ROW_PX = 34
_FRAME_PX = 64
# A mark for each row in turn; the row's name says what it is, the shape only helps the eye.
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "hexagon", "triangle-down", "pentagon")


@dataclass(frozen=True)
class DayMark:
    """What a row has on one day, and the lines it says when pointed at."""

    row: int
    day: date
    told: tuple[str, ...]


def day_chart(
    rows: Sequence[str],
    marks: Sequence[DayMark],
    span: tuple[date, date],
    *,
    today: date,
    text: Text,
) -> go.Figure:
    """The marks between the first and the last day of ``span``; ``rows`` names the registers."""
    first, last = span
    counts = Counter(mark.row for mark in marks)
    names = [
        text("profile_page.happenings.row", name=name, count=counts[at])
        for at, name in enumerate(rows)
    ]
    inside = first <= today <= last
    layout = {
        "margin": {"l": room_for(names), "r": 16, "t": 24, "b": BELOW_PX},
        "xaxis": {
            "type": "date",
            "range": [first.isoformat(), (last + timedelta(days=5)).isoformat()],
            "tick0": first.isoformat(),
            "dtick": "M1",
            "tickformat": "%-m月" if text.lang == "ja" else "%b",
            "ticklabelmode": "period",
        },
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": [plain(name) for name in names],
            "range": [len(rows) - 0.5, -0.5],
        },
        "shapes": [today_line(today)] if inside else [],
        "annotations": [_today(today, span, text)] if inside else [],
    }
    return figure(
        [_trace(at, [mark for mark in marks if mark.row == at]) for at in range(len(rows))],
        height=_FRAME_PX + _ROW_PX * len(rows),
        alt=text("profile_page.happenings.alt", rows=listed(text, names)),
        layout=layout,
    )


def _trace(row: int, marks: Sequence[DayMark]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.day.isoformat() for mark in marks],
        "y": [row] * len(marks),
        "customdata": ["<br>".join(map(plain, mark.told)) for mark in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "symbol": _SYMBOLS[row % len(_SYMBOLS)],
            "size": 12,
            "color": theme.DARK_BLUE if row % 2 else theme.BLUE,
            "opacity": 0.85,
            "line": {"color": theme.WHITE, "width": 1},
        },
    }


def _today(today: date, span: tuple[date, date], text: Text) -> dict[str, object]:
    """Today's date beside its line, on the side where there is room."""
    late = today - span[0] > 0.8 * (span[1] - span[0])
    return today_label(today, text) | {"xanchor": "right" if late else "left"}
