"""Counting observations from records: by series, area, month and item."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Cell = tuple[str, int, str, str]
"""Series, month, area, item."""


@dataclass(frozen=True)
class Occurrence:
    """What one record adds to one series; ``value`` is None when it was not reported."""

    series: str
    month: int
    area: str
    item: str
    value: float | None


@dataclass
class Tally:
    """The sum of what was reported, and how often nothing was."""

    value: float | None = None
    missing: int = 0

    def add(self, value: float | None) -> None:
        """Count one more occurrence in."""
        if value is None:
            self.missing += 1
        else:
            self.value = value if self.value is None else self.value + value


def tally(occurrences: Iterable[Occurrence], levels: Collection[str] = ()) -> dict[Cell, Tally]:
    """Sum occurrences by series, month, area and item.

    A cell of which nothing was reported has the value None, not 0. The series in
    ``levels`` are not summed: of theirs the last occurrence stands.
    """
    cells: dict[Cell, Tally] = {}
    for one in occurrences:
        cell = (one.series, one.month, one.area, one.item)
        if one.series in levels:
            cells[cell] = Tally()
        cells.setdefault(cell, Tally()).add(one.value)
    return cells


def add_zeros(
    cells: dict[Cell, Tally], *, series: Iterable[str], areas: Iterable[str], months: Iterable[int]
) -> None:
    """Write 0 where a register covers the month and knows of nothing for the area."""
    present = {cell[:3] for cell in cells}
    areas = tuple(areas)
    months = tuple(months)
    for name in series:
        for month in months:
            for area in areas:
                if (name, month, area) not in present:
                    cells[name, month, area, ""] = Tally(0.0)


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
            cells[cell] = Tally(sum(known))
