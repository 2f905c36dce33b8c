"""How fresh the data is: what is overdue in a sentence, and every dataset in a table."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from asahi_metrics.services.office import today
from asahi_metrics.services.status import Freshness, freshness
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.panels import heading
from asahi_metrics.visuals.cards import note_html, paragraphs_html


def freshness_panel(now: Desk) -> None:
    """Which datasets are overdue, in words, and the way to the page that loads them."""
    found = freshness(now.ledger.states.values(), today())
    late = [one for one in found if one.overdue]
    heading(now.text("freshness.title"))
    if not late:
        known = sum(one.newest is not None for one in found)
        told = now.text("freshness.all_in_time", count=known)
        st.html(paragraphs_html(now.text.join((told, _next(now, found)))))
        return
    items = "".join(f"<li>{_late_html(now, one)}</li>" for one in late)
    told = paragraphs_html(now.text("freshness.overdue_count", count=len(late)))
    st.html(f'{told}<ul class="am-late">{items}</ul>')
    st.page_link(page_file("data"), label=now.text("freshness.load"), icon=":material/upload:")


def freshness_table(now: Desk) -> None:
    """Every dataset: its newest month, its update cycle, and when more is due."""
    found = freshness(now.ledger.states.values(), today())
    head = "".join(
        f'<th scope="col">{html.escape(now.text(f"freshness.column.{name}"))}</th>'
        for name in ("dataset", "newest", "cycle", "due", "state")
    )
    # Two tables side by side take half the height; on a narrow screen they stand one by one.
    half = (len(found) + 1) // 2
    parts = (found[:half], found[half:])
    tables = "".join(
        f'<table class="am-fresh"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(_row_html(now, one) for one in part)}</tbody></table>"
        for part in parts
        if part
    )
    st.html(f'<div class="am-fresh-parts">{tables}</div>')
    st.html(note_html(now.text("freshness.rule")))


def say_cycle(now: Desk, dataset_id: str) -> str:
    """How often new data of a dataset is due."""
    months = dataset_of(dataset_id).update_months
    if months % 12:
        key, count = ("month", 1) if months == 1 else ("months", months)
    else:
        key, count = ("year", 1) if months == 12 else ("years", months // 12)
    return now.text(f"definition.of.cycle.{key}", count=count)


def _next(now: Desk, found: Sequence[Freshness]) -> str:
    """The month in which data is due next."""
    dues = [one.due for one in found if one.due]
    if not dues:
        return ""
    first = min(dues)
    return now.text("freshness.next", month=now.formats.month(first), count=dues.count(first))


def _late_html(now: Desk, one: Freshness) -> str:
    name = html.escape(now.text(f"dataset.{one.dataset}.name"))
    return f'{name} <b class="am-bad">{html.escape(_state(now, one))}</b>'


def _row_html(now: Desk, one: Freshness) -> str:
    cells = (
        _month(now, one.newest),
        say_cycle(now, one.dataset),
        now.text("freshness.end_of", month=now.formats.month(one.due)) if one.due else "–",
    )
    told = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    name = html.escape(now.text(f"dataset.{one.dataset}.name"))
    mark = ' class="am-bad"' if one.overdue else ""
    state = f"<td><span{mark}>{html.escape(_state(now, one))}</span></td>"
    return f'<tr><th scope="row">{name}</th>{told}{state}</tr>'


def _month(now: Desk, month: int | None) -> str:
    return now.text("value.missing") if month is None else now.formats.month(month)


def _state(now: Desk, one: Freshness) -> str:
    """In time, overdue since when, or not loaded: a mark and words."""
    if one.newest is None:
        return now.text("freshness.state.empty")
    if not one.overdue:
        return now.text("freshness.state.in_time")
    count = one.months_overdue
    return now.text(
        "freshness.state.overdue_one" if count == 1 else "freshness.state.overdue", count=count
    )
