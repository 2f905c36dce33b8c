"""Figures of the small ward against what was worked out by hand in tests/ward.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import replace_town_table
from tests.ward import WARD, load, open_filled_ward, open_ward

FY2023, FY2024, FY2025 = Period(2023), Period(2024), Period(2025)
Expected = dict[str, float | None]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("ward")))


def values(figures: Figures, indicator: str, period: Period) -> Expected:
    """The districts' values and the ward's, which stands last."""
    found = figures.by_area(figures.office.catalogue[indicator], period)
    return {code: found[code].value for code in ("01", "02", "03", WARD)}


def expect(one: float | None, two: float | None, three: float | None, ward: float) -> Expected:
    return {"01": one, "02": two, "03": three, WARD: ward}


@pytest.mark.parametrize(
    ("indicator", "period", "expected"),
    [
        ("drills", FY2023, expect(2, 1, 0, 3)),
        ("drills", FY2024, expect(0, 1, 1, 2)),
        ("drills", FY2025, expect(1, 1, 0, 2)),
        # Nobody counted at the only drill of 02, so its sum is not known; 03 held none.
        ("drill_participants", FY2023, expect(80, None, 0, 80)),
        ("drill_participants", FY2024, expect(0, 70, 0, 70)),
        # 80 / 300, 0 / 1,100; the ward 80 / (300 + 1,100), without the residents of 02.
        ("drill_participants_rate", FY2023, expect(800 / 3, None, 0, 80_000 / 1_400)),
        # 64 / 320 and 80 / 800; the ward 144 / 2,320. The mean of the rates would be 100.
        ("drill_participants_rate", FY2025, expect(200, 100, 0, 144_000 / 2_320)),
        # 30 / 150 households; the ward 30 / (150 + 550).
        ("drill_household_share", FY2023, expect(20, None, 0, 3_000 / 700)),
        ("grants", FY2023, expect(2, 1, 0, 3)),
        ("grant_yen", FY2023, expect(200_000, 40_000, 0, 240_000)),
        # One association has two grants and counts once: 200,000 / 1; the ward 240,000 / 2.
        ("grant_yen_per_association", FY2023, expect(200_000, 40_000, None, 120_000)),
        # 200 / 300, 40 / 80, nothing requested in 03; the ward 240 / 380.
        ("grant_share_of_request", FY2023, expect(200 / 3, 50, None, 24_000 / 380)),
        ("grant_yen_per_resident", FY2024, expect(0, 100_000 / 700, 0, 100_000 / 2_220)),
        ("call_blockers", FY2023, expect(3, 0, 4, 7)),
        # The newest month that each district reported: 01 May, 02 April.
        ("patrol_members", FY2023, expect(12, 20, None, 32)),
        ("patrol_members", FY2024, expect(15, 18, 5, 38)),
        ("patrol_new_members", FY2023, expect(4, 0, None, 4)),
        # (5 + 6) / (10 + 12), 15 / 20; the ward 26 / 42, and not the mean of 50 and 75.
        ("patrol_active_share", FY2023, expect(50, 75, None, 2_600 / 42)),
        ("patrol_members_rate", FY2023, expect(400, 2_000 / 7, None, 320)),
        # From outside and unknown places come 10 more than from the districts.
        ("marche_visitors", FY2023, expect(70, 20, None, 100)),
        # Only those who live in the ward: 90 / (300 + 700).
        ("marche_visitors_rate", FY2023, expect(700 / 3, 200 / 7, None, 90)),
        # Two market days, which all districts share.
        ("marche_visitors_per_day", FY2023, expect(35, 10, None, 50)),
        ("marche_visitors_per_day", FY2024, expect(None, None, 12, 12)),
        ("marche_stalls", FY2023, expect(None, None, None, 22)),
        ("marche_sales", FY2023, expect(None, None, None, 1_000)),
        ("population", FY2023, expect(300, 700, 1_100, 2_100)),
        # Of 02 only one town is known, so the census stands for it.
        ("population", FY2024, expect(320, 700, 1_200, 2_220)),
        ("population", FY2025, expect(320, 800, 1_200, 2_320)),
        ("households", FY2024, expect(160, 350, 600, 1_110)),
        # 100 / 320, 300 / 1,200; the ward 400 / 1,520, since the census has no ages.
        ("over65_share", FY2024, expect(31.25, None, 25, 40_000 / 1_520)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_figure_is_what_was_worked_out_by_hand(
    figures: Figures, indicator: str, period: Period, expected: Expected
) -> None:
    assert values(figures, indicator, period) == pytest.approx(expected)


def test_a_report_that_lacks_is_counted_and_is_no_zero(figures: Figures) -> None:
    found = figures.by_area(figures.office.catalogue["drill_participants"], FY2023)
    assert (found["02"].value, found["02"].missing) == (None, 1)
    assert (found["03"].value, found["03"].missing) == (0, 0)
    assert found[WARD].missing == 1


def test_a_district_with_nothing_to_relate_to_does_not_count_as_unreported(
    figures: Figures,
) -> None:
    ward = figures.of(figures.office.catalogue["grant_yen_per_association"], FY2023)
    assert (ward.value, ward.missing) == (120_000, 0)


def test_visitors_from_outside_stand_beside_the_districts_where_the_ward_counts_all(
    figures: Figures,
) -> None:
    found = figures.by_area(figures.office.catalogue["marche_visitors"], FY2023)
    assert (found["X1"].value, found["X9"].value) == (8, 2)
    rates = figures.by_area(figures.office.catalogue["marche_visitors_rate"], FY2023)
    assert "X1" not in rates


def test_chosen_districts_are_one_area_and_leave_out_the_visitors_from_outside(
    figures: Figures,
) -> None:
    catalogue = figures.office.catalogue
    assert figures.of(catalogue["marche_visitors"], FY2023, ["01", "02"]).value == 90
    # 90 visitors on the two market days that both share, which are not four.
    assert figures.of(catalogue["marche_visitors_per_day"], FY2023, ["01", "02"]).value == 45
    rate = figures.of(catalogue["drill_participants_rate"], FY2025, ["01", "02"])
    assert rate.value == pytest.approx(144_000 / 1_120)


def test_a_district_that_has_no_data_gives_no_figure_and_is_told_of(figures: Figures) -> None:
    found = figures.of(figures.office.catalogue["patrol_members"], FY2023, ["03"])
    assert (found.value, found.missing) == (None, 1)


def test_months_show_zeros_of_a_register_and_gaps_of_a_report(figures: Figures) -> None:
    drills = figures.by_month(figures.office.catalogue["drills"], FY2023)
    assert drills["01"][202305].value == 1
    assert drills["01"][202306].value == 0
    # The register begins in May 2023: April is not known.
    assert drills["01"][202304].value is None
    patrol = figures.by_month(figures.office.catalogue["patrol_members"], FY2023)
    assert patrol["02"][202304].value == 20
    assert patrol["02"].get(202305) is None or patrol["02"][202305].value is None


def test_a_level_keeps_what_a_district_last_reported_in_the_wards_months(figures: Figures) -> None:
    members = figures.office.catalogue["patrol_members"]
    months = figures.monthly(members, FY2023)
    # May: 山手 12, and 川端, which did not report, 20 as in April.
    assert (months[202304].value, months[202305].value) == (30, 32)
    assert months[202306].value is None
    assert figures.monthly(members, FY2023, ["02"])[202305].value == 20


def test_the_months_of_a_rate_relate_to_the_population_of_their_month(figures: Figures) -> None:
    found = figures.monthly(figures.office.catalogue["drill_participants_rate"], FY2025)
    assert found[202509].value == pytest.approx(64_000 / 2_320)
    assert found[202504].value == 0


def test_population_is_carried_from_the_census_until_something_newer_is_known(
    figures: Figures,
) -> None:
    indicator = figures.office.catalogue["population"]
    before = figures.by_month(indicator, FY2023)
    after = figures.by_month(indicator, FY2024)
    assert {before["01"][month].value for month in FY2023.months} == {300}
    assert {after["01"][month].value for month in FY2024.months} == {320}
    assert {after["02"][month].value for month in FY2024.months} == {700}
    assert after[WARD][202503].value == 2_220


def test_what_is_counted_twice_for_a_month_is_taken_once(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    load(office, "census", [("2020-10-01", "北山町", 50, 100), ("2020-10-01", "南山町", 100, 200)])
    load(office, "population", [("2020-10-01", None, "山手", 151, 302, None)])
    found = Figures(office).by_month(office.catalogue["population"], Period(2020))
    # The catalogue names the population first, and the census after it.
    assert found["01"][202010].value == 302


def test_the_wards_own_population_holds_where_it_is_as_new_as_its_districts(
    tmp_path: Path,
) -> None:
    office = open_filled_ward(tmp_path)
    load(office, "population", [("2025-04-01", None, "旭区", 1_300, 2_500, None)])
    figures, population = Figures(office), office.catalogue["population"]
    assert figures.of(population, FY2025).value == 2_500
    assert figures.of(population, FY2024).value == 2_220
    assert figures.of(population, FY2025, ["01", "02", "03"]).value == 2_320
    # Rates stay sums of what is known of the districts.
    rate = figures.of(office.catalogue["drill_participants_rate"], FY2025)
    assert rate.value == pytest.approx(144_000 / 2_320)


def test_a_period_is_cut_to_the_months_with_data(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    assert figures.data_span(drills) == (202305, 202510)
    assert figures.to_date(drills, FY2025) == Period(2025, 1, 7)
    assert figures.to_date(drills, FY2024) == FY2024
    # A year without any data is shown whole, and empty.
    assert figures.to_date(drills, Period(2026)) == Period(2026)
    assert figures.of(drills, Period(2026)).value is None


def test_a_part_of_a_year_counts_its_own_months_only(figures: Figures) -> None:
    assert values(figures, "drills", Period(2023, 1, 3)) == expect(1, 0, 0, 1)


def test_kinds_add_up_to_the_whole(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    assert figures.by_item(drills, FY2023) == {"避難訓練": 2, "総合防災訓練": 1}
    assert figures.by_item(drills, FY2023, ["02"]) == {"避難訓練": 1}


def test_districts_are_ranked_with_ties_and_without_those_not_known(figures: Figures) -> None:
    catalogue = figures.office.catalogue
    assert figures.ranks(catalogue["drills"], FY2024) == {"02": 1, "03": 1, "01": 3}
    assert figures.ranks(catalogue["patrol_members"], FY2023) == {"02": 1, "01": 2}


def test_without_any_data_there_is_no_figure_at_all(tmp_path: Path) -> None:
    office: Office = open_ward(tmp_path)
    figures = Figures(office)
    for indicator in office.catalogue:
        assert figures.of(indicator, FY2024).value is None, indicator.id
        assert figures.data_span(indicator) is None
        assert figures.ranks(indicator, FY2024) == {}


def test_nobody_sees_figures_without_leave(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        Figures(open_ward(tmp_path, Principal("somebody", "public")))


def test_what_an_import_did_not_touch_is_taken_over_and_the_rest_is_counted_anew(
    tmp_path: Path,
) -> None:
    office = open_filled_ward(tmp_path)
    catalogue = office.catalogue
    former = Figures(office)
    asked = [(one, period) for one in catalogue for period in (FY2023, FY2024, FY2025)]
    before = {
        (one.id, period): former.by_area(one, period)
        for one, period in asked
        if former.data_span(one)
    }
    load(
        office, "disaster_drills", [("2025-11-01", "野原", "C会", "避難訓練", "公園", 12, 6, None)]
    )
    now, fresh = Figures(office, former), Figures(office)
    for (name, period), found in before.items():
        assert now.by_area(catalogue[name], period) == fresh.by_area(catalogue[name], period)
        same = now.by_area(catalogue[name], period) is found
        assert same == (catalogue[name].dataset != "disaster_drills")
    assert now.of(catalogue["drills"], FY2025).value == 3


def test_residents_touch_every_rate_by_them_and_a_town_table_touches_all(tmp_path: Path) -> None:
    office = open_filled_ward(tmp_path)
    rate, count = office.catalogue["drill_participants_rate"], office.catalogue["drills"]
    former = Figures(office)
    rates, counts = former.by_area(rate, FY2025), former.by_area(count, FY2025)
    load(office, "population", [("2026-01-01", None, "山手", 100, 640, 100)])
    now = Figures(office, former)
    # 64 of 640 residents.
    assert now.by_area(rate, FY2025)["01"].value == 100
    assert now.by_area(count, FY2025) is counts
    replace_town_table(office, {"141120020": "02"}, "moved")
    moved = Figures(office, now)
    assert moved.by_area(count, FY2025) is not counts
    assert moved.by_area(count, FY2025) == counts
    assert rates["01"].value == 200
