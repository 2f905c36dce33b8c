"""The page of the audit log: filters, the entries, whether the log is whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import streamlit as st

from asahi_metrics.services.audit_log import check_log, named_in_log, read_log
from asahi_metrics.store.audit import Filter
from asahi_metrics.ui.audit_words import action_name, entries_frame
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import show_lines, use_lines
from asahi_metrics.ui.panels import heading
from asahi_metrics.visuals.cards import note_html

MOST = 20_000
"""Entries that are looked up at once; a narrower question finds older ones."""

_ALL = ""
_OUTCOMES = (_ALL, "done", "refused", "failed")


def show_audit_page() -> None:
    """Lay out the page; whoever may not read the log is told so before anything is drawn."""
    now = desk()
    named = named_in_log(now.office)
    use_lines()
    heading(now.text("nav.audit"))
    st.html(note_html(now.text("audit.intro")))
    wanted = _filter(now, named.accounts, named.actions)
    found = read_log(now.office, wanted, limit=MOST)
    st.caption(now.text("audit.found", count=f"{len(found):,}"))
    if len(found) == MOST:
        st.warning(now.text("audit.most", count=f"{MOST:,}"))
    show_lines(entries_frame(now, found), name="audit_log", text=now.text)
    _tell_chain(now)


def _filter(now: Desk, accounts: tuple[str, ...], actions: tuple[str, ...]) -> Filter:
    text = now.text
    everything = text("audit.all")
    with st.container(horizontal=True, key="audit_filter", vertical_alignment="bottom"):
        account = st.selectbox(
            text("audit.column.account"),
            (_ALL, *accounts),
            format_func=lambda one: one or everything,
            key="audit_account",
            width=320,
        )
        action = st.selectbox(
            text("audit.column.action"),
            (_ALL, *actions),
            format_func=lambda one: action_name(now, one) if one else everything,
            key="audit_action",
            width=240,
        )
        outcome = st.selectbox(
            text("audit.column.outcome"),
            _OUTCOMES,
            format_func=lambda one: text(f"audit.outcome.{one}") if one else everything,
            key="audit_outcome",
            width=160,
        )
        since = st.date_input(
            text("audit.since"), value=None, key="audit_since", format="YYYY/MM/DD", width=170
        )
        until = st.date_input(
            text("audit.until"), value=None, key="audit_until", format="YYYY/MM/DD", width=170
        )
    return Filter(
        account=account,
        action=action,
        outcome=outcome,
        since=_midnight(now, since),
        until=_midnight(now, until + timedelta(days=1)) if until else None,
    )


def _midnight(now: Desk, day: date | None) -> datetime | None:
    """The beginning of a day in Japan."""
    return None if day is None else now.office.in_japan(datetime.combine(day, time()))


def _tell_chain(now: Desk) -> None:
    chain = check_log(now.office)
    if chain.broken_at is None:
        told = now.text("audit.whole", count=f"{chain.length:,}", sha256=chain.sha256[:16])
        st.html(note_html(told))
    else:
        st.error(now.text("audit.broken", number=chain.broken_at))
