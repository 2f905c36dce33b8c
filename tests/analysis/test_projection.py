"""The year-end projection: against the chain ladder, against what is known, and at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asahi_metrics.analysis.projection import (
    Course,
    plain_forecast,
    project_course,
    project_level,
)

SEASON = (1, 1, 2, 2, 1, 4, 2, 2, 1, 1, 1, 2)


def year(level: float) -> Course:
    return Course(tuple(level * weight for weight in SEASON))


def counted(level: float, seed: int) -> Course:
    rng = np.random.Generator(np.random.PCG64(seed))
    return Course(tuple(float(one) for one in rng.poisson([level * weight for weight in SEASON])))


def test_with_years_alike_the_projection_is_the_season_itself() -> None:
    found = project_course([year(100)] * 3, year(100).until(6))
    assert found is not None
    assert found.value == pytest.approx(2_000, rel=0.01)


def test_a_stronger_year_is_projected_near_the_chain_ladder() -> None:
    # 11 of 20 parts are known and came to twice the usual: 2,200 of 4,000.
    past = [counted(1_000, seed) for seed in range(3)]
    now = counted(2_000, 9)
    found = project_course(past, now.until(6))
    assert found is not None and now.total is not None
    known = sum(one or 0 for one in now.amounts[:6])
    reached = sum(sum(one or 0 for one in past_year.amounts[:6]) for past_year in past)
    whole = sum(past_year.total or 0 for past_year in past)
    assert found.value == pytest.approx(known * whole / reached, rel=0.05)
    assert found.value == pytest.approx(now.total, rel=0.05)


def test_early_in_the_year_last_years_level_weighs_more_than_one_small_month() -> None:
    now = Course((60.0, *year(100).amounts[1:]))
    found = project_course([counted(100, seed) for seed in range(3)], now.until(1))
    assert found is not None
    # April is a twentieth of the year: the chain ladder would say 1,200, last year 2,000.
    assert 1_300 < found.value < 2_000


def test_the_more_months_are_known_the_narrower_the_range() -> None:
    past = [counted(100, seed) for seed in range(4)]
    now = counted(110, 7)
    widths = []
    for months in (1, 4, 8, 11):
        found = project_course(past, now.until(months))
        assert found is not None
        range_80, range_95 = found.interval(0.8), found.interval(0.95)
        assert range_80 is not None and range_95 is not None
        assert range_95[0] <= range_80[0] <= found.value <= range_80[1] <= range_95[1]
        widths.append(range_80[1] - range_80[0])
    assert widths == sorted(widths, reverse=True)


def test_the_same_question_gets_the_same_answer() -> None:
    past, now = [counted(50, seed) for seed in range(3)], counted(60, 8).until(5)
    first, again = project_course(past, now), project_course(past, now)
    assert first is not None and again is not None
    assert np.array_equal(first.draws, again.draws)


def test_with_one_past_year_the_plain_forecast_stands_without_a_range() -> None:
    found = project_course([year(100)], year(120).until(3))
    assert found is not None
    # 120 x 4 parts are known; last year's other 16 parts came to 1,600.
    assert (found.value, found.method) == (480 + 1_600, "plain")
    assert found.interval(0.8) is None
    assert found.chance_to_reach(1) is None
    assert found.expected_gap(2_600) == pytest.approx(520 / 2_600)


def test_without_a_past_year_or_a_known_month_there_is_no_projection() -> None:
    assert project_course([], year(100).until(3)) is None
    assert project_course([year(100), year(100)], year(100).until(0)) is None
    assert plain_forecast([], year(100)) is None
    assert project_level([], 3) is None


def test_a_past_year_with_nothing_in_it_ends_the_history() -> None:
    empty, unknown = year(0), Course((None,) * 12)
    for gap in (empty, unknown):
        found = project_course([year(100), gap, year(100)], year(100).until(6))
        assert found is not None
        assert found.method == "plain"


def test_what_only_ever_came_in_april_has_no_range_in_may() -> None:
    april = Course((37.0, *[0.0] * 11))
    found = project_course([april] * 3, april.until(1))
    assert found is not None
    assert (found.value, found.method) == (37, "plain")


def test_years_that_share_no_month_tell_no_season() -> None:
    spring = Course((5.0, 5.0, *[None] * 10))
    autumn = Course((*[None] * 6, 5.0, 5.0, *[None] * 4))
    found = project_course([spring, autumn], spring.until(1))
    assert found is not None
    assert found.method == "plain"


def test_where_little_is_known_no_factor_runs_away() -> None:
    def known(**months: float) -> Course:
        return Course(tuple(months.get(f"m{place}") for place in range(12)))

    past = [known(m10=0, m11=37), known(m10=1, m11=0), known(m9=1, m11=0)]
    found = project_course(past, known(m0=0))
    assert found is not None
    assert found.method == "plain"


def test_a_month_without_a_report_is_left_out_and_is_no_zero() -> None:
    past = [counted(100, seed) for seed in range(3)]
    gap = Course((*past[0].amounts[:5], None, *past[0].amounts[6:]))
    whole = project_course(past, counted(100, 9).until(6))
    with_gap = project_course([gap, *past[1:]], counted(100, 9).until(6))
    assert whole is not None and with_gap is not None
    assert with_gap.value == pytest.approx(whole.value, rel=0.05)


def test_a_rate_of_two_flows_is_projected_as_sum_over_sum() -> None:
    # Two surveys a year, in June and December, of 800 and 400 answers.
    def survey(june: float, december: float | None) -> Course:
        amounts = [None] * 12
        exposures = [None] * 12
        amounts[2], amounts[8] = june, december  # type: ignore[call-overload]
        exposures[2], exposures[8] = 800.0, None if december is None else 400.0  # type: ignore[call-overload]
        return Course(tuple(amounts), tuple(exposures))

    past = [survey(400, 210), survey(410, 205), survey(405, 200)]
    assert past[0].total == pytest.approx(610 / 1_200)
    found = project_course(past, survey(440, None))
    assert found is not None
    assert 440 / 800 - 0.03 < found.value < 440 / 800 + 0.03
    assert plain_forecast(past, survey(440, None)) == pytest.approx(640 / 1_200)


def test_another_unit_is_the_same_projection() -> None:
    found = project_course([counted(100, seed) for seed in range(3)], counted(100, 9).until(6))
    assert found is not None
    range_80, scaled = found.interval(0.8), found.scaled(0.5).interval(0.8)
    assert range_80 is not None and scaled is not None
    assert scaled == pytest.approx([0.5 * one for one in range_80])
    assert found.chance_to_reach(2_000) == found.scaled(0.5).chance_to_reach(1_000)


def test_chance_and_gap_say_how_sure_and_how_far() -> None:
    found = project_course([counted(100, seed) for seed in range(3)], counted(100, 9).until(6))
    assert found is not None
    assert found.chance_to_reach(1) == 1 and found.expected_gap(1) == 0
    assert found.chance_to_reach(9_000) == 0
    assert found.expected_gap(9_000) == pytest.approx(1 - found.value / 9_000, abs=0.01)
    # Where less is better, the target is a limit.
    assert found.chance_to_reach(1, lower_is_better=True) == 0
    assert found.expected_gap(9_000, lower_is_better=True) == 0


def test_a_level_goes_on_by_its_mean_change() -> None:
    levels = [1_000 + 10 * month + (month % 2) for month in range(37)]
    found = project_level(levels, 5)
    assert found is not None
    assert found.value == pytest.approx(levels[-1] + 5 * (levels[-1] - levels[0]) / 36)
    range_80 = found.interval(0.8)
    assert range_80 is not None
    assert range_80[0] < found.value < range_80[1]


def test_the_drift_methods_range_is_that_of_the_textbook() -> None:
    steps = [3.0, -1, 4, 1, -5, 9, 2, -6, 5, 3, 5, -8, 9, 7, -9, 3]
    levels = list(np.cumsum([100.0, *steps]))
    found = project_level(levels, 4)
    assert found is not None
    # s = 5.7619 (n - 1), h = 4, n = 16: s * sqrt(4 * 1.25) = 12.884; t(15) at 97.5 % = 2.1314.
    range_95 = found.interval(0.95)
    assert range_95 is not None
    half = np.std(steps, ddof=1) * np.sqrt(5.0) * 2.13145
    assert range_95[1] - range_95[0] == pytest.approx(2 * half, rel=0.05)


def test_a_level_of_less_than_a_year_stays_and_has_no_range() -> None:
    found = project_level([10.0, 12, 13], 9)
    assert found is not None
    assert (found.value, found.method, found.interval(0.8)) == (13, "steady", None)


amounts = st.one_of(st.none(), st.integers(0, 10_000).map(float))
courses = st.lists(amounts, min_size=12, max_size=12).map(lambda one: Course(tuple(one)))


@settings(max_examples=60)
@given(st.lists(courses, min_size=0, max_size=4), courses, st.integers(1, 12))
def test_whatever_the_past_the_year_ends_at_no_less_than_is_known(
    past: list[Course], now: Course, months: int
) -> None:
    seen = now.until(months)
    found = project_course(past, seen)
    if found is None:
        return
    known = sum(one for one in seen.amounts if one is not None)
    assert found.value >= known
    assert np.isfinite(found.draws).all()
    assert (found.draws >= known).all()
