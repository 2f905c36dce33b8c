"""Disclosure control: what can be worked out of tables in which cells are withheld (秘匿, X).

A system holds cells (counts and their totals) and the relations between them. The attacker
knows every cell that is shown, every relation, every earlier release, and the rule itself.
What a withheld cell may still be, for all that is known, is its interval; linear programming
finds the two ends.

The rule: a count of people from 1 to threshold - 1 is withheld, and 0 is shown. Further cells
are withheld until every withheld cell, small or not, may still be any of at least
threshold - 1 whole numbers, as many as the X itself leaves open (1, 2, 3, 4). Since 0 is
shown, the attacker knows that a withheld cell is at least 1, and the interval reckons with it.

Not covered: what somebody knows from elsewhere (an organiser knows his own drill), guesses
by likelihood within an interval, and reasoning by whole numbers beyond the two ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf

from asahi_metrics.analysis.feasible import Relation, Tables

Interval = tuple[float, float]

# Far below one person, far above the solver's own tolerance.
_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Rule:
    """From what count on people are shown."""

    threshold: int = 5

    def is_small(self, value: float) -> bool:
        """Whether a count of people is withheld for its own sake.

        >>> [Rule(5).is_small(count) for count in (0, 1, 4, 5)]
        [False, True, True, False]
        """
        return 0 < value < self.threshold

    @property
    def span(self) -> int:
        """How far the least and the greatest whole number of an interval must lie apart."""
        return self.threshold - 2

    def is_safe(self, interval: Interval) -> bool:
        """Whether enough whole numbers lie in the interval.

        >>> [Rule(5).is_safe(one) for one in ((1, 4), (1.5, 4.5), (3, 6), (2, 4))]
        [True, False, True, False]
        """
        low, high = interval
        return high == inf or whole_below(high) - whole_above(low) >= self.span


def whole_above(value: float) -> int:
    """The least whole number that is not below the value, but for the solver's tolerance."""
    return ceil(value - _TOLERANCE)


def whole_below(value: float) -> int:
    """The greatest whole number that is not above the value, but for the solver's tolerance."""
    return floor(value + _TOLERANCE)


def total(whole: str, parts: Iterable[str]) -> Relation:
    """The relation of a total and its parts."""
    return Relation(((whole, -1), *((part, 1) for part in parts)))


def at_most(part: str, whole: str) -> Relation:
    """The relation of a cell that is never above another."""
    return Relation(((whole, 1), (part, -1)), exact=False)


@dataclass(frozen=True)
class System:
    """Cells with their true values, and what binds them.

    ``people`` count people. ``unpublished`` stand in no table and follow from others alone
    (members who are not active). ``known`` were told by an earlier release, ``kept`` were
    withheld by one and stay so. ``costs`` say how much is lost with a cell, 1 when absent.
    """

    values: Mapping[str, float]
    relations: Sequence[Relation]
    people: frozenset[str]
    unpublished: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    costs: Mapping[str, float] = field(default_factory=dict)

    def small(self, rule: Rule) -> frozenset[str]:
        """The counts of people that are too small to be told, published or not."""
        return frozenset(cell for cell in self.people if rule.is_small(self.values[cell]))

    def tables(self) -> Tables:
        """The tables that obey the relations; 0 is shown, and what is known stays."""
        free = {cell for cell, value in self.values.items() if value > 0} - self.known
        return Tables(self.values, self.relations, free=free, unpublished=self.unpublished)


def components(system: System) -> list[System]:
    """The parts of the system that nothing binds to each other, in the order of their cells."""
    home = {cell: cell for cell in system.values}

    def find(cell: str) -> str:
        while home[cell] != cell:
            home[cell] = cell = home[home[cell]]
        return cell

    for relation in system.relations:
        first = find(relation.terms[0][0])
        for cell, _ in relation.terms[1:]:
            home[find(cell)] = first
    groups: dict[str, list[str]] = {}
    for cell in system.values:
        groups.setdefault(find(cell), []).append(cell)
    by_home: dict[str, list[Relation]] = {}
    for relation in system.relations:
        by_home.setdefault(find(relation.terms[0][0]), []).append(relation)
    return [
        System(
            values={cell: system.values[cell] for cell in sorted(cells)},
            relations=by_home.get(name, []),
            people=system.people.intersection(cells),
            unpublished=system.unpublished.intersection(cells),
            known=system.known.intersection(cells),
            kept=system.kept.intersection(cells),
            costs=system.costs,
        )
        for name, cells in groups.items()
    ]


def intervals(system: System, withheld: Collection[str], rule: Rule) -> dict[str, Interval]:
    """What each withheld cell, and each small one that is unpublished, may be for an attacker."""
    found: dict[str, Interval] = {}
    for part in components(system):
        hidden = part.values.keys() & set(withheld) - part.known
        targets = hidden | (part.small(rule) & part.unpublished)
        tables = part.tables() if targets else None
        for cell in sorted(targets):
            assert tables is not None  # noqa: S101 - there are targets
            low, high = tables.reach({cell}, -1, hidden), tables.reach({cell}, 1, hidden)
            value = part.values[cell]
            found[cell] = (
                value + (-inf if low is None else low.get(cell, 0.0)),
                value + (inf if high is None else high.get(cell, 0.0)),
            )
    return found


def exposed(system: System, withheld: Collection[str], rule: Rule) -> dict[str, Interval]:
    """The withheld cells whose interval is narrower than the rule allows."""
    found = intervals(system, withheld, rule)
    return {cell: one for cell, one in found.items() if not rule.is_safe(one)}
