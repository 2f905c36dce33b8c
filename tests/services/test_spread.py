"""How far the small ward's districts lie apart."""

from __future__ import annotations

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.spread import Spread, spread
from tests.ward import open_filled_ward

FY2023 = Period(2023)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("ward")))


def spread_of(figures: Figures, indicator: str) -> Spread | None:
    return spread(figures, figures.office.catalogue[indicator], FY2023)


def test_the_middle_of_a_count_is_the_districts_median_and_not_the_wards_sum(
    figures: Figures,
) -> None:
    found = spread_of(figures, "drills")
    assert found == Spread({"01": 2, "02": 1, "03": 0}, middle=1, of_ward=False, missing=0)
    assert (found.low, found.high) == (0, 2)
    assert found.with_value(found.high) == ("01",)


def test_the_middle_of_a_rate_is_the_wards_own(figures: Figures) -> None:
    found = spread_of(figures, "drill_participants_rate")
    assert found is not None
    assert found.of_ward
    # 80 people of the 1,400 residents of the districts that told their numbers; 01 80 of 300.
    assert found.middle == pytest.approx(1000 * 80 / 1400)
    assert found.high == pytest.approx(1000 * 80 / 300)


def test_visitors_a_market_day_are_held_against_the_median_since_the_wards_value_is_their_sum(
    figures: Figures,
) -> None:
    found = spread_of(figures, "marche_visitors_per_day")
    # 70 and 20 visitors on the ward's two market days; the ward's 100 came from outside too.
    assert found == Spread({"01": 35, "02": 10}, middle=22.5, of_ward=False, missing=1)


def test_a_district_without_a_value_is_missing_and_not_zero(figures: Figures) -> None:
    found = spread_of(figures, "patrol_members")
    assert found == Spread({"01": 12, "02": 20}, middle=16, of_ward=False, missing=1)


def test_districts_with_the_same_value_share_its_place() -> None:
    found = Spread({"01": 1, "02": 1, "03": 4}, middle=1, of_ward=False, missing=0)
    assert found.with_value(1) == ("01", "02")


@pytest.mark.parametrize("indicator", ["marche_stalls", "open_gardens"])
def test_without_districts_or_without_data_there_is_no_spread(
    figures: Figures, indicator: str
) -> None:
    assert spread_of(figures, indicator) is None
