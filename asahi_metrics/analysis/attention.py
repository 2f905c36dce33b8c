"""What to look at first (要確認): the cases that need it, the farthest from their target first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from asahi_metrics.analysis.progress import Status

LATE: frozenset[Status] = frozenset({"slightly_behind", "behind", "missed"})
EVEN_CHANCE = 0.5
"""Below this chance to reach its target, a figure is looked at whatever its status."""


@dataclass(frozen=True)
class Case:
    """A figure with a target: ``kin`` is shared by figures that count the same thing.

    ``gap`` is the expected shortfall as a part of the target, ``chance`` the probability of
    reaching it, None where the past says too little.
    """

    id: str
    kin: Hashable
    status: Status | None
    chance: float | None
    gap: float

    @property
    def needs_a_look(self) -> bool:
        """Whether it is late, or will rather miss its target than reach it."""
        return self.status in LATE or (self.chance is not None and self.chance < EVEN_CHANCE)


@dataclass(frozen=True)
class Ranked:
    """A case of the list, and the ids of the others of its kin for which it stands."""

    case: Case
    others: tuple[str, ...] = ()


def rank(cases: Iterable[Case]) -> list[Ranked]:
    """The cases that need a look, the largest gap first; of those of a kin, the first alone.

    Equal gaps are ordered by the smaller chance, then as they came.
    """
    ordered = sorted((one for one in cases if one.needs_a_look), key=_order)
    kin: dict[Hashable, list[Case]] = {}
    for one in ordered:
        kin.setdefault(one.kin, []).append(one)
    return [Ranked(first, tuple(one.id for one in others)) for first, *others in kin.values()]


def _order(case: Case) -> tuple[float, float]:
    """An unknown chance stands after every known one."""
    return -case.gap, 2.0 if case.chance is None else case.chance
