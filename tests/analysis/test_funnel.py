"""Funnel limits against published values, over-dispersion against statsmodels and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson
from scipy.stats.mstats import winsorize

from asahi_metrics.analysis import intervals
from asahi_metrics.analysis.funnel import (
    DRAWS,
    WIDE,
    Dispersion,
    Funnel,
    funnel,
    winsorised_factors,
)
from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.analysis.ranking import Counted

AS_BY_CHANCE = Dispersion(0.9, 0.6)


def plain(average: float, *, shares: bool) -> Funnel:
    """A funnel whose limits are not widened."""
    return Funnel({}, average, shares, AS_BY_CHANCE)


@pytest.mark.parametrize(
    ("base", "low", "high", "lowest", "highest"),
    [
        (20, 63.326743, 97.958152, 53.341156, 100),
        (102, 72.974925, 88.309971, 68.553233, 92.731663),
        (1008, 78.203374, 83.081521, 76.796814, 84.488082),
        (9998, 79.867989, 81.416907, 79.421375, 81.863521),
    ],
)
def test_limits_of_shares_are_those_of_public_health_england(
    base: int, low: float, high: float, lowest: float, highest: float
) -> None:
    # PHEindicatormethods (Public Health England), tests/testthat/testdata_funnel_prop_outputs.csv.
    drawn = plain(0.80642448, shares=True)
    inner, outer = drawn.limits(base, LEVEL), drawn.limits(base, WIDE)
    assert (100 * inner.low, 100 * inner.high) == pytest.approx((low, high), abs=1e-4)
    assert (100 * outer.low, 100 * outer.high) == pytest.approx((lowest, highest), abs=1e-4)


@pytest.mark.parametrize(
    ("end", "level", "base", "limit"),
    [
        ("low", LEVEL, 1598.675694, 20.85059119),
        ("low", LEVEL, 5276.757672, 63.17010446),
        ("low", LEVEL, 34583.45945, 95.42133877),
        ("low", WIDE, 6924.776769, 48.13632908),
        ("high", LEVEL, 7.264481402, 4588.535848),
        ("high", LEVEL, 1375.943768, 242.2579623),
        ("high", LEVEL, 23087.10848, 142.9369123),
        ("high", WIDE, 849.4639547, 392.4043292),
    ],
)
def test_limits_of_rates_are_those_of_public_health_england(
    end: str, level: float, base: float, limit: float
) -> None:
    # PHEindicatormethods, tests/testthat/testdata_funnel_rate_outputs.csv: three years of data,
    # rates per 100,000 around 116.1720835. Its own limits are found by steps, to 5 digits.
    drawn = plain(116.1720835e-5, shares=False)
    found = getattr(drawn.limits(3 * base, level), end)
    assert 1e5 * found == pytest.approx(limit, rel=2e-5)


@given(st.integers(0, 300), st.floats(20, 2_000), st.sampled_from([LEVEL, WIDE]))
def test_a_rate_lies_outside_exactly_where_its_own_interval_leaves_the_average_out(
    events: int, base: float, level: float
) -> None:
    average = 0.07
    limits = plain(average, shares=False).limits(base, level)
    tail = (1 - level) / 2
    # Garwood's interval in its own terms: a tail of the Poisson distribution is too small.
    too_many = poisson.sf(events - 1, average * base) < tail
    too_few = poisson.cdf(events, average * base) < tail
    assert (events / base > limits.high) == too_many
    assert (events / base < limits.low) == too_few


@given(st.integers(5, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_lies_outside_exactly_where_wilsons_interval_leaves_the_average_out(
    answers: tuple[int, int],
) -> None:
    part, whole = answers
    limits = plain(0.4, shares=True).limits(whole, LEVEL)
    own = intervals.wilson(part, whole, per=1)
    assert own is not None
    outside = not limits.low <= part / whole <= limits.high
    assert outside == (not own.low <= 0.4 <= own.high)


def test_limits_hold_what_they_promise_of_shares_that_differ_by_chance_alone() -> None:
    random = np.random.default_rng(5)
    drawn = plain(0.3, shares=True)
    for level, least in ((LEVEL, 0.93), (WIDE, 0.994)):
        limits = drawn.limits(120, level)
        shares = random.binomial(120, 0.3, 20_000) / 120
        assert np.mean((limits.low <= shares) & (shares <= limits.high)) >= least
        inside = binom.cdf(120 * limits.high, 120, 0.3) - binom.cdf(120 * limits.low - 1, 120, 0.3)
        assert inside >= least


def test_the_factor_is_pearsons_of_statsmodels_where_nothing_is_winsorised() -> None:
    from statsmodels.genmod.families import Binomial, Poisson  # noqa: PLC0415
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415

    events, bases = np.array([12, 30, 9, 55, 21]), np.array([100, 210, 130, 260, 190])
    ones = np.ones((5, 1))
    counted = GLM(events, ones, family=Poisson(), exposure=bases).fit()
    found = winsorised_factors(events[np.newaxis] * 1.0, bases * 1.0, shares=False, cut=0)
    assert found[0] == pytest.approx(counted.pearson_chi2 / 5)
    answered = GLM(np.column_stack([events, bases - events]), ones, family=Binomial()).fit()
    found = winsorised_factors(events[np.newaxis] * 1.0, bases * 1.0, shares=True, cut=0)
    assert found[0] == pytest.approx(answered.pearson_chi2 / 5)


def test_the_farthest_tenth_counts_as_what_comes_next() -> None:
    # Of eleven districts the tenths fall on the second from either end, so that scipy's
    # winsorize, which takes whole districts, says the same.
    events = np.array([2, 9, 11, 12, 8, 10, 13, 9, 10, 7, 60], dtype=float)
    bases = np.full(11, 100.0)
    average = events.sum() / bases.sum()
    distances = (events / 100 - average) / np.sqrt(average / 100)
    by_scipy = np.mean(winsorize(distances, limits=0.1) ** 2)
    found = winsorised_factors(events[np.newaxis], bases, shares=False)
    assert found[0] == pytest.approx(by_scipy)


def wide_apart(times: float) -> Funnel:
    """Twenty districts of a thousand, whose rates differ ``times`` as much as by chance."""
    random = np.random.default_rng(3)
    expected = (
        100 * (1 + (times - 1) * random.normal(0, 0.1, 20)) if times > 1 else np.full(20, 100)
    )
    drawn = random.poisson(np.maximum(expected, 1))
    found = funnel(
        {str(at): Counted(float(one), 1_000) for at, one in enumerate(drawn)}, shares=False
    )
    assert found is not None
    return found


def test_districts_that_differ_by_chance_leave_the_limits_as_they_are() -> None:
    spread = wide_apart(1).dispersion
    assert spread.factor == pytest.approx(1, abs=0.6)
    assert not spread.is_beyond_chance
    assert spread.widening == 1


def test_districts_that_lie_farther_apart_widen_the_limits_by_the_root_of_the_factor() -> None:
    drawn = wide_apart(4)
    spread = drawn.dispersion
    assert spread.factor > 2
    assert spread.p == pytest.approx(1 / (DRAWS + 1))
    narrow = plain(drawn.average, shares=False).limits(1_000, LEVEL)
    wide = drawn.limits(1_000, LEVEL)
    assert wide.high - drawn.average == pytest.approx(
        spread.factor**0.5 * (narrow.high - drawn.average)
    )
    assert wide.low == pytest.approx(
        max(drawn.average - spread.factor**0.5 * (drawn.average - narrow.low), 0)
    )


def test_widening_by_mistake_is_as_rare_as_it_should_be() -> None:
    # 200 wards whose 19 districts differ by chance alone: about 1 in 20 is taken for more.
    random = np.random.default_rng(11)
    bases = random.uniform(7_000, 26_000, 19)
    widened = 0
    for _ in range(200):
        events = random.poisson(0.0006 * bases)
        drawn = funnel(
            {str(at): Counted(float(one), base)
             for at, (one, base) in enumerate(zip(events, bases, strict=True))},
            shares=False,
        )  # fmt: skip
        assert drawn is not None
        widened += drawn.dispersion.is_beyond_chance
    assert 2 <= widened <= 18


def test_places_in_the_funnel_are_told_by_both_limits() -> None:
    counted = {
        "usual": Counted(50, 1_000),
        "apart": Counted(66, 1_000),
        "beyond": Counted(90, 1_000),
        "none": Counted(0, 1_000),
        "small": Counted(2, 10),
    }
    drawn = Funnel(counted, 0.05, shares=False, dispersion=AS_BY_CHANCE)
    found = {code: drawn.position(code) for code in counted}
    assert found == {
        "usual": "within", "apart": "apart", "beyond": "beyond", "none": "beyond",
        "small": "within",
    }  # fmt: skip
    assert drawn.is_above("beyond")
    assert not drawn.is_above("none")


def test_where_nothing_was_counted_or_everybody_there_is_no_funnel() -> None:
    assert funnel({"a": Counted(0, 10), "b": Counted(0, 20)}, shares=False) is None
    assert funnel({"a": Counted(10, 10), "b": Counted(20, 20)}, shares=True) is None
    assert funnel({"a": Counted(10, 10), "b": Counted(20, 20)}, shares=False) is not None


@given(st.floats(1, 50_000), st.floats(1e-6, 0.9))
def test_limits_hold_the_average_and_no_figure_below_zero(base: float, average: float) -> None:
    for shares in (True, False):
        drawn = plain(average, shares=shares)
        inner, outer = drawn.limits(base, LEVEL), drawn.limits(base, WIDE)
        assert 0 <= outer.low <= inner.low <= average <= inner.high <= outer.high
