"""The forms in which figures leave for the public: how each is made, and how it is read.

A new form is one entry more: every test of this folder then reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from asahi_metrics.core.report import Deck
from asahi_metrics.exports.presentation import Viewer, write_presentation
from asahi_metrics.services.deck_files import powerpoint_file
from asahi_metrics.services.figure_files import csv_file, geojson_file, handout_file, workbook_file
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import territory
from tests.reading.contents import Contents
from tests.reading.listed import (
    facts_of_districts,
    facts_of_list,
    facts_of_paper,
    facts_of_tables,
    facts_of_workbook,
)
from tests.reading.lists import read_districts, read_list
from tests.reading.paper import read_paper
from tests.reading.powerpoint import read_powerpoint
from tests.reading.screen import read_screen
from tests.reading.understanding import Fact, Reader, slides_of
from tests.reading.workbook import read_workbook


@dataclass(frozen=True)
class Form:
    """``make`` gives the bytes of a deck, ``read`` what is in them, ``facts`` what that means.

    ``by_slide`` says that pages are the deck's slides.
    """

    make: Callable[[Office, Deck], bytes]
    read: Callable[[bytes], Contents]
    facts: Callable[[Reader, bytes, Contents], Iterator[Fact]]
    by_slide: bool = False


def _of_slides(reader: Reader, _: bytes, contents: Contents) -> Iterator[Fact]:
    for slide in slides_of(reader, contents.pages):
        yield from slide.facts()
    yield from facts_of_tables(reader, contents.pages)


def _screen(office: Office, deck: Deck) -> bytes:
    shapes = territory(office).boundaries.districts_geojson
    return write_presentation(deck, shapes, Viewer(7, "/meeting?deck=7", "", "")).encode()


FORMS: Mapping[str, Form] = {
    "pptx": Form(powerpoint_file, read_powerpoint, _of_slides, by_slide=True),
    "screen": Form(_screen, read_screen, _of_slides, by_slide=True),
    "pdf": Form(handout_file, read_paper, lambda reader, _, told: facts_of_paper(reader, told)),
    "xlsx": Form(workbook_file, read_workbook, lambda *given: facts_of_workbook(*given[:2])),
    "csv": Form(csv_file, read_list, lambda *given: facts_of_list(*given[:2])),
    "geojson": Form(geojson_file, read_districts, lambda *given: facts_of_districts(*given[:2])),
}
