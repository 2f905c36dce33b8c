"""Decks for town meetings: from a request to slides, by rule from the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date as day

from asahi_metrics.core.addresses import public_address
from asahi_metrics.core.errors import AsahiMetricsError, NotFound
from asahi_metrics.core.free_text import clean_line
from asahi_metrics.core.kept_figures import KeptFigures
from asahi_metrics.core.report import Audience, Deck, DeckLanguage, Slide
from asahi_metrics.services.deck_audience import figures_for, table_for
from asahi_metrics.services.deck_frame import Frame
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figure_sheets import SheetMaker
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.results import read_result
from asahi_metrics.services.topics import Topic, choose_topics, plan_slides, usual_topics

USUAL_LENGTH = 12
_FRAME = 3
"""Cover, list of topics and sources, which every deck has."""


@dataclass(frozen=True)
class DeckRequest:
    """What a deck is wanted for; empty texts and topics are filled in by rule.

    ``district`` is a code, None for the ward; ``topics`` are ids in the wanted order, and
    ``length`` is the number of slides that the deck has at most, but one for each topic.
    ``vouched`` are numbers of the title that somebody has vouched for before residents.
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
    vouched: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeDeck:
    """A deck with the request that it was made by and the figures behind it.

    Decks that were saved before figures were kept with them have none.
    """

    request: DeckRequest
    deck: Deck
    figures: KeptFigures | None = None


def asked_for(office: Office, request: DeckRequest, district: str | None) -> DeckRequest:
    """The same deck for another district: its title names that one.

    The day is left out, since it was that of the other meeting.
    """
    place = Wording(office, request.lang).place
    title = request.title
    if title:
        title = title.replace(place(request.district), place(district))
    return replace(request, district=district, title=title, date=None)


def make_deck(
    office: Office,
    request: DeckRequest,
    figures: Figures | None = None,
    *,
    progress: Callable[[float], None] = lambda _: None,
) -> MadeDeck:
    """The deck that is asked for and, of the same moment, all the figures behind it.

    ``figures`` are the staff's, where the caller has them at hand already; ``progress`` is
    told the share that is done. Raises AsahiMetricsError where it cannot be made.
    """
    with office.reading():
        workshop = _workshop(office, request, figures)
        deck = _build(office, request, workshop, progress)
        kept = SheetMaker(office, deck, workshop).keep()
    progress(1.0)
    return MadeDeck(request, deck, kept)


def build_deck(office: Office, request: DeckRequest, figures: Figures | None = None) -> Deck:
    """The slides alone."""
    with office.reading():
        return _build(office, request, _workshop(office, request, figures), lambda _: None)


def left_out(
    office: Office, request: DeckRequest, figures: Figures | None = None
) -> tuple[Topic, ...]:
    """The results among the topics that the audience's figures do not make for the place."""
    with office.reading():
        workshop = _workshop(office, request, figures)
        chosen = choose_topics(office, request.year, request.topics)
        return tuple(one for one in chosen if _is_left_out(workshop, one))


def _is_left_out(workshop: Workshop, topic: Topic) -> bool:
    return topic.result is not None and not workshop.fits(topic, "analysis")


def _build(
    office: Office, request: DeckRequest, workshop: Workshop, progress: Callable[[float], None]
) -> Deck:
    chosen = _topics(office, request, workshop)
    room = request.length - _FRAME - bool(office.settings.public_url)
    plans = plan_slides(chosen, room, workshop.fits)
    made = []
    for count, plan in enumerate(plans, start=1):
        made.append(workshop.make(plan))
        # The figures behind the slides are a step of their own.
        progress(count / (len(plans) + 1))
    slides = tuple(made)
    place = workshop.wording.place(request.district)
    shown = tuple(dict.fromkeys(one for plan in plans for one in workshop.shown(plan)))
    frame = Frame(workshop, chosen, sample=any(one.sample for one in slides), shown=shown)
    by_rule = workshop.wording.text("deck.title", place=place)
    title = clean_line(request.title) or by_rule
    cover = replace(frame.cover(title), by_rule=by_rule, vouched=request.vouched)
    inner = (frame.contents(), *slides, frame.closing(), *_link(office, request, frame))
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
        provisional=frame.provisional,
        date=workshop.wording.formats.date(request.date) if request.date else "",
        place=clean_line(request.place),
        publisher=frame.publisher,
        topics=tuple(one.id for one in chosen),
        sources=frame.sources,
        slides=(cover, *(replace(one, by_rule=one.title) for one in inner)),
    )


def _link(office: Office, request: DeckRequest, frame: Frame) -> tuple[Slide, ...]:
    """The way to the public page, for either audience: what it shows has been released."""
    base = office.settings.public_url
    return (frame.link(public_address(base, request.district, request.lang)),) if base else ()


def _workshop(office: Office, request: DeckRequest, figures: Figures | None) -> Workshop:
    codes = office.pack.areas.district_codes
    results = any(read_result(office, request.year, one) for one in request.topics)
    if request.audience == "staff" and results:
        figures = figures or Figures(office)
    if request.district is not None and request.district not in codes:
        known = ", ".join(codes)
        raise NotFound("error.deck.unknown_district", id=request.district, known=known)
    return Workshop(
        figures=figures_for(office, request.audience, figures),
        wording=Wording(office, request.lang),
        year=request.year,
        district=request.district,
        audience=request.audience,
        table=table_for(office, request.audience, figures) if results else None,
    )


def _topics(office: Office, request: DeckRequest, workshop: Workshop) -> tuple[Topic, ...]:
    if request.topics:
        chosen = choose_topics(office, request.year, request.topics)
        found = tuple(one for one in chosen if not _is_left_out(workshop, one))
        if chosen and not found:
            raise AsahiMetricsError("error.deck.no_result")
    else:
        found = usual_topics(office, request.year, workshop.knows)
    if not any(workshop.has_data(one) for topic in found for one in topic.indicators):
        raise NotFound("error.deck.no_data", year=request.year)
    return found
