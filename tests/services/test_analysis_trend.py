"""Trends in the small ward over five years, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.analysis.trend_test import trend_of
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.analysis_trend import Trends, trends
from asahi_metrics.services.analysis_years import comparable_years
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import PUBLIC_READER
from tests.services.five_years import drill_rows, open_five_years
from tests.ward import CENSUS, load, open_filled_ward, open_ward

FY2025 = Period(2025)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_five_years(tmp_path_factory.mktemp("five")))


def found(figures: Figures, indicator: str, period: Period = FY2025) -> Trends:
    one = trends(figures, figures.office.catalogue[indicator], period)
    assert one is not None
    return one


def test_a_count_is_compared_by_residents_over_five_whole_years(figures: Figures) -> None:
    drills = found(figures, "drills")
    assert [one.year for one in drills.years] == [2021, 2022, 2023, 2024, 2025]
    first = drills.districts[0]
    # Per 10,000 of 300 residents.
    assert first.by_year[2021] == pytest.approx(10_000 * 4 / 300)
    assert first.slope == pytest.approx(10_000 * 4 / 300)


def test_a_district_that_rises_is_told_from_one_that_stays_and_one_with_too_few(
    figures: Figures,
) -> None:
    one, two, three = found(figures, "drills").districts
    assert (one.verdict.mark, two.verdict.mark, three.verdict.mark) == ("up", "flat", "unknown")
    assert three.verdict.reason == "few_events"
    assert [each.code for each in found(figures, "drills").marked("up")] == ["01"]


def test_the_ward_is_sum_over_sum_of_the_districts_of_every_year(figures: Figures) -> None:
    ward = found(figures, "drills").ward
    assert ward.by_year[2025] == pytest.approx(10_000 * (20 + 7 + 2) / 2_100)
    points = {
        year: Counted(events, 2_100)
        for year, events in zip(range(2021, 2026), (11, 15, 19, 22, 29), strict=True)
    }
    assert ward.verdict.trend == trend_of(points, shares=False)
    assert ward.verdict.mark == "up"


def test_the_ward_s_people_are_all_of_them_and_no_mean_of_the_districts(tmp_path: Path) -> None:
    # Residents of the three districts by tests/ward.py.
    ward = found(Figures(open_filled_ward(tmp_path)), "population").ward.by_year
    assert {year: ward[year] for year in (2023, 2024, 2025)} == {
        2023: 2_100,
        2024: 2_220,
        2025: 2_320,
    }


def test_a_share_of_answers_is_tested_as_one_and_a_year_that_was_not_asked_is_a_gap(
    figures: Figures,
) -> None:
    ready = found(figures, "sentiment_preparedness")
    assert ready.scale.method == "share"
    one, two, three = ready.districts
    assert one.verdict.mark == "up"
    # Four years alike and a fifth that stands out.
    assert (two.verdict.reason, two.verdict.year) == ("one_year", 2025)
    assert (three.verdict.reason, three.verdict.year) == ("gap", 2023)
    assert three.by_year[2023] is None
    assert ready.left_out == ("03",)


def test_figures_without_a_law_of_chance_are_shown_and_not_judged(tmp_path: Path) -> None:
    people = found(Figures(open_filled_ward(tmp_path)), "population", Period(2025, 1, 1))
    assert {one.verdict.reason for one in (*people.districts, people.ward)} == {"untested"}
    assert [one.by_year[2025] for one in people.districts] == [320, 800, 1200]


def test_a_year_under_way_is_compared_by_the_same_months(figures: Figures) -> None:
    until_august = found(figures, "drills", Period(2025, 1, 5))
    assert {one.by_year[2025] for one in until_august.districts} == {0}
    assert found(figures, "drills", Period(2025, 1, 6)).districts[0].verdict.mark == "up"


def test_three_years_are_too_few(tmp_path: Path) -> None:
    drills = found(Figures(open_filled_ward(tmp_path)), "drills")
    assert [one.year for one in drills.years] == [2023, 2024, 2025]
    assert {one.verdict.reason for one in drills.districts} == {"few_points"}


def test_a_first_year_that_begins_after_months_that_count_is_left_out(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    load(office, "census", CENSUS)
    late = [row for row in drill_rows() if str(row[0]).startswith("2021")]
    early = [row for row in drill_rows(month=5) if not str(row[0]).startswith("2021")]
    load(office, "disaster_drills", [*late, *early])
    figures = Figures(open_ward(tmp_path))
    drills = figures.office.catalogue["drills"]
    assert [one.year for one in comparable_years(figures, drills, FY2025)] == [
        2022, 2023, 2024, 2025,
    ]  # fmt: skip


def test_a_register_that_always_begins_in_september_has_its_first_year(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    assert comparable_years(figures, drills, FY2025)[0] == Period(2021)


def test_a_period_before_all_data_has_no_trend(figures: Figures) -> None:
    assert trends(figures, figures.office.catalogue["drills"], Period(2019)) is None


def test_the_public_is_refused(figures: Figures) -> None:
    with pytest.raises(NotAllowed):
        found(figures.acting_as(figures.office.acting_as(PUBLIC_READER)), "drills")
