"""Notes by a district's officers on its page: shown, written, rewritten and withdrawn.

What people wrote is escaped and never run. One form is open at a time in a session.
"""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.notes import (
    LONGEST_BODY,
    add_note,
    may_rewrite,
    may_withdraw_note,
    notes_on,
    rewrite_note,
    withdraw_note,
)
from asahi_metrics.store.notes import Note
from asahi_metrics.store.remarks import Signature
from asahi_metrics.ui.desk import Desk, desk, renewed_desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.panels import heading

# What the reader is about to do: ("write", district), ("rewrite", number, version),
# ("withdraw", number).
_ASKED = "note_asked"
_TOLD = "note_told"
_NAME = "remarks_name"

_Asked = tuple[str, ...]


@st.fragment
def show_notes(district: str) -> None:
    """The notes on a district, the one last written first, and the form for a new one."""
    now = renewed_desk()
    heading(now.text("note.title"))
    _tell(now)
    if allows(now.office.principal, "note"):
        _offer_form(now, district)
    found = notes_on(now.office, district)
    if not found:
        st.caption(now.text("note.none"))
    with st.container(key="note_rows", gap="xsmall"):
        for one in found:
            _show_one(now, one)
    # Told once, when the run has come to its end.
    st.session_state.pop(_TOLD, None)


def note_html(now: Desk, one: Note) -> str:
    """A note with who wrote it when, and behind a line what it said before."""
    body = html.escape(one.newest.body)
    return (
        f'<div class="am-remark"><p class="am-remark-body">{body}</p>'
        f'<p class="am-small">{_signed(now, one.newest.written)}</p>{_former(now, one)}</div>'
    )


def _former(now: Desk, one: Note) -> str:
    if len(one.versions) == 1:
        return ""
    told = html.escape(now.text("note.rewritten", count=len(one.versions) - 1))
    former = "".join(
        f'<p class="am-remark-body">{html.escape(version.body)}</p>'
        f'<p class="am-small">{_signed(now, version.written)}</p>'
        for version in one.versions[1:]
    )
    return f'<details class="am-note-former"><summary>{told}</summary>{former}</details>'


def _signed(now: Desk, by: Signature) -> str:
    account = by.account not in {"local", by.name}
    name = now.text("note.account", name=by.name, account=by.account) if account else by.name
    moment = now.formats.moment(now.office.local_time(by.at))
    return html.escape(now.text("note.signed", name=name, moment=moment))


def _show_one(now: Desk, one: Note) -> None:
    said, buttons = st.columns([9.4, 2.6])
    said.html(note_html(now, one))
    with buttons.container(
        key=f"note_buttons_{one.id}", horizontal=True, horizontal_alignment="right", gap="xsmall"
    ):
        if may_rewrite(now.office, one):
            rewriting = ("rewrite", str(one.id), str(one.newest.id))
            _ask_button(now.text("note.rewrite"), rewriting, one.newest.body)
        if may_withdraw_note(now.office, one):
            _ask_button(now.text("note.withdraw"), ("withdraw", str(one.id)))
    asked = st.session_state.get(_ASKED, ())
    with said:
        if asked[:2] == ("rewrite", str(one.id)):
            _form(now, asked, now.text("note.save"), _rewrite)
        elif asked[:2] == ("withdraw", str(one.id)):
            _form(now, asked, now.text("note.withdraw"), _withdraw)


def _offer_form(now: Desk, district: str) -> None:
    asked = ("write", district)
    if st.session_state.get(_ASKED) == asked:
        _form(now, asked, now.text("note.save"), _write)
    else:
        label, icon = now.text("note.new"), ":material/edit:"
        st.button(label, key="note_new", icon=icon, on_click=_ask, args=(asked,))


def _form(now: Desk, asked: _Asked, label: str, act: Callable[[Desk, _Asked], None]) -> None:
    text = now.text
    with st.form("note_form", enter_to_submit=False):
        if asked[0] == "withdraw":
            st.markdown(text("note.withdraw_what"))
        else:
            st.text_area(text("note.body", limit=f"{LONGEST_BODY:,}"), key="note_body", height=130)
        st.session_state.setdefault("note_author", st.session_state.get(_NAME, ""))
        st.text_input(text("note.author"), key="note_author", width=360)
        with st.container(horizontal=True):
            st.form_submit_button(
                label, type="primary", key="note_yes", on_click=_do, args=(asked, act)
            )
            st.form_submit_button(text("note.cancel"), key="note_no", on_click=_ask)
    if asked[0] != "withdraw":
        st.caption(text("note.terms"))


def _ask_button(label: str, asked: _Asked, body: str = "") -> None:
    key = f"note_{asked[0]}_{asked[1]}"
    st.button(label, key=key, on_click=_ask, args=(asked, body), type="tertiary")


def _do(asked: _Asked, act: Callable[[Desk, _Asked], None]) -> None:
    """Do what was asked; an impatient second press finds the form closed and does nothing."""
    if st.session_state.get(_ASKED) != asked:
        return
    st.session_state[_NAME] = st.session_state["note_author"]
    try:
        act(desk(), asked)
    except AsahiMetricsError as error:
        st.session_state[_TOLD] = error
    else:
        _ask()
        st.session_state[_TOLD] = asked[0]


def _write(now: Desk, asked: _Asked) -> None:
    state = st.session_state
    add_note(now.office, asked[1], state["note_body"], author=state["note_author"])


def _rewrite(now: Desk, asked: _Asked) -> None:
    state = st.session_state
    rewrite_note(
        now.office,
        int(asked[1]),
        state["note_body"],
        author=state["note_author"],
        version=int(asked[2]),
    )


def _withdraw(now: Desk, asked: _Asked) -> None:
    withdraw_note(now.office, int(asked[1]), by=st.session_state["note_author"])


def _ask(asked: _Asked | None = None, body: str = "") -> None:
    """Open the form of what is asked; without anything, close whichever is open."""
    st.session_state.pop("note_author", None)
    st.session_state["note_body"] = body
    if asked is None:
        st.session_state.pop(_ASKED, None)
    else:
        st.session_state[_ASKED] = asked


def _tell(now: Desk) -> None:
    """Say what came of the last press."""
    told: str | AsahiMetricsError | None = st.session_state.get(_TOLD)
    if isinstance(told, AsahiMetricsError):
        st.error(literal(now.text.of_error(told)))
    elif told is not None:
        st.success(now.text(f"note.told.{told}"))
