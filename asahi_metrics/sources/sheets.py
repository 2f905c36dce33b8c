"""The rows of an Excel sheet, as its XML is unpacked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from asahi_metrics.sources.grids import MAX_COLUMNS, SEARCHED_ROWS, NumberedRow
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


def merged_sideways(pieces: Iterable[bytes]) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells merged sideways, within the rows in which a header may stand.

    They come after the rows, so the sheet is looked through for them beforehand.
    """
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    columns, before = Columns(), b""
    for piece in pieces:
        text = before + piece
        before = text[-300:]
        if b"mergeCell" not in text:
            continue
        for left, top, right, _ in _MERGED.findall(text)[:_MAX_MERGED]:
            row, first = int(top) - 1, columns[left.decode()]
            if row < SEARCHED_ROWS and len(merged) < _MAX_MERGED:
                last = min(columns[right.decode()], MAX_COLUMNS)
                merged |= {(row, at): (row, first) for at in range(first + 1, last + 1)}
    return merged
