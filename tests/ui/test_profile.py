"""A district beside the ward, against the ward that is worked out by hand."""

from __future__ import annotations

from asahi_metrics.ui.profile import profile_table
from tests.ui.conftest import LayDesk


def test_one_district_stands_beside_last_year_its_rank_and_the_range(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024, districts=("02",))
    row = profile_table(desk, ("02",), [desk.office.catalogue["drills"]]).iloc[0]
    assert row["川端"] == "1"
    assert row["前年同期"] == "1"
    assert row["順位"] == "1位 / 3地区"
    assert row["区全体"] == "2"
    assert row["地区の範囲"] == "0–1"


def test_several_districts_stand_side_by_side_without_ranks(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024)
    table = profile_table(desk, ("01", "03"), [desk.office.catalogue["drills"]])
    assert {"山手", "野原"} <= set(table.columns)
    assert "順位" not in table.columns


def test_a_district_without_a_report_is_told_as_having_no_data(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    row = profile_table(desk, ("03",), [desk.office.catalogue["patrol_members"]]).iloc[0]
    assert row["野原"] == "データなし"
    assert row["順位"] == "データなし"


def test_figures_of_the_ward_alone_are_left_out(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    indicators = list(desk.office.catalogue)
    assert len(profile_table(desk, ("01",), indicators)) < len(indicators)
