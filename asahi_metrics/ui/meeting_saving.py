"""Saving a deck under a name, and word of what came of it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.decks import save_deck
from asahi_metrics.services.reporting import MadeDeck
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.meeting_form import forget_draft
from asahi_metrics.ui.meeting_numbers import edited_deck
from asahi_metrics.ui.meeting_slides import forget_sentences
from asahi_metrics.ui.signing import is_unproven, name_field, signed_by
from asahi_metrics.ui.state import change_choice

AUTHOR = "meeting_author"
_TOLD = "meeting_told"
_NAME = "remarks_name"


def offer_saving(now: Desk, made: MadeDeck, name: str, *, replaces: int | None = None) -> None:
    """Name and button; the sentences are those in the fields of the deck of that name."""
    if not allows(now.office.principal, "deck"):
        st.caption(now.text("meeting.no_saver"))
        return
    label = "meeting.save" if replaces is None else "meeting.save_version"
    with st.container(horizontal=True, vertical_alignment="bottom", key="meeting_saving"):
        author_input(now)
        st.button(
            now.text(label),
            type="primary" if replaces is None else "secondary",
            key="meeting_save",
            on_click=_save,
            args=(made, name, replaces),
        )
    if is_unproven(now):
        st.caption(now.text("remarks.no_login"))


def author_input(now: Desk) -> None:
    """The name that a deck is signed with, remembered for the session."""
    name_field(now, now.text("meeting.author"), AUTHOR, _NAME, width=280)


def author() -> str:
    """The name as it was written; a login needs none."""
    return signed_by(AUTHOR, _NAME)


def open_saved(number: int) -> None:
    """Open the deck that was saved just now, and say that it was."""
    st.session_state[_TOLD] = number
    change_choice("deck", str(number))


def fail(error: AsahiMetricsError) -> None:
    """Keep for telling why nothing was saved."""
    st.session_state[_TOLD] = error


def tell(now: Desk) -> None:
    """Say once what came of the last press."""
    told: int | AsahiMetricsError | None = st.session_state.pop(_TOLD, None)
    if isinstance(told, AsahiMetricsError):
        st.error(literal(now.text.of_error(told)))
    elif told is not None:
        st.success(now.text("meeting.saved", number=told))


def _save(made: MadeDeck, name: str, replaces: int | None) -> None:
    now = desk()
    try:
        edited = replace(made, deck=edited_deck(made.deck, name))
        number = save_deck(now.office, edited, author=author(), replaces=replaces)
    except AsahiMetricsError as error:
        fail(error)
        return
    forget_sentences(name)
    if replaces is None:
        forget_draft()
    open_saved(number)
