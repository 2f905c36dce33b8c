"""This year against last: published intervals, scipy and statsmodels, and what must hold of any."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep

from asahi_metrics.analysis.change import difference_of_shares, ratio_of_rates
from asahi_metrics.analysis.ranking import Counted


@pytest.mark.parametrize(
    ("this", "last", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_are_those_of_newcombe_1998_table_ii(
    this: tuple[int, int], last: tuple[int, int], low: float, high: float
) -> None:
    # R. G. Newcombe, Interval estimation for the difference between independent proportions:
    # comparison of eleven methods. Statistics in Medicine 17 (1998), 873-890, method 10.
    found = difference_of_shares(Counted(*this), Counted(*last), per=1)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_differences_are_those_of_statsmodels() -> None:
    found = difference_of_shares(Counted(23, 61), Counted(31, 54))
    low, high = confint_proportions_2indep(23, 61, 31, 54, method="newcomb", compare="diff")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((100 * low, 100 * high))


def test_the_ratio_is_that_of_r_s_own_documentation() -> None:
    # R's poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)): 1.971488 (0.8584264 to 4.2772659).
    found = ratio_of_rates(Counted(11, 800), Counted(21, 3011))
    assert found is not None
    assert (round(found.low, 6), round(found.high, 6)) == (0.858426, 4.277266)


def test_the_ratio_s_ends_are_those_of_the_exact_binomial_interval() -> None:
    found = ratio_of_rates(Counted(30, 1000), Counted(12, 900))
    part = binomtest(30, 42).proportion_ci(method="exact")
    assert found is not None
    assert found.low == pytest.approx(part.low / (1 - part.low) * 0.9)
    assert found.high == pytest.approx(part.high / (1 - part.high) * 0.9)


def test_nothing_this_year_has_an_upper_end_and_nothing_last_year_has_none() -> None:
    gone, come = (
        ratio_of_rates(Counted(0, 9), Counted(5, 9)),
        ratio_of_rates(Counted(5, 9), Counted(0, 9)),
    )
    assert gone is not None
    assert come is not None
    assert gone.low == 0
    assert gone.high < 1.1
    assert come.high == inf
    assert come.low > 0.9


def test_where_nothing_happened_or_nobody_was_there_is_no_interval() -> None:
    assert ratio_of_rates(Counted(0, 9), Counted(0, 9)) is None
    assert ratio_of_rates(Counted(3, 0), Counted(2, 9)) is None
    assert difference_of_shares(Counted(0, 0), Counted(2, 9)) is None


counts = st.tuples(st.integers(0, 3_000), st.integers(1, 9_000))


@given(counts, counts, st.floats(1, 50))
def test_the_ratio_lies_in_its_interval_which_widens_with_the_scatter(
    this: tuple[int, int], last: tuple[int, int], scatter: float
) -> None:
    found = ratio_of_rates(Counted(*this), Counted(*last))
    wider = ratio_of_rates(Counted(*this), Counted(*last), scatter=scatter)
    if found is None or wider is None:
        assert this[0] + last[0] == 0
        return
    assert wider.low <= found.low + 1e-9
    assert wider.high >= found.high - 1e-9
    if last[0]:
        ratio = this[0] / this[1] / (last[0] / last[1])
        assert found.low - 1e-9 <= ratio <= found.high + 1e-9


@given(counts, counts)
def test_turned_round_in_time_the_ratio_is_turned_upside_down(
    this: tuple[int, int], last: tuple[int, int]
) -> None:
    found = ratio_of_rates(Counted(*this), Counted(*last))
    turned = ratio_of_rates(Counted(*last), Counted(*this))
    if found is not None and turned is not None and found.low:
        assert turned.high == pytest.approx(1 / found.low)


answers = st.integers(1, 2_000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
)


@given(answers, answers, st.floats(1, 10))
def test_the_difference_lies_in_its_interval_which_widens_with_the_scatter(
    this: tuple[int, int], last: tuple[int, int], scatter: float
) -> None:
    found = difference_of_shares(Counted(*this), Counted(*last))
    wider = difference_of_shares(Counted(*this), Counted(*last), scatter=scatter)
    assert found is not None
    assert wider is not None
    away = 100 * (this[0] / this[1] - last[0] / last[1])
    assert found.low - 1e-9 <= away <= found.high + 1e-9
    assert wider.low <= found.low + 1e-9
    assert wider.high >= found.high - 1e-9
