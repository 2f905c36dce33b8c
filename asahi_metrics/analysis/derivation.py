"""Counting observations from records: by series, area, month and item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat

Cell = tuple[str, int, str, str]
"""Series, month, area, item."""


@dataclass(slots=True)
class Tally:
    """The sum of what was reported, and how often nothing was.

    ``provisional`` counts the provisional records that it rests on.
    """

    value: float | None = None
    missing: int = 0
    provisional: int = 0


class Count:
    """Counts what records add to cells.

    A cell of which nothing was reported has the value None, not 0.
    """

    def __init__(self) -> None:
        self.cells: dict[Cell, Tally] = {}
        self._moments: dict[Cell, str] = {}

    def add(
        self,
        cells: Iterable[Cell],
        values: Iterable[float | None],
        provisional: Iterable[bool] = repeat(False),
    ) -> None:
        """Add values to their cells; a value is None when it was not reported."""
        for cell, value, early in zip(cells, values, provisional, strict=False):
            tally = self.cells.get(cell)
            if tally is None:
                tally = self.cells[cell] = Tally()
            tally.provisional += early
            if value is None:
                tally.missing += 1
            else:
                tally.value = value if tally.value is None else tally.value + value

    def keep_newest(
        self,
        cells: Iterable[Cell],
        values: Iterable[float | None],
        moments: Iterable[str],
        provisional: Iterable[bool] = repeat(False),
    ) -> None:
        """Let the newest value of each cell stand, as a level has it; moments sort as text."""
        told = zip(cells, values, moments, provisional, strict=False)
        for cell, value, moment, early in told:
            if moment >= self._moments.get(cell, ""):
                self._moments[cell] = moment
                self.cells[cell] = Tally(value, int(value is None), int(early))


def add_zeros(
    cells: dict[Cell, Tally],
    *,
    series: str,
    areas: Iterable[str],
    months: Iterable[int],
    provisional: Mapping[int, int],
) -> None:
    """Write 0 where a register covers the month and knows of nothing for the area.

    That nothing happened rests on the whole list of the month: ``provisional`` says how many
    records of it are provisional, by month.
    """
    present = {cell[:3] for cell in cells}
    areas = tuple(areas)
    for month in months:
        for area in areas:
            if (series, month, area) not in present:
                cells[series, month, area, ""] = Tally(0.0, provisional=provisional.get(month, 0))


def roll_up(cells: dict[Cell, Tally], parents: Mapping[str, str]) -> None:
    """Add each district that all towns have reported, as the sum of its towns.

    ``parents`` names the district of each town. A district that a file states itself
    stands as stated; one with a town lacking stays without a value.
    """
    towns: dict[str, set[str]] = {}
    for town, district in parents.items():
        towns.setdefault(district, set()).add(town)
    sums: dict[Cell, dict[str, Tally]] = {}
    for (series, month, area, item), counted in cells.items():
        if area in parents:
            sums.setdefault((series, month, parents[area], item), {})[area] = counted
    for cell, parts in sums.items():
        complete = parts.keys() == towns[cell[2]] and not any(
            part.missing for part in parts.values()
        )
        if complete and cell not in cells:
            known = [part.value for part in parts.values() if part.value is not None]
            early = sum(part.provisional for part in parts.values())
            cells[cell] = Tally(sum(known), provisional=early)
