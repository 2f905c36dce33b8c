"""Reads a file as it comes from an office into the table that a dataset asks for."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.progress import Progress, untold
from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.sources.cell_columns import CellColumns, ColumnGatherer
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.delimited import read_delimited
from asahi_metrics.sources.features import read_features
from asahi_metrics.sources.grids import Grid, NumberedRow, clean
from asahi_metrics.sources.headers import Header, HeaderWords, layout_header
from asahi_metrics.sources.spec import Dataset, Layout, Table
from asahi_metrics.sources.workbooks import read_workbook

MAX_BYTES = 25 * 2**20

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_GEO_SUFFIXES = frozenset((".geojson", ".json"))
_SAME_FORMAT = {".txt": ".csv", ".tsv": ".csv", ".json": ".geojson"}
_TOTALS = frozenset(
    ("合計", "総計", "総合計", "小計", "計", "年度計", "年計", "月計", "total", "subtotal", "sum")
)
_NOTE = re.compile(r"[※＊*]|(?:[(（]?注|備考|出典|資料)[\d)）:：．.、　 ]")
_PERSONAL = re.compile(
    r"氏名|名前|フリガナ|ふりがな|電話|携帯|tel|fax|メール|mail|住所|生年月日|誕生日|担当者", re.I
)

_BATCH = 2_000
_MAX_CLOSING = 1_000


@dataclass(frozen=True)
class FoundSheet:
    """The sheet that holds the data, and its header; ``layout`` is somebody else's, or none."""

    grid: Grid
    header: Header
    layout: Layout | None = None


def read_table(
    content: bytes, file_name: str, dataset: Dataset, progress: Progress = untold
) -> Table:
    """The file's table with the dataset's own headers; raises UnreadableFile.

    Notices tell of columns and rows that were left out.
    """
    found = find_sheet(content, file_name, dataset, progress)
    if found.layout is not None:
        return found.layout.convert(_foreign_table(found.grid, found.header))
    return _table(found.grid, found.header, dataset)


def find_sheet(
    content: bytes, file_name: str, dataset: Dataset, progress: Progress = untold
) -> FoundSheet:
    """The first visible sheet that has all required columns, or that a layout recognises."""
    words = HeaderWords(dataset)
    nearest: Header | None = None
    for grid in _grids(content, file_name, dataset, progress):
        header = words.best(grid)
        if header is not None and not header.twice and not words.missing(header):
            return FoundSheet(grid, header)
        if (found := layout_header(grid, dataset.layouts)) is not None:
            return FoundSheet(grid, found[1], found[0])
        if header is not None and (nearest is None or header.matched > nearest.matched):
            nearest = header
    raise _unreadable(words, nearest)


def _unreadable(words: HeaderWords, nearest: Header | None) -> UnreadableFile:
    if nearest is None:
        headers = "、".join(column.header for column in words.dataset.columns)
        return UnreadableFile("error.file.no_header", columns=headers)
    if nearest.twice:
        return UnreadableFile("error.file.header_twice", columns="、".join(nearest.twice))
    missing = "、".join(words.missing(nearest))
    return UnreadableFile("error.file.columns_missing", columns=missing)


def _grids(content: bytes, file_name: str, dataset: Dataset, progress: Progress) -> Iterable[Grid]:
    """The sheets of a file as they are; raises UnreadableFile for what is unsafe or broken."""
    suffix = PurePath(file_name).suffix.lower()
    _require_acceptable(content, suffix, dataset)
    if content.startswith(_ZIP) != (suffix == ".xlsx"):
        raise UnreadableFile("error.file.wrong_suffix", suffix=suffix)
    if suffix == ".xlsx":
        return read_workbook(content, progress)
    return [
        read_features(content) if suffix in _GEO_SUFFIXES else read_delimited(content, progress)
    ]


def _require_acceptable(content: bytes, suffix: str, dataset: Dataset) -> None:
    if not content.strip():
        raise UnreadableFile("error.file.empty")
    if len(content) > MAX_BYTES:
        raise UnreadableFile("error.file.too_large", limit=MAX_BYTES // 2**20)
    if content.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableFile("error.file.encrypted" if encrypted else "error.file.old_excel")
    if suffix in (".xlsm", ".xltm", ".xlsb"):
        raise UnreadableFile("error.file.macros")
    if _SAME_FORMAT.get(suffix, suffix) not in dataset.suffixes:
        accepted = "、".join(dataset.suffixes)
        raise UnreadableFile("error.file.suffix_not_accepted", suffix=suffix, accepted=accepted)


def _table(grid: Grid, header: Header, dataset: Dataset) -> Table:
    columns = [c.header for c in dataset.columns if c.header in header.places]
    rows, notices = _data_rows(grid, header, [header.places[name] for name in columns])
    return Table(
        sheet=grid.sheet,
        header=tuple(columns),
        header_row=header.row + grid.first_row,
        rows=_without_empty(rows),
        notices=(*_left_out_columns(grid, header), *notices),
    )


def _foreign_table(grid: Grid, header: Header) -> Table:
    rows, notices = _data_rows(grid, header, list(header.places.values()))
    return Table(
        sheet=grid.sheet,
        header=tuple(header.places),
        header_row=header.row + grid.first_row,
        rows=rows,
        notices=tuple(notices),
    )


def _without_empty(rows: CellColumns) -> CellColumns:
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


def _data_rows(
    grid: Grid, header: Header, places: Sequence[int]
) -> tuple[CellColumns, list[Finding]]:
    """The cells at the places of all rows below the header, cleaned, and what was left out.

    Blank rows are passed over; so are totals and notes, where nothing but such rows follows.
    """
    gathered, waiting = ColumnGatherer(places), list[NumberedRow]()
    closing: list[tuple[NumberedRow, str]] = []
    for row in grid.rows():
        if row[0] <= header.row + grid.first_row or (first := _first(row[1])) is None:
            continue
        if isinstance(first, str) and (code := _closing_code(first, row[1])) is not None:
            closing.append((row, code))
            if len(closing) <= _MAX_CLOSING:
                continue
        else:
            closing.append((row, ""))
        waiting += (one for one, _ in closing)
        closing.clear()
        if len(waiting) >= _BATCH:
            gathered.add(waiting)
            waiting.clear()
    gathered.add(waiting)
    return gathered.rows(), [
        Finding(code, sheet=grid.sheet, row=number, value=shown(_first(cells)), severity="notice")
        for (number, cells), code in closing
    ]


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


def _left_out_columns(grid: Grid, header: Header) -> Iterator[Finding]:
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
