"""What the readers of the file formats hand over: a sheet as a plain grid of cells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

from asahi_metrics.core.errors import UnreadableFile

MAX_ROWS = 300_000
MAX_COLUMNS = 500
SEARCHED_ROWS = 30
"""How far down a header is looked for."""

NumberedRow = tuple[int, Sequence[object]]
"""The number of a row as Excel counts, and its cells."""

_KEPT = (bool, int, date)
# True, 1 and 1.0 are one and the same key of a dict.
_EQUAL_TYPES = {bool, int, float}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Grid:
    """One sheet: ``rows`` gives its rows anew each time it is called, in ascending order.

    Rows may differ in length, and blank ones may be left out. ``merged`` maps a cell (row,
    column; from 0) to the cell whose value it shares because the two are merged side by
    side. ``first_row`` is the number of the first row. ``hidden`` are the numbers of rows that
    Excel does not show; with ``from_1904`` it counts its days from 1904 on.
    """

    sheet: str | None
    rows: Callable[[], Iterator[NumberedRow]]
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    first_row: int = 1
    hidden: Sequence[int] = ()
    from_1904: bool = False

    @cached_property
    def head(self) -> list[list[object]]:
        """The rows in which a header may stand, blanks as None and merged cells repeated."""
        end = self.first_row + SEARCHED_ROWS
        near = dict(takewhile(lambda row: row[0] < end, self.rows()))
        last = max(near, default=self.first_row - 1)
        return [self._row(at, near) for at in range(last + 1 - self.first_row)]

    def spans(self, row: int) -> dict[int, int]:
        """The first and last columns of the cells of a row (from 0) that are merged, apart."""
        last: dict[int, int] = {}
        for (at, column), (_, source) in self.merged.items():
            if at == row:
                last[source] = max(column, last.get(source, column))
        spans: dict[int, int] = {}
        for first in sorted(last):
            if first > max(spans.values(), default=-1):
                spans[first] = last[first]
        return spans

    def _row(self, place: int, near: Mapping[int, Sequence[object]]) -> list[object]:
        cells = [clean(cell) for cell in near.get(place + self.first_row, ())]
        for (row, column), (_, source) in self.merged.items():
            if row == place and source < len(cells):
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = cells[source]
        return cells


def clean(cell: object) -> object:
    """The cell as ``Table`` holds it: blanks as None, whole floats as ints."""
    if isinstance(cell, str):
        return None if not cell or cell.isspace() else cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if cell is None or isinstance(cell, _KEPT):
        return cell
    return str(cell)


class Distinct(dict[Hashable, _T]):
    """A function's results by what went in, each computed once and kept as one object."""

    def __init__(self, function: Callable[[object], _T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, value: Hashable) -> _T:
        found = self[value] = self._function(value)
        return found

    def of(self, values: Sequence[object]) -> list[_T]:
        """The results for the values; ``True`` is not taken for 1."""
        if bool in set(map(type, values)):
            return [
                self._function(value) if isinstance(value, bool) else self[value]
                for value in values
            ]
        return list(map(self.__getitem__, values))


def map_distinct(function: Callable[[object], _T], values: Sequence[object]) -> list[_T]:
    """The function's results for the values, computed once for each distinct value."""
    return Distinct(function).of(values)


def require_size(rows: int, columns: int) -> None:
    """Raise UnreadableFile when a sheet is larger than any honest file."""
    if rows > MAX_ROWS:
        raise UnreadableFile("error.file.too_many_rows", limit=f"{MAX_ROWS:,}")
    if columns > MAX_COLUMNS:
        raise UnreadableFile("error.file.too_wide", limit=MAX_COLUMNS)
