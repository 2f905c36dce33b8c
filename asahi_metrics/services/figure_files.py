"""The figures behind a deck as files to count on with."""

from __future__ import annotations

from asahi_metrics.core.events import timed
from asahi_metrics.core.report import Deck
from asahi_metrics.core.text import Text
from asahi_metrics.services.figure_sheets import sheet_maker
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import territory


@timed("export", form="xlsx")
def workbook_file(office: Office, deck: Deck, figures: Figures | None = None) -> bytes:
    """The figures of the deck's topics as .xlsx, as the deck's audience may see them."""
    # Imported here, as in each below: only whoever wants the file waits for its writer.
    from asahi_metrics.exports.workbook import write_workbook  # noqa: PLC0415

    return write_workbook(sheet_maker(office, deck, figures).sheet(), _said(deck))


@timed("export", form="csv")
def csv_file(office: Office, deck: Deck, figures: Figures | None = None) -> bytes:
    """The same figures as CSV: UTF-8 with BOM and CRLF, as Excel opens it."""
    from asahi_metrics.exports.delimited import write_figures  # noqa: PLC0415

    return write_figures(sheet_maker(office, deck, figures).sheet(), _said(deck))


@timed("export", form="geojson")
def geojson_file(office: Office, deck: Deck, figures: Figures | None = None) -> bytes:
    """The districts with the year's figures as GeoJSON."""
    from asahi_metrics.exports.geojson import write_geojson  # noqa: PLC0415

    sheet, drawn = sheet_maker(office, deck, figures).sheet(), territory(office).boundaries
    said = _said(deck)
    whose = said(f"boundaries.note.{drawn.kind}", source=drawn.source_name)
    return write_geojson(sheet, drawn.districts_geojson, said, boundaries=whose)


@timed("export", form="pdf")
def handout_file(office: Office, deck: Deck, figures: Figures | None = None) -> bytes:
    """The deck as a PDF to hand out, with a table of all its topics' indicators."""
    from asahi_metrics.exports.handout import Handout, HandoutWords, write_handout  # noqa: PLC0415

    maker, drawn = sheet_maker(office, deck, figures), territory(office).boundaries
    text = maker.workshop.wording.text
    handout = Handout(
        deck=deck,
        words=HandoutWords(
            points=text("files.handout.points"),
            indicators=text("files.handout.indicators"),
            sources=text("files.handout.sources"),
        ),
        table=maker.table(),
        districts_geojson=drawn.districts_geojson,
        boundaries=text(f"boundaries.note.{drawn.kind}", source=drawn.source_name),
        as_of=text("files.handout.as_of", month=deck.as_of, id=deck.revision),
        audience=text(f"files.audience.{deck.audience}"),
        remarks=maker.remarks,
    )
    return write_handout(handout)


def _said(deck: Deck) -> Text:
    """The words of headings; readings would be in the way where columns are found by name."""
    return Text("en" if deck.lang == "en" else "ja")
