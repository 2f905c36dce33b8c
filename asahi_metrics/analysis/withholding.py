"""Choosing what to withhold: the small counts, and as little else as protects them.

The small counts go first. For each withheld cell whose interval is too narrow, a linear
programme finds the table that differs from the truth in the cheapest further cells and still
widens the interval; those cells are withheld too. What turns out to be unneeded is shown
again. The same system always gives the same choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.analysis.disclosure import (
    Rule,
    System,
    components,
    whole_above,
    whole_below,
)
from asahi_metrics.analysis.feasible import Differences
from asahi_metrics.core.errors import AsahiMetricsError


@dataclass(frozen=True)
class Withheld:
    """The cells that are not shown: small counts, and others (secondary) that protect them.

    ``told`` are those of which earlier releases leave fewer numbers open than the rule asks,
    as when the threshold has been raised since; nothing that is shown now leaves fewer still.
    """

    primary: frozenset[str]
    secondary: frozenset[str]
    told: frozenset[str] = frozenset()

    @property
    def cells(self) -> frozenset[str]:
        """All of them."""
        return self.primary | self.secondary


def withhold(system: System, rule: Rule) -> Withheld:
    """What the public must not see of the system; raises AsahiMetricsError if nothing protects.

    A small count that an earlier release told is withheld from now on, and can be worked out
    all the same: no choice takes back what is known.
    """
    primary: set[str] = set()
    secondary: set[str] = set()
    told: set[str] = set()
    for part in components(system):
        small = part.small(rule)
        if not small and not part.kept:
            continue
        search = _Search(part, rule)
        search.widen_all()
        search.show_unneeded()
        primary |= small - part.unpublished
        secondary |= search.hidden - small
        told |= search.told
    return Withheld(frozenset(primary), frozenset(secondary), frozenset(told))


class _Search:
    """The withheld cells of a system so far, with a low and a high table for each of them."""

    def __init__(self, system: System, rule: Rule) -> None:
        self.system, self.rule = system, rule
        self.tables = system.tables()
        self.small = system.small(rule)
        self.fixed = ((self.small - system.unpublished) | system.kept) - system.known
        self.hidden: set[str] = set(self.fixed)
        self.told: set[str] = set()
        self._low: dict[str, Differences] = {}
        self._high: dict[str, Differences] = {}

    def widen_all(self) -> None:
        """Withhold further cells until every interval is wide enough."""
        self._look_at_many()
        while narrow := self._narrow():
            for cell in narrow:
                if not self._reaches(cell):
                    self._widen(cell)

    def show_unneeded(self) -> None:
        """Show again what protects nothing, the dearest first."""
        costs = self.system.costs
        for cell in sorted(self.hidden - self.fixed, key=lambda one: (-costs.get(one, 1.0), one)):
            before = dict(self._low), dict(self._high)
            self.hidden.discard(cell)
            if not all(self._reaches(one) for one in self._lean_on(cell)):
                self.hidden.add(cell)
                self._low, self._high = before

    def _look_at_many(self) -> None:
        """Find wide intervals many at a time, for as long as that goes on to find some."""
        left = len(self._targets()) + 1
        while 0 < len(narrow := self._narrow()) < left:
            left = len(narrow)
            for sign in (1, -1):
                found = self.tables.reach(set(narrow), sign, self.hidden, most=self.rule.span)
                self._learn(found or {})

    def _narrow(self) -> list[str]:
        targets = (cell for cell in self._targets() if cell not in self.told)
        return [cell for cell in targets if not self._is_safe(cell)]

    def _targets(self) -> list[str]:
        return sorted(self.hidden | (self.small & self.system.unpublished))

    def _lean_on(self, cell: str) -> list[str]:
        """The targets whose tables differ in the cell; what they knew of it is forgotten."""
        leaning = []
        for one in self._targets():
            # The cells that a told one needs are fixed.
            if one in self.told:
                continue
            if cell in self._low.get(one, {}) or cell in self._high.get(one, {}):
                self._low.pop(one, None)
                self._high.pop(one, None)
                leaning.append(one)
        return leaning

    def _is_safe(self, cell: str) -> bool:
        return self.rule.is_safe(self._ends(cell))

    def _reaches(self, cell: str) -> bool:
        """Whether the cells withheld by now leave the interval wide enough."""
        for sign in (1, -1):
            if not self._is_safe(cell):
                found = self.tables.reach({cell}, sign, self.hidden, most=self.rule.threshold)
                self._learn(found or {})
        return self._is_safe(cell)

    def _widen(self, cell: str) -> None:
        """Withhold the cheapest cells that let the interval be wide enough."""
        low, high = self._ends(cell)
        span = self.rule.span
        if self._opens(cell, low + span) or self._opens(cell, high - span):
            return
        # Neither end alone can be moved so far: the high one as far as it goes, then the low one.
        top = self.tables.reach({cell}, 1, self.tables.cells, most=self.rule.threshold) or {}
        high = whole_below(self.system.values[cell] + top.get(cell, 0.0))
        if self._opens(cell, high) and self._opens(cell, high - span):
            return
        if not self.system.known:
            raise AsahiMetricsError("error.release.exposed", cell=cell)
        self._leave_as_told(cell)

    def _leave_as_told(self, cell: str) -> None:
        """Withhold all that would tell more of the cell than earlier releases do."""
        for sign, kept in ((-1, self._low), (1, self._high)):
            table = self.tables.reach({cell}, sign, self.tables.cells) or {}
            kept[cell] = table
            self.hidden |= table.keys() - self.system.unpublished
            self.fixed |= self.hidden & table.keys()
        self.told.add(cell)

    def _opens(self, cell: str, target: int) -> bool:
        """Withhold the cheapest cells that let this one be ``target``, if any do."""
        difference = target - self.system.values[cell]
        found = self.tables.widen(cell, difference, self.hidden, self.system.costs)
        if found is None:
            return False
        self.hidden |= found.keys() - self.system.unpublished
        self._learn(found)
        return True

    def _ends(self, cell: str) -> tuple[int, int]:
        """The least and the greatest whole number that the cell is known to reach."""
        value = self.system.values[cell]
        low = self._low.get(cell, {}).get(cell, 0.0)
        high = self._high.get(cell, {}).get(cell, 0.0)
        return whole_above(value + low), whole_below(value + high)

    def _learn(self, table: Differences) -> None:
        """Keep the table for every target that it takes further than those before."""
        for cell, difference in table.items():
            if difference < self._low.get(cell, {}).get(cell, 0.0):
                self._low[cell] = table
            if difference > self._high.get(cell, {}).get(cell, 0.0):
                self._high[cell] = table
