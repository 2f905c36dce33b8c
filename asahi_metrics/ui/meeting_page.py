"""The page for town meetings: a new deck, or a saved one that the link names."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from asahi_metrics.services.deck_numbers import unchecked_numbers
from asahi_metrics.services.decks import list_decks, read_deck
from asahi_metrics.services.reporting import MadeDeck
from asahi_metrics.store.decks import DeckHead
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.meeting_copy import offer_copy
from asahi_metrics.ui.meeting_files import offer_files
from asahi_metrics.ui.meeting_form import draft, show_form
from asahi_metrics.ui.meeting_list import list_saved
from asahi_metrics.ui.meeting_numbers import ask_about_numbers
from asahi_metrics.ui.meeting_saving import offer_saving, tell
from asahi_metrics.ui.meeting_slides import edit_slides
from asahi_metrics.ui.presenting import PRESENT_URL
from asahi_metrics.ui.state import change_choice
from asahi_metrics.visuals.cards import note_html, paragraphs_html

_NEW = "new"


def show_meeting_page() -> None:
    """Lay out the page."""
    now = desk()
    st.html(f'<h1 class="am-title">{html.escape(now.text("meeting.title"))}</h1>')
    heads = _offered(list_decks(now.office, all_versions=True))
    names = {_NEW: now.text("meeting.new")} | {str(one.id): _name(now, one) for one in heads}
    chosen = choose("deck", now.text("meeting.choose"), list(names), say=names.__getitem__)
    tell(now)
    if chosen == _NEW:
        _show_new(now, heads)
    else:
        _show_saved(now, int(chosen))


def _offered(heads: Sequence[DeckHead]) -> list[DeckHead]:
    """The versions in use, and an older one where the link names it."""
    named = st.query_params.get("deck")
    return [one for one in heads if one.replaced_by is None or str(one.id) == named]


def _name(now: Desk, head: DeckHead) -> str:
    return now.text(
        "meeting.named",
        number=head.id,
        title=head.title,
        year=now.formats.fiscal_year_name(head.year),
        audience=now.text(f"meeting.audience_short.{head.audience}"),
        lang=now.text(f"meeting.lang.{head.lang}"),
    )


def _show_new(now: Desk, heads: Sequence[DeckHead]) -> None:
    """The form, and below it what was made of it, or the decks that are there already."""
    st.html(paragraphs_html(now.text("meeting.intro")))
    show_form(now)
    made = draft()
    if made is None:
        list_saved(now, heads)
        return
    st.html(f'<p class="am-meeting-draft">{html.escape(now.text("meeting.draft"))}</p>')
    top = st.container(key="meeting_top")
    edited = edit_slides(now, made.deck, "draft")
    with top:
        edited = ask_about_numbers(now, edited, "draft")
        offer_saving(now, made, "draft")
        _offer_files(now, replace(made, deck=edited))


def _offer_files(now: Desk, made: MadeDeck) -> None:
    """The files, but for a deck whose numbers must be vouched for first."""
    if not unchecked_numbers(made.deck):
        offer_files(now, made)


def _show_saved(now: Desk, number: int) -> None:
    """A saved deck: who saved it, presenting it, its slides, and what can be made of it."""
    saved = read_deck(now.office, number)
    deck, head = saved.made.deck, saved.head
    moment = now.formats.moment(now.office.local_time(head.created_at))
    st.html(note_html(now.text("meeting.signed", name=head.author, moment=moment)))
    if head.replaced_by is not None:
        st.warning(now.text("meeting.older", number=head.replaced_by))
        newer = ("deck", str(head.replaced_by))
        label = now.text("meeting.open_newer")
        st.button(label, key="meeting_newer", on_click=change_choice, args=newer)
    top = st.container(key="meeting_top")
    edited = edit_slides(now, deck, str(number))
    with top:
        edited = ask_about_numbers(now, edited, str(number))
        with st.container(horizontal=True, key="meeting_more"):
            label, icon = now.text("meeting.present"), ":material/slideshow:"
            st.link_button(label, f"{PRESENT_URL}{number}", type="primary", icon=icon)
            offer_copy(now, number, deck.district)
        st.html(note_html(now.text("meeting.present_keys")))
        if edited != deck:
            st.warning(now.text("meeting.present_saved"))
        _offer_files(now, replace(saved.made, deck=edited))
        if head.replaced_by is None:
            offer_saving(now, saved.made, str(number), replaces=number)
