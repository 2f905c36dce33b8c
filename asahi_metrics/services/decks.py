"""Decks that are kept: saved in versions, listed, read, and made anew for another district.

A version is never changed: saving an edited deck adds one, and its number stays the address of
what was shown. The figures behind it are kept with it, so that files made of it later agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date as day
from typing import Any

from asahi_metrics.core.access import Resource
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.free_text import clean_line
from asahi_metrics.core.kept_figures import KeptFigures, figures_from_json, figures_to_json
from asahi_metrics.core.report import Deck, Slide, deck_from_json, deck_to_json
from asahi_metrics.services.deck_numbers import require_checked
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import deed, require
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, asked_for, make_deck
from asahi_metrics.store import decks as stored
from asahi_metrics.store.decks import DeckHead, NewDeck

LONGEST_TITLE = 160


@dataclass(frozen=True)
class SavedDeck:
    """A deck as it was saved, with what it was asked for and who saved it when."""

    head: DeckHead
    made: MadeDeck


def save_deck(office: Office, made: MadeDeck, *, author: str, replaces: int | None = None) -> int:
    """Keep a deck under the author's name and account and return its number.

    Raises AsahiMetricsError where another version has replaced the same one already, and for
    numbers before the public that nobody has vouched for.
    """
    with deed(office, "deck", audience=made.deck.audience) as doing:
        require_checked(made.deck)
        name = office.signs_as(author)
        if replaces is not None:
            later = stored.find_deck(doing.connection, office.ward, replaces).head.replaced_by
            if later is not None:
                raise AsahiMetricsError("error.meeting.saved_since", id=later)
        number = stored.insert_deck(doing.connection, _new(office, made, name, replaces))
        doing.tell(Resource("deck", str(number)))
    return number


def list_decks(office: Office, *, all_versions: bool = False) -> list[DeckHead]:
    """The decks in use, newest first; with the versions that were replaced if these are wanted."""
    require(office, "read")
    with office.reading() as connection:
        heads = stored.list_deck_heads(connection, office.ward)
    return [one for one in heads if all_versions or one.replaced_by is None]


def read_deck(office: Office, number: int) -> SavedDeck:
    """The deck of that number; raises NotFound."""
    require(office, "read")
    with office.reading() as connection:
        row = stored.find_deck(connection, office.ward, number)
    deck = deck_from_json(json.dumps(row.content["deck"]))
    return SavedDeck(row.head, MadeDeck(_request(deck, row.content), deck, _kept(row.content)))


def copy_deck(
    office: Office,
    number: int,
    district: str | None,
    *,
    author: str,
    figures: Figures | None = None,
) -> int:
    """Make a saved deck anew for another district and keep it; returns the new number.

    Topics, their order, length, language, audience and place stay as they were. The date does
    not, since it was that of the other meeting, nor do sentences that were written by hand.
    """
    require(office, "deck")
    request = asked_for(office, read_deck(office, number).made.request, district)
    return save_deck(office, make_deck(office, request, figures), author=author)


def retitled(deck: Deck, titles: Mapping[str, str]) -> Deck:
    """The deck with other title sentences, by the slides' ids; the cover's is the deck's own.

    Raises AsahiMetricsError for a sentence that says nothing or does not fit on a slide.
    """
    slides = tuple(_retitled(one, titles.get(one.id, one.title)) for one in deck.slides)
    cover = next((one.title for one in slides if one.kind == "cover"), deck.title)
    return replace(deck, title=cover, slides=slides)


def _retitled(slide: Slide, title: str) -> Slide:
    kept = clean_line(title)
    if kept == slide.title:
        return slide
    if not kept:
        raise AsahiMetricsError("error.meeting.empty_title")
    if len(kept) > LONGEST_TITLE:
        raise AsahiMetricsError("error.meeting.long_title", limit=LONGEST_TITLE)
    # The speaker's notes begin with the sentence that stands on the slide.
    first, *others = slide.speech.split("\n")
    speech = "\n".join([kept, *others]) if first == slide.title else slide.speech
    return replace(slide, title=kept, speech=speech)


def _new(office: Office, made: MadeDeck, author: str, replaces: int | None) -> NewDeck:
    deck, request = made.deck, made.request
    asked = {
        "title": request.title,
        "date": request.date.isoformat() if request.date else None,
        "length": request.length,
    }
    content = {"deck": json.loads(deck_to_json(deck)), "asked": asked}
    if made.figures is not None:
        content["figures"] = json.loads(figures_to_json(made.figures))
    return NewDeck(
        ward=office.ward,
        title=deck.title,
        district=deck.district,
        year=deck.year,
        audience=deck.audience,
        lang=deck.lang,
        author=author,
        account=office.principal.account,
        content=content,
        replaces=replaces,
    )


def _kept(content: Mapping[str, Any]) -> KeptFigures | None:
    told = content.get("figures")
    return None if told is None else figures_from_json(json.dumps(told))


def _request(deck: Deck, content: Mapping[str, Any]) -> DeckRequest:
    asked = content["asked"]
    return DeckRequest(
        district=deck.district,
        year=deck.year,
        topics=deck.topics,
        lang=deck.lang,
        audience=deck.audience,
        title=asked["title"],
        date=day.fromisoformat(asked["date"]) if asked["date"] else None,
        place=deck.place,
        length=asked["length"],
        vouched=deck.slides[0].vouched,
    )
