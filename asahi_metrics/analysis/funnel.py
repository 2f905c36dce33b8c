"""Funnels: how far a district's figure may lie from the average by chance, given its size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from asahi_metrics.analysis.intervals import LEVEL, Interval
from asahi_metrics.analysis.ranking import Counted

WIDE = 0.998
"""The outer limits: of districts that differ by chance alone, two in a thousand lie beyond."""

WINSORISED = 0.1
"""The part of the districts at each end whose distance counts as that of the next one."""

DRAWS = 2_000
_SEED = 14112

Position = Literal["within", "apart", "beyond"]
"""Within the 95 % limits, outside of them, or outside of the 99.8 % limits too."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dispersion:
    """How much farther the districts lie apart than chance would have them: 1 is as by chance.

    ``factor`` is Spiegelhalter's φ; ``p`` says how often chance alone gives as much.
    """

    factor: float
    p: float

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the limits have to be widened for it."""
        return self.factor > 1 and self.p < 1 - LEVEL

    @property
    def widening(self) -> float:
        """What the limits' distance from the average is multiplied by."""
        return sqrt(self.factor) if self.is_beyond_chance else 1.0


@dataclass(frozen=True)
class Funnel:
    """The districts around their average, events by base, with limits that follow the base.

    ``shares``: the events are a part of the base, such as answers; else they are counted
    independently of each other, such as drills among residents.
    """

    counted: Mapping[str, Counted]
    average: float
    shares: bool
    dispersion: Dispersion

    def limits(self, base: float, level: float) -> Interval:
        """The limits of ``events / base`` at a base, widened where the districts call for it."""
        plain = (_share_limits if self.shares else _rate_limits)(self.average, base, level)
        wide = self.dispersion.widening
        high = self.average + wide * (plain.high - self.average)
        return Interval(
            max(self.average - wide * (self.average - plain.low), 0.0),
            min(high, 1.0) if self.shares else high,
        )

    def position(self, code: str) -> Position:
        """Where a district lies."""
        one = self.counted[code]
        found: Position = "within"
        for level, name in _POSITIONS:
            limits = self.limits(one.base, level)
            if not limits.low <= one.events / one.base <= limits.high:
                found = name
        return found

    def is_above(self, code: str) -> bool:
        """Whether a district lies above the average."""
        one = self.counted[code]
        return one.events / one.base > self.average


_POSITIONS: tuple[tuple[float, Position], ...] = ((LEVEL, "apart"), (WIDE, "beyond"))


def funnel(counted: Mapping[str, Counted], *, shares: bool) -> Funnel | None:
    """The funnel of districts whose bases are above 0; None where nobody or everybody counts.

    D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in
    Medicine 24 (2005), 1185-1202. A district lies outside of a limit where the interval of
    its own figure leaves the average out: Wilson's for shares, the exact Poisson one for rates.
    """
    bases = np.array([one.base for one in counted.values()], dtype=np.float64)
    events = np.array([one.events for one in counted.values()], dtype=np.float64)
    total = events.sum()
    if not total or (shares and total == bases.sum()):
        return None
    return Funnel(
        counted,
        average=float(total / bases.sum()),
        shares=shares,
        dispersion=_dispersion(events, bases, shares=shares),
    )


def _share_limits(average: float, base: float, level: float) -> Interval:
    """Where Wilson's interval begins to leave the average out."""
    reach = NormalDist().inv_cdf((1 + level) / 2) * sqrt(average * (1 - average) / base)
    return Interval(max(average - reach, 0.0), min(average + reach, 1.0))


def _rate_limits(average: float, base: float, level: float) -> Interval:
    """Where the exact Poisson interval begins to leave the average out, between whole events."""
    # Imported here: the library takes a while, and most pages do without it.
    from scipy.special import pdtrik  # noqa: PLC0415

    expected, tail = average * base, (1 - level) / 2
    # With few events expected none at all is nothing unusual.
    low = float(pdtrik(tail, expected)) if exp(-expected) < tail else 0.0
    high = float(pdtrik(1 - tail, expected)) + 1 if exp(-expected) < 1 - tail else 1.0
    return Interval(low / base, high / base)


def _dispersion(events: _Floats, bases: _Floats, *, shares: bool) -> Dispersion:
    """φ of the districts, and how often the same districts give as much by chance alone.

    The chance of a winsorised φ follows no table, so it is drawn, always in the same way.
    """
    factor = float(winsorised_factors(events[np.newaxis], bases, shares=shares)[0])
    random = np.random.default_rng(_SEED)
    average, shape = events.sum() / bases.sum(), (DRAWS, len(bases))
    if shares:
        drawn = random.binomial(np.rint(bases).astype(int), average, shape)
    else:
        drawn = random.poisson(average * bases, shape)
    found = winsorised_factors(drawn.astype(np.float64), bases, shares=shares)
    return Dispersion(factor, float((1 + np.sum(found >= factor)) / (DRAWS + 1)))


def winsorised_factors(
    events: _Floats, bases: _Floats, *, shares: bool, cut: float = WINSORISED
) -> _Floats:
    """Spiegelhalter's φ of each row of ``events``: the mean of the squared distances.

    A distance is that from the row's own average, in its standard errors. The ``cut`` lowest
    and highest of a row are set to what its quantiles are there. 0 for a row without events.
    """
    average = events.sum(axis=1, keepdims=True) / bases.sum()
    variance = average * (1 - average if shares else 1) / bases
    # A row in which nothing happens, or everything, has no spread.
    distances = np.zeros_like(events)
    np.divide(events / bases - average, np.sqrt(variance), out=distances, where=variance > 0)
    low, high = np.quantile(distances, (cut, 1 - cut), axis=1, keepdims=True)
    factors: _Floats = np.mean(np.clip(distances, low, high) ** 2, axis=1)
    return factors
