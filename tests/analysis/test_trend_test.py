"""The test for trend against published tables, statsmodels and R, and its false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, f
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.contingency_tables import Table

from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.analysis.trend_test import (
    FEW_IN_ALL,
    Scatter,
    Trend,
    chance_of,
    judge,
    scatter_of,
    trend_of,
)


def counted(events: list[float], bases: list[float]) -> dict[int, Counted]:
    """Yearly points from 2022 on."""
    return {2022 + at: Counted(*one) for at, one in enumerate(zip(events, bases, strict=True))}


def test_the_example_of_armitage_1955_is_met() -> None:
    # P. Armitage, Tests for linear trends in proportions and frequencies. Biometrics 11 (1955),
    # 375-386: carriers of Streptococcus pyogenes by the size of their tonsils.
    found = trend_of(counted([19, 29, 24], [516, 589, 293]), shares=True)
    assert found is not None
    assert round(found.along, 2) == 7.19
    assert round(found.departure, 2) == 0.69
    assert found.freedom == 1


def test_the_example_of_fleiss_in_r_s_own_documentation_is_met() -> None:
    # J. L. Fleiss, Statistical Methods for Rates and Proportions, 2nd edition (1981), p. 139:
    # smokers among patients; R's prop.trend.test gives X-squared = 8.2249, p = 0.004132.
    found = trend_of(counted([83, 90, 129, 70], [86, 93, 136, 82]), shares=True)
    assert found is not None
    assert round(found.along, 4) == 8.2249
    assert round(chance_of(found), 6) == 0.004132


def test_shares_are_tested_as_statsmodels_tests_them() -> None:
    events, bases = [40, 44, 52, 49, 61], [100, 98, 105, 97, 110]
    table = np.array([[part, whole - part] for part, whole in zip(events, bases, strict=True)])
    other = Table(table, shift_zeros=False).test_ordinal_association(
        row_scores=np.arange(5.0), col_scores=np.array([1.0, 0.0])
    )
    found = trend_of(counted(events, bases), shares=True)
    assert found is not None
    # Its variance is that of a draw without putting back.
    whole = sum(bases)
    assert other.zscore**2 == pytest.approx(found.along * (whole - 1) / whole)


def test_rates_are_tested_by_the_score_test_of_a_log_linear_model() -> None:
    events, bases = [12.0, 9.0, 15.0, 18.0, 22.0], [3000.0, 3100.0, 2950.0, 3050.0, 3020.0]
    model = GLM(events, np.ones((5, 1)), family=Poisson(), exposure=bases)
    scored = model.fit().model.score_test(
        model.fit().params, exog_extra=np.arange(5.0).reshape(-1, 1)
    )
    found = trend_of(counted(events, bases), shares=False)
    assert found is not None
    assert found.along == pytest.approx(float(np.squeeze(scored[0])))
    assert chance_of(found) == pytest.approx(float(np.squeeze(scored[1])))


def test_the_slope_is_that_of_a_weighted_straight_line() -> None:
    events, bases = [10.0, 14.0, 16.0, 25.0, 22.0], [1000.0, 1200.0, 900.0, 1000.0, 800.0]
    found = trend_of(counted(events, bases), shares=False)
    assert found is not None
    rates = np.array(events) / bases
    assert found.slope == pytest.approx(np.polyfit(range(5), rates, 1, w=np.sqrt(bases))[0])


def test_the_two_parts_make_up_the_whole_chi_squared() -> None:
    events, bases = np.array([40, 44, 52, 49, 61.0]), np.array([100, 98, 105, 97, 110.0])
    found = trend_of(counted(list(events), list(bases)), shares=True)
    assert found is not None
    rate = events.sum() / bases.sum()
    whole = ((events - rate * bases) ** 2 / (bases * rate * (1 - rate))).sum()
    assert found.along + found.departure == pytest.approx(whole)


def test_a_measured_scatter_makes_the_test_milder() -> None:
    trend = Trend(8.0, 6.0, 3, 1.0)
    assert chance_of(trend) == pytest.approx(chi2.sf(8, 1))
    assert chance_of(trend, Scatter(2.0, 30)) == pytest.approx(f.sf(4, 1, 30))


def test_years_that_scatter_less_than_chance_are_no_reason_to_be_bolder() -> None:
    assert scatter_of([Trend(1, 1.0, 3, 0)] * 5) == Scatter(1.0, 15)


STEADY = counted([10.0, 15, 20, 25, 30], [1000.0] * 5)


def test_five_points_that_rise_are_a_rise_and_turned_round_a_fall() -> None:
    assert judge(STEADY, shares=False).mark == "up"
    turned = dict(zip(STEADY, reversed(STEADY.values()), strict=True))
    assert judge(turned, shares=False).mark == "down"


def test_points_that_stay_are_flat() -> None:
    found = judge(counted([20.0, 22, 19, 21, 20], [1000.0] * 5), shares=False)
    assert (found.mark, found.reason) == ("flat", "")


def test_four_points_are_too_few() -> None:
    four = {year: one for year, one in STEADY.items() if year > 2022}
    found = judge(four, shares=False)
    assert (found.mark, found.reason) == ("unknown", "few_points")


def test_a_gap_is_named_by_its_year() -> None:
    found = judge({**STEADY, 2024: None}, shares=False)
    assert (found.mark, found.reason, found.year) == ("unknown", "gap", 2024)


def test_a_rise_that_hangs_on_one_year_is_told_with_that_year() -> None:
    found = judge(counted([20.0, 20, 20, 20, 50], [1000.0] * 5), shares=False)
    assert (found.mark, found.reason, found.year) == ("unknown", "one_year", 2026)
    assert found.p is not None
    assert found.p < 0.05


def test_a_rise_that_only_one_year_hides_is_told_too() -> None:
    found = judge(counted([40.0, 12, 18, 26, 38], [1000.0] * 5), shares=False)
    assert (found.mark, found.reason, found.year) == ("unknown", "one_year", 2022)
    assert found.p is not None
    assert found.p > 0.05


@pytest.mark.parametrize("events", [[0.0] * 5, [1.0, 2, 2, 2, 2]])
def test_too_few_events_are_not_judged(events: list[float]) -> None:
    assert sum(events) < FEW_IN_ALL
    found = judge(counted(events, [1000.0] * 5), shares=False)
    assert (found.mark, found.reason) == ("unknown", "few_events")


def test_answers_that_are_almost_all_yes_are_not_judged() -> None:
    found = judge(counted([100.0, 99, 100, 98, 100], [100.0] * 5), shares=True)
    assert (found.mark, found.reason) == ("unknown", "few_events")


def test_chance_alone_is_called_a_trend_less_often_than_one_time_in_twenty() -> None:
    random = np.random.default_rng(14112)
    alarms = 0
    for _ in range(2_000):
        drawn = random.poisson(30, 5).astype(float)
        alarms += judge(counted(list(drawn), [1000.0] * 5), shares=False).mark in {"up", "down"}
    # Measured: 0.35 %. That no single year may carry it makes the rule far stricter than its level.
    assert 0.001 < alarms / 2_000 < 0.01


def test_what_comes_in_groups_gives_no_more_false_alarms_once_its_scatter_is_measured() -> None:
    random = np.random.default_rng(14112)
    alarms = plain = 0
    for _ in range(60):
        # Groups of 25: a variance 26 times that of single arrivals.
        districts = [counted(list(25.0 * random.poisson(12, 5)), [10_000.0] * 5) for _ in range(19)]
        scatter = scatter_of(trend_of(one, shares=False) for one in districts)
        assert 10 < scatter.factor < 50
        alarms += sum(
            judge(one, shares=False, scatter=scatter).mark in {"up", "down"} for one in districts
        )
        plain += sum(judge(one, shares=False).mark in {"up", "down"} for one in districts)
    assert alarms / (60 * 19) < 0.01
    # Poisson's law alone would call one district of five a trend.
    assert plain / (60 * 19) > 0.2


yearly = st.lists(st.integers(0, 500), min_size=5, max_size=5)


@given(yearly, st.integers(2, 5))
def test_a_larger_scatter_never_makes_a_line_less_likely_to_be_chance(
    events: list[int], factor: int
) -> None:
    found = trend_of(counted([float(one) for one in events], [1000.0] * 5), shares=False)
    if found is not None:
        assert chance_of(found, Scatter(float(factor), 57)) >= chance_of(found) - 1e-12


@given(yearly)
def test_a_mirrored_course_has_the_mirrored_slope(events: list[int]) -> None:
    values = [float(one) for one in events]
    found = trend_of(counted(values, [1000.0] * 5), shares=False)
    turned = trend_of(counted(values[::-1], [1000.0] * 5), shares=False)
    if found is None:
        assert turned is None
        return
    assert turned is not None
    assert turned.slope == pytest.approx(-found.slope, abs=1e-12)
    assert turned.along == pytest.approx(found.along, abs=1e-9)
