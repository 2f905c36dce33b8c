"""Districts in order of size as HTML, which a browser draws in a fraction of a chart's time."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any

import pandas as pd

from asahi_metrics.core.stage import data_mark
from asahi_metrics.visuals.figure import extremes_alt, room_for
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import by_size, rows_of

# Of the widest bar: what a number takes, and how long a bar is that holds it.
_NUMBER = 0.16
_ROOM_WITHIN = 0.15


def bars_html(
    frame: pd.DataFrame,
    measure: Measure,
    *,
    selected: Collection[str] = (),
    ward_value: float | None = None,
    sample: bool = False,
    provisional: bool = False,
) -> str:
    """Districts from the highest to the lowest; those without data stand last and say so.

    ``frame`` has ``code``, ``name``, ``value``, ``rank``. ``ward_value`` draws the ward's own
    figure as a line and is for rates only: a ward's sum has no place beside its parts. Below
    stands whether the values are ``sample`` data or ``provisional``. Every text is escaped.
    """
    rows = by_size(rows_of(frame))
    said = html.escape(extremes_alt(rows, measure, "chart.alt.ranking"))
    known = bool(rows) and rows[0].value is not None
    body = _rows(rows, measure, selected, ward_value) if known else _empty(measure)
    mark = data_mark(measure.text, sample=sample, provisional=provisional)
    state = " am-bars-sample" if sample else ""
    note = f'<p class="am-bars-mark{state}">{html.escape(mark)}</p>' if mark else ""
    return f'<div class="am-bars" role="img" aria-label="{said}">{body}{note}</div>'


def _rows(
    rows: list[Any], measure: Measure, selected: Collection[str], ward_value: float | None
) -> str:
    names = room_for([row.name for row in rows])
    widest = max(rows[0].value, ward_value or 0, 0) or 1
    line = None if ward_value is None else ward_value / widest
    bars = "".join(_bar(row, measure, widest, line, chosen=row.code in selected) for row in rows)
    head = _unit(measure) if ward_value is None else _ward(ward_value, measure, widest)
    return f'<div class="am-bars-rows" style="--names:{names}px">{head}{bars}</div>'


def _unit(measure: Measure) -> str:
    unit = measure.text("chart.unit", unit=measure.unit) if measure.unit else ""
    return f'<p class="am-bars-head">{html.escape(unit)}</p>'


def _ward(value: float, measure: Measure, widest: float) -> str:
    """The line across all bars at the ward's own figure, and the figure above it."""
    said = html.escape(measure.text("chart.ward", value=measure.say(value)))
    share = f"--share:{value / widest:.4f}"
    return (
        f'<p class="am-bars-head"><span class="am-bars-ward" style="{share}">{said}</span></p>'
        f'<div class="am-bars-line" style="{share}"></div>'
    )


def _bar(row: Any, measure: Measure, widest: float, line: float | None, *, chosen: bool) -> str:
    rank = "" if row.rank is None else measure.text("chart.rank", rank=int(row.rank))
    told = " ".join(part for part in (row.name, measure.say(row.value), rank) if part)
    # A bar of no length bears the words for no data.
    share = max(row.value or 0, 0) / widest
    style = f"--share:{share:.4f}"
    state = " am-bars-chosen" if chosen else ""
    number = f"<b>{html.escape(measure.number(row.value))}</b>"
    inside = line is not None and _would_cross(share, line)
    bar = f'<i style="{style}">{number}</i>' if inside else f'<i style="{style}"></i>{number}'
    return (
        f'<div class="am-bars-row{state}" title="{html.escape(told)}">'
        f"<span>{html.escape(row.name)}</span>{bar}</div>"
    )


def _would_cross(share: float, line: float) -> bool:
    """Whether a number past its bar would lie on the ward's line, and has room within the bar."""
    return share > _ROOM_WITHIN and 0 <= line - share < _NUMBER


def _empty(measure: Measure) -> str:
    return f'<p class="am-bars-empty">{html.escape(measure.text("chart.no_values"))}</p>'
