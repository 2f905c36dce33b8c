"""A public page as data: what residents read of a district or of the ward, written out.

Every figure in it was released; the slides are those of a deck for the public, one topic after
the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from asahi_metrics.core.report import DeckLanguage, Slide


@dataclass(frozen=True)
class Terms:
    """Who publishes, on what terms, and whom to ask; ``url`` is empty where there is none."""

    publisher: str
    licence: str
    licence_url: str = ""
    contact: str = ""
    contact_url: str = ""


@dataclass(frozen=True)
class ReleaseNote:
    """Which release the figures are of, its day and its newest month (``as_of``) written out."""

    number: int
    revision: int
    day: str
    as_of: str


@dataclass(frozen=True)
class PublicTopic:
    """A topic with its slides, ``sample`` where a figure in it is sample data."""

    id: str
    name: str
    slides: tuple[Slide, ...]

    @property
    def sample(self) -> bool:
        """Whether a figure in it is sample data."""
        return any(one.sample for one in self.slides)

    @property
    def notes(self) -> tuple[str, ...]:
        """Where its figures come from, each source once."""
        return tuple(dict.fromkeys(one.note for one in self.slides))


@dataclass(frozen=True)
class PublicPage:
    """The page of a district, or of the ward where ``district`` is None.

    ``place`` is its name, ``districts`` are all by code, ``without_data`` the topics that have
    no figures this year. ``remarks`` say how to read what is missing, withheld or sample data,
    ``boundaries`` whose the shapes are. ``readings`` are those of harder words, for ruby.
    """

    lang: DeckLanguage
    ward: str
    place: str
    district: str | None
    districts: Mapping[str, str]
    release: ReleaseNote
    topics: tuple[PublicTopic, ...]
    without_data: tuple[str, ...]
    remarks: tuple[str, ...]
    sources: tuple[str, ...]
    boundaries: str
    terms: Terms
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def sample(self) -> bool:
        """Whether a figure on the page is sample data."""
        return any(one.sample for one in self.topics)
