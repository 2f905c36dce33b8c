"""The cells that stand behind the public's figures, and every relation between them.

A cell is named ``quantity|area|slot``; the slot is a month, a period of a year, or a period
and a kind. Months by district that are not published are cells as well: totals bind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from asahi_metrics.analysis.disclosure import at_most, total
from asahi_metrics.analysis.feasible import Relation
from asahi_metrics.core.calendar import Month, add_months, fiscal_year_of

KINDS_COST, MONTH_COST, YEAR_COST, WARD_MONTH_COST, WARD_YEAR_COST = 1.0, 1.0, 8.0, 30.0, 200.0
"""What a reader loses with a cell: details go before totals."""


@dataclass
class Cells:
    """Cells as they are being collected; ``home`` says which quantity and year each is of."""

    values: dict[str, float] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    relations: dict[Relation, None] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    unpublished: set[str] = field(default_factory=set)
    by_place: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def add(
        self, name: str, area: str, slot: str, value: float, *, cost: float, published: bool = True
    ) -> str:
        """A cell of its own; one that stands already stays as it is."""
        cell = f"{name}|{area}|{slot}"
        if cell not in self.values:
            self.values[cell] = value
            self.home[cell] = f"{name}|{_year(slot)}"
            # Larger counts are worth a little more to a reader.
            self.costs[cell] = cost * (1 + value / (value + 50))
            if not published:
                self.unpublished.add(cell)
        self.by_place[name, area, slot] = cell
        return cell

    def add_total(
        self, place: tuple[str, str, str], value: float, parts: Sequence[str], *, cost: float
    ) -> str:
        """The cell of a total; where the parts do not come to the value it stands by itself.

        A total is a cell of its own also beside one of the same parts, or of a single part: in
        the next release it may stay what it was while its parts give way to others, and whoever
        sees that knows what they came to before.
        """
        name, area, _ = place
        cell = self.add(name, area, self._free_slot(place, value), value, cost=cost)
        self.by_place[place] = cell
        if parts:
            self.relate(total(cell, sorted(set(parts))))
        return cell

    def relate(self, relation: Relation) -> bool:
        """Keep a relation if it holds: one that does not would lead the attacker astray."""
        if not relation.holds(self.values):
            return False
        self.relations.setdefault(relation)
        return True

    def bound(self, part: str, whole: str, *, share: bool) -> None:
        """Bind the cells of two quantities wherever both have one; of a share add the rest."""
        for (name, area, slot), cell in list(self.by_place.items()):
            other = self.by_place.get((whole, area, slot))
            if name != part or other is None:
                continue
            rest = self.values[other] - self.values[cell]
            if share and rest >= 0:
                left = self.add(f"{whole}~{part}", area, slot, rest, cost=0.0, published=False)
                self.relate(Relation(((other, 1), (cell, -1), (left, -1))))
            else:
                self.relate(at_most(cell, other))

    def raise_by(self, level: str, place: tuple[str, str, str], months: Sequence[Month]) -> None:
        """Bind a year's flow to the rises of its level, which the attacker is taken to know."""
        cell = self.by_place.get(place)
        if cell is None:
            return
        standing = [
            self.values[stood]
            for month in (add_months(months[0], -1), *months)
            if (stood := self.by_place.get((level, place[1], str(month)))) is not None
        ]
        rises = sum(max(0.0, after - before) for before, after in pairwise(standing))
        if rises:
            self.relate(Relation(((cell, 1),), exact=False, constant=-rises))

    def _free_slot(self, place: tuple[str, str, str], value: float) -> str:
        """The slot, or one beside it where another total has taken it."""
        name, area, slot = place
        while self.values.get(f"{name}|{area}|{slot}", value) != value:
            slot += "'"
        return slot


def _year(slot: str) -> int:
    """The fiscal year of a slot: a month, or a period that begins with its year."""
    told = slot.rstrip("'")
    return fiscal_year_of(int(told)) if len(told) == 6 and told.isdigit() else int(told[:4])
