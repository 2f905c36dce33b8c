"""Managers' remarks on a page: a subject's own, in place or in a dialog, and the open decisions."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.services.remarks import (
    OpenDecision,
    may_withdraw,
    open_decisions,
    remarks_on,
)
from asahi_metrics.store.remarks import Remark, RemarkText, SubjectKind
from asahi_metrics.ui.desk import Desk, desk, renewed_desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.remark_forms import (
    ask_button,
    forget_forms,
    forget_told,
    offer_form,
    show_ending_form,
    tell,
)
from asahi_metrics.ui.remark_lines import decision_html, is_known, remark_html, subject_name

_ROWS = 5
_SHOWN = "remarks_shown"
_ALL_DECISIONS = "remarks_all_decisions"


@st.fragment
def show_remarks(kind: SubjectKind, subject_id: str) -> None:
    """The remarks on an indicator or an initiative, newest first, and the form for a new one."""
    heading(desk().text("remarks.title"))
    _show(kind, subject_id)


def remarks_button(kind: SubjectKind, subject_id: str, count: int, *, key: str = "") -> None:
    """A button that opens a subject's remarks; nothing of them is read before it is pressed.

    ``key`` tells apart the buttons of a subject that has several on the page.
    """
    now = desk()
    text = now.text
    label = text("remarks.open_count", count=count) if count else text("remarks.open")
    name = f"remarks_{key}_{kind}_{subject_id}"
    if st.button(label, key=name, type="tertiary", icon=":material/rate_review:"):
        forget_forms()
        named = subject_name(now, RemarkText(kind, subject_id, now.view.year, "comment", ""))
        title = text("remarks.title_of", name=literal(named))
        # The page behind counts anew what was written here.
        st.dialog(title, width="large", on_dismiss="rerun")(lambda: _show(kind, subject_id))()


@st.fragment
def open_decisions_panel() -> None:
    """The decisions to be carried out, overdue ones first, each with the way to its subject."""
    now = renewed_desk()
    text = now.text
    found = open_decisions(now.office)
    late = sum(one.overdue for one in found)
    key = "remarks.decisions.title_overdue" if late else "remarks.decisions.title"
    heading(text(key, count=len(found), **({"overdue": late} if late else {})))
    if not found:
        st.caption(text("remarks.decisions.none"))
    shown = found if st.session_state.get(_ALL_DECISIONS) else found[:_ROWS]
    with st.container(key="open_decisions", gap="xsmall"):
        for one in shown:
            _show_decision(now, one)
    if len(found) > len(shown):
        more = text("remarks.decisions.more", count=len(found) - len(shown))
        st.button(more, key="decisions_more", on_click=_keep, args=(_ALL_DECISIONS, True))


def _show_decision(now: Desk, one: OpenDecision) -> None:
    said = one.remark.text
    name = literal(subject_name(now, said))
    # One after the other: in a narrow part of a page the button goes to the next line.
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if is_known(now, said):
            own = {"indicator": said.subject_id} if said.subject_kind == "indicator" else {}
            st.page_link(
                page_file("indicators" if own else "policy"),
                label=f"**{name}**",
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params=encode(now.view) | own,
            )
        else:
            st.markdown(f"**{name}**", width="content")
        remarks_button(said.subject_kind, said.subject_id, 0, key=str(one.remark.id))
    st.html(decision_html(now, one))


def _show(kind: SubjectKind, subject_id: str) -> None:
    now = desk()
    tell(now)
    if allows(now.office.principal, "review"):
        offer_form(now, kind, subject_id)
    found = remarks_on(now.office, kind, subject_id)
    if not found:
        st.caption(now.text("remarks.none"))
    # Long lists are opened for one subject, and closed again on the next.
    whole = st.session_state.get(_SHOWN) == subject_id
    shown = found if whole else found[:_ROWS]
    with st.container(key=f"remark_rows_{kind}", gap="xsmall"):
        for one in shown:
            _show_one(now, one)
    if len(found) > len(shown):
        more = now.text("remarks.more", count=len(found) - len(shown))
        st.button(more, key="remarks_more", on_click=_keep, args=(_SHOWN, subject_id))
    # Only when the run has come to its end: a second press may break the first run off.
    forget_told()


def _show_one(now: Desk, one: Remark) -> None:
    said, buttons = st.columns([9.2, 2.8])
    said.html(remark_html(now, one))
    with buttons.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        if one.is_open and allows(now.office.principal, "review"):
            ask_button(now.text("remarks.close"), ("close", str(one.id)))
        if may_withdraw(now.office, one):
            ask_button(now.text("remarks.withdraw"), ("withdraw", str(one.id)))
    with said:
        show_ending_form(now, one)


def _keep(name: str, value: object) -> None:
    st.session_state[name] = value
