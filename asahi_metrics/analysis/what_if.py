"""What it takes to raise the districts, in whole people, events or things."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from statistics import quantiles

from asahi_metrics.analysis.ranking import Counted

# What is computed in floating point may lie a hair above a whole number.
_HAIR = 1e-9


def level_of(counted: Mapping[str, Counted], quarter: int) -> float:
    """The rate that ``quarter`` quarters of the districts do not exceed: 2 is the median.

    >>> level_of({"a": Counted(1, 10), "b": Counted(3, 10), "c": Counted(9, 10)}, 2)
    0.3
    """
    rates = [one.events / one.base for one in counted.values()]
    if len(rates) < 2:
        return rates[0]
    return quantiles(rates, n=4, method="inclusive")[quarter - 1]


def raised_to(counted: Mapping[str, Counted], level: float) -> dict[str, int]:
    """What each district needs to come up to a rate; those that have it need nothing.

    >>> raised_to({"a": Counted(1, 1000), "b": Counted(9, 1000)}, 0.0042)
    {'a': 4, 'b': 0}
    """
    return {
        code: max(ceil(level * one.base - one.events - _HAIR), 0) for code, one in counted.items()
    }


def shared_out(counted: Mapping[str, Counted], gap: float) -> dict[str, int]:
    """A gap of the whole, rounded up, shared out by the districts' bases.

    The parts are whole and add up: what is left after each has its whole part goes to those
    with the largest remainders (Hamilton's method).

    >>> shared_out({"a": Counted(0, 100), "b": Counted(0, 300)}, 9.2)
    {'a': 3, 'b': 7}
    """
    # In fractions, so that equal districts have equal remainders.
    whole = sum(Fraction(one.base) for one in counted.values())
    total = max(ceil(gap - _HAIR), 0)
    exact = {code: total * Fraction(one.base) / whole for code, one in counted.items()}
    parts = {code: floor(one) for code, one in exact.items()}
    by_rest = sorted(exact, key=lambda code: parts[code] - exact[code])
    for code in by_rest[: total - sum(parts.values())]:
        parts[code] += 1
    return parts
