"""Intervals: how far a share of answers, or a rate of events, can be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
"""How often an interval of this kind holds the share that asking everybody would give."""

FEW_EVENTS = 10
"""Below this many events Byar's formula is too rough, and the exact limits are taken."""

FEW_ANSWERS = 30
"""With fewer answers than this a share says little, and is marked."""


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, in the unit of the figure that it belongs to."""

    low: float
    high: float


def wilson(part: float, whole: float, *, per: float = 100, level: float = LEVEL) -> Interval | None:
    """Wilson's score interval of ``part / whole × per``; None for no answers.

    It takes the answers for a random sample of the residents. Wilson (1927), J. Am. Stat.
    Assoc. 22, 209-212, without a correction for continuity. Raises ValueError for a part
    that lies outside the whole.

    >>> found = wilson(9, 10)
    >>> round(found.low, 1), round(found.high, 1)
    (59.6, 98.2)
    >>> wilson(0, 0) is None
    True
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    if not whole:
        return None
    # Imported here: the library takes a second, and most pages do without it.
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415

    low, high = proportion_confint(part, whole, alpha=1 - level, method="wilson")
    share = part / whole
    # At none and all, rounding would leave the share itself just outside.
    return Interval(per * min(float(low), share), per * max(float(high), share))


def poisson(
    events: float, exposure: float, *, per: float = 1, level: float = LEVEL
) -> Interval | None:
    """The interval of the rate ``events / exposure × per``; None for no exposure.

    It takes the events for independent of each other. Byar's method (Breslow and Day 1987,
    Statistical Methods in Cancer Research II), and below ``FEW_EVENTS`` the exact limits
    (Garwood 1936), as PHE's Fingertips has it. Raises ValueError for what is below zero.

    >>> found = poisson(3, 1000, per=1000)
    >>> round(found.low, 2), round(found.high, 2)
    (0.62, 8.77)
    >>> poisson(3, 0) is None
    True
    """
    if events < 0 or exposure < 0:
        raise ValueError(f"{events} in {exposure} is no rate of events")
    if not exposure:
        return None
    low, high = _byar(events, level) if events >= FEW_EVENTS else _exact(events, level)
    return Interval(per * low / exposure, per * high / exposure)


def _byar(events: float, level: float) -> tuple[float, float]:
    reach = NormalDist().inv_cdf((1 + level) / 2)
    above = events + 1
    low = events * (1 - 1 / (9 * events) - reach / (3 * sqrt(events))) ** 3
    high = above * (1 - 1 / (9 * above) + reach / (3 * sqrt(above))) ** 3
    return low, high


def _exact(events: float, level: float) -> tuple[float, float]:
    # Imported here: the library takes a while, and most figures do without it.
    from scipy.special import gammaincinv  # noqa: PLC0415

    tail = (1 - level) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    return low, float(gammaincinv(events + 1, 1 - tail))
