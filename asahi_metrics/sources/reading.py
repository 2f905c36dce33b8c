"""Reads a file as it comes from an office into the table that a dataset asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.progress import Progress, untold
from asahi_metrics.sources.delimited import read_delimited
from asahi_metrics.sources.features import read_features
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.headers import Header, HeaderWords
from asahi_metrics.sources.refusals import Seen
from asahi_metrics.sources.scale_findings import wrong_scales
from asahi_metrics.sources.sheet_choice import (
    FoundSheet,
    choose_sheet,
    sheets_left_out,
    similar_sheets,
)
from asahi_metrics.sources.spec import Dataset, Table
from asahi_metrics.sources.table_rows import (
    data_rows,
    hidden_rows,
    left_out_columns,
    left_out_rows,
    with_days,
    without_empty,
)
from asahi_metrics.sources.workbooks import read_workbook

MAX_BYTES = 25 * 2**20

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_GEO_SUFFIXES = frozenset((".geojson", ".json"))
_SAME_FORMAT = {".txt": ".csv", ".tsv": ".csv", ".json": ".geojson"}


def read_table(
    content: bytes, file_name: str, dataset: Dataset, progress: Progress = untold
) -> Table:
    """The file's table with the dataset's own headers; raises UnreadableFile.

    Its notices tell of columns and rows that were left out. Where the figures are in thousands,
    or further sheets hold such rows, an error is among them.
    """
    found = find_sheet(content, file_name, dataset, progress)
    if found.layout is None:
        return _table(found, dataset)
    table = found.layout.convert(_foreign_table(found.grid, found.header))
    sheets = (*similar_sheets(found), *sheets_left_out(found))
    return replace(table, notices=(*table.notices, *sheets))


def find_sheet(
    content: bytes, file_name: str, dataset: Dataset, progress: Progress = untold
) -> FoundSheet:
    """The sheet that holds the data; raises UnreadableFile where none has the header."""
    grids = _grids(content, file_name, dataset, progress)
    return choose_sheet(grids, HeaderWords(dataset), Seen(file_name))


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


def _table(found: FoundSheet, dataset: Dataset) -> Table:
    grid, header = found.grid, found.header
    columns = [c.header for c in dataset.columns if c.header in header.places]
    gathered, closing = data_rows(grid, header, [header.places[name] for name in columns])
    rows = without_empty(gathered)
    return Table(
        sheet=grid.sheet,
        header=tuple(columns),
        header_row=found.header_row,
        rows=with_days(rows, columns, dataset) if grid.from_1904 else rows,
        # The errors come last, by their rows, as the marked copy needs them.
        notices=(
            *left_out_columns(grid, header),
            *similar_sheets(found),
            *hidden_rows(grid, rows),
            *left_out_rows(grid, closing),
            *wrong_scales(grid, header, dataset, closing),
            *sheets_left_out(found),
        ),
    )


def _foreign_table(grid: Grid, header: Header) -> Table:
    rows, closing = data_rows(grid, header, list(header.places.values()))
    return Table(
        sheet=grid.sheet,
        header=tuple(header.places),
        header_row=header.row + grid.first_row,
        rows=rows,
        notices=tuple(left_out_rows(grid, closing)),
    )
