"""Puts the cells of an Excel sheet into rows, and stops at what no honest sheet has."""

from __future__ import annotations

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.grids import MAX_COLUMNS, MAX_ROWS, NumberedRow, require_size
from asahi_metrics.sources.office_xml import require_cell, require_characters

_DIGITS = "0123456789"


class Columns(dict[str, int]):
    """The places of columns by their letters, from 0."""

    def __missing__(self, letters: str) -> int:
        if not letters or not letters.isalpha() or not letters.isascii():
            raise UnreadableFile("error.file.broken")
        place = 0
        for letter in letters[:9].upper():
            place = place * 26 + ord(letter) - 64
        if len(self) < MAX_COLUMNS:
            self[letters] = place - 1
        return place - 1


class SheetGatherer:
    """Gathers the rows that hold something: number as Excel counts, cells from column A on."""

    def __init__(self) -> None:
        self._done: list[NumberedRow] = []
        self._columns = Columns()
        self._number, self._written = 0, "0"
        self._cells: list[object] = []
        self._count = self._characters = 0

    def taken(self) -> list[NumberedRow]:
        """The rows that were finished since this was last asked."""
        done, self._done = self._done, []
        return done

    def begin_row(self, written: str) -> None:
        """A row begins; what stands out of order is no sheet that Excel would open."""
        number = int(written) if written.isdecimal() and len(written) < 9 else self._number + 1
        if number <= self._number:
            raise UnreadableFile("error.file.broken")
        self._number, self._written, self._cells = number, str(number), []
        self._count += 1
        require_size(self._count, 0)

    def column(self, place: str) -> int:
        """The column of a cell by its place such as B7, which must be within the row."""
        letters = place.rstrip(_DIGITS)
        if place[len(letters) :] != self._written:
            raise UnreadableFile("error.file.broken")
        return self._columns[letters]

    def put(self, column: int, value: object, *, shared: bool) -> None:
        """Put a value into the row; ``shared`` ones are texts that are counted already."""
        if column >= MAX_COLUMNS or self._number > MAX_ROWS:
            require_size(self._number, column + 1)
        if not shared and isinstance(value, str):
            require_cell(value)
            self._characters += len(value)
            require_characters(self._characters)
        gap = column - len(self._cells)
        if gap < 0:
            self._cells[column] = value
        elif gap:
            self._cells += [*[None] * gap, value]
        else:
            self._cells.append(value)

    def end_row(self) -> None:
        """The row is finished."""
        if self._cells:
            self._done.append((self._number, self._cells))
            self._cells = []
