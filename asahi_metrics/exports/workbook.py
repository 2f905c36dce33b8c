"""Excel workbook of figures: the list, what each indicator means, and where all of it is from."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from asahi_metrics.core.figure_sheet import FigureSheet
from asahi_metrics.core.text import Text
from asahi_metrics.exports.figure_columns import VALUE, data_kind, headings, row_values, sheet_stage
from asahi_metrics.exports.fonts import OFFICE_FONT
from asahi_metrics.visuals import theme

_WIDTHS = (26, 30, 10, 9, 16, 12, 26, 11, 11, 12, 11, 34, 13, 9, 15, 11, 20)
_DEFINITIONS = (
    "indicator_id",
    "indicator",
    "unit",
    "definition",
    "formula",
    "source",
    "owner",
    "disclosure",
    "data_kind",
)
_DEFINITION_WIDTHS = (26, 28, 10, 46, 46, 34, 24, 46, 15)


@dataclass(frozen=True)
class _Book:
    workbook: Workbook
    sheet: FigureSheet
    text: Text

    def format(self, **properties: object) -> Format:
        return self.workbook.add_format({"font_name": OFFICE_FONT, "font_size": 11} | properties)

    def head(self, page: Worksheet, names: Sequence[str], widths: Sequence[float]) -> None:
        """The first row, which stays in sight, and the widths of the columns."""
        style = self.format(
            bold=True, bg_color=theme.DARK_BLUE, font_color=theme.WHITE, text_wrap=True
        )
        for at, (name, width) in enumerate(zip(names, widths, strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, name, style)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)


def write_workbook(
    sheet: FigureSheet, text: Text, progress: Callable[[float], None] = lambda _: None
) -> bytes:
    """The figures as .xlsx, headings in the language of ``text``; no cell is a formula or a link.

    A figure that is withheld or missing is its word, so that Excel's sums leave it out.
    ``progress`` is told the share that is done, up to 1.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as workbook:
        about = {"title": sheet.title, "subject": sheet.area, "author": sheet.publisher}
        keywords = data_kind(text, sample=sheet.sample)
        keywords += f", {sheet_stage(text, sheet)}" if sheet.provisional else ""
        # A fixed day: the same figures give the same bytes.
        workbook.set_properties(about | {"keywords": keywords, "created": datetime(2026, 4, 1)})
        book = _Book(workbook, sheet, text)
        for done, (name, write) in enumerate(_PAGES.items(), start=1):
            write(book, workbook.add_worksheet(text(f"files.sheet.{name}")))
            progress(done / (len(_PAGES) + 1))
    progress(1.0)
    return content.getvalue()


def _write_overview(book: _Book, page: Worksheet) -> None:
    """The year to date: an area for each row, an indicator for each column; what it is, below."""
    shown = book.sheet.indicators
    names = [f"{one.name} ({one.unit})" for one in shown]
    book.head(page, [book.text("files.column.area"), *names], [18, *(16 for _ in names)])
    page.set_row(0, 64)
    cells = {(one.area, one.indicator.id): one.cell for one in book.sheet.of_year()}
    word = book.format(align="right", font_color=theme.SOFT_TEXT)
    numbers = [_number_format(book, one.decimals) for one in shown]
    for at, area in enumerate(dict.fromkeys(area for area, _ in cells), start=1):
        page.write_string(at, 0, area, book.format(bold=True))
        for column, one in enumerate(shown, start=1):
            cell = cells.get((area, one.id))
            if cell is None:
                # The indicator is one of the ward alone.
                page.write_string(at, column, "–", word)
            elif cell.value is None:
                page.write_string(at, column, cell.text, word)
            else:
                page.write_number(at, column, cell.value, numbers[column - 1])
    below = len({area for area, _ in cells}) + 2
    for at, (name, told) in enumerate(about_lines(book.sheet, book.text), start=below):
        page.write_string(at, 0, name, book.format(font_color=theme.SOFT_TEXT))
        page.write_string(at, 1, told, book.format(font_color=theme.SOFT_TEXT))
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_figures(book: _Book, page: Worksheet) -> None:
    names = headings(book.text)
    book.head(page, names, _WIDTHS)
    plain, word = book.format(), book.format(align="right", font_color=theme.SOFT_TEXT)
    numbers = {one.decimals: _number_format(book, one.decimals) for one in book.sheet.indicators}
    for at, row in enumerate(book.sheet.rows, start=1):
        for column, value in enumerate(row_values(row, book.sheet, book.text)):
            if isinstance(value, str):
                page.write_string(at, column, value, word if column == VALUE else plain)
            else:
                style = numbers[row.indicator.decimals] if column == VALUE else plain
                page.write_number(at, column, value, style)
    page.autofilter(0, 0, len(book.sheet.rows), len(names) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _number_format(book: _Book, decimals: int) -> Format:
    digits = f".{'0' * decimals}" if decimals else ""
    return book.format(num_format=f"#,##0{digits}")


def _write_definitions(book: _Book, page: Worksheet) -> None:
    text = book.text
    book.head(page, [text(f"files.column.{one}") for one in _DEFINITIONS], _DEFINITION_WIDTHS)
    wrap = book.format(text_wrap=True, valign="top")
    for at, one in enumerate(book.sheet.indicators, start=1):
        known = (one.id, one.name, one.unit, one.definition, one.formula, one.sources, one.owner)
        for column, told in enumerate((*known, one.disclosure, data_kind(text, sample=one.sample))):
            page.write_string(at, column, told, wrap)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_about(book: _Book, page: Worksheet) -> None:
    label = book.format(bold=True, valign="top")
    wrap = book.format(text_wrap=True, valign="top")
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    for at, (name, told) in enumerate(about_lines(book.sheet, book.text)):
        page.write_string(at, 0, name, label)
        page.write_string(at, 1, told, wrap)


_PAGES: Mapping[str, Callable[[_Book, Worksheet], None]] = {
    "overview": _write_overview,
    "figures": _write_figures,
    "definitions": _write_definitions,
    "about": _write_about,
}


def about_lines(sheet: FigureSheet, text: Text) -> tuple[tuple[str, str], ...]:
    """What the figures are, how new, for whom, and from where; pairs of a label and its text."""
    return (
        (text("files.about.title"), sheet.title),
        (text("files.about.area"), sheet.area),
        (text("files.about.year"), sheet.year_text),
        (text("files.column.as_of"), sheet.as_of),
        (text("files.column.revision"), str(sheet.revision)),
        (text("files.column.data_kind"), data_kind(text, sample=sheet.sample)),
        (text("files.column.stage"), sheet_stage(text, sheet)),
        (text("files.column.audience"), text(f"files.audience.{sheet.audience}")),
        (text("files.about.publisher"), sheet.publisher),
        *((text("files.column.source"), one) for one in sheet.sources),
        *((text("files.about.remark"), one) for one in sheet.remarks),
    )
