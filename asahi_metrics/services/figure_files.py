"""The figures behind a deck as files to count on with, and the deck as a paper to hand out.

Each is written from the figures that were kept with the deck, where there are some.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from asahi_metrics.core.figure_sheet import FigureSheet
from asahi_metrics.core.kept_figures import KeptFigures
from asahi_metrics.core.report import Deck, TablePicture
from asahi_metrics.core.stage import with_mark
from asahi_metrics.core.text import Text
from asahi_metrics.services.boundary_layers import Boundaries
from asahi_metrics.services.deck_pictures import no_range_note
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figure_sheets import figures_now
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import territory

Progress = Callable[[float], None]
"""Is told the share that is done, up to 1."""


def workbook_file(
    office: Office,
    deck: Deck,
    kept: KeptFigures | None = None,
    progress: Progress = lambda _: None,
) -> bytes:
    """The figures of the deck's topics as .xlsx, as the deck's audience may see them."""
    # Imported here, as in each below: only whoever wants the file waits for its writer.
    from asahi_metrics.exports.workbook import write_workbook  # noqa: PLC0415

    return write_workbook(_sheet(office, deck, kept), _said(deck), progress)


def csv_file(office: Office, deck: Deck, kept: KeptFigures | None = None) -> bytes:
    """The same figures as CSV: UTF-8 with BOM and CRLF, as Excel opens it."""
    from asahi_metrics.exports.delimited import write_figures  # noqa: PLC0415

    return write_figures(_sheet(office, deck, kept), _said(deck))


def geojson_file(office: Office, deck: Deck, kept: KeptFigures | None = None) -> bytes:
    """The districts with the year's figures as GeoJSON."""
    from asahi_metrics.exports.geojson import write_geojson  # noqa: PLC0415

    sheet, drawn = _sheet(office, deck, kept), territory(office).boundaries
    said = _said(deck)
    return write_geojson(
        sheet, drawn.districts_geojson, said, boundaries=_whose_shapes(said, deck, drawn)
    )


def handout_file(
    office: Office,
    deck: Deck,
    kept: KeptFigures | None = None,
    progress: Progress = lambda _: None,
) -> bytes:
    """The deck as a PDF to hand out, with a table of all its topics' indicators."""
    from asahi_metrics.exports.handout import Handout, HandoutWords, write_handout  # noqa: PLC0415

    behind, drawn = kept or figures_now(office, deck), territory(office).boundaries
    text = Wording(office, deck.lang).text
    as_of = text("files.handout.as_of", month=deck.as_of, id=deck.revision)
    handout = Handout(
        deck=deck,
        words=HandoutWords(
            points=text("files.handout.points"),
            indicators=text("files.handout.indicators"),
            sources=text("files.handout.sources"),
        ),
        table=behind.table,
        districts_geojson=drawn.districts_geojson,
        boundaries=_whose_shapes(text, deck, drawn),
        as_of=with_mark(text, as_of, provisional=deck.provisional),
        sources=_sources(Wording(office, deck.lang), deck, behind),
        audience=text(f"files.audience.{deck.audience}"),
        remarks=_on_paper(
            behind.table, text, _remarks(deck, behind.sheet, text, "files.remark.no_list")
        ),
    )
    return write_handout(handout, progress)


def _on_paper(table: TablePicture | None, text: Text, remarks: tuple[str, ...]) -> tuple[str, ...]:
    """The remarks with what a dash in the table means, where it has one."""
    note = no_range_note(text, table.rows) if table else ""
    return (*remarks, note) if note else remarks


def _sheet(office: Office, deck: Deck, kept: KeptFigures | None) -> FigureSheet:
    """The list of the figures under the deck's title, which may have been edited since."""
    sheet = (kept or figures_now(office, deck)).sheet
    text = Wording(office, deck.lang).text
    remarks = _remarks(deck, sheet, text, "files.remark.anew")
    return replace(sheet, title=deck.title, remarks=remarks)


def _sources(wording: Wording, deck: Deck, behind: KeptFigures) -> tuple[str, ...]:
    """The records behind the slides, and behind the table, which has more indicators than they."""
    if behind.table is None:
        return deck.sources
    sheet = behind.sheet
    of_place = {row.indicator.id for row in sheet.rows if row.area_code == sheet.area_code}
    listed = replace(sheet, indicators=tuple(o for o in sheet.indicators if o.id in of_place))
    every = dict.fromkeys((*deck.sources, *map(wording.read, listed.sources)))
    return wording.read_once(every)


def _remarks(deck: Deck, sheet: FigureSheet, text: Text, key: str) -> tuple[str, ...]:
    """How to read the figures, and first of all if they are other ones than the slides'."""
    if sheet.revision == deck.revision:
        return sheet.remarks
    return (text(key, old=deck.revision, new=sheet.revision), *sheet.remarks)


def _whose_shapes(text: Text, deck: Deck, drawn: Boundaries) -> str:
    """Whose the shapes of the map are; a file of the ward's own may bear somebody's name."""
    source = drawn.source_name if deck.audience == "staff" else deck.publisher
    return text(f"boundaries.note.{drawn.kind}", source=source)


def _said(deck: Deck) -> Text:
    """The words of headings; readings would be in the way where columns are found by name."""
    return Text("en" if deck.lang == "en" else "ja")
