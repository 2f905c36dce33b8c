"""Managers' remarks on a page: the list of a subject's, the form, and the open decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.office import LOCAL_USER
from asahi_metrics.services.remarks import (
    LONGEST_TEXT,
    OpenDecision,
    add_remark,
    close_decision,
    may_withdraw,
    open_decisions,
    remarks_on,
    withdraw,
)
from asahi_metrics.store.remarks import Remark, RemarkKind, RemarkText, SubjectKind
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.remark_lines import decision_html, is_known, remark_html, subject_name

_ROWS = 5
_SHOWN = "remarks_shown"
_ALL_DECISIONS = "remarks_all_decisions"
# What the reader is about to do: ("write", kind, subject), ("close", number), ("withdraw", number).
_ASKED = "remarks_asked"
_TOLD = "remarks_told"
_TOLD_BEFORE = "remarks_told_before"
_NAME = "remarks_name"
_KINDS: tuple[RemarkKind, ...] = ("comment", "decision")

_Asked = tuple[str, ...]


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
        for state in (_ASKED, _TOLD):
            st.session_state.pop(state, None)
        named = subject_name(now, RemarkText(kind, subject_id, now.view.year, "comment", ""))
        title = text("remarks.title_of", name=literal(named))
        # The page behind counts anew what was written here.
        st.dialog(title, width="large", on_dismiss="rerun")(lambda: _show(kind, subject_id))()


@st.fragment
def open_decisions_panel() -> None:
    """The decisions to be carried out, overdue ones first, each with the way to its subject."""
    now = desk()
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
    subject, opening = st.columns([8, 3], vertical_alignment="center")
    if is_known(now, said):
        own = {"indicator": said.subject_id} if said.subject_kind == "indicator" else {}
        subject.page_link(
            page_file("indicators" if own else "policy"),
            label=f"**{name}**",
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params=encode(now.view) | own,
        )
    else:
        subject.markdown(f"**{name}**")
    with opening:
        remarks_button(said.subject_kind, said.subject_id, 0, key=str(one.remark.id))
    st.html(decision_html(now, one))


def _show(kind: SubjectKind, subject_id: str) -> None:
    now = desk()
    _tell(now)
    if allows(now.office.principal, "review"):
        _offer_form(now, kind, subject_id)
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
    # Told once, when the run has come to its end: a second press may break the first run off.
    st.session_state[_TOLD_BEFORE] = st.session_state.pop(_TOLD, None)


def _show_one(now: Desk, one: Remark) -> None:
    said, buttons = st.columns([9.2, 2.8])
    said.html(remark_html(now, one))
    with buttons.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        if one.is_open and allows(now.office.principal, "review"):
            _ask_button(now.text("remarks.close"), ("close", str(one.id)))
        if may_withdraw(now.office, one):
            _ask_button(now.text("remarks.withdraw"), ("withdraw", str(one.id)))
    asked = st.session_state.get(_ASKED)
    if asked == ("close", str(one.id)):
        with said.form("remark_close", enter_to_submit=False):
            st.text_area(now.text("remarks.outcome"), key=f"remark_outcome_{one.id}", height=90)
            _name_input(now)
            _decide(now, now.text("remarks.close"), asked, _close)
    elif asked == ("withdraw", str(one.id)):
        with said.form("remark_withdraw", enter_to_submit=False):
            st.markdown(now.text("remarks.withdraw_what"))
            _name_input(now)
            _decide(now, now.text("remarks.withdraw"), asked, _withdraw)


def _ask_button(label: str, asked: _Asked) -> None:
    st.button(label, key=f"remark_{'_'.join(asked)}", on_click=_ask, args=(asked,), type="tertiary")


def _offer_form(now: Desk, kind: SubjectKind, subject_id: str) -> None:
    text = now.text
    asked = ("write", kind, subject_id)
    if st.session_state.get(_ASKED) != asked:
        label, icon = text("remarks.new"), ":material/edit:"
        st.button(label, key="remark_new", icon=icon, on_click=_ask, args=(asked,))
        return
    with st.container(border=True, key="remark_form"):
        chosen: RemarkKind = st.segmented_control(
            text("remarks.kind"),
            _KINDS,
            default=_KINDS[0],
            required=True,
            format_func=lambda one: text(f"remarks.of.kind.{one}"),
            key="remark_kind",
            label_visibility="collapsed",
        )
        with st.form("remark_write", border=False, enter_to_submit=False):
            st.text_area(
                text(f"remarks.body_{chosen}", limit=f"{LONGEST_TEXT:,}"),
                key="remark_body",
                height=110,
            )
            name, due = st.columns(2)
            with name:
                _name_input(now)
            if chosen == "decision":
                with due:
                    _due_input(now)
            _decide(now, text("remarks.save"), asked, _save)
        st.caption(_terms(now))


def _terms(now: Desk) -> str:
    """What becomes of a record, and how much its name is worth."""
    year = now.formats.fiscal_year(now.view.year)
    terms = [now.text("remarks.for_year", year=year)]
    if now.office.principal == LOCAL_USER:
        terms.append(now.text("remarks.no_login"))
    return ("" if now.text.lang == "ja" else " ").join(terms)


def _due_input(now: Desk) -> None:
    # Streamlit refuses days out of bounds in English, so these are wide; the service says more.
    st.date_input(
        now.text("remarks.due_on"),
        value=None,
        min_value=date(1950, 1, 1),
        max_value=date(2100, 12, 31),
        key="remark_due",
    )
    st.checkbox(now.text("remarks.no_due_date"), key="remark_undated")


def _name_input(now: Desk) -> None:
    st.session_state.setdefault("remark_by", st.session_state.get(_NAME, ""))
    st.text_input(now.text("remarks.by"), key="remark_by")


def _decide(now: Desk, label: str, asked: _Asked, act: Callable[[Desk, _Asked], str]) -> None:
    with st.container(horizontal=True):
        st.form_submit_button(
            label, type="primary", key="remark_yes", on_click=_do, args=(asked, act)
        )
        st.form_submit_button(now.text("remarks.cancel"), key="remark_no", on_click=_ask)


def _do(asked: _Asked, act: Callable[[Desk, _Asked], str]) -> None:
    """Do what was asked; an impatient second press does nothing and is told the same again."""
    if st.session_state.get(_ASKED) != asked:
        st.session_state.setdefault(_TOLD, st.session_state.get(_TOLD_BEFORE))
        return
    st.session_state[_NAME] = st.session_state["remark_by"]
    try:
        told: str | AsahiMetricsError = act(desk(), asked)
    except AsahiMetricsError as error:
        told = error
    else:
        _ask()
    st.session_state[_TOLD] = told


def _save(now: Desk, asked: _Asked) -> str:
    state = st.session_state
    kind: RemarkKind = state["remark_kind"]
    text = RemarkText(
        subject_kind="indicator" if asked[1] == "indicator" else "initiative",
        subject_id=asked[2],
        year=now.view.year,
        kind=kind,
        body=state["remark_body"],
        due_on=_due_on() if kind == "decision" else None,
    )
    add_remark(now.office, text, author=state["remark_by"])
    return kind


def _due_on() -> date | None:
    """The day that was chosen; none only when that was said.

    A date typed by half comes as none at all, which would be lost without a word.
    """
    day: date | None = st.session_state["remark_due"]
    if (day is None) != st.session_state["remark_undated"]:
        raise AsahiMetricsError("error.remark.due_date_or_none")
    return day


def _close(now: Desk, asked: _Asked) -> str:
    state = st.session_state
    outcome = state[f"remark_outcome_{asked[1]}"]
    close_decision(now.office, int(asked[1]), outcome=outcome, by=state["remark_by"])
    return asked[0]


def _withdraw(now: Desk, asked: _Asked) -> str:
    withdraw(now.office, int(asked[1]), by=st.session_state["remark_by"])
    return asked[0]


def _tell(now: Desk) -> None:
    """Say what came of the last press."""
    told: str | AsahiMetricsError | None = st.session_state.get(_TOLD)
    if isinstance(told, AsahiMetricsError):
        st.error(literal(now.text.of_error(told)))
    elif told is not None:
        st.success(now.text(f"remarks.told.{told}"))


def _ask(asked: _Asked | None = None) -> None:
    """Open the form of what is asked, empty; without anything, close whichever is open."""
    for field in ("body", "due", "undated", "kind", "by"):
        st.session_state.pop(f"remark_{field}", None)
    _keep(_ASKED, asked)


def _keep(name: str, value: object) -> None:
    st.session_state[name] = value
