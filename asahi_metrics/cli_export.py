"""``asahi-metrics export``: which forms of file there are, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from asahi_metrics.core.errors import AsahiMetricsError, NotFound
from asahi_metrics.core.report import AUDIENCES, DECK_LANGUAGES
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.office import Office

if TYPE_CHECKING:
    # Every other command would wait for the parts of a deck.
    from asahi_metrics.services.deck_files import Form
    from asahi_metrics.services.reporting import DeckRequest

_Choice = TypeVar("_Choice", bound=str)

ALL_DISTRICTS = "zip"
EXPORTERS = ("pptx", "pdf", "xlsx", "csv", "geojson", "png", ALL_DISTRICTS)
"""The forms: those of a deck, and the zip of all districts' decks."""


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for, as it was written; ``topics`` are set apart by commas."""

    form: str
    year: int
    district: str | None = None
    topics: str = ""
    audience: str = "staff"
    lang: str = "ja"

    @property
    def logged_name(self) -> str:
        """What the log calls the file; the name that a user gave it may be a person's."""
        return f"{self.district or 'ward'}-{self.year}.{self.form}"


@dataclass(frozen=True)
class Exported:
    """The file, and a line for each thing that could not be put into it."""

    content: bytes
    failures: tuple[str, ...] = ()


def export(
    office: Office, wanted: Wanted, progress: Callable[[float], None] = lambda _: None
) -> Exported:
    """The file that is wanted; raises AsahiMetricsError for what cannot be had.

    ``progress`` is told the share that is done, up to 1.
    """
    form = _one_of(EXPORTERS, wanted.form)
    if form == ALL_DISTRICTS:
        return _all_districts(office, wanted, progress)
    # Imported here, as in each below: every other command would wait for the parts of a deck.
    from asahi_metrics.services.deck_files import deck_file  # noqa: PLC0415
    from asahi_metrics.services.reporting import make_deck  # noqa: PLC0415

    made = make_deck(office, _request(wanted))
    return Exported(deck_file(office, made, cast("Form", form), progress))


def form_lines() -> Iterator[str]:
    """Each form with what it is, in both languages."""
    for form in EXPORTERS:
        said = [
            f"{text(f'files.form.{form}')}: {text(f'files.form_note.{form}')}"
            for text in map(Text, LANGUAGES)
        ]
        yield "\t".join([form, *said])


def _all_districts(office: Office, wanted: Wanted, progress: Callable[[float], None]) -> Exported:
    from asahi_metrics.services.district_files import (  # noqa: PLC0415
        district_files,
        failure_line,
    )

    if wanted.district is not None:
        raise AsahiMetricsError("error.files.all_of_one", district=wanted.district)
    done = district_files(office, _request(wanted), tell=lambda share, _: progress(share))
    text = Text("en" if wanted.lang == "en" else "ja")
    return Exported(done.content, tuple(failure_line(office, text, one) for one in done.failures))


def _request(wanted: Wanted) -> DeckRequest:
    from asahi_metrics.services.reporting import DeckRequest  # noqa: PLC0415

    topics = (one.strip() for one in wanted.topics.split(","))
    return DeckRequest(
        district=wanted.district,
        year=wanted.year,
        topics=tuple(one for one in topics if one),
        lang=_one_of(DECK_LANGUAGES, wanted.lang),
        audience=_one_of(AUDIENCES, wanted.audience),
    )


def _one_of(known: Sequence[_Choice], value: str) -> _Choice:
    """The choice that was written; raises NotFound for any other."""
    for one in known:
        if one == value:
            return one
    raise NotFound("error.deck.unknown_choice", value=value, known=", ".join(known))
