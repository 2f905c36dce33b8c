"""Where a figure will stand at the year's end (着地見込み), with the range that chance leaves.

The season and the years' levels come from an over-dispersed Poisson regression
(statsmodels), whose point forecast is the chain ladder that insurers use for claims still to
come (Renshaw and Verrall, "A stochastic model underlying the chain-ladder technique",
British Actuarial Journal 4, 1998). The level of the year under way starts from the levels
before it and is then weighed by the months that are known.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MONTHS = 12
DRAWS = 3_000
YEARS_FOR_A_RANGE = 2
"""Whole past years that a range needs; with fewer the plain forecast stands alone."""

Numbers = NDArray[np.float64]
Method = Literal["seasonal", "drift", "plain", "steady"]

# Two years more or less say little of how much years differ: a tenth in one year is taken
# to be usual and weighs as much as two observed changes.
_USUAL_CHANGE = 0.1
_USUAL_WEIGHT = 2
# Variances of a factor's logarithm: at 25 it may be 150 times as large or as small.
_VAGUE = 25.0
_BEYOND_ALL_COUNTS = 50.0


@dataclass(frozen=True)
class Course:
    """A fiscal year by month, April first: twelve amounts, None where nothing is known.

    ``exposures`` are what the amounts relate to (answers of a survey, market days); without
    them the amounts are counts of their own.
    """

    amounts: tuple[float | None, ...]
    exposures: tuple[float | None, ...] | None = None

    def until(self, months: int) -> Course:
        """The same year as it stood after so many months."""
        later = (None,) * (MONTHS - months)
        exposures = self.exposures and (*self.exposures[:months], *later)
        return Course((*self.amounts[:months], *later), exposures)

    @property
    def total(self) -> float | None:
        """The year's figure: the sum of its amounts, or sum over sum."""
        known = [(one, by) for one, by in self.pairs if one is not None and by]
        if not known:
            return None
        amount = sum(one for one, _ in known)
        return amount if self.exposures is None else amount / sum(by for _, by in known)

    @property
    def pairs(self) -> list[tuple[float | None, float]]:
        """Each month's amount and exposure; a count's exposure is 1."""
        exposures = self.exposures or (1.0,) * MONTHS
        return [(one, by or 0.0) for one, by in zip(self.amounts, exposures, strict=True)]


@dataclass(frozen=True)
class Projection:
    """The year's end: the middle forecast, and draws of what chance may make of it.

    ``draws`` is empty where the history is too short to tell a range.
    """

    value: float
    method: Method
    draws: Numbers

    def scaled(self, factor: float) -> Projection:
        """The same projection in another unit, such as per 1,000 residents."""
        return Projection(self.value * factor, self.method, self.draws * factor)

    def interval(self, share: float) -> tuple[float, float] | None:
        """The range that holds the year's end with a probability of ``share``."""
        if not self.draws.size:
            return None
        low, high = np.quantile(self.draws, [(1 - share) / 2, (1 + share) / 2])
        return float(low), float(high)

    def chance_to_reach(self, target: float, *, lower_is_better: bool = False) -> float | None:
        """The probability that the year ends at the target or better."""
        if not self.draws.size:
            return None
        reached = self.draws <= target if lower_is_better else self.draws >= target
        return float(reached.mean())

    def expected_gap(self, target: float, *, lower_is_better: bool = False) -> float:
        """The part of the target that the year's end is expected to fall short by.

        Draws that reach the target count as 0, so the gap is large where the figure ends far
        off and where it is sure to. Without draws the forecast itself is taken.
        """
        ends = self.draws if self.draws.size else np.array([self.value])
        short = (ends - target if lower_is_better else target - ends) / abs(target or 1.0)
        return float(np.maximum(short, 0.0).mean())


def plain_forecast(past: Sequence[Course], now: Course) -> float | None:
    """The year so far with last year's remaining months: the forecast that others must beat."""
    filled = _filled(now, past[-1]) if past else None
    return filled.total if filled else None


def project_course(past: Sequence[Course], now: Course) -> Projection | None:
    """The year's end of a count, or of a rate of two flows.

    ``past`` are whole years, oldest first. None without a past year or a known month.
    """
    if all(one is None for one, _ in now.pairs):
        return None
    if len(usable := _since_the_last_empty(past)) < YEARS_FOR_A_RANGE:
        return _plain(usable, now)
    season = _season(tuple(usable))
    draws = season.year_ends(now, usable[-1])
    if draws is None:
        return _plain(usable, now)
    return Projection(float(np.median(draws)), "seasonal", draws)


def project_level(levels: Sequence[float], months_ahead: int) -> Projection | None:
    """The year's end of a level (members on a roll): its mean monthly change goes on.

    The drift method with its error of prediction as in Hyndman and Athanasopoulos,
    "Forecasting: Principles and Practice", 3rd edition, section 5.5. None without a level.
    """
    if not levels:
        return None
    steps = np.diff(np.asarray(levels, float))
    if len(steps) < MONTHS:
        return Projection(levels[-1], "steady", np.empty(0))
    ahead = float(months_ahead)
    error = steps.std(ddof=1) * np.sqrt(ahead * (1 + ahead / len(steps)))
    chance = _rng().standard_t(len(steps) - 1, DRAWS)
    value = levels[-1] + ahead * steps.mean()
    return Projection(float(value), "drift", np.maximum(value + error * chance, 0.0))


@lru_cache(maxsize=512)
def _season(past: tuple[Course, ...]) -> _Season:
    """The season of the past years, which is the same at every month of the year under way."""
    return _Season(past)


def _plain(past: Sequence[Course], now: Course) -> Projection | None:
    forecast = plain_forecast(past, now)
    return None if forecast is None else Projection(forecast, "plain", np.empty(0))


def _rng() -> np.random.Generator:
    # The same question gets the same answer on every page and in every session.
    return np.random.Generator(np.random.PCG64(14112))


def _filled(now: Course, last: Course) -> Course:
    """The year so far with last year's months in the place of those still to come."""
    known = max(place for place, one in enumerate(now.amounts) if one is not None) + 1
    exposures = now.exposures and (*now.exposures[:known], *(last.exposures or ())[known:])
    return Course((*now.amounts[:known], *last.amounts[known:]), exposures)


def _since_the_last_empty(past: Sequence[Course]) -> list[Course]:
    """The newest years without one in between in which nothing happened or was known."""
    usable: list[Course] = []
    for course in reversed(past):
        if not course.total:
            break
        usable.insert(0, course)
    return usable


class _Season:
    """Month and year factors of past years, and the year under way by them."""

    def __init__(self, past: Sequence[Course]) -> None:
        self._years = len(past)
        cells = [
            (year, month, amount, exposure)
            for year, course in enumerate(past)
            for month, (amount, exposure) in enumerate(course.pairs)
            if amount is not None and exposure
        ]
        # A month in which nothing ever happened has no factor: nothing is expected of it.
        self._months = [
            month for month in range(MONTHS) if sum(cell[2] for cell in cells if cell[1] == month)
        ]
        self._fit([cell for cell in cells if cell[1] in self._months])

    def _fit(self, cells: Sequence[tuple[int, int, float, float]]) -> None:
        from statsmodels.genmod.families import Poisson  # noqa: PLC0415 - slow to import
        from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415
        from statsmodels.tools.sm_exceptions import PerfectSeparationWarning  # noqa: PLC0415

        factors = np.zeros((len(cells), len(self._months) + self._years - 1))
        for row, (year, month, _, _) in enumerate(cells):
            factors[row, self._months.index(month)] = 1
            if year:
                factors[row, len(self._months) + year - 1] = 1
        # More months than factors, and each factor told apart from the others.
        self._tells_chance = len(cells) > factors.shape[1] == np.linalg.matrix_rank(factors)
        if not self._tells_chance:
            return
        amounts, exposures = (np.array([cell[at] for cell in cells]) for at in (2, 3))
        model: Any = GLM(amounts, factors, family=Poisson(), exposure=exposures)
        with warnings.catch_warnings():
            # Years that are alike to the last digit fit exactly, which is no fault.
            warnings.simplefilter("ignore", PerfectSeparationWarning)
            fitted = model.fit(scale="X2")
        self._factors: Numbers = fitted.params
        self._covariance: Numbers = fitted.cov_params()
        # With many months unknown a factor can run away for want of anything against it.
        self._tells_chance = bool((np.diag(self._covariance) < _VAGUE).all())
        # Counts scatter at least as Poisson's law has it.
        self._dispersion = max(float(fitted.scale), 1.0)

    def year_ends(self, now: Course, last: Course) -> Numbers | None:
        """Draws of the year's total, in the light of the months that are known.

        None where past years had nothing in the months to come, or too little to tell how
        far chance goes.

        Each draw takes a season and a level, is weighed by how well it foretells the known
        months (importance resampling), and adds the chance of the months to come.
        """
        pairs = now.pairs
        newest = max(m for m, (one, _) in enumerate(pairs) if one is not None)
        whole = _filled(now, last)
        ahead = [m for m in self._months if m > newest and whole.pairs[m][1]]
        if not ahead or not self._tells_chance:
            return None
        rng = _rng()
        means = self._means(rng, whole)
        known = [m for m in self._months if pairs[m][0] is not None and pairs[m][1]]
        seen = np.array([pairs[m][0] for m in known], float)
        fit = (seen * np.log(means[:, known]) - means[:, known]).sum(axis=1) / self._dispersion
        weights = np.exp(fit - fit.max())
        taken = means[rng.choice(DRAWS, DRAWS, p=weights / weights.sum())]
        coming = rng.gamma(taken[:, ahead] / self._dispersion, self._dispersion).sum(axis=1)
        return self._together(now, last, coming)

    def _together(self, now: Course, last: Course, coming: Numbers) -> Numbers:
        so_far = sum(one for one, _ in now.pairs if one is not None)
        if now.exposures is None:
            return coming + so_far
        whole: Numbers = (so_far + coming) / sum(by for _, by in _filled(now, last).pairs)
        return whole

    def _means(self, rng: np.random.Generator, year: Course) -> Numbers:
        """What each draw expects of each month: draws × 12, 0 for months without a factor."""
        factors = rng.multivariate_normal(self._factors, self._covariance, DRAWS, method="svd")
        count = len(self._months)
        levels = np.column_stack([np.zeros(DRAWS), factors[:, count:]])
        growth, spread = self._drift()
        level = levels[:, -1] + growth + spread * rng.standard_t(self._freedom, DRAWS)
        means = np.zeros((DRAWS, MONTHS))
        exposures = np.array([by for _, by in year.pairs])
        logs = factors[:, :count] + level[:, None]
        means[:, self._months] = np.exp(np.minimum(logs, _BEYOND_ALL_COUNTS))
        expected: Numbers = means * exposures
        return expected

    def _drift(self) -> tuple[float, float]:
        """How the level moves in a year, and the standard deviation of what it may do else."""
        count = len(self._months)
        changes = np.diff(np.concatenate([[0.0], self._factors[count:]]))
        seen = len(changes)
        # Few changes say little: half of a single one is taken to go on, and that it may
        # go on whole, or not at all, belongs to what is not known.
        whole = float(changes.mean())
        growth = whole * seen / (seen + 1)
        # What the levels differ by chance alone is not their own doing.
        noise = float(np.diag(self._covariance)[count:].mean())
        own = max(float(((changes - growth) ** 2).mean()) - noise, 0.0)
        variance = (own * seen + _USUAL_CHANGE**2 * _USUAL_WEIGHT) / self._freedom
        return growth, float(np.sqrt(variance * (1 + 1 / seen) + (whole - growth) ** 2))

    @property
    def _freedom(self) -> int:
        return self._years - 1 + _USUAL_WEIGHT
