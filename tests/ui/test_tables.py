"""Tables for the screen and for downloads, against the ward that is worked out by hand."""

from __future__ import annotations

import pandas as pd

from asahi_metrics.exports.delimited import write_csv
from asahi_metrics.ui.tables import districts_table, heat_table, items_table, trend_table
from tests.ui.conftest import LayDesk


def test_a_rate_is_told_with_what_it_was_computed_from(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    table = districts_table(desk, desk.office.catalogue["drill_participants_rate"])
    assert table["分子"].tolist()[0] == 80
    # 川端 did not report its participants, so its residents are not counted to the ward's.
    assert table["分母"].tolist() == [300, 700, 1100, 1400]
    assert table["値(人/千人)"].tolist()[0] == 266.67


def test_the_ward_stands_last_and_has_no_rank(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    table = districts_table(desk, desk.office.catalogue["drills"])
    assert table["地区"].tolist() == ["山手", "川端", "野原", "旭区"]
    assert table["値(回)"].tolist() == [2, 1, 0, 3]
    assert table["順位"].isna().tolist() == [False, False, False, True]


def test_visitors_from_outside_stand_between_the_districts_and_the_ward(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    table = districts_table(desk, desk.office.catalogue["marche_visitors"])
    assert table["地区"].tolist() == ["山手", "川端", "野原", "区外", "不明", "旭区"]
    assert table["値(人)"].tolist()[3:] == [8, 2, 100]


def test_a_month_without_a_value_is_empty_in_the_file_and_zero_is_zero(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024, districts=("03",))
    written = write_csv(trend_table(desk, desk.office.catalogue["patrol_active_share"]))
    lines = written.decode("utf-8-sig").split("\r\n")
    assert lines[1] == "令和6年4月,0.0,"
    assert lines[2] == "令和6年5月,,"


def test_the_table_of_months_has_one_column_for_each_month(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023, lang="en")
    table = heat_table(desk, desk.office.catalogue["drills"])
    assert table.columns.tolist()[2:4] == ["Apr 2023", "May 2023"]
    assert table.shape == (3, 14)


def test_shares_of_the_kinds_add_up_to_a_hundred(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    table = items_table(desk, desk.office.catalogue["grant_yen"])
    assert table["値(円)"].tolist() == [150_000, 90_000]
    assert table["構成比(%)"].tolist() == [62.5, 37.5]


def test_an_empty_period_gives_an_empty_table_of_kinds(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023, "q4")
    table = items_table(desk, desk.office.catalogue["grant_yen"])
    assert isinstance(table, pd.DataFrame)
    assert table.empty
