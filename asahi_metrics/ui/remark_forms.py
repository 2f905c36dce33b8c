"""The forms that remarks are written, closed and withdrawn with, and what came of the press.

One form is open at a time in a session, and its fields have the same keys on every page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.remarks import LONGEST_TEXT, add_remark, close_decision, withdraw
from asahi_metrics.store.remarks import Remark, RemarkKind, RemarkText, SubjectKind
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.signing import is_unproven, name_field, signed_by

# What the reader is about to do: ("write", kind, subject), ("close", number), ("withdraw", number).
_ASKED = "remarks_asked"
_TOLD = "remarks_told"
_TOLD_BEFORE = "remarks_told_before"
_BY, _NAME = "remark_by", "remarks_name"
_KINDS: tuple[RemarkKind, ...] = ("comment", "decision")

_Asked = tuple[str, ...]


def ask_button(label: str, asked: _Asked) -> None:
    """A button that opens the form of what is asked."""
    st.button(label, key=f"remark_{'_'.join(asked)}", on_click=_ask, args=(asked,), type="tertiary")


def offer_form(now: Desk, kind: SubjectKind, subject_id: str) -> None:
    """The button for a new remark, or the form that it opened."""
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


def show_ending_form(now: Desk, one: Remark) -> None:
    """The form that closes or withdraws a remark, if that is what was asked."""
    asked = st.session_state.get(_ASKED)
    if asked == ("close", str(one.id)):
        with st.form("remark_close", enter_to_submit=False):
            st.text_area(now.text("remarks.outcome"), key=f"remark_outcome_{one.id}", height=90)
            _name_input(now)
            _decide(now, now.text("remarks.close"), asked, _close)
    elif asked == ("withdraw", str(one.id)):
        with st.form("remark_withdraw", enter_to_submit=False):
            st.markdown(now.text("remarks.withdraw_what"))
            _name_input(now)
            _decide(now, now.text("remarks.withdraw"), asked, _withdraw)


def tell(now: Desk) -> None:
    """Say what came of the last press."""
    told: str | AsahiMetricsError | None = st.session_state.get(_TOLD)
    if isinstance(told, AsahiMetricsError):
        st.error(literal(now.text.of_error(told)))
    elif told is not None:
        st.success(now.text(f"remarks.told.{told}"))


def forget_told() -> None:
    """Take what was said off the page, for the run after this one."""
    st.session_state[_TOLD_BEFORE] = st.session_state.pop(_TOLD, None)


def forget_forms() -> None:
    """Close whichever form is open, with what was said of it."""
    for state in (_ASKED, _TOLD):
        st.session_state.pop(state, None)


def _terms(now: Desk) -> str:
    """What becomes of a record, and how much its name is worth."""
    year = now.formats.fiscal_year(now.view.year)
    terms = [now.text("remarks.for_year", year=year)]
    if is_unproven(now):
        terms.append(now.text("remarks.no_login"))
    return now.text.join(terms)


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
    name_field(now, now.text("remarks.by"), _BY, _NAME)


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
    add_remark(now.office, text, author=signed_by(_BY, _NAME))
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
    close_decision(now.office, int(asked[1]), outcome=outcome, by=signed_by(_BY, _NAME))
    return asked[0]


def _withdraw(now: Desk, asked: _Asked) -> str:
    withdraw(now.office, int(asked[1]), by=signed_by(_BY, _NAME))
    return asked[0]


def _ask(asked: _Asked | None = None) -> None:
    """Open the form of what is asked, empty; without anything, close whichever is open."""
    for field in ("body", "due", "undated", "kind", "by"):
        st.session_state.pop(f"remark_{field}", None)
    st.session_state[_ASKED] = asked
