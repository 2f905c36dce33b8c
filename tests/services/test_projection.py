"""Projections of the ward's own indicators, and what they would have said in past years."""

from __future__ import annotations

import pytest

from asahi_metrics.analysis.backtest import SHARES, Record
from asahi_metrics.core.calendar import Period
from asahi_metrics.services import backtest
from asahi_metrics.services.courses import is_yearly, year_course
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.projection import project
from asahi_metrics.services.review import standing


def test_every_course_adds_up_to_the_years_figure(figures: Figures) -> None:
    for one in figures.office.catalogue:
        if not one.adds_up or (one.denominator and one.denominator.over == "distinct"):
            continue
        total = year_course(figures, one, 2025).total
        figure = figures.of(one, Period(2025))
        assert total is not None
        shared = one.denominator is not None and one.denominator.over == "sum"
        expected = figure.value if one.denominator is None else figure.numerator
        assert total * one.per == pytest.approx(figure.value) if shared else total == expected


def test_a_month_counts_only_the_shelters_that_are_new_in_the_year(figures: Figures) -> None:
    shelters = figures.office.catalogue["supported_shelters"]
    by_month = [figures.of(shelters, Period(2025, n, n)).value or 0 for n in range(1, 13)]
    amounts = year_course(figures, shelters, 2025).amounts
    assert sum(one or 0 for one in amounts) == figures.of(shelters, Period(2025)).value
    assert sum(one or 0 for one in amounts) < sum(by_month)


def test_what_is_projected_has_a_range_around_it_and_no_less_than_is_known(
    figures: Figures,
) -> None:
    projected = 0
    for one in figures.office.catalogue:
        found = standing(figures, one, 2026)
        if found.projection is None:
            continue
        projected += 1
        assert not is_yearly(one)
        range_80, range_95 = (found.projection.interval(share) for share in SHARES)
        if range_80 and range_95:
            assert range_95[0] <= range_80[0] <= found.projection.value
            assert found.projection.value <= range_80[1] <= range_95[1]
        if one.adds_up and one.denominator is None and found.value is not None:
            assert found.projection.value >= found.value
    assert projected > 30


def test_a_projection_looks_at_nothing_that_came_later(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    until = Period(2025, 1, 6).last_month
    found = project(figures, drills, 2025, until)
    six_months = standing(figures, drills, 2025, until)
    assert found is not None
    assert six_months.period == Period(2025, 1, 6)
    assert six_months.value == figures.of(drills, Period(2025, 1, 6)).value
    assert found.value != figures.of(drills, Period(2025)).value
    assert project(figures, drills, 2025) is None


def test_there_is_no_projection_where_a_year_is_over_or_comes_at_once(figures: Figures) -> None:
    for one in figures.office.catalogue:
        assert project(figures, one, 2031) is None
        if is_yearly(one) or one.numerator.over == "carry":
            assert project(figures, one, 2026) is None
    assert project(figures, figures.office.catalogue["grant_yen_per_association"], 2026) is None


def test_the_back_test_beats_the_plain_forecast_and_its_ranges_hold(figures: Figures) -> None:
    print()  # noqa: T201
    rows = [(one.id, backtest.record(figures, one)) for one in figures.office.catalogue]
    for name, found in rows:
        if found:
            print(_line(name, found))  # noqa: T201
    whole = backtest.whole_record(figures)
    assert whole is not None
    print(_line("all", whole))  # noqa: T201
    assert whole.ranged > 200
    assert whole.beats_plain
    # Two or three past years are little to learn from: up to a tenth of the years' ends more
    # than the ranges promise may lie outside.
    assert whole.coverage[0] >= 0.7
    assert whole.coverage[1] >= 0.87


def _line(name: str, found: Record) -> str:
    return (
        f"{name:28} {found.ranged:4} error {found.error:6.1%} plain {found.plain_error:6.1%} "
        f"in 80 % {found.coverage[0]:4.0%} in 95 % {found.coverage[1]:4.0%}"
    )
