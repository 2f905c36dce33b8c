"""The season of a monthly count: trend, season and remainder, and the months out of the ordinary.

STL, a decomposition by local regression (Cleveland, Cleveland, McRae and Terpenning 1990, Journal
of Official Statistics 6, 3-73; statsmodels), without its robust weights: on three to five years
these take one month in seventeen for odd by chance alone, the plain fit one in a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MONTHS = 12
FEWEST_MONTHS = 2 * MONTHS
"""Two full years: with fewer the season cannot be told from the rest."""

LONGEST_GAP = 2
"""A gap of so many months is bridged for the sake of the others; a longer one ends the series."""

UNUSUAL = 3.0
"""A month is unusual whose remainder lies farther from the middle than so many robust standard
deviations, each 1.4826 times the median distance from the middle (MAD)."""

_NORMAL_PER_MAD = 1.4826
_LEVEL = 0.05

Numbers = NDArray[np.float64]
Scale = Literal["times", "plus"]


@dataclass(frozen=True)
class Season:
    """A series taken apart; all lists have a place for each month.

    ``scale`` is ``times`` where trend, season and remainder multiply (a season of 2 is twice
    an ordinary month), ``plus`` where they add up, as they must where a month had none.
    ``expected`` is trend with season, but no count is expected below 0; ``score`` is the
    remainder in robust standard deviations, None for a month that was bridged; one standard
    deviation is never less than chance gives a count. ``is_real`` tells whether the months of
    the calendar differ by more than chance has them.
    """

    scale: Scale
    trend: tuple[float, ...]
    season: tuple[float, ...]
    expected: tuple[float, ...]
    score: tuple[float | None, ...]
    is_real: bool

    @property
    def unusual(self) -> tuple[int, ...]:
        """The places of the months that are out of the ordinary."""
        return tuple(
            at for at, one in enumerate(self.score) if one is not None and abs(one) > UNUSUAL
        )


def longest_run(values: Sequence[float | None]) -> tuple[int, int]:
    """Where the newest of the longest stretches begins and ends that has no gap too long to bridge.

    >>> longest_run([None, 1, 2, None, 3, None, None, None, 4, 5])
    (1, 5)
    """
    runs: list[tuple[int, int]] = []
    start, last = -1, -1
    for at, value in enumerate(values):
        if value is None:
            continue
        if start < 0 or at - last > LONGEST_GAP + 1:
            start = at
        last = at
        runs = [one for one in runs if one[0] != start] + [(start, last + 1)]
    return max(reversed(runs), key=lambda one: one[1] - one[0], default=(0, 0))


def take_apart(values: Sequence[float | None]) -> Season | None:
    """The season of a series that begins and ends with a known month and has short gaps only.

    One season holds for all years. None for fewer than ``FEWEST_MONTHS``, and for a series
    that never changes.
    """
    if len(values) < FEWEST_MONTHS:
        return None
    known = np.array([one is not None for one in values])
    series = np.array([np.nan if one is None else one for one in values], dtype=float)
    places = np.arange(len(series))
    series = np.interp(places, places[known], series[known])
    if np.ptp(series) == 0:
        return None
    scale: Scale = "times" if (series > 0).all() else "plus"
    worked = np.log(series) if scale == "times" else series
    trend, season = _stl(worked)
    # The season of a whole year leaves the level as it is.
    level = np.log(np.exp(season[:MONTHS]).mean()) if scale == "times" else season[:MONTHS].mean()
    trend, season = trend + level, season - level
    rest = worked - trend - season
    back = np.exp if scale == "times" else np.asarray
    expected = np.maximum(back(trend + season), 0.0)
    scores = _scores(rest, known, least=_by_chance(expected, scale))
    return Season(
        scale=scale,
        trend=_plain(back(trend)),
        season=_plain(back(season)),
        expected=_plain(expected),
        score=tuple(float(one) if was else None for one, was in zip(scores, known, strict=True)),
        is_real=_differ(worked - trend, known),
    )


def _stl(series: Numbers) -> tuple[Numbers, Numbers]:
    # Imported here: the library takes a second, and most pages do without it.
    from statsmodels.tsa.seasonal import STL  # noqa: PLC0415

    # So wide a window makes one season of all years, each month's own mean.
    model: Any = STL(series, period=MONTHS, seasonal=10 * len(series) + 1, seasonal_deg=0)
    found = model.fit()
    return np.asarray(found.trend), np.asarray(found.seasonal)


def _differ(level: Numbers, known: NDArray[np.bool_]) -> bool:
    """Whether the months of the calendar differ once the trend is taken off (Kruskal-Wallis)."""
    # Imported here for the same reason as the library above.
    from scipy.stats import kruskal  # noqa: PLC0415

    groups = [level[at::MONTHS][known[at::MONTHS]] for at in range(MONTHS)]
    return bool(kruskal(*(one for one in groups if len(one))).pvalue < _LEVEL)


def _by_chance(expected: Numbers, scale: Scale) -> Numbers:
    """What chance alone moves a count by (Poisson): so much the usual scatter is at least."""
    deviation: Numbers = np.sqrt(np.maximum(expected, 1.0))
    return 1 / deviation if scale == "times" else deviation


def _scores(rest: Numbers, known: NDArray[np.bool_], *, least: Numbers) -> Numbers:
    middle = np.median(rest[known])
    spread = _NORMAL_PER_MAD * float(np.median(np.abs(rest[known] - middle)))
    away: Numbers = (rest - middle) / np.maximum(spread, least)
    return away


def _plain(values: Numbers) -> tuple[float, ...]:
    return tuple(float(one) for one in values)
