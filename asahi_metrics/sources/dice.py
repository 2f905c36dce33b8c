"""Chance in whole numbers, for the sample pack: the same draws on every machine.

The last digit of a fraction may differ between platforms, so nothing here is one.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import TypeVar

from numpy.random import PCG64, Generator

from asahi_metrics.core.calendar import Month, first_day, fiscal_position

T = TypeVar("T")


class Dice:
    """Whole-number draws from one named stream."""

    def __init__(self, name: str) -> None:
        seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        self._rng = Generator(PCG64(seed))

    def between(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return int(self._rng.integers(low, high + 1))

    def chance(self, permille: int) -> bool:
        """True that many times in a thousand."""
        return self.between(0, 999) < permille

    def vary(self, value: int, percent: int) -> int:
        """The value, up to ``percent`` more or less."""
        return value * self.between(100 - percent, 100 + percent) // 100

    def times(self, thousandths: int) -> int:
        """How often something happens whose mean is given in thousandths."""
        return thousandths // 1000 + self.chance(thousandths % 1000)

    def pick(self, weights: Mapping[T, int]) -> T:
        """One of the keys, as often as its weight says."""
        marks = list(accumulate(weights.values()))
        return list(weights)[bisect_left(marks, self.between(1, marks[-1]))]

    def day(self, month: Month, *, weekend: bool) -> date:
        """A day from the 4th to the 28th, so that none falls into the New Year's closure."""
        days = [first_day(month).replace(day=number) for number in range(4, 29)]
        fitting = [day for day in days if (day.weekday() >= 5) == weekend]
        return fitting[self.between(0, len(fitting) - 1)]


def in_season(yearly: int, month: Month, season: Sequence[int]) -> int:
    """A month's part of a yearly figure; ``season`` weighs April to March.

    >>> in_season(1200, 202604, (3, *[1] * 11))
    257
    """
    return yearly * season[fiscal_position(month) - 1] // sum(season)


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Whole shares of a total by weight that sum to it, by largest remainder.

    Weights that sum to 0 give shares of 0.

    >>> apportion(10, {"a": 2, "b": 1})
    {'a': 7, 'b': 3}
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {key: total * weight // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
