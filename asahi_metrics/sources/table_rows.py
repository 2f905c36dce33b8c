"""The rows of a table below its header, without blank ones, totals, notes and unused columns."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.japanese import serial_of_1904
from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.sources.cell_columns import CellColumns, ColumnGatherer
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.grids import Grid, NumberedRow, clean, map_distinct
from asahi_metrics.sources.headers import Header
from asahi_metrics.sources.spec import Dataset, Kind

_TOTALS = frozenset(
    ("合計", "総計", "総合計", "小計", "計", "年度計", "年計", "月計", "total", "subtotal", "sum")
)
_NOTE = re.compile(r"[※＊*]|(?:[(（]?注|備考|出典|資料)[\d)）:：．.、　 ]")
_PERSONAL = re.compile(
    r"氏名|名前|フリガナ|ふりがな|電話|携帯|tel|fax|メール|mail|住所|生年月日|誕生日|担当者", re.I
)
_DAYS: frozenset[Kind] = frozenset(("date", "month"))

_BATCH = 2_000
_MAX_CLOSING = 1_000


@dataclass(frozen=True)
class ClosingRow:
    """A row below the data that is none of them: ``code`` is the finding that says why."""

    number: int
    cells: Sequence[object]
    code: str


def data_rows(
    grid: Grid, header: Header, places: Sequence[int]
) -> tuple[CellColumns, list[ClosingRow]]:
    """The cells at the places of all rows below the header, cleaned, and what was left out.

    Blank rows are passed over; so are totals and notes, where nothing but such rows follows.
    """
    gathered, waiting = ColumnGatherer(places), list[NumberedRow]()
    closing: list[ClosingRow] = []
    for row in grid.rows():
        if row[0] <= header.row + grid.first_row or (first := _first(row[1])) is None:
            continue
        code = _closing_code(first, row[1]) if isinstance(first, str) else None
        if code is not None and len(closing) < _MAX_CLOSING:
            closing.append(ClosingRow(*row, code))
            continue
        waiting += ((one.number, one.cells) for one in closing)
        waiting.append(row)
        closing.clear()
        if len(waiting) >= _BATCH:
            gathered.add(waiting)
            waiting.clear()
    gathered.add(waiting)
    return gathered.rows(), closing


def left_out_rows(grid: Grid, closing: Sequence[ClosingRow]) -> Iterator[Finding]:
    """A notice of each row below the data."""
    for row in closing:
        value = shown(_first(row.cells))
        yield Finding(row.code, sheet=grid.sheet, row=row.number, value=value, severity="notice")


def has_data(grid: Grid, header: Header) -> bool:
    """Whether a row below the header holds data in one of the columns that are read."""
    for number, cells in grid.rows():
        if number <= header.row + grid.first_row or (first := _first(cells)) is None:
            continue
        read = [cells[place] for place in header.places.values() if place < len(cells)]
        is_closing = isinstance(first, str) and _closing_code(first, cells) is not None
        if _first(read) is not None and not is_closing:
            return True
    return False


def without_empty(rows: CellColumns) -> CellColumns:
    """The rows without those whose only cells stand in columns that were left out."""
    empty = {
        place
        for place, cell in enumerate(rows.columns[0])
        if cell is None and all(column[place] is None for column in rows.columns)
    }
    if not empty:
        return rows
    kept = [place for place in range(len(rows)) if place not in empty]
    return CellColumns(
        array("L", [rows.numbers[place] for place in kept]),
        [[column[place] for place in kept] for column in rows.columns],
    )


def with_days(rows: CellColumns, columns: Sequence[str], dataset: Dataset) -> CellColumns:
    """The rows of a workbook that counts from 1904, bare serials of days as the days they are."""
    kinds = {column.header: column.kind for column in dataset.columns}
    return CellColumns(
        rows.numbers,
        [
            map_distinct(serial_of_1904, cells) if kinds[name] in _DAYS else cells
            for name, cells in zip(columns, rows.columns, strict=True)
        ],
    )


def hidden_rows(grid: Grid, rows: CellColumns) -> Iterator[Finding]:
    """A notice where rows are read that Excel does not show."""
    hidden = frozenset(grid.hidden)
    read = [number for number in rows.numbers if number in hidden] if hidden else []
    if read:
        yield Finding(
            "hidden_rows_read",
            sheet=grid.sheet,
            row=read[0],
            params={"count": f"{len(read):,}"},
            severity="notice",
        )


def left_out_columns(grid: Grid, header: Header) -> Iterator[Finding]:
    """A notice of each column that is none of the dataset's."""
    taken = set(header.places.values())
    for place, name in enumerate(header.names):
        if name and place not in taken:
            yield Finding(
                "personal_column" if _PERSONAL.search(name) else "unknown_column",
                sheet=grid.sheet,
                row=header.row + grid.first_row,
                column=shown(name),
                severity="notice",
            )


def _first(cells: Sequence[object]) -> object:
    """The first cell that is not blank."""
    return next((cell for cell in cells if cell is not None and clean(cell) is not None), None)


def _closing_code(first: str, cells: Sequence[object]) -> str | None:
    """Why a row that begins with this text is none of the table's data, if it is none."""
    if normalize_key(first).replace(" ", "") in _TOTALS:
        return "total_row_left_out"
    if _NOTE.match(first.strip()) and sum(clean(cell) is not None for cell in cells) <= 2:
        return "note_row_left_out"
    return None
