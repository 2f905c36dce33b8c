"""Ranks and how far they can be relied on: by drawing each district's figure many times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from asahi_metrics.analysis.figures import ranks
from asahi_metrics.analysis.intervals import LEVEL

DRAWS = 2_000
# The same figures give the same ranks on every machine and in every run.
_SEED = 14112
# Jeffreys' prior: what is known before anything is counted.
_PRIOR = 0.5


@dataclass(frozen=True)
class Counted:
    """How many of something were counted, and among how many: answers, residents, households."""

    events: float
    base: float


def together(counted: Iterable[Counted]) -> Counted:
    """What is counted in all of them: sum over sum."""
    known = list(counted)
    return Counted(sum(one.events for one in known), sum(one.base for one in known))


@dataclass(frozen=True)
class Place:
    """A rank, 1 for the first, and the ranks that it may as well be, at ``LEVEL``."""

    rank: int
    best: int
    worst: int


def places(
    counted: Mapping[str, Counted], *, shares: bool, lowest_first: bool = False
) -> dict[str, Place]:
    """The ranks of ``events / base`` with their intervals.

    ``shares`` draws each share of answers from its beta distribution; else each rate of
    events from its gamma distribution. Marshall and Spiegelhalter (1998), BMJ 316, 1701-1705.
    Every base is above 0.
    """
    codes = list(counted)
    if not codes:
        return {}
    placed = ranks(
        {code: one.events / one.base for code, one in counted.items()}, lowest_first=lowest_first
    )
    drawn = _drawn(list(counted.values()), shares=shares)
    order = drawn if lowest_first else -drawn
    # The rank of each column within its row.
    simulated = np.sort(order.argsort(axis=1).argsort(axis=1) + 1, axis=0)
    tail = ceil(DRAWS * (1 - LEVEL) / 2)
    best, worst = simulated[tail - 1], simulated[-tail]
    return {
        code: Place(placed[code], min(placed[code], int(low)), max(placed[code], int(high)))
        for code, low, high in zip(codes, best, worst, strict=True)
    }


def _drawn(
    counted: list[Counted], *, shares: bool
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    random = np.random.default_rng(_SEED)
    events = np.array([one.events for one in counted])
    base = np.array([one.base for one in counted])
    shape = (DRAWS, len(counted))
    if shares:
        return random.beta(events + _PRIOR, base - events + _PRIOR, shape)
    return random.gamma(events + _PRIOR, 1 / base, shape)
