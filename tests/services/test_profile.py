"""A district's rows: values of the small ward by hand, and the rules by the whole catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.analysis.intervals import poisson, wilson
from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.like_districts import DENSITY, density, like_districts
from asahi_metrics.services.profile import ProfileRow, profile_row
from asahi_metrics.services.scales import residents
from tests.ward import load, open_filled_ward

AREA_KM2 = {"01": 1.0, "02": 2.0, "03": 4.0}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("profile")))


def row(figures: Figures, indicator: str, code: str, year: int = 2023) -> ProfileRow:
    return profile_row(figures, figures.office.catalogue[indicator], code, Period(year))


def test_a_count_is_compared_per_resident(small: Figures) -> None:
    found = row(small, "drills", "01")
    assert found.figure.value == 2
    assert found.scale is not None
    assert (found.scale.basis, found.scale.method) == ("residents", "rate")
    # 2 drills among 300, 1 among 700, none among 1,100; 3 among 2,100 in the ward.
    assert found.scale.districts == {
        "01": pytest.approx(66.667, abs=1e-3),
        "02": pytest.approx(14.286, abs=1e-3),
        "03": 0,
    }
    assert found.scale.ward == pytest.approx(14.286, abs=1e-3)
    assert found.interval == poisson(2, 300, per=10_000)
    assert found.verdict == "similar"
    assert found.place is not None
    assert (found.place.rank, found.place.best) == (1, 1)


def test_a_count_with_a_rate_in_the_catalogue_is_compared_by_that_rate(small: Figures) -> None:
    found = row(small, "drill_participants", "01")
    assert found.scale is not None
    assert found.scale.basis == "sister"
    assert found.scale.shown_as.id == "drill_participants_rate"
    assert found.value == row(small, "drill_participants_rate", "01").value
    assert found.value == pytest.approx(80 / 300 * 1000)
    assert found.indicator.id == "drill_participants"


def test_a_difference_beyond_chance_is_judged_by_the_wanted_direction(small: Figures) -> None:
    # 80 people of 300 residents against 80 of the 1,400 that told their numbers.
    found = row(small, "drill_participants_rate", "01")
    assert found.verdict == "better"
    assert found.departure is not None
    assert found.departure.beyond_chance
    assert found.departure.distance > 0
    assert row(small, "drill_participants_rate", "03").verdict == "worse"


def test_a_district_without_a_report_has_no_value_and_no_verdict(small: Figures) -> None:
    found = row(small, "drill_participants_rate", "02")
    assert (found.value, found.place, found.departure) == (None, None, None)
    assert found.verdict == "unjudged"


def test_a_year_without_any_value_has_no_scale(small: Figures) -> None:
    found = row(small, "patrol_active_share", "01", 2025)
    assert found.scale is None
    assert found.verdict == "unjudged"


def test_yen_are_compared_but_not_judged(small: Figures) -> None:
    found = row(small, "grant_yen", "01")
    assert found.scale is not None
    assert found.scale.method == "none"
    assert found.value == pytest.approx(200_000 / 300)
    assert found.interval is None
    assert found.place is not None
    assert (found.place.rank, found.place.best, found.place.worst) == (1, 1, 1)


def test_a_figure_that_the_ward_sums_up_is_set_against_the_districts_average(
    small: Figures,
) -> None:
    # Two market days: 35 visitors a day from 01, and 45 a day from both that were counted.
    found = row(small, "marche_visitors_per_day", "01")
    assert found.scale is not None
    assert found.scale.basis == "average"
    assert found.value == 35
    assert found.scale.ward == pytest.approx(
        sum(found.scale.districts.values()) / len(found.scale.districts)
    )


def test_residents_are_set_against_the_districts_average_and_not_judged(small: Figures) -> None:
    found = row(small, "population", "03")
    assert residents(small) is found.indicator
    assert found.scale is not None
    assert (found.value, found.scale.ward) == (1100, 700)
    assert found.verdict == "unjudged"


def test_last_years_same_months_stand_beside(small: Figures) -> None:
    found = row(small, "drills", "02", 2024)
    assert [found.figure.value, *(one.value for one in found.compared)] == [1, 1, 1]


def test_new_residents_change_what_was_compared_before(tmp_path: Path) -> None:
    office = open_filled_ward(tmp_path)
    before = Figures(office)
    assert row(before, "drills", "01", 2025).value == pytest.approx(1 / 320 * 10_000)
    load(office, "population", [("2025-10-01", None, "山手", 300, 640, 100)], suffix=".csv")
    after = Figures(office, before)
    assert row(after, "drills", "01", 2025).value == pytest.approx(1 / 640 * 10_000)


def test_only_who_may_read_gets_rows(small: Figures) -> None:
    figures = Figures(small.office)
    figures.office = small.office.acting_as(Principal("somebody", "public"))
    with pytest.raises(NotAllowed):
        row(figures, "drills", "01")
    with pytest.raises(NotAllowed):
        like_districts(figures, "01", Period(2023), AREA_KM2)


def test_every_indicator_by_district_has_a_row_whose_method_follows_from_its_kind(
    figures: Figures,
) -> None:
    for indicator in figures.office.catalogue:
        if not figures.is_by_district(indicator):
            continue
        found = profile_row(figures, indicator, "07", Period(2025))
        assert found.scale is not None, indicator.id
        low, high = min(found.scale.districts.values()), max(found.scale.districts.values())
        assert low <= found.scale.ward <= high, indicator.id
        if indicator.proportion:
            assert found.scale.method == "share", indicator.id
        if indicator.kind == "context" or indicator.polarity == "neutral":
            assert found.scale.method == "none", indicator.id
        if indicator.unit["en"] == "yen":
            assert found.verdict == "unjudged", indicator.id


def test_a_share_of_answers_has_wilsons_interval(figures: Figures) -> None:
    shares = [one for one in figures.office.catalogue if one.proportion]
    found = profile_row(figures, shares[0], "07", Period(2025))
    assert found.figure.numerator is not None
    assert found.figure.denominator is not None
    assert found.interval == wilson(found.figure.numerator, found.figure.denominator)


def test_density_is_residents_for_each_square_kilometre(small: Figures) -> None:
    assert density(small, "01", Period(2025), AREA_KM2) == 320
    assert density(small, "01", Period(2025), {}) is None


def test_like_districts_are_those_worked_out_by_hand(small: Figures) -> None:
    found = like_districts(small, "02", Period(2025), AREA_KM2)
    # 65 and over: 31.25, 25 and 25 %, deviation 2.946; 320, 400 and 300 for each km², 43.205.
    # Households have two people everywhere, and the young are not known: neither counts.
    assert found.used == ("over65_share", DENSITY)
    assert [(one.code, round(one.distance, 3)) for one in found.found] == [
        ("03", 2.315),
        ("01", 2.816),
    ]
