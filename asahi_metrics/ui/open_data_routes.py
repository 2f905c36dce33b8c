"""``/open-data/``: the released figures as files, and what there is of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.routing import Route

from asahi_metrics.core.addresses import OPEN_DATA
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.text import Language, Text
from asahi_metrics.exports.dcat import CATALOGUE, write_catalogue
from asahi_metrics.exports.geojson import write_geojson
from asahi_metrics.exports.markup import Markup
from asahi_metrics.exports.open_data_files import write_definitions, write_open_table
from asahi_metrics.exports.open_data_page import OpenDataWords, write_open_data_page
from asahi_metrics.exports.public_page import Frame
from asahi_metrics.services.office import Office
from asahi_metrics.services.open_catalogue import (
    CSV,
    DEFINITIONS,
    DISTRICTS,
    FIGURES,
    GEOJSON,
    open_catalogue,
)
from asahi_metrics.services.open_data import OpenFigures
from asahi_metrics.services.public_edition import (
    Edition,
    boundary_note,
    terms,
)
from asahi_metrics.ui.public_routes import HTML, answering_with, language, to_folder
from asahi_metrics.ui.public_shelf import Document, Shelf, document
from asahi_metrics.ui.public_style import public_style

_JSON_LD = "application/ld+json"
_FILE = re.compile(r"([a-z][a-z0-9_]*)(?:-([0-9]{4}))?(\.en)?\.(csv|geojson)")


def open_data_routes(office: Callable[[], Office]) -> list[Route]:
    """The list of files, the catalogue, and each file."""
    shelf = Shelf()

    def find(reader: Office, edition: Edition, request: Request) -> Document:
        name = request.path_params["name"]
        lang: Language = "en" if not name and language(request) == "en" else "ja"
        return shelf.get((edition, name, lang), lambda: _make(reader, edition, name, lang))

    return [
        Route(OPEN_DATA.rstrip("/"), to_folder),
        Route(f"{OPEN_DATA}{{name:path}}", answering_with(office, find)),
    ]


def _make(reader: Office, edition: Edition, name: str, lang: Language) -> Document:
    """The document of a name; raises NotFound for one that is none."""
    if not name:
        return _Press(reader, edition, lang).page()
    if name == CATALOGUE:
        return _Press(reader, edition, lang).catalogue()
    parts = _FILE.fullmatch(name)
    if parts is None:
        raise NotFound("error.open_data.unknown", name=name)
    stem, year, english, ending = parts.groups()
    press = _Press(reader, edition, "en" if english else "ja")
    if ending == "geojson" and stem == DISTRICTS and year:
        return press.districts(int(year))
    if ending == "csv" and not year:
        return press.csv(stem)
    raise NotFound("error.open_data.unknown", name=name)


@dataclass(frozen=True)
class _Press:
    """Makes the documents of an edition in a language."""

    reader: Office
    edition: Edition
    lang: Language

    @property
    def _figures(self) -> OpenFigures:
        return OpenFigures(self.reader, self.edition, self.lang)

    @property
    def _text(self) -> Text:
        return Text(self.lang)

    def csv(self, stem: str) -> Document:
        """All figures, those of a subject, or the definitions."""
        figures = self._figures
        if stem == DEFINITIONS:
            return self._document(write_definitions(figures.definitions(), self._text), CSV)
        table = figures.table(None if stem == FIGURES else stem)
        return self._document(write_open_table(table, self._text), CSV)

    def districts(self, year: int) -> Document:
        """The districts with the figures of a year."""
        told, release = terms(self.reader, self._text), self.edition.release
        more = {"release": release.id, "licence": told.licence, "licence_url": told.licence_url}
        content = write_geojson(
            self._figures.sheet(year),
            self.edition.shapes.districts_geojson,
            self._text,
            boundaries=boundary_note(self.edition, self._text),
            more=more,
        )
        return self._document(content, GEOJSON)

    def catalogue(self) -> Document:
        """The catalogue; where nobody has named the public address, readers fill it in."""
        public = self.reader.settings.public_url
        base = f"{public}{OPEN_DATA}" if public else ""
        return self._document(write_catalogue(open_catalogue(self._figures), base), _JSON_LD)

    def page(self) -> Document:
        """The list of files."""
        figures, release = self._figures, self.edition.release
        frame = Frame(self.lang, self._text, Markup(), public_style(), here="")
        words = OpenDataWords(
            released=self._text(
                "open_data.released",
                day=figures.wording.formats.date(self.reader.local_time(release.created_at).date()),
                number=release.id,
                revision=release.revision,
            ),
            threshold=release.threshold,
        )
        page = write_open_data_page(open_catalogue(figures), frame, words)
        return self._document(page.encode(), HTML)

    def _document(self, content: bytes, media_type: str) -> Document:
        return document(content, media_type, release=self.edition.release.id)
