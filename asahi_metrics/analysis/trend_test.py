"""Whether a figure rises or falls over the years: the chi-squared test for trend.

For shares of answers it is the test of Cochran and Armitage (Armitage 1955, Biometrics 11,
375-386), for rates of events its counterpart by Poisson's law (Breslow and Day 1987,
Statistical Methods in Cancer Research II, section 3.3). What comes in groups, such as visitors,
scatters more than either law has it; how much more is measured on the years' departures from
a straight line, in all districts together (McCullagh and Nelder 1989, section 4.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.analysis.ranking import Counted

YEARS = 5
"""Unbroken yearly points that a verdict needs."""

FEW_IN_ALL = 10
"""With fewer events in all the years together the test's law does not hold well enough."""

_FREEDOM_FOR_SCATTER = 9
"""Degrees of freedom that a measured scatter needs: three districts with five years each."""

Mark = Literal["up", "down", "flat", "unknown"]
Reason = Literal["", "few_points", "gap", "few_events", "one_year", "untested"]
"""Why nothing can be said; ``untested`` figures are those no law of chance is known of, as yen."""


@dataclass(frozen=True)
class Trend:
    """The test's two parts, each a chi-squared, and the slope in rate per year.

    ``along`` (1 degree of freedom) is the part that a straight line explains, ``departure``
    (``freedom``) what the years scatter around it.
    """

    along: float
    departure: float
    freedom: int
    slope: float


@dataclass(frozen=True)
class Scatter:
    """How many times as much as chance alone the years scatter, at the least once.

    ``freedom`` is 0 where there was too little to measure it, and 1 is taken.
    """

    factor: float = 1.0
    freedom: int = 0


@dataclass(frozen=True)
class Verdict:
    """What can be said of the years, and where nothing can, why.

    ``p`` is that of all years. ``year`` is the one without which the verdict changes, or the
    first that is missing.
    """

    mark: Mark
    reason: Reason = ""
    trend: Trend | None = None
    p: float | None = None
    year: int | None = None


CHANCE_ALONE = Scatter()


def trend_of(points: Mapping[int, Counted], *, shares: bool) -> Trend | None:
    """The test over points by year; None where nothing or everything happened, or one year is all.

    ``shares`` takes the events for a part of their base, as answers are.

    >>> carriers = {0: Counted(19, 516), 1: Counted(29, 589), 2: Counted(24, 293)}
    >>> found = trend_of(carriers, shares=True)
    >>> round(found.along, 2), round(found.departure, 2)
    (7.19, 0.69)
    """
    events = sum(one.events for one in points.values())
    base = sum(one.base for one in points.values())
    rate = events / base if base else 0.0
    spread = rate * (1 - rate if shares else 1)
    middle = sum(year * one.base for year, one in points.items()) / base if base else 0.0
    across = sum(one.base * (year - middle) ** 2 for year, one in points.items())
    if spread <= 0 or not across:
        return None
    # Years that had nobody to relate to say nothing.
    told = [one for one in points.values() if one.base]
    whole = sum((one.events - rate * one.base) ** 2 / one.base for one in told) / spread
    moved = sum((year - middle) * one.events for year, one in points.items())
    along = moved**2 / (spread * across)
    return Trend(along, max(whole - along, 0.0), len(told) - 2, moved / across)


def scatter_of(trends: Iterable[Trend | None]) -> Scatter:
    """How much the years of all districts scatter around their own lines.

    >>> scatter_of([Trend(0, 6, 3, 0), Trend(9, 12, 3, 1), None, Trend(1, 9, 3, 0)])
    Scatter(factor=3.0, freedom=9)
    >>> scatter_of([Trend(0, 6, 3, 0)])
    Scatter(factor=1.0, freedom=0)
    """
    known = [one for one in trends if one]
    freedom = sum(one.freedom for one in known)
    if freedom < _FREEDOM_FOR_SCATTER:
        return CHANCE_ALONE
    return Scatter(max(sum(one.departure for one in known) / freedom, 1.0), freedom)


def chance_of(trend: Trend, scatter: Scatter = CHANCE_ALONE) -> float:
    """How often chance alone gives a line as steep (p): by chi-squared, or by F where the
    scatter was measured to be more than chance."""
    # Imported here: the library takes a while, and most pages do without it.
    from scipy.special import chdtrc, fdtrc  # noqa: PLC0415

    if scatter.factor <= 1:
        return float(chdtrc(1, trend.along))
    return float(fdtrc(1, scatter.freedom, trend.along / scatter.factor))


def judge(
    points: Mapping[int, Counted | None], *, shares: bool, scatter: Scatter = CHANCE_ALONE
) -> Verdict:
    """The verdict on yearly points, None where a year is not known.

    It stands on ``YEARS`` points one after the other, at ``LEVEL``, and only if it stays the
    same when any one of them is left out.
    """
    if len(points) < YEARS:
        return Verdict("unknown", "few_points")
    missing = [year for year, one in points.items() if one is None]
    if missing:
        return Verdict("unknown", "gap", year=missing[0])
    known = {year: one for year, one in points.items() if one is not None}
    trend = trend_of(known, shares=shares)
    if trend is None or _rarest(known, shares=shares) < FEW_IN_ALL:
        return Verdict("unknown", "few_events", trend)
    mark, p = _mark(trend, scatter), chance_of(trend, scatter)
    for year in known:
        rest = {other: one for other, one in known.items() if other != year}
        without = trend_of(rest, shares=shares)
        if without is None or _mark(without, scatter) != mark:
            return Verdict("unknown", "one_year", trend, p, year)
    return Verdict(mark, "", trend, p)


def _mark(trend: Trend, scatter: Scatter) -> Mark:
    if chance_of(trend, scatter) >= 1 - LEVEL:
        return "flat"
    return "up" if trend.slope > 0 else "down"


def _rarest(points: Mapping[int, Counted], *, shares: bool) -> float:
    """What happened the least: the events, or of answers those that were none."""
    events = sum(one.events for one in points.values())
    others = sum(one.base for one in points.values()) - events
    return min(events, others) if shares else events
