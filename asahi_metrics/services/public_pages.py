"""The public page of a district or of the ward, made of the figures of one release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from asahi_metrics.core.easy import EasyText
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.public_page import PublicPage, PublicTopic, ReleaseNote
from asahi_metrics.core.report import DeckLanguage, SlideKind
from asahi_metrics.services.deck_audience import ReleasedFigures
from asahi_metrics.services.deck_frame import Frame
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.office import Office
from asahi_metrics.services.public_edition import Edition, boundary_note, terms
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.topics import SlidePlan, Topic, topics

_VIEWS: tuple[SlideKind, ...] = ("number", "districts", "map", "months", "table")
"""A topic from its figure, and how the districts differ, to its months and all its indicators."""


def public_page(
    office: Office, edition: Edition, district: str | None, lang: DeckLanguage
) -> PublicPage:
    """The page of the newest fiscal year that the release knows.

    Raises NotFound for a district that is none and where the release holds no figure.
    """
    released = PublicFigures(office, edition.release.id)
    shop = _workshop(office, released, district, lang)
    wording = shop.wording
    known, without = _subjects(office, shop)
    plans = [(topic, _plans(shop, topic)) for topic in known]
    shown = tuple(one for _, some in plans for plan in some for one in shop.shown(plan))
    frame = Frame(shop, known, sample=False, shown=shown)
    return PublicPage(
        lang=lang,
        ward=wording.place(None),
        place=wording.place(district),
        district=district,
        districts={code: wording.area(code) for code in office.pack.areas.district_codes},
        release=ReleaseNote(
            number=edition.release.id,
            revision=edition.release.revision,
            day=wording.formats.date(office.local_time(edition.release.created_at).date()),
            as_of=frame.as_of,
        ),
        topics=tuple(_topic(shop, topic, some) for topic, some in plans),
        without_data=tuple(wording.read(wording.topic(one)) for one in without),
        remarks=_remarks(shop, known),
        sources=frame.sources,
        boundaries=boundary_note(edition, wording.text),
        terms=terms(office, wording.text),
        readings=wording.text.readings if isinstance(wording.text, EasyText) else {},
    )


def newest_year(office: Office, released: PublicFigures) -> int:
    """The newest fiscal year of the ward's own subjects; context reaches beyond them."""
    own = [one for one in office.catalogue if one.kind != "context"]
    years = [year for one in own or office.catalogue for year in released.years(one)]
    if not years:
        raise NotFound("error.release.none")
    return max(years)


def is_language(lang: str) -> bool:
    """Whether public pages are written in it."""
    return lang in get_args(DeckLanguage)


def _workshop(
    office: Office, released: PublicFigures, district: str | None, lang: DeckLanguage
) -> Workshop:
    codes = office.pack.areas.district_codes
    if district is not None and district not in codes:
        known = ", ".join(codes)
        raise NotFound("error.deck.unknown_district", id=district, known=known)
    return Workshop(
        figures=ReleasedFigures(released),
        wording=Wording(office, lang),
        year=newest_year(office, released),
        district=district,
        audience="public",
    )


def _subjects(office: Office, shop: Workshop) -> tuple[list[Topic], list[Topic]]:
    """The catalogue's subjects with figures this year, who lives there first, and the others."""
    subjects = [one for one in topics(office, shop.year) if one.label is None]
    subjects.sort(key=lambda one: one.indicators[0].kind != "context")
    known = [one for one in subjects if any(shop.has_data(each) for each in one.indicators)]
    return known, [one for one in subjects if one not in known]


def _topic(shop: Workshop, topic: Topic, plans: Sequence[SlidePlan]) -> PublicTopic:
    slides = tuple(shop.make(one) for one in plans)
    return PublicTopic(topic.id, shop.wording.read(shop.wording.topic(topic)), slides)


def _plans(shop: Workshop, topic: Topic) -> list[SlidePlan]:
    kinds = [one for one in _VIEWS if one == "number" or shop.fits(topic, one)]
    return [SlidePlan(topic, one) for one in kinds]


def _remarks(shop: Workshop, known: Sequence[Topic]) -> tuple[str, ...]:
    """How to read what is missing, what is withheld, and what is sample data."""
    text = shop.wording.text
    sample = any(shop.figures.is_sample(one) for topic in known for one in topic.indicators)
    said = (
        text("deck.closing.missing"),
        shop.figures.withheld_note(text),
        text("deck.caption.half"),
        text("public.no_range"),
        text("deck.closing.sample") if sample else "",
        text("stage.note") if Frame(shop, known, sample=sample).provisional else "",
    )
    return tuple(one for one in said if one)
