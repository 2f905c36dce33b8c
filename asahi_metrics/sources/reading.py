"""Reads a file as it comes from an office into the table that a dataset asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.sources.delimited import read_delimited, read_geojson
from asahi_metrics.sources.grids import Grid, clean, is_blank, map_distinct
from asahi_metrics.sources.headers import Header, HeaderWords, layout_header
from asahi_metrics.sources.spec import Cells, Dataset, Table
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

_Row = tuple[int, Sequence[object]]


def read_table(content: bytes, file_name: str, dataset: Dataset) -> Table:
    """The file's table with the dataset's own headers; raises UnreadableFile.

    The first visible sheet that has all required columns, or that a layout recognises, is
    taken. Notices tell of columns and rows that were left out.
    """
    words = HeaderWords(dataset)
    nearest: Header | None = None
    for grid in _grids(content, file_name, dataset):
        header = words.best(grid)
        if header is not None and not header.twice and not words.missing(header):
            return _table(grid, header, dataset)
        if (found := layout_header(grid, dataset.layouts)) is not None:
            layout, foreign = found
            return layout.convert(_foreign_table(grid, foreign))
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


def _grids(content: bytes, file_name: str, dataset: Dataset) -> Iterable[Grid]:
    suffix = PurePath(file_name).suffix.lower()
    _require_acceptable(content, suffix, dataset)
    if content.startswith(_ZIP) != (suffix == ".xlsx"):
        raise UnreadableFile("error.file.wrong_suffix", suffix=suffix)
    if suffix == ".xlsx":
        return read_workbook(content)
    return [read_geojson(content) if suffix in _GEO_SUFFIXES else read_delimited(content)]


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
    rows, notices = _data_rows(grid, header)
    places = [header.places[name] for name in columns]
    nothing = (None,) * len(places)
    return Table(
        sheet=grid.sheet,
        header=tuple(columns),
        header_row=header.row + grid.first_row,
        rows=[row for row in _picked(rows, places) if row[1] != nothing],
        notices=(*_left_out_columns(grid, header), *notices),
    )


def _foreign_table(grid: Grid, header: Header) -> Table:
    rows, notices = _data_rows(grid, header)
    return Table(
        sheet=grid.sheet,
        header=tuple(header.places),
        header_row=header.row + grid.first_row,
        rows=_picked(rows, list(header.places.values())),
        notices=tuple(notices),
    )


def _picked(rows: Sequence[_Row], places: list[int]) -> list[tuple[int, Cells]]:
    """The cells at the places, cleaned column by column; short rows are filled up."""
    width = max(places) + 1
    full = [
        cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))]
        for _, cells in rows
    ]
    columns = [map_distinct(clean, [cells[place] for cells in full]) for place in places]
    return list(zip((number for number, _ in rows), zip(*columns, strict=True), strict=True))


def _data_rows(grid: Grid, header: Header) -> tuple[list[_Row], list[Finding]]:
    """The rows below the header without blank ones, totals and notes at the end."""
    start = header.row + 1
    numbered = enumerate(grid.rows[start:], start=start + grid.first_row)
    rows: list[_Row] = [(number, cells) for number, cells in numbered if not is_blank(cells)]
    notices: list[Finding] = []
    while rows and (code := _closing_code(rows[-1][1])) is not None:
        number, cells = rows.pop()
        shown = str(_spoken(cells)[0]).strip()
        notices.append(
            Finding(code, sheet=grid.sheet, row=number, value=shown[:100], severity="notice")
        )
    return rows, notices[::-1]


def _spoken(cells: Sequence[object]) -> list[object]:
    return [cell for cell in cells if clean(cell) is not None]


def _closing_code(cells: Sequence[object]) -> str | None:
    spoken = _spoken(cells)
    if not isinstance(spoken[0], str):
        return None
    if normalize_key(spoken[0]).replace(" ", "") in _TOTALS:
        return "total_row_left_out"
    if len(spoken) <= 2 and _NOTE.match(spoken[0].strip()):
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
                column=name[:100],
                severity="notice",
            )
