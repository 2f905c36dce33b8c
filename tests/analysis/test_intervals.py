"""Wilson's and Poisson intervals against published figures, and what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm
from statsmodels.stats.rates import confint_poisson

from asahi_metrics.analysis.funnel import WIDE
from asahi_metrics.analysis.intervals import FEW_EVENTS, LEVEL, poisson, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_newcombe_1998_table_i(
    part: int, whole: int, low: float, high: float
) -> None:
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion: comparison
    # of seven methods. Statistics in Medicine 17 (1998), 857-872, method 3 (score).
    found = wilson(part, whole, per=1)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_an_interval_is_in_the_unit_of_its_figure() -> None:
    of_one, of_hundred = wilson(81, 263, per=1), wilson(81, 263)
    assert of_one is not None
    assert of_hundred is not None
    assert of_hundred.low == pytest.approx(100 * of_one.low)
    assert of_hundred.high == pytest.approx(100 * of_one.high)


def test_no_answers_give_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(6, 5), (-1, 5), (0, -1)])
def test_what_is_no_part_of_the_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        wilson(part, whole)


answers = st.integers(1, 100_000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
)


@given(answers)
def test_the_share_lies_in_its_interval_and_the_interval_among_the_shares(
    answer: tuple[int, int],
) -> None:
    part, whole = answer
    found = wilson(part, whole)
    assert found is not None
    assert 0 <= found.low <= 100 * part / whole <= found.high <= 100 + 1e-9
    assert found.low < found.high


@given(answers)
def test_who_says_no_has_the_mirrored_interval(answer: tuple[int, int]) -> None:
    part, whole = answer
    yes, no = wilson(part, whole), wilson(whole - part, whole)
    assert yes is not None
    assert no is not None
    assert yes.low == pytest.approx(100 - no.high, abs=1e-6)


@given(answers)
def test_twice_the_answers_make_it_narrower(answer: tuple[int, int]) -> None:
    part, whole = answer
    once, twice = wilson(part, whole), wilson(2 * part, 2 * whole)
    assert once is not None
    assert twice is not None
    assert twice.high - twice.low < once.high - once.low


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (3, 0.619, 8.767), (5, 1.623, 11.668), (9, 4.115, 17.085)],
)
def test_few_events_have_the_exact_limits_of_garwoods_table(
    events: int, low: float, high: float
) -> None:
    # F. Garwood, Fiducial limits for the Poisson distribution. Biometrika 28 (1936), 437-442.
    found = poisson(events, 1)
    assert found is not None
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


@pytest.mark.parametrize("events", [10, 11, 15, 30, 65, 100, 1045])
def test_byars_limits_are_within_the_published_fifth_of_a_per_cent_of_the_exact_ones(
    events: int,
) -> None:
    # Public Health England, Technical Guide: Confidence Intervals (2018): within 0.2 % of the
    # exact limits for numerators of 10 or more. The exact limits are its appendix 2.
    found = poisson(events, 1)
    assert found is not None
    assert found.low == pytest.approx(chi2.ppf(0.025, 2 * events) / 2, rel=0.002)
    assert found.high == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2, rel=0.002)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(1, 0.0253, 5.57), (2, 0.121, 3.61), (3, 0.206, 2.92), (6, 0.367, 2.18), (10, 0.480, 1.84),
     (12, 0.517, 1.75), (20, 0.611, 1.54), (30, 0.675, 1.43), (50, 0.742, 1.32)],
)  # fmt: skip
def test_limits_are_the_published_factors_of_breslow_and_day(
    events: int, low: float, high: float
) -> None:
    # N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (IARC 1987), table
    # 2.10, after Haenszel, Loveland and Sirken (1962): factors of the observed number, which
    # are exact. From FEW_EVENTS on they are Byar's here, within a fifth of a per cent of them.
    found = poisson(events, events)
    assert found is not None
    assert found.low == pytest.approx(low, rel=0.003)
    assert found.high == pytest.approx(high, rel=0.003)


@pytest.mark.parametrize("level", [LEVEL, WIDE])
@pytest.mark.parametrize("events", [0, 1, 4, 9, 10, 30, 65, 1045])
def test_limits_of_every_level_follow_the_exact_ones_of_statsmodels(
    events: int, level: float
) -> None:
    low, high = confint_poisson(events, 1, method="exact-c", alpha=1 - level)
    found = poisson(events, 1, level=level)
    assert found is not None
    near = 1e-9 if events < FEW_EVENTS else 0.002 if level == LEVEL else 0.02
    assert found.low == pytest.approx(low, rel=near)
    assert found.high == pytest.approx(high, rel=near)


@pytest.mark.parametrize("level", [LEVEL, WIDE])
def test_wilsons_limits_are_where_the_score_test_ends(level: float) -> None:
    # The definition: at a limit the share lies as many standard errors away as the level says.
    found = wilson(81, 263, per=1, level=level)
    assert found is not None
    reach = norm.ppf((1 + level) / 2)
    for limit in (found.low, found.high):
        error = (limit * (1 - limit) / 263) ** 0.5
        assert abs(81 / 263 - limit) / error == pytest.approx(reach)


def test_a_rate_has_its_limits_in_its_own_unit() -> None:
    bare, rate = poisson(100, 1), poisson(100, 50_000, per=1000)
    assert bare is not None
    assert rate is not None
    assert rate.low == pytest.approx(bare.low / 50)
    assert rate.high == pytest.approx(bare.high / 50)


def test_nobody_to_relate_to_gives_no_interval() -> None:
    assert poisson(3, 0) is None


@pytest.mark.parametrize(("events", "exposure"), [(-1, 5), (1, -5)])
def test_what_is_below_zero_is_no_rate(events: int, exposure: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        poisson(events, exposure)


@given(st.integers(0, 20_000), st.integers(1, 100_000))
def test_the_rate_lies_in_its_interval(events: int, exposure: int) -> None:
    found = poisson(events, exposure)
    assert found is not None
    assert 0 <= found.low <= events / exposure < found.high


def test_the_limits_rise_with_the_events_where_the_methods_meet() -> None:
    found = [poisson(events, 1) for events in range(FEW_EVENTS + 5)]
    lows, highs = ([getattr(one, side) for one in found] for side in ("low", "high"))
    assert lows == sorted(lows)
    assert highs == sorted(highs)
