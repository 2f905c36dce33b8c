"""What earlier releases told: they are part of what an attacker knows.

A cell that still has the value of the release before is the same unknown; one that has changed
is another, bound by the relations of its own time. The attacker is taken to know which cells
changed, so the difference of two totals tells him what was added or revised in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from asahi_metrics.analysis.disclosure import System
from asahi_metrics.analysis.feasible import Relation

Part = Mapping[str, Any]

_SHOWN, _WITHHELD, _UNPUBLISHED = "s", "w", "u"


def cells_part(
    system: System,
    cells: Iterable[str],
    relations: Iterable[Relation],
    withheld: frozenset[str],
) -> dict[str, Any]:
    """The cells of a part as a release keeps them, with every relation that names one.

    Cells stand by their place in the part's list wherever they can: there are many relations.
    """
    names = sorted(cells)
    place = {cell: number for number, cell in enumerate(names)}
    status = [
        _UNPUBLISHED if cell in system.unpublished else _WITHHELD if cell in withheld else _SHOWN
        for cell in names
    ]
    return {
        "cells": names,
        "values": [system.values[cell] for cell in names],
        "status": "".join(status),
        "people": not system.people.isdisjoint(names),
        "relations": [
            [[place.get(cell, cell) for cell, _ in one.terms], [f for _, f in one.terms],
             one.exact, one.constant]
            for one in relations
        ],
    }  # fmt: skip


def with_earlier(system: System, parts: Sequence[tuple[int, str, Part]]) -> System:
    """The system with all that the parts of earlier releases, oldest first, add to it."""
    past = _Past()
    for number, together in groupby(parts, key=lambda part: part[0]):
        past.take(number, [(name, content) for _, name, content in together])
    return past.joined(system)


@dataclass
class _Past:
    """The cells of all releases, by the release since which each had its value: ``cell@3``."""

    values: dict[str, float] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    relations: dict[Relation, None] = field(default_factory=dict)
    by_status: dict[str, set[str]] = field(
        default_factory=lambda: {_SHOWN: set(), _WITHHELD: set(), _UNPUBLISHED: set()}
    )
    _since: dict[str, int] = field(default_factory=dict)
    _parts: dict[str, Part] = field(default_factory=dict)

    def take(self, number: int, parts: Sequence[tuple[str, Part]]) -> None:
        """Take in what one release changed."""
        for name, content in parts:
            self._replace(number, self._parts.get(name, {}), content)
            self._parts[name] = content
        for _, content in parts:
            cells = content.get("cells", ())
            for cell, status in zip(cells, content.get("status", ""), strict=True):
                self.by_status[status].add(self._named(cell))
                if content["people"]:
                    self.people.add(self._named(cell))
            for places, factors, exact, constant in content.get("relations", ()):
                named = [cells[one] if isinstance(one, int) else one for one in places]
                if all(cell in self._since for cell in named):
                    terms = zip(map(self._named, named), factors, strict=True)
                    self.relations.setdefault(Relation(tuple(terms), exact, constant))

    def joined(self, today: System) -> System:
        """Today's system together with the past; a cell that did not change is the same one."""
        names = {
            self._named(cell): cell
            for cell in self._since
            if today.values.get(cell) == self.values[self._named(cell)]
        }
        now = {name: names.get(name, name) for name in self.values}
        shown, withheld, unpublished = (
            {now[name] for name in self.by_status[one]} for one in (_SHOWN, _WITHHELD, _UNPUBLISHED)
        )
        new = set(now.values()) - today.values.keys()
        renamed = (
            replace(one, terms=tuple((now[name], factor) for name, factor in one.terms))
            for one in self.relations
        )
        return replace(
            today,
            values={**today.values, **{name: self.values[name] for name in new}},
            relations=list(dict.fromkeys((*today.relations, *renamed))),
            people=today.people | (self.people & new),
            unpublished=(today.unpublished | (unpublished & new)) - shown,
            known=today.known | shown,
            kept=frozenset(withheld - shown),
        )

    def _replace(self, number: int, before: Part, now: Part) -> None:
        """Put the cells of a part in the place of those before; what changed is a new cell."""
        old, new = _told(before), _told(now)
        for cell in old.keys() - new.keys():
            del self._since[cell]
        for cell, value in new.items():
            if old.get(cell) != value:
                self._since[cell] = number
            self.values[self._named(cell)] = value

    def _named(self, cell: str) -> str:
        return f"{cell}@{self._since[cell]}"


def _told(content: Part) -> dict[str, float]:
    return dict(zip(content.get("cells", ()), content.get("values", ()), strict=True))
