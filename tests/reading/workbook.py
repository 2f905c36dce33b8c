"""Reading an Excel file: every cell of every sheet, seen or hidden, and what stands around them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

import openpyxl

from tests.reading.archives import core_properties, parts_of, unread, xml_of
from tests.reading.contents import Contents, Page

Cells = dict[tuple[int, int], str | float]


def read_workbook(content: bytes) -> Contents:
    parts = parts_of(content)
    strange = unread(
        parts, r"docProps/core\.xml", r"xl/workbook\.xml", r"xl/worksheets/sheet\d+\.xml",
        r"xl/sharedStrings\.xml", r"xl/styles\.xml",
    )  # fmt: skip
    assert strange == [], "parts that nobody reads: comments, drawings or the like"
    book = openpyxl.load_workbook(io.BytesIO(content))
    pages = []
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert all(cell.data_type in {"s", "n"} for cell in cells), "a formula or a date"
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        about = (sheet.title, *_around(sheet))
        pages.append(
            Page(
                where=sheet.title,
                texts=(*texts, *about),
                title=sheet.title,
                numbers=tuple(float(c.value) for c in cells if isinstance(c.value, int | float)),
            )
        )
    aside = [*_defined_names(parts), *_number_formats(parts), *_strings_of_no_cell(parts, pages)]
    return Contents((*pages, Page("xl", tuple(aside))), core_properties(parts))


def cells_of(content: bytes, sheet: int = 0) -> Cells:
    """The cells of a sheet by row and column, from 1."""
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[sheet]
    return {
        (cell.row, cell.column): cell.value if isinstance(cell.value, str) else float(cell.value)
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


def sheet_rows(content: bytes, sheet: int) -> list[dict[str, str | float]]:
    """The rows of a sheet with a header, as far down as its first column is filled."""
    cells = cells_of(content, sheet)
    width = max(column for row, column in cells if row == 1)
    header = [str(cells[1, column]) for column in range(1, width + 1)]
    rows, at = [], 2
    while (at, 1) in cells and (at, width) in cells:
        told = {name: cells.get((at, column)) for column, name in enumerate(header, start=1)}
        rows.append({name: value for name, value in told.items() if value is not None})
        at += 1
    return rows


def _around(sheet: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[str]:
    """Headers and footers of the printed page, and rules on cells."""
    for part in (sheet.oddHeader, sheet.oddFooter):
        yield from (str(one.text) for one in (part.left, part.center, part.right) if one.text)
    assert not sheet.data_validations.dataValidation
    assert not list(sheet.conditional_formatting)
    assert not any(one.comment for row in sheet.iter_rows() for one in row)


def _defined_names(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Names that the workbook gives to its cells, without the sheets' own for printing."""
    for one in xml_of(parts["xl/workbook.xml"]).iter("{*}definedName"):
        if not str(one.get("name")).startswith("_xlnm."):
            yield f"{one.get('name')} {one.text}"


def _number_formats(parts: Mapping[str, bytes]) -> Iterator[str]:
    for one in xml_of(parts["xl/styles.xml"]).iter("{*}numFmt"):
        yield str(one.get("formatCode"))


def _strings_of_no_cell(parts: Mapping[str, bytes], pages: list[Page]) -> Iterator[str]:
    """Strings that are kept in the file and stand in no cell."""
    used = {text for page in pages for text in page.texts}
    for one in xml_of(parts["xl/sharedStrings.xml"]).iter("{*}si"):
        said = "".join(t.text or "" for t in one.iter("{*}t"))
        if said not in used:
            yield said
