"""Intervals: how far a share of a limited number of answers can be relied on."""

from __future__ import annotations

from dataclasses import dataclass

LEVEL = 0.95
"""How often an interval of this kind holds the share that asking everybody would give."""

FEW_ANSWERS = 30
"""With fewer answers than this a share says little, and is marked."""


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, in the unit of the figure that it belongs to."""

    low: float
    high: float


def wilson(part: float, whole: float, *, per: float = 100) -> Interval | None:
    """Wilson's score interval of ``part / whole × per`` at ``LEVEL``; None for no answers.

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

    low, high = proportion_confint(part, whole, alpha=1 - LEVEL, method="wilson")
    share = part / whole
    # At none and all, rounding would leave the share itself just outside.
    return Interval(per * min(float(low), share), per * max(float(high), share))
