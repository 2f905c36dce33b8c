"""Figures as rows: the very ones that the pages show."""

from __future__ import annotations

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.text import Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.observations import observation_rows
from tests.ward import WARD, open_filled_ward


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("ward")))


def test_a_row_for_each_district_in_official_order(figures: Figures) -> None:
    indicator = figures.office.catalogue["drill_participants"]
    rows = observation_rows(figures, indicator, Period(2023), by="district", text=Text("ja"))
    assert [(row["area_code"], row["area"], row["value"], row["missing"]) for row in rows] == [
        ("01", "山手", 80, 0),
        ("02", "川端", None, 1),
        ("03", "野原", 0, 0),
    ]


def test_one_row_for_the_ward_with_both_parts_of_the_quotient(figures: Figures) -> None:
    indicator = figures.office.catalogue["marche_visitors_per_day"]
    (row,) = observation_rows(figures, indicator, Period(2023), by="ward", text=Text("en"))
    assert row == {
        "indicator": "marche_visitors_per_day",
        "area_code": WARD,
        "area": "Asahi Ward",
        "period": "fy",
        "value": 50,
        "numerator": 100,
        "denominator": 2,
        "missing": 2,
        "provisional": False,
    }


def test_a_row_for_each_month_of_the_ward(figures: Figures) -> None:
    indicator = figures.office.catalogue["drills"]
    rows = observation_rows(figures, indicator, Period(2023, 1, 3), by="month", text=Text("ja"))
    assert [(row["period"], row["value"]) for row in rows if row["value"] is not None] == [
        (202305, 1),
        (202306, 0),
    ]
