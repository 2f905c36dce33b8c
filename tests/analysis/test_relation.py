"""Correlations against published figures, scipy and statsmodels, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from asahi_metrics.analysis.relation import FEWEST, partial, pearson, spearman

# B. Efron, Computers and the theory of statistics. SIAM Review 21 (1979), 460-480: fifteen law
# schools by their classes' LSAT scores and grades; also Efron and Tibshirani (1993), table 3.1.
LSAT = [576.0, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]
GPA = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]


def test_the_law_schools_have_efron_s_correlation_and_interval() -> None:
    found = pearson(LSAT, GPA)
    assert found is not None
    assert round(found.value, 3) == 0.776
    # All 82 schools together have 0.761, and the interval reaches far farther down than up.
    assert found.interval.low < 0.761 < found.interval.high
    assert found.value - found.interval.low > 2 * (found.interval.high - found.value)


def test_both_coefficients_are_scipy_s() -> None:
    straight, ranked = pearson(LSAT, GPA), spearman(LSAT, GPA)
    assert straight is not None
    assert ranked is not None
    assert straight.value == pytest.approx(stats.pearsonr(LSAT, GPA).statistic)
    assert ranked.value == pytest.approx(stats.spearmanr(LSAT, GPA).statistic)


def test_the_interval_is_scipy_s_with_its_own_statistic() -> None:
    def plain(x: np.ndarray, y: np.ndarray) -> float:
        return float(np.corrcoef(x, y)[0, 1])

    theirs = stats.bootstrap(
        (LSAT, GPA),
        plain,
        paired=True,
        vectorized=False,
        n_resamples=2_000,
        rng=np.random.default_rng(14112),
    ).confidence_interval
    found = pearson(LSAT, GPA)
    assert found is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(theirs), abs=1e-9)


def test_a_partial_correlation_is_that_of_what_two_straight_lines_leave() -> None:
    random = np.random.default_rng(1)
    given = random.normal(size=19)
    x, y = given + random.normal(size=19), 2 * given + random.normal(size=19)
    base = np.column_stack([np.ones(19), given])
    left = [OLS(one, base).fit().resid for one in (x, y)]
    found = partial(list(x), list(y), list(given))
    assert found is not None
    assert found.value == pytest.approx(stats.pearsonr(*left).statistic)


def test_what_two_counts_share_is_only_their_districts_size() -> None:
    random = np.random.default_rng(2)
    people = random.uniform(5_000, 20_000, 19)
    x, y = (people * random.normal(1, 0.05, 19) / 100 for _ in range(2))
    raw, alike = pearson(list(x), list(y)), partial(list(x), list(y), list(people))
    assert raw is not None
    assert alike is not None
    assert raw.value > 0.9
    assert alike.interval.low < 0 < alike.interval.high


def test_the_same_figures_have_the_same_interval_each_time() -> None:
    assert spearman(LSAT, GPA) == spearman(LSAT, GPA)


@pytest.mark.parametrize("measure", [pearson, spearman])
def test_too_few_districts_and_districts_all_alike_have_no_correlation(measure) -> None:  # type: ignore[no-untyped-def]
    few = FEWEST - 1
    assert measure(LSAT[:few], GPA[:few]) is None
    assert measure(LSAT, [3.0] * 15) is None


def test_points_on_a_line_have_no_width_of_chance() -> None:
    found = pearson(LSAT, [2 * one for one in LSAT])
    assert found is not None
    assert found.interval.low == found.interval.high == pytest.approx(1)


def test_districts_of_which_most_are_alike_have_an_interval_all_the_same() -> None:
    found = pearson([0.0] * 14 + [5.0], GPA)
    assert found is not None
    assert -1 <= found.interval.low <= found.value <= found.interval.high <= 1


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    held = 0
    for _ in range(100):
        x, noise = random.normal(size=(2, 19))
        found = pearson(list(x), list(0.6 * x + 0.8 * noise))
        assert found is not None
        held += found.interval.low <= 0.6 <= found.interval.high
    # Measured: 94 of 100.
    assert 89 <= held <= 99
