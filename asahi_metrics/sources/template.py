"""The Excel template of a dataset: a sheet to fill in, an example, and notes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from asahi_metrics.core.areas import Areas
from asahi_metrics.core.text import Text
from asahi_metrics.sources.spec import Column, Dataset, Kind

ROWS = 2000
"""How many rows below the header carry drop-downs and checks."""

_FONT = "BIZ UDPGothic"
_LISTS = "_lists"
_EXAMPLES: dict[Kind, object] = {
    "date": date(2026, 9, 6),
    "month": date(2026, 9, 1),
    "fiscal_year": 2026,
    "text": "〇〇",
    "count": 12,
    "yen": 120_000,
    "decimal": 1.5,
}
_NUMBER_FORMATS: dict[Kind, str] = {
    "date": "yyyy/m/d",
    "month": 'yyyy"年"m"月"',
    "fiscal_year": "0",
    "count": "#,##0",
    "yen": "#,##0",
    "decimal": "0.000000",
}
# Longer entries need wider columns; in characters of the font's ordinary width.
_WIDTHS: dict[Kind, int] = {"district": 22, "town": 18, "text": 26, "choice": 24}


@dataclass(frozen=True)
class _Book:
    """What every sheet is written with."""

    workbook: Workbook
    dataset: Dataset
    areas: Areas
    text: Text

    def format(self, **properties: object) -> Format:
        return self.workbook.add_format({"font_name": _FONT, "font_size": 11} | properties)


def write_template(dataset: Dataset, areas: Areas, text: Text) -> bytes:
    """The template as an .xlsx file, the same bytes each time.

    Headers are Japanese always, since files are read by them; notes speak the language
    of ``text``. The first sheet holds the header alone, so that nothing in the template
    is ever loaded by mistake.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as workbook:
        workbook.set_properties({"created": datetime(2026, 4, 1)})
        book = _Book(workbook, dataset, areas, text)
        entry = workbook.add_worksheet(text("template.sheet_entry"))
        _write_example(book, workbook.add_worksheet(text("template.sheet_example")))
        _write_notes(book, workbook.add_worksheet(text("template.sheet_notes")))
        _write_entry(book, entry, _write_lists(book))
    return content.getvalue()


def example_value(column: Column, areas: Areas) -> object:
    """What the example row shows in a column; an empty string where it stays empty."""
    if column.example is not None:
        return column.example
    if column.kind in _EXAMPLES:
        return _EXAMPLES[column.kind]
    return next(iter(allowed_values(column, areas)), "")


def allowed_values(column: Column, areas: Areas) -> tuple[str, ...]:
    """The entries that a column's drop-down offers; none for a column without one."""
    if column.kind == "district":
        codes = (*areas.district_codes, *column.places)
        return tuple(areas[code].name["ja"] for code in codes)
    if column.kind == "town":
        return tuple(town.name["ja"] for town in areas.towns)
    return column.choices


def _write_entry(book: _Book, sheet: Worksheet, lists: dict[str, str]) -> None:
    _write_header(book, sheet, row=0)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(book.dataset.columns):
        rule = _rule(column, book.dataset, lists)
        if rule is not None:
            sheet.data_validation(1, place, ROWS, place, rule | _prompt(book, column))
    sheet.activate()


def _write_header(book: _Book, sheet: Worksheet, *, row: int) -> None:
    common = {"bold": True, "border": 1, "border_color": "#7096F8", "valign": "vcenter"}
    required = book.format(**common, bg_color="#0017C1", font_color="#FFFFFF")
    optional = book.format(**common, bg_color="#E8F1FE", font_color="#1A1A1A")
    for place, column in enumerate(book.dataset.columns):
        number_format = _NUMBER_FORMATS.get(column.kind, "@")
        width = max(_WIDTHS.get(column.kind, 14), 2 * len(column.header) + 4)
        sheet.set_column(place, place, width, book.format(num_format=number_format))
        sheet.write_string(row, place, column.header, required if column.required else optional)
    sheet.set_row(row, 24)


def _write_example(book: _Book, sheet: Worksheet) -> None:
    text = book.text
    _write_header(book, sheet, row=1)
    mark = text("template.example_mark", sheet=text("template.sheet_entry"))
    sheet.write_string(0, 0, mark, book.format(bold=True, font_color="#C00000"))
    for place, column in enumerate(book.dataset.columns):
        _write_value(book, sheet, (2, place), column)
    sheet.set_tab_color("#949494")


def _write_value(book: _Book, sheet: Worksheet, cell: tuple[int, int], column: Column) -> None:
    value = example_value(column, book.areas)
    number_format = book.format(num_format=_NUMBER_FORMATS.get(column.kind, "@"), italic=True)
    if isinstance(value, date):
        sheet.write_datetime(*cell, datetime(value.year, value.month, value.day), number_format)
    elif isinstance(value, int | float):
        sheet.write_number(*cell, value, number_format)
    elif value:
        sheet.write_string(*cell, str(value), number_format)


def _write_notes(book: _Book, sheet: Worksheet) -> None:
    text, key = book.text, book.dataset.id
    wrap = book.format(text_wrap=True, valign="top", border=1, border_color="#E6E6E6")
    head = book.format(bold=True, bg_color="#E8F1FE", border=1, border_color="#7096F8")
    sheet.write_string(0, 0, text(f"dataset.{key}.name"), book.format(bold=True, font_size=14))
    sheet.write_string(1, 0, text(f"dataset.{key}.description"), book.format())
    sheet.write_string(2, 0, text("template.general"), book.format())
    titles = ("column", "required", "form", "example", "meaning")
    for place, (title, width) in enumerate(zip(titles, (18, 12, 34, 22, 70), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(4, place, text(f"template.notes_{title}"), head)
    for row, column in enumerate(book.dataset.columns, start=5):
        for place, told in enumerate(_note(book, column)):
            sheet.write_string(row, place, told, wrap)


def _note(book: _Book, column: Column) -> tuple[str, ...]:
    """A column's line in the notes: header, required, form, example, meaning."""
    text, words = book.text, f"column.{book.dataset.id}.{column.field}"
    name = text(f"{words}.name")
    value = example_value(column, book.areas)
    if isinstance(value, date):
        day = f"/{value.day}" if column.kind == "date" else ""
        value = f"{value.year}/{value.month}{day}"
    return (
        column.header if name == column.header else f"{column.header} ({name})",
        text("template.required" if column.required else "template.optional"),
        text(f"template.form.{column.kind}"),
        str(value),
        text(f"{words}.note"),
    )


def _write_lists(book: _Book) -> dict[str, str]:
    """Write the drop-downs' entries to a hidden sheet; gives their ranges by field."""
    sheet, ranges = book.workbook.add_worksheet(_LISTS), {}
    sheet.very_hidden()
    for place, column in enumerate(book.dataset.columns):
        values = allowed_values(column, book.areas)
        if values:
            sheet.write_column(0, place, values)
            letter = chr(ord("A") + place)
            ranges[column.field] = f"={_LISTS}!${letter}$1:${letter}${len(values)}"
    return ranges


def _rule(column: Column, dataset: Dataset, lists: dict[str, str]) -> dict[str, object] | None:
    """The column's rule for Excel; dates only warn, since text such as R8.4.1 is read too."""
    if column.field in lists:
        return {"validate": "list", "source": lists[column.field]}
    if column.kind in {"date", "month"}:
        rule = {"validate": "date", "criteria": ">=", "value": dataset.earliest}
        return rule | {"error_type": "warning"}
    if column.kind in {"count", "yen"}:
        highest = int(column.maximum or 999_999_999_999)
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": highest}
    return None


def _prompt(book: _Book, column: Column) -> dict[str, object]:
    """What Excel says beside the cell and on a refused entry; Excel allows 255 characters."""
    form = book.text(f"template.form.{column.kind}")
    note = book.text(f"column.{book.dataset.id}.{column.field}.note")
    return {
        "input_title": column.header[:32],
        "input_message": note[:255],
        "error_title": book.text("template.refused.title")[:32],
        "error_message": form[:255],
    }
