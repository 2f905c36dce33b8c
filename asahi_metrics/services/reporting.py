"""Decks for town meetings: from a request to slides, by rule from the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as day

from asahi_metrics.core.errors import AsahiMetricsError, NotFound
from asahi_metrics.core.free_text import clean_line
from asahi_metrics.core.report import Audience, Deck, DeckLanguage
from asahi_metrics.services.deck_audience import figures_for
from asahi_metrics.services.deck_frame import Frame
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.topics import Topic, choose_topics, plan_slides, usual_topics

USUAL_LENGTH = 12
_FRAME = 3
"""Cover, list of topics and sources, which every deck has."""


@dataclass(frozen=True)
class DeckRequest:
    """What a deck is wanted for; empty texts and topics are filled in by rule.

    ``district`` is a code, None for the ward; ``topics`` are ids in the wanted order, and
    ``length`` is the number of slides that the deck has at most, but one for each topic.
    """

    district: str | None
    year: int
    topics: tuple[str, ...] = ()
    lang: DeckLanguage = "ja"
    audience: Audience = "staff"
    title: str = ""
    date: day | None = None
    place: str = ""
    length: int = USUAL_LENGTH


def build_deck(office: Office, request: DeckRequest, figures: Figures | None = None) -> Deck:
    """The deck that is asked for; raises AsahiMetricsError where it cannot be made.

    ``figures`` are the staff's, where the caller has them at hand already.
    """
    workshop = _workshop(office, request, figures)
    chosen = _topics(office, request, workshop)
    plans = plan_slides(chosen, request.length - _FRAME, workshop.fits)
    slides = tuple(workshop.make(plan) for plan in plans)
    place = workshop.wording.place(request.district)
    frame = Frame(workshop, chosen, sample=any(one.sample for one in slides))
    title = clean_line(request.title) or workshop.wording.text("deck.title", place=place)
    # A release stays as it is; what stands now may have changed while the slides were made.
    if request.audience == "staff" and office.revision() != workshop.figures.revision:
        raise AsahiMetricsError("error.data_changed")
    return Deck(
        title=title,
        area=place,
        district=request.district,
        year=request.year,
        lang=request.lang,
        audience=request.audience,
        revision=workshop.figures.revision,
        as_of=frame.as_of,
        sample=frame.sample,
        sample_label=workshop.wording.text("sample.short"),
        date=workshop.wording.formats.date(request.date) if request.date else "",
        place=clean_line(request.place),
        publisher=frame.publisher,
        topics=tuple(one.id for one in chosen),
        sources=frame.sources,
        slides=(frame.cover(title), frame.contents(), *slides, frame.closing()),
    )


def _workshop(office: Office, request: DeckRequest, figures: Figures | None) -> Workshop:
    codes = office.pack.areas.district_codes
    if request.district is not None and request.district not in codes:
        known = ", ".join(codes)
        raise NotFound("error.deck.unknown_district", id=request.district, known=known)
    return Workshop(
        figures=figures_for(office, request.audience, figures),
        wording=Wording(office, request.lang),
        year=request.year,
        district=request.district,
        audience=request.audience,
    )


def _topics(office: Office, request: DeckRequest, workshop: Workshop) -> tuple[Topic, ...]:
    if request.topics:
        found = choose_topics(office, request.year, request.topics)
    else:
        found = usual_topics(office, request.year, workshop.knows)
    if not any(workshop.has_data(one) for topic in found for one in topic.indicators):
        raise NotFound("error.deck.no_data", year=request.year)
    return found
