"""Frames for charts and maps, against the ward that is worked out by hand."""

from __future__ import annotations

import pandas as pd

from asahi_metrics.ui.frames import districts_frame, frame_of, heat_frame, items_frame, trend_frame
from tests.ui.conftest import LayDesk


def test_every_district_has_a_row_with_its_value_and_its_rank(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    frame = districts_frame(desk, desk.office.catalogue["drills"], desk.view.period)
    assert frame["code"].tolist() == ["01", "02", "03"]
    assert frame["name"].tolist() == ["山手", "川端", "野原"]
    assert frame["value"].tolist() == [2, 1, 0]
    assert frame["rank"].tolist() == [1, 2, 3]


def test_a_district_that_did_not_report_has_neither_value_nor_rank(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    frame = districts_frame(desk, desk.office.catalogue["patrol_members"], desk.view.period)
    last = frame.iloc[2]
    assert pd.isna(last["value"])
    assert pd.isna(last["rank"])


def test_lowest_comes_first_where_less_is_wanted(lay_desk: LayDesk) -> None:
    frame = frame_of(lay_desk(), {"01": 5.0, "02": 1.0, "03": None}, lowest_first=True)
    assert frame["rank"].tolist()[:2] == [2, 1]
    assert pd.isna(frame["rank"][2])


def test_a_trend_has_twelve_months_with_the_same_months_a_year_before(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024)
    frame = trend_frame(desk, desk.office.catalogue["drills"])
    assert frame["month"].tolist()[0::11] == [202404, 202503]
    assert frame["value"].sum() == 2
    assert frame["previous"].sum() == 3
    assert frame.loc[frame["month"] == 202409, "previous"].tolist() == [2]


def test_a_trend_of_one_district_leaves_the_others_out(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023, districts=("01",))
    frame = trend_frame(desk, desk.office.catalogue["drill_participants"])
    assert frame["value"].sum() == 80


def test_the_heat_map_holds_every_district_in_every_month(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    frame = heat_frame(desk, desk.office.catalogue["drills"])
    assert len(frame) == 36
    may = frame[(frame["code"] == "01") & (frame["month"] == 202305)]
    assert may["value"].tolist() == [1]


def test_items_stand_largest_first_in_the_words_of_the_page(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023, lang="en")
    frame = items_frame(desk, desk.office.catalogue["drills"], desk.view.period)
    assert frame["value"].tolist() == [2, 1]
    assert frame["item"][0] == desk.item("disaster_drills", "避難訓練")
    assert frame["item"][0].isascii()
