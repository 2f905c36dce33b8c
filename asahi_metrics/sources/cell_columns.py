"""Rows held by columns, in which equal cells are one object: little memory for long tables."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, overload

from asahi_metrics.sources.grids import Distinct, NumberedRow, clean

NumberedCells = tuple[int, tuple[object, ...]]


class CellColumns(Sequence[NumberedCells]):
    """Rows of a table, each a row number and its cells; ``columns`` are all of one length."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, numbers: Sequence[int], columns: Sequence[Sequence[object]]) -> None:
        self.numbers = numbers
        self.columns = columns

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[NumberedCells]:
        return zip(self.numbers, zip(*self.columns, strict=True), strict=True)

    @overload
    def __getitem__(self, place: int) -> NumberedCells: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NumberedCells]: ...
    def __getitem__(self, place: int | slice) -> NumberedCells | Sequence[NumberedCells]:
        if isinstance(place, slice):
            return CellColumns(self.numbers[place], [column[place] for column in self.columns])
        return self.numbers[place], tuple(column[place] for column in self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))


class ColumnGatherer:
    """Gathers the cells of some places of many rows, cleaned, by columns."""

    def __init__(self, places: Sequence[int]) -> None:
        self._places = places
        self._width = max(places, default=-1) + 1
        self._known = [Distinct(clean) for _ in places]
        self._numbers = array("L")
        self._columns: list[list[object]] = [[] for _ in places]

    def add(self, rows: Sequence[NumberedRow]) -> None:
        """Take rows; short ones are filled up."""
        width = self._width
        self._numbers.extend(number for number, _ in rows)
        full = [
            cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))]
            for _, cells in rows
        ]
        for place, known, column in zip(self._places, self._known, self._columns, strict=True):
            column.extend(known.of([cells[place] for cells in full]))

    def rows(self) -> CellColumns:
        """All that was gathered."""
        return CellColumns(self._numbers, self._columns)


def columns_of(rows: Sequence[NumberedCells], width: int) -> CellColumns:
    """The rows by columns, whichever way they are held."""
    if isinstance(rows, CellColumns):
        return rows
    numbers = array("L", [number for number, _ in rows])
    columns: Sequence[Sequence[Any]] = list(zip(*(cells for _, cells in rows), strict=True))
    return CellColumns(numbers, columns or [() for _ in range(width)])
