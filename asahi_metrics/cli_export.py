"""``asahi-metrics export``: which forms of file there are, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.report import AUDIENCES, DECK_LANGUAGES, Deck
from asahi_metrics.services.office import Office

_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for, as it was written; ``topics`` are set apart by commas."""

    form: str
    year: int
    district: str | None = None
    topics: str = ""
    audience: str = "staff"
    lang: str = "ja"


def export(office: Office, wanted: Wanted) -> bytes:
    """The file that is wanted; raises AsahiMetricsError for what cannot be had."""
    return EXPORTERS[_one_of(tuple(EXPORTERS), wanted.form)](office, wanted)


def _powerpoint(office: Office, wanted: Wanted) -> bytes:
    # Imported here, as in each below: every other command would wait for the parts of a deck.
    from asahi_metrics.services.deck_files import powerpoint_file  # noqa: PLC0415

    return powerpoint_file(office, _deck(office, wanted))


def _workbook(office: Office, wanted: Wanted) -> bytes:
    from asahi_metrics.services.figure_files import workbook_file  # noqa: PLC0415

    return workbook_file(office, _deck(office, wanted))


def _handout(office: Office, wanted: Wanted) -> bytes:
    from asahi_metrics.services.figure_files import handout_file  # noqa: PLC0415

    return handout_file(office, _deck(office, wanted))


def _csv(office: Office, wanted: Wanted) -> bytes:
    from asahi_metrics.services.figure_files import csv_file  # noqa: PLC0415

    return csv_file(office, _deck(office, wanted))


def _geojson(office: Office, wanted: Wanted) -> bytes:
    from asahi_metrics.services.figure_files import geojson_file  # noqa: PLC0415

    return geojson_file(office, _deck(office, wanted))


def _deck(office: Office, wanted: Wanted) -> Deck:
    from asahi_metrics.services.reporting import DeckRequest, build_deck  # noqa: PLC0415

    topics = (one.strip() for one in wanted.topics.split(","))
    request = DeckRequest(
        district=wanted.district,
        year=wanted.year,
        topics=tuple(one for one in topics if one),
        lang=_one_of(DECK_LANGUAGES, wanted.lang),
        audience=_one_of(AUDIENCES, wanted.audience),
    )
    return build_deck(office, request)


def _one_of(known: Sequence[_Choice], value: str) -> _Choice:
    """The choice that was written; raises NotFound for any other."""
    for one in known:
        if one == value:
            return one
    raise NotFound("error.deck.unknown_choice", value=value, known=", ".join(known))


EXPORTERS: Mapping[str, Callable[[Office, Wanted], bytes]] = {
    "pptx": _powerpoint,
    "pdf": _handout,
    "xlsx": _workbook,
    "csv": _csv,
    "geojson": _geojson,
}
