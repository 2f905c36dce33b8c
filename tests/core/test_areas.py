"""The areas of a ward by code, and their regrouping by another town table."""

from __future__ import annotations

import pytest

from asahi_metrics.core.areas import Area, Areas


@pytest.fixture
def areas() -> Areas:
    def name(text: str) -> dict[str, str]:
        return {"ja": text, "en": text}

    return Areas(
        [
            Area("14112", name("区"), "ward"),
            Area("02", name("西"), "district", "14112"),
            Area("01", name("東"), "district", "14112"),
            Area("t1", name("一"), "town", "02"),
            Area("t2", name("二"), "town", "02"),
            Area("t3", name("三"), "town", "01"),
            Area("X1", name("外"), "outside"),
        ]
    )


def test_areas_keep_their_official_order(areas: Areas) -> None:
    assert areas.district_codes == ("02", "01")
    assert areas.town_codes == ("t1", "t2", "t3")
    assert [area.code for area in areas][-1] == "X1"


def test_a_district_knows_its_towns(areas: Areas) -> None:
    assert [town.code for town in areas.towns_of("02")] == ["t1", "t2"]


def test_another_town_table_moves_towns_and_nothing_else(areas: Areas) -> None:
    moved = areas.with_town_table({"t1": "02", "t2": "01", "t3": "01"})
    assert moved.town_table == {"t1": "02", "t2": "01", "t3": "01"}
    assert moved.district_codes == areas.district_codes
    assert areas.town_table["t2"] == "02"
