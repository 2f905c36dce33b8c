"""Districts by month in one picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import (
    BELOW_PX,
    empty_figure,
    figure,
    listed,
    name_axis,
    plain,
    room_for,
)
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of

_ROW_PX = 26
_FRAME_PX = 60
_WIDEST_LABEL = 6
_STEPPED = [
    [(at + side) / len(theme.SEQUENCE), colour]
    for at, colour in enumerate(theme.SEQUENCE)
    for side in (0, 1)
]


def heatmap(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """One row for each district, one column for each month; missing cells are grey with 「−」.

    ``frame`` is long: ``code``, ``name``, ``month`` (yyyymm), ``value``; districts and
    months come in the order in which they stand. Cells are labelled when the numbers fit.
    """
    rows = rows_of(frame)
    names = {row.code: row.name for row in rows}
    months = list(dict.fromkeys(row.month for row in rows))
    height = _FRAME_PX + _ROW_PX * len(names)
    if all(row.value is None for row in rows):
        return empty_figure(measure, height=height)
    values = {(row.code, row.month): row.value for row in rows}
    table = [[values.get((code, month)) for month in months] for code in names]
    layout = {
        "plot_bgcolor": theme.NO_DATA,
        "margin": {"l": room_for(list(names.values())), "r": 8, "t": BELOW_PX, "b": 24},
        "xaxis": {
            "side": "top",
            "showgrid": False,
            "type": "category",
            "tickangle": 0,
            "tickfont": {"size": theme.SMALLEST_PX},
        },
        "annotations": _dash_note(measure) if None in values.values() else [],
        "yaxis": name_axis([plain(name) for name in names.values()]),
    }
    cells = _Cells(tuple(names.values()), tuple(months), table, measure)
    traces = [_coloured(cells), _labels(cells)]
    return figure(traces, height=height, alt=_alt(rows, measure), layout=layout)


def _dash_note(measure: Measure) -> list[dict[str, Any]]:
    return [
        {
            "text": measure.text("chart.dash_means", words=measure.text("value.missing")),
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 0,
            "xanchor": "right",
            "yanchor": "top",
            "yshift": -4,
            "showarrow": False,
            "font": {"size": theme.SMALLEST_PX, "color": theme.SOFT_TEXT},
        }
    ]


@dataclass(frozen=True)
class _Cells:
    """The table behind the picture: districts down, months across."""

    names: tuple[str, ...]
    months: tuple[int, ...]
    table: list[list[float | None]]
    measure: Measure

    @property
    def columns(self) -> list[str]:
        return [self.measure.formats.month_name(month) for month in self.months]

    @cached_property
    def largest(self) -> float:
        return max((v for row in self.table for v in row if v is not None), default=0) or 1.0

    def label(self, value: float | None) -> str:
        return "−" if value is None else self.measure.number(value)

    def ink(self, value: float | None) -> str:
        if value is None:
            return theme.SOFT_TEXT
        step = min(max(int(value / self.largest * len(theme.SEQUENCE)), 0), len(theme.SEQUENCE) - 1)
        return theme.text_on(theme.SEQUENCE[step])

    def hover(self, name: str, month: int, value: float | None) -> str:
        when = self.measure.formats.month(month)
        return f"<b>{plain(name)}</b><br>{when}<br>{self.measure.say(value)}"


def _coloured(cells: _Cells) -> dict[str, Any]:
    hover = [
        [cells.hover(name, month, v) for month, v in zip(cells.months, row, strict=True)]
        for name, row in zip(cells.names, cells.table, strict=True)
    ]
    return {
        "type": "heatmap",
        "x": cells.columns,
        "y": list(range(len(cells.names))),
        "z": cells.table,
        "zmin": 0,
        "zmax": cells.largest,
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": True,
        "colorscale": _STEPPED,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }


def _labels(cells: _Cells) -> dict[str, Any]:
    """The numbers, light on dark cells; 「−」 where nothing is known."""
    places = [
        (column, at, value)
        for at, row in enumerate(cells.table)
        for column, value in zip(cells.columns, row, strict=True)
    ]
    told = [cells.label(value) for _, _, value in places]
    fits = max(len(label) for label in told) <= _WIDEST_LABEL
    shown = [one for one, (_, _, value) in enumerate(places) if fits or value is None]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [places[one][0] for one in shown],
        "y": [places[one][1] for one in shown],
        "text": [told[one] for one in shown],
        "textfont": {
            "size": theme.SMALLEST_PX,
            "color": [cells.ink(places[one][2]) for one in shown],
        },
        "hoverinfo": "skip",
    }


def _alt(rows: list[Any], measure: Measure) -> str:
    text = measure.text
    known = [row for row in rows if row.value is not None]
    top = max(known, key=lambda row: row.value)
    said = text(
        "chart.alt.heatmap",
        name=measure.name,
        area=top.name,
        month=measure.formats.month(top.month),
        value=measure.say(top.value),
    )
    told = {row.name for row in known}
    missing = list(dict.fromkeys(row.name for row in rows if row.name not in told))
    return said + (text("chart.alt.missing", names=listed(text, missing)) if missing else "")
