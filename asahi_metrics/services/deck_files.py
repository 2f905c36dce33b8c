"""Decks as files: every form, made of the deck's slides and of the figures kept with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from asahi_metrics.core.events import timed
from asahi_metrics.core.report import Deck
from asahi_metrics.core.stage import marked_stem
from asahi_metrics.core.text import Text
from asahi_metrics.exports.archive import safe_name
from asahi_metrics.services.deck_numbers import require_checked
from asahi_metrics.services.figure_files import (
    Progress,
    csv_file,
    geojson_file,
    handout_file,
    workbook_file,
)
from asahi_metrics.services.office import Office, now_in_japan
from asahi_metrics.services.reporting import MadeDeck
from asahi_metrics.services.territory import territory

Form = Literal["pptx", "pdf", "xlsx", "csv", "geojson", "png"]
FORMS: tuple[Form, ...] = get_args(Form)

_SUFFIXES: Mapping[Form, str] = {"png": "zip"}
"""The endings of files that are not named as their form."""


def deck_file(
    office: Office, made: MadeDeck, form: Form, progress: Progress = lambda _: None
) -> bytes:
    """The deck as a file of that form; ``progress`` is told the share that is done, up to 1.

    Raises AsahiMetricsError where it cannot be made, and for sentences with numbers that
    nobody has vouched for.
    """
    require_checked(made.deck)
    with timed("export", form=form):
        content = _WRITERS[form](office, made, progress)
    progress(1.0)
    return content


def powerpoint_file(office: Office, deck: Deck, progress: Progress = lambda _: None) -> bytes:
    """The deck as .pptx, its maps drawn from the boundaries in use."""
    # Imported here: python-pptx takes a while, and only whoever wants the file needs it.
    from asahi_metrics.exports.powerpoint import write_powerpoint  # noqa: PLC0415

    return write_powerpoint(deck, territory(office).boundaries.districts_geojson, progress)


def images_file(office: Office, deck: Deck, progress: Progress = lambda _: None) -> bytes:
    """A zip with a PNG of each slide that shows figures."""
    from asahi_metrics.exports.slide_images import write_images  # noqa: PLC0415

    shapes = territory(office).boundaries.districts_geojson
    return write_images(deck, shapes, now_in_japan(), progress)


def file_name(office: Office, text: Text, deck: Deck, form: Form) -> str:
    """What the file is called: form, area, year, and the mark of sample data."""
    areas = office.pack.areas
    area = text.pick(areas[deck.district].name) if deck.district else text("filter.all_districts")
    stem = text(f"files.name.{form}", area=area, year=deck.year)
    marks = {"sample": deck.sample, "provisional": deck.provisional}
    return marked_name(text, stem, _SUFFIXES.get(form, form), **marks)


def marked_name(
    text: Text, stem: str, suffix: str, *, sample: bool, provisional: bool = False
) -> str:
    """A file's name with the marks of what is in it, without what Windows refuses in it."""
    marked = marked_stem(text, stem, sample=sample, provisional=provisional)
    return safe_name(f"{marked}.{suffix}")


_WRITERS: Mapping[Form, Callable[[Office, MadeDeck, Progress], bytes]] = {
    "pptx": lambda office, made, progress: powerpoint_file(office, made.deck, progress),
    "pdf": lambda office, made, progress: handout_file(office, made.deck, made.figures, progress),
    "xlsx": lambda office, made, progress: workbook_file(office, made.deck, made.figures, progress),
    "csv": lambda office, made, _: csv_file(office, made.deck, made.figures),
    "geojson": lambda office, made, _: geojson_file(office, made.deck, made.figures),
    "png": lambda office, made, progress: images_file(office, made.deck, progress),
}
