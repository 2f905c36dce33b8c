"""What the readers of the file formats hand over: a sheet as a plain grid of cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from asahi_metrics.core.errors import UnreadableFile

MAX_ROWS = 300_000
MAX_COLUMNS = 500
SEARCHED_ROWS = 30
"""How far down a header is looked for."""

_KEPT = (bool, int, date)
# True, 1 and 1.0 are one and the same key of a dict.
_EQUAL_TYPES = {bool, int, float}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Grid:
    """One sheet: ``rows[0]`` is row 1 as Excel counts, rows may differ in length.

    ``merged`` maps a cell (row, column; from 0) to the cell whose value it shares because
    the two are merged side by side. ``first_row`` is the number of the first row.
    """

    sheet: str | None
    rows: Sequence[Sequence[object]]
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    first_row: int = 1

    def row(self, place: int) -> list[object]:
        """A row with the values of its merged cells repeated, blanks as None."""
        cells = [clean(cell) for cell in self.rows[place]]
        for (row, column), (_, source) in self.merged.items():
            if row == place and max(column, source) < len(cells):
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


def is_blank(cells: Sequence[object]) -> bool:
    """Whether a row holds nothing but blanks."""
    return all(cell is None or clean(cell) is None for cell in cells)


def map_distinct(function: Callable[[object], _T], values: Sequence[object]) -> list[_T]:
    """The function's results for the values, computed once for each distinct value."""
    types = set(map(type, values))
    if len(types & _EQUAL_TYPES) < 2:
        known = {value: function(value) for value in set(values)}
        return list(map(known.__getitem__, values))
    typed = [(value.__class__, value) for value in values]
    known_typed = {key: function(key[1]) for key in set(typed)}
    return list(map(known_typed.__getitem__, typed))


def require_size(rows: int, columns: int) -> None:
    """Raise UnreadableFile when a sheet is larger than any honest file."""
    if rows > MAX_ROWS:
        raise UnreadableFile("error.file.too_many_rows", limit=f"{MAX_ROWS:,}")
    if columns > MAX_COLUMNS:
        raise UnreadableFile("error.file.too_wide", limit=MAX_COLUMNS)
