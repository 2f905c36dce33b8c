"""Milestones of projects: a row for each project, a mark on each due date, today's line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go

from asahi_metrics.core.milestones import STATES, MilestoneState
from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import BELOW_PX, figure, listed, plain, room_for
from asahi_metrics.visuals.timeline import today_label, today_line

_ROW_PX = 34
_FRAME_PX = 90
_LEGEND_PX = 30
_LABEL_EMS = 17
_YEARS_FROM_DAYS = 500
_CLOSE = 60  # of the axis: marks of one row that are nearer to each other would cover each other


@dataclass(frozen=True)
class MilestoneMark:
    """One milestone: its row from 0, the lines it says when pointed at, and how it stands."""

    row: int
    due: date
    state: MilestoneState
    told: tuple[str, ...]
    overdue: bool


@dataclass(frozen=True)
class StateStyle:
    """How a state looks: a sign in text, the same shape in charts, and a colour."""

    sign: str
    symbol: str
    colour: str


STATE_STYLES: Mapping[MilestoneState, StateStyle] = {
    "done": StateStyle("●", "circle", theme.DARK_BLUE),
    "under_way": StateStyle("◆", "diamond", theme.BLUE),
    "delayed": StateStyle("▲", "triangle-up", theme.ACCENT_TEXT),
    "not_started": StateStyle("○", "circle-open", theme.SOFT_TEXT),
    "stopped": StateStyle("×", "x-thin", theme.SOFT_TEXT),
}


def milestone_chart(
    rows: Sequence[str],
    marks: Sequence[MilestoneMark],
    span: tuple[date, date],
    *,
    today: date,
    text: Text,
) -> go.Figure:
    """The marks between the first and the last day of ``span``; ``rows`` names the projects.

    A state shows by shape and colour, and what is overdue by a ring around it.
    """
    heights = _heights(marks, span)
    placed = list(zip(marks, heights, strict=True))
    traces = [_trace(placed, state, text) for state in STATES]
    inside = span[0] <= today <= span[1]
    labels = [_two_lines(name) for name in rows]
    layout = {
        "margin": {
            "l": room_for([line for label in labels for line in label]),
            "r": 16,
            "t": 26,
            "b": BELOW_PX + _LEGEND_PX,
        },
        "xaxis": _time_axis(span, text),
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": ["<br>".join(map(plain, label)) for label in labels],
            "range": [len(rows) - 0.5, -0.5],
        },
        "showlegend": True,
        "legend": _LEGEND,
        "shapes": [today_line(today)] if inside else [],
        "annotations": [_today(today, span, text)] if inside else [],
    }
    return figure(
        [trace for trace in (*traces, _rings(placed, text)) if trace["x"]],
        height=_FRAME_PX + _ROW_PX * len(rows),
        alt=_alt(rows, marks, text),
        layout=layout,
    )


_LEGEND = {
    "orientation": "h",
    "x": 1,
    "xanchor": "right",
    "y": 0,
    "yanchor": "bottom",
    "yref": "container",
    "font": {"size": theme.LABEL_PX, "color": theme.TEXT},
    "itemclick": False,
    "itemdoubleclick": False,
}


def _trace(
    placed: Sequence[tuple[MilestoneMark, float]], state: MilestoneState, text: Text
) -> dict[str, Any]:
    own = [(mark, height) for mark, height in placed if mark.state == state]
    style = STATE_STYLES[state]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": text(f"milestone.state.{state}"),
        "x": [mark.due.isoformat() for mark, _ in own],
        "y": [height for _, height in own],
        "customdata": ["<br>".join(map(plain, mark.told)) for mark, _ in own],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "symbol": style.symbol,
            "size": 12,
            "color": style.colour,
            "opacity": 1,
            "line": {
                "color": style.colour if _is_drawn(style) else theme.WHITE,
                "width": 2.5 if _is_drawn(style) else 1,
            },
        },
    }


def _is_drawn(style: StateStyle) -> bool:
    """Whether the shape is made of lines and has no area."""
    return style.symbol.endswith(("-open", "-thin"))


def _rings(placed: Sequence[tuple[MilestoneMark, float]], text: Text) -> dict[str, Any]:
    own = [(mark, height) for mark, height in placed if mark.overdue]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": text("milestone.overdue"),
        "x": [mark.due.isoformat() for mark, _ in own],
        "y": [height for _, height in own],
        "hoverinfo": "skip",
        "cliponaxis": False,
        "marker": {
            "symbol": "circle-open",
            "size": 22,
            "color": theme.ACCENT_TEXT,
            "line": {"width": 2, "color": theme.ACCENT_TEXT},
        },
    }


def _today(today: date, span: tuple[date, date], text: Text) -> dict[str, object]:
    """Today's date beside its line, on the side where there is room."""
    late = today - span[0] > 0.8 * (span[1] - span[0])
    return today_label(today, text) | {"xanchor": "right" if late else "left"}


def _time_axis(span: tuple[date, date], text: Text) -> dict[str, Any]:
    first, last = span
    japanese = text.lang == "ja"
    if (last - first).days > _YEARS_FROM_DAYS:
        ticks = {"dtick": "M12", "tickformat": "%Y年" if japanese else "%Y"}
    else:
        ticks = {"dtick": "M1", "tickformat": "%-m月" if japanese else "%b"}
    return {
        "type": "date",
        # Marks on the last days shall stand whole within the plot.
        "range": [first.isoformat(), (last + (last - first) / 60).isoformat()],
        "tick0": first.replace(month=1, day=1).isoformat(),
        "ticklabelmode": "period",
        **ticks,
    }


def _heights(marks: Sequence[MilestoneMark], span: tuple[date, date]) -> list[float]:
    """Where each mark stands: in the middle of its row, or aside of one that is too near."""
    near = (span[1] - span[0]) / _CLOSE
    heights = [float(mark.row) for mark in marks]
    order = sorted(range(len(marks)), key=lambda at: (marks[at].row, marks[at].due))
    beside = 0
    for before, at in pairwise(order):
        one, other = marks[before], marks[at]
        close = one.row == other.row and other.due - one.due < near
        beside = beside + 1 if close else 0
        heights[at] += (0.0, 0.3, -0.3)[beside % 3]
    return heights


def _two_lines(name: str) -> list[str]:
    """The name in two lines at most; what does not fit is cut, and the cut shows."""
    first, rest = _cut(name, _LABEL_EMS)
    second, left = _cut(rest, _LABEL_EMS)
    return [line for line in (first, f"{second[:-1]}…" if left else second) if line]


def _cut(name: str, ems: float) -> tuple[str, str]:
    """As much of the name as is that wide, up to a blank where it has one, and the rest."""
    width = 0.0
    for at, sign in enumerate(name):
        width += 1.0 if east_asian_width(sign) in "WFA" else 0.6
        if width > ems:
            end = name.rfind(" ", 0, at + 1)
            end = end if end > 0 else at
            return name[:end], name[end:].lstrip()
    return name, ""


def _alt(rows: Sequence[str], marks: Sequence[MilestoneMark], text: Text) -> str:
    counted = Counter(mark.state for mark in marks)
    told = [
        text("milestone.counted", what=text(f"milestone.state.{state}"), count=counted[state])
        for state in STATES
        if counted[state]
    ]
    late = sum(mark.overdue for mark in marks)
    if late:
        told.append(text("milestone.counted", what=text("milestone.overdue"), count=late))
    return text("milestone.alt", projects=len(rows), count=len(marks), states=listed(text, told))
