"""Numbers in sentences for residents that their slides do not have: somebody vouches for them."""

from __future__ import annotations

import hashlib

import streamlit as st

from asahi_metrics.core.report import Deck
from asahi_metrics.services.deck_numbers import Unchecked, unchecked_numbers, vouched
from asahi_metrics.services.decks import retitled
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.meeting_slides import sentences


def edited_deck(deck: Deck, name: str) -> Deck:
    """The deck with the sentences in the fields of that name, and what was ticked about them."""
    return _as_ticked(retitled(deck, sentences(deck, name)), name)


def ask_about_numbers(now: Desk, edited: Deck, name: str) -> Deck:
    """Name each number that no figure bears out, and ask; returns the deck as it was answered."""
    found = unchecked_numbers(edited)
    if found:
        with st.container(border=True, key="meeting_numbers"):
            st.warning("\n\n".join(literal(_told(now, one)) for one in found))
            st.checkbox(now.text("meeting.numbers.vouch"), key=_key(edited, name))
            st.caption(now.text("meeting.numbers.first"))
    return _as_ticked(edited, name)


def _told(now: Desk, one: Unchecked) -> str:
    text = now.text
    numbers = text("deck.comma").join(one.numbers)
    found = text("meeting.numbers.found", place=one.place, numbers=numbers)
    return text.join([found, text("meeting.numbers.withheld") if one.beside_withheld else ""])


def _as_ticked(edited: Deck, name: str) -> Deck:
    return vouched(edited) if st.session_state.get(_key(edited, name)) else edited


def _key(edited: Deck, name: str) -> str:
    """Other numbers are another question, which nobody has answered yet."""
    asked = repr(unchecked_numbers(edited)).encode()
    return f"meeting_vouch_{name}_{hashlib.sha256(asked).hexdigest()[:12]}"
