"""A monthly count through the years with what was to be expected, and the season by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.core.calendar import first_day
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    BELOW_PX,
    empty_figure,
    figure,
    listed,
    plain,
    room_for,
    unit_note,
    value_steps,
)
from asahi_metrics.visuals.labels import HALO
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

SEASONS_PX = 400
_SMALL = 10


def months_expected(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """What was counted in each month as a line with points, over a pale line of what was expected.

    ``frame`` has ``month`` (yyyymm), ``value``, ``expected`` and ``odd`` (whether the month is
    out of the ordinary: then it has a diamond and its name).
    """
    rows = rows_of(frame)
    if all(row.value is None for row in rows):
        return empty_figure(measure, height=SEASONS_PX)
    days = [first_day(int(row.month)) for row in rows]
    odd = [at for at, row in enumerate(rows) if row.odd and row.value is not None]
    said = [
        f"{measure.formats.month(int(rows[at].month))} {measure.say(rows[at].value)}" for at in odd
    ]
    top = _highest(rows)
    layout: dict[str, Any] = {
        "annotations": unit_note(measure),
        "margin": {"l": room_for([measure.number(top)]), "r": 20, "t": 40, "b": 58},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -0.1, "yanchor": "top", "font": {"size": 12}},
        "xaxis": {
            "tickvals": [day for day in days if day.month == 4],
            "ticktext": [
                plain(measure.formats.month(int(row.month)))
                for row, day in zip(rows, days, strict=True)
                if day.month == 4
            ],
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "yaxis": {"range": [-0.1 * top, 1.12 * top], **value_steps(measure, [0.0, top])},
    }
    traces = [
        _expected(days, rows, measure),
        _counted(days, rows, measure),
        *([_odd(days, rows, odd, measure)] if odd else []),
    ]
    alt = measure.text("chart.alt.seasons", name=measure.name, count=len(rows))
    if said:
        alt += measure.text("chart.alt.seasons_odd", points=listed(measure.text, said))
    return figure(traces, height=SEASONS_PX, alt=alt, layout=layout)


def season_profile(profile: Mapping[int, float], measure: Measure, *, middle: float) -> go.Figure:
    """The season by month of the calendar as bars from ``middle``: 1 for factors, 0 for amounts."""
    if not profile:
        return empty_figure(measure, height=SEASONS_PX)
    names = [measure.formats.month_name(month) for month in profile]
    values = list(profile.values())
    said = [_said(one, measure, middle) for one in values]
    low, high = min(*values, middle), max(*values, middle)
    air = 0.12 * ((high - low) or 1.0)
    layout: dict[str, Any] = {
        "bargap": 0.25,
        "margin": {"l": 8, "r": 8, "t": 40, "b": BELOW_PX},
        "xaxis": {
            "type": "category",
            "showgrid": False,
            "tickangle": 0,
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "yaxis": {"visible": False, "range": [low - air, high + air]},
        "shapes": [_middle(middle)],
        "annotations": [] if middle else unit_note(measure),
    }
    trace = {
        "type": "bar",
        "x": names,
        "y": [value - middle for value in values],
        "base": middle,
        "text": said,
        "textposition": "outside",
        "textfont": {"size": theme.SMALLEST_PX, "color": theme.TEXT},
        "textangle": 0,
        "cliponaxis": False,
        "marker": {
            "color": [theme.BLUE if value >= middle else theme.PALE_BLUE for value in values]
        },
        "hoverinfo": "skip",
    }
    points = [f"{name} {one}" for name, one in zip(names, said, strict=True)]
    alt = measure.text("chart.alt.profile", name=measure.name, points=listed(measure.text, points))
    return figure([trace], height=SEASONS_PX, alt=alt, layout=layout)


def _said(value: float, measure: Measure, middle: float) -> str:
    if middle:
        return measure.formats.number(value, 2)
    # Bars of parts of one would all bear ±0.
    more = 1 if not measure.decimals and abs(value) < _SMALL else 0
    return measure.formats.signed(value, measure.decimals + more)


def _middle(at: float) -> dict[str, Any]:
    line = {"color": theme.TEXT, "width": 1.5}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line}


def _highest(rows: Sequence[Any]) -> float:
    known = [one for row in rows for one in (row.value, row.expected) if one is not None]
    return float(max(known))


def _expected(days: Sequence[Any], rows: Sequence[Any], measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(measure.text("seasons.expected")),
        "x": list(days),
        "y": [row.expected for row in rows],
        "line": {"color": theme.SEQUENCE[1], "width": 7},
        "hoverinfo": "skip",
    }


def _counted(days: Sequence[Any], rows: Sequence[Any], measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(measure.text("seasons.counted")),
        "x": list(days),
        "y": [row.value for row in rows],
        "connectgaps": False,
        "line": {"color": theme.DARK_BLUE, "width": 1.8},
        "marker": {"size": 5, "color": theme.DARK_BLUE},
        "customdata": [_told(row, measure) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _told(row: Any, measure: Measure) -> str:
    lines = [
        f"<b>{plain(measure.formats.month(int(row.month)))}</b>",
        plain(measure.say(row.value)),
    ]
    if row.expected is not None:
        said = measure.say(row.expected)
        lines.append(plain(measure.text("seasons.expected_value", value=said)))
    return "<br>".join(lines)


def _odd(
    days: Sequence[Any], rows: Sequence[Any], odd: Sequence[int], measure: Measure
) -> dict[str, Any]:
    above = [rows[at].value >= (rows[at].expected or 0.0) for at in odd]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": plain(measure.text("seasons.odd")),
        "x": [days[at] for at in odd],
        "y": [rows[at].value for at in odd],
        "text": [f"<b>{plain(measure.formats.month(int(rows[at].month)))}</b>" for at in odd],
        "textposition": ["top center" if one else "bottom center" for one in above],
        "textfont": {"size": theme.SMALLEST_PX, "color": theme.ACCENT_TEXT, "shadow": HALO},
        "cliponaxis": False,
        "marker": {
            "symbol": "diamond",
            "size": 12,
            "color": theme.ACCENT_TEXT,
            "line": {"color": theme.WHITE, "width": 1},
        },
        "hoverinfo": "skip",
    }
