"""The change from last year in the small ward, worked out by hand."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from asahi_metrics.analysis.change import difference_of_shares, ratio_of_rates
from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.core.calendar import Period
from asahi_metrics.services.analysis_change import Changes, changes
from asahi_metrics.services.figures import Figures
from tests.services.five_years import open_five_years
from tests.ward import open_filled_ward

FY2025 = Period(2025)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_five_years(tmp_path_factory.mktemp("five")))


def found(figures: Figures, indicator: str, period: Period = FY2025) -> Changes:
    one = changes(figures, figures.office.catalogue[indicator], period)
    assert one is not None
    return one


def test_a_rate_changes_by_per_cent_with_the_interval_of_its_ratio(figures: Figures) -> None:
    drills = found(figures, "drills")
    assert drills.kind == "percent"
    one = drills.districts[0]
    # 16 and 20 drills among 300 residents.
    assert one.change == pytest.approx(25)
    ratio = ratio_of_rates(Counted(20, 300), Counted(16, 300))
    assert ratio is not None
    assert one.interval is not None
    assert one.interval.low == pytest.approx(100 * (ratio.low - 1))
    assert one.interval.high == pytest.approx(100 * (ratio.high - 1))
    assert not one.beyond_chance


def test_a_year_of_none_before_has_no_per_cent_and_an_interval_without_end(
    figures: Figures,
) -> None:
    three = found(figures, "drills").districts[2]
    assert (three.last, three.change) == (0, None)
    assert three.is_known
    assert three.rises
    assert three.interval is not None
    assert three.interval.high == inf


def test_a_share_changes_by_points_with_newcombe_s_interval(figures: Figures) -> None:
    ready = found(figures, "sentiment_preparedness")
    assert ready.kind == "points"
    one, two, three = ready.districts
    assert one.change == pytest.approx(10)
    factor = ready.scatter.factor
    assert two.interval == difference_of_shares(Counted(150, 200), Counted(97, 200), scatter=factor)
    assert two.beyond_chance
    assert [each.code for each in ready.beyond(rises=True)] == ["02"]
    assert ready.beyond(rises=False) == ()
    assert three.change == pytest.approx(-2)


def test_the_ward_is_sum_over_sum_of_the_districts_known_in_both_years(figures: Figures) -> None:
    ward = found(figures, "drills").ward
    assert ward.this == pytest.approx(10_000 * 29 / 2_100)
    assert ward.last == pytest.approx(10_000 * 22 / 2_100)
    assert ward.change == pytest.approx(100 * (29 / 22 - 1))


def test_a_figure_that_is_no_sum_of_the_districts_has_the_ward_s_own_change(
    tmp_path: Path,
) -> None:
    # Residents of the three districts in FY2024 and FY2025, by tests/ward.py.
    people = found(Figures(open_filled_ward(tmp_path)), "population")
    assert people.scale.basis == "average"
    assert (people.ward.last, people.ward.this) == (2_220, 2_320)
    assert people.ward.change == pytest.approx(100 * 100 / 2_220)
    assert people.ward.interval is None


def test_years_that_scatter_more_than_chance_widen_the_intervals(figures: Figures) -> None:
    # Ten people come to each drill, so that the years scatter more than single people would.
    people = found(figures, "drill_participants")
    assert people.scatter.freedom == 9
    assert people.scatter.factor > 1
    plain = ratio_of_rates(Counted(200, 300), Counted(160, 300))
    one = people.districts[0].interval
    assert one is not None
    assert plain is not None
    assert one.low < 100 * (plain.low - 1)
    assert one.high > 100 * (plain.high - 1)


def test_a_figure_without_a_law_of_chance_has_no_interval(tmp_path: Path) -> None:
    people = found(Figures(open_filled_ward(tmp_path)), "population", Period(2025, 1, 1))
    assert not people.is_judged
    assert {one.interval for one in (*people.districts, people.ward)} == {None}
    assert [one.change for one in people.districts] == pytest.approx([0, 100 / 7, 0])


def test_a_district_that_did_not_report_is_left_out(tmp_path: Path) -> None:
    # FY2024: 03 reported members for the first time.
    members = found(Figures(open_filled_ward(tmp_path)), "patrol_members", Period(2024))
    assert [one.code for one in members.known] == ["01", "02"]
    assert [one.code for one in members.left_out] == ["03"]
    # 15 + 18 now, 12 + 20 then, of 1,020 and 1,000 residents.
    assert members.ward.this == pytest.approx(10_000 * 33 / 1_020)
    assert members.ward.last == pytest.approx(10_000 * 32 / 1_000)


def test_the_first_year_has_nothing_to_compare_with(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    assert changes(figures, drills, Period(2021)) is None
    assert changes(figures, figures.office.catalogue["grants"], FY2025) is None
