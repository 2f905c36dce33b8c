"""The released sample pack, and the files that are made of it for the public."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.report import DECK_LANGUAGES, Deck, DeckLanguage
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.services.topics import topics
from tests.reading.contents import Contents
from tests.reading.forms import FORMS
from tests.reading.understanding import Reader

PUBLIC = Principal("anybody", "public")
YEAR = 2026
WARD = "ward"
DISTRICTS = tuple(f"{number:02}" for number in range(1, 20))
FULL = os.environ.get("ASAHI_ATTACK") == "full"
"""Every place in every language with every topic, which takes some minutes."""


@dataclass(frozen=True)
class Place:
    """Of which place a deck is, in which language; ``part`` says which topics it has."""

    code: str
    lang: DeckLanguage
    part: int | None = None

    def __str__(self) -> str:
        return f"{self.code}-{self.lang}"


def places() -> list[Place]:
    """All places; each in one language with a third of the topics, so that all come in turn."""
    codes = (WARD, *DISTRICTS)
    if FULL:
        return [Place(code, lang) for code in codes for lang in DECK_LANGUAGES]
    return [Place(code, DECK_LANGUAGES[at % 3], at // 3 % 3) for at, code in enumerate(codes)]


@dataclass(frozen=True)
class Made:
    """A deck for the public, its files, and what is in them."""

    office: Office
    deck: Deck

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        return {name: form.make(self.office, self.deck) for name, form in FORMS.items()}

    @cached_property
    def contents(self) -> Mapping[str, Contents]:
        return {name: form.read(self.files[name]) for name, form in FORMS.items()}

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.office, self.deck)


Make = Callable[[Place], Made]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample pack, released once; nobody writes to it."""
    database = tmp_path_factory.mktemp("read") / "fresh.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    release(office)
    return office


@pytest.fixture(scope="session")
def public(office: Office) -> PublicFigures:
    return PublicFigures(office.acting_as(PUBLIC))


@pytest.fixture(scope="session")
def figures(office: Office) -> Figures:
    return Figures(office)


@pytest.fixture(scope="session")
def make(office: Office) -> Make:
    """Makes the files of a place, once."""
    subjects = [one.id for one in topics(office, YEAR) if one.label is None]

    @cache
    def made(place: Place) -> Made:
        part = subjects if place.part is None else subjects[place.part :: 3]
        return Made(office, public_deck(office, place, tuple(part)))

    return made


def public_deck(
    office: Office, place: Place, topics: tuple[str, ...], *, year: int = YEAR, length: int = 300
) -> Deck:
    """A deck for the public, if not said otherwise with every slide that its topics can have."""
    request = DeckRequest(
        None if place.code == WARD else place.code,
        year,
        topics=topics,
        lang=place.lang,
        audience="public",
        length=length,
    )
    return build_deck(office, request)
