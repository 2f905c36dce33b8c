"""The rows of an Excel sheet, as its XML is unpacked."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from asahi_metrics.sources.grids import MAX_COLUMNS, MAX_ROWS, SEARCHED_ROWS, NumberedRow
from asahi_metrics.sources.parsed_sheets import parsed_rows
from asahi_metrics.sources.plain_sheets import Unusual, plain_rows
from asahi_metrics.sources.sheet_cells import CellMeanings
from asahi_metrics.sources.sheet_gathering import Columns

Pieces = Callable[[], Iterable[bytes]]
"""Unpacks the sheet's XML anew each time it is called."""

_MERGED = re.compile(
    rb"mergeCell\s[^>]{0,200}?\bref\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})"
    rb":([A-Za-z]{1,3})(\d{1,7})[\"']"
)
_MAX_MERGED = 1_000
_HIDDEN_ROW = re.compile(
    rb"<(?:\w{1,20}:)?row\s([^<>]{0,250}?\bhidden\s*=\s*[\"'](?:1|true)[\"'][^<>]{0,250})>"
)
_ROW_NUMBER = re.compile(rb"(?:^|\s)r\s*=\s*[\"'](\d{1,7})[\"']")


@dataclass(frozen=True)
class SheetMarks:
    """What a sheet says beside its cells: ``merged`` as in Grid, and the ``hidden`` rows."""

    merged: Mapping[tuple[int, int], tuple[int, int]]
    hidden: Sequence[int]


def sheet_rows(pieces: Pieces, meanings: CellMeanings) -> Iterator[NumberedRow]:
    """The rows that hold something: number as Excel counts, and cells from column A on.

    Cells with an error hold its word (#REF!), formulas whose result was never stored their
    own text (=A1+1). Raises UnreadableFile for a sheet larger than any honest one.
    """
    last = 0
    try:
        for row in chain.from_iterable(plain_rows(pieces(), meanings)):
            last = row[0]
            yield row
    except Unusual:
        for row in chain.from_iterable(parsed_rows(pieces(), meanings)):
            if row[0] > last:
                yield row


def sheet_marks(pieces: Iterable[bytes]) -> SheetMarks:
    """The cells merged sideways where a header may stand, and the rows that are not shown.

    Merged cells come after the rows, so the sheet is looked through for them beforehand.
    """
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    hidden, columns, before = array("L"), Columns(), b""
    for piece in pieces:
        text = before + piece
        before = text[-600:]
        if b"mergeCell" in text:
            _add_merged(merged, text, columns)
        if b"hidden" in text:
            hidden.extend(_hidden_rows(text))
    return SheetMarks(merged, hidden)


def _add_merged(
    merged: dict[tuple[int, int], tuple[int, int]], text: bytes, columns: Columns
) -> None:
    for left, top, right, _ in _MERGED.findall(text)[:_MAX_MERGED]:
        row, first = int(top) - 1, columns[left.decode()]
        if row < SEARCHED_ROWS and len(merged) < _MAX_MERGED:
            last = min(columns[right.decode()], MAX_COLUMNS)
            merged |= {(row, at): (row, first) for at in range(first + 1, last + 1)}


def _hidden_rows(text: bytes) -> Iterator[int]:
    for attributes in _HIDDEN_ROW.findall(text):
        if (number := _ROW_NUMBER.search(attributes)) is not None and int(number[1]) <= MAX_ROWS:
            yield int(number[1])
