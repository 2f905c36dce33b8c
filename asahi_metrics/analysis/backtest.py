"""How well projections would have done in years that are over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SHARES = (0.8, 0.95)
"""The ranges that a projection is shown with."""


@dataclass(frozen=True)
class Trial:
    """A past year's end as it was projected after ``months`` months, and as it came.

    ``plain`` is the forecast that last year's remaining months give. ``ranges`` belong to
    ``SHARES``; they are empty where the history was too short for a range.
    """

    year: int
    months: int
    projected: float
    plain: float
    actual: float
    ranges: tuple[tuple[float, float], ...]

    @property
    def error(self) -> float:
        """The projection's distance from what came, as a part of it."""
        return abs(self.projected - self.actual) / abs(self.actual)

    @property
    def plain_error(self) -> float:
        """The same of the plain forecast."""
        return abs(self.plain - self.actual) / abs(self.actual)

    def holds(self, place: int) -> bool:
        """Whether what came lies in the range of that place in ``SHARES``."""
        low, high = self.ranges[place]
        return low <= self.actual <= high


@dataclass(frozen=True)
class Record:
    """The trials of one figure, or of many, in numbers.

    ``error`` and ``plain_error`` are mean distances in parts of what came; ``coverage`` is
    the part of the ``ranged`` trials whose range, by ``SHARES``, held what came.
    """

    trials: int
    error: float
    plain_error: float
    ranged: int
    coverage: tuple[float, ...]

    @property
    def beats_plain(self) -> bool:
        """Whether the projection came closer than the plain forecast."""
        return self.error < self.plain_error


def summarize(trials: Sequence[Trial]) -> Record | None:
    """The trials with a range in numbers; None without any.

    The others are the plain forecast itself and say nothing of the method.
    """
    ranged = [one for one in trials if one.ranges]
    if not ranged:
        return None
    coverage = tuple(
        sum(one.holds(place) for one in ranged) / len(ranged) for place in range(len(SHARES))
    )
    return Record(
        trials=len(trials),
        error=math.fsum(one.error for one in ranged) / len(ranged),
        plain_error=math.fsum(one.plain_error for one in ranged) / len(ranged),
        ranged=len(ranged),
        coverage=coverage,
    )
