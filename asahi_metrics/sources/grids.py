"""What the readers of the file formats hand over: a sheet as a plain grid of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from asahi_metrics.core.errors import UnreadableFile

MAX_ROWS = 300_000
MAX_COLUMNS = 500
SEARCHED_ROWS = 30
"""How far down a header is looked for."""

_BLANK = re.compile(r"\s*")


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
        return None if _BLANK.fullmatch(cell) else cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if cell is None or isinstance(cell, bool | int | date):
        return cell
    return str(cell)


def require_size(rows: int, columns: int) -> None:
    """Raise UnreadableFile when a sheet is larger than any honest file."""
    if rows > MAX_ROWS:
        raise UnreadableFile("error.file.too_many_rows", limit=f"{MAX_ROWS:,}")
    if columns > MAX_COLUMNS:
        raise UnreadableFile("error.file.too_wide", limit=MAX_COLUMNS)
