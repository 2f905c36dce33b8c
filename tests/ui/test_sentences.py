"""Sentences about figures, against the ward that is worked out by hand."""

from __future__ import annotations

from asahi_metrics.ui.sentences import comparison, headline, where
from tests.ui.conftest import LayDesk


def test_a_headline_tells_value_change_and_extremes(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024)
    assert headline(desk, desk.office.catalogue["drills"]) == (
        "旭区の防災訓練の実施回数は2回。前年同期より1回(33.3%)少ない。"
        "最も多いのは川端(1回)、最も少ないのは山手(0回)。"
    )


def test_a_headline_of_one_district_compares_it_with_itself_alone(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024, districts=("03",), lang="en")
    told = headline(desk, desk.office.catalogue["drills"])
    assert told.startswith("Disaster drills held in District 03: 1 drill.")
    assert "ighest" not in told


def test_a_period_without_data_says_so_and_names_no_number(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023, districts=("03",))
    told = headline(desk, desk.office.catalogue["patrol_members"])
    assert told == desk.text("sentence.no_data")


def test_a_rate_is_higher_or_lower_and_never_more_or_fewer(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024, lang="en")
    told = headline(desk, desk.office.catalogue["drill_participants_rate"])
    assert "lower than in the same months last year" in told
    assert "%" not in told


def test_without_last_year_there_is_no_change(lay_desk: LayDesk) -> None:
    desk = lay_desk(2023)
    found = comparison(desk, desk.office.catalogue["drills"])
    assert found.words == desk.text("compare.no_last_year")
    assert found.difference is None


def test_a_rise_from_zero_has_no_percentage(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024, districts=("03",))
    found = comparison(desk, desk.office.catalogue["drills"])
    assert found.difference == 1
    assert found.share is None
    assert "%" not in found.words


def test_a_change_bears_its_sign_beside_its_colour(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024)
    found = comparison(desk, desk.office.catalogue["drills"])
    assert found.words.startswith("▼")
    assert found.tone == "bad"


def test_no_change_is_neither_good_nor_bad(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024, districts=("02",))
    found = comparison(desk, desk.office.catalogue["drills"])
    assert found.words == "＝ 前年同期比 ±0 (±0.0%)"
    assert found.tone == "plain"


def test_a_change_too_small_to_be_shown_is_no_change(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024)
    rate = desk.office.catalogue["drill_participants_rate"]
    tiny = rate.model_copy(update={"id": "tiny", "per": 0.001})
    found = comparison(desk, tiny)
    assert found.difference == 0
    assert found.words == "＝ 前年同期比 ±0.0"
    assert found.tone == "plain"


def test_several_districts_are_counted_and_not_listed(lay_desk: LayDesk) -> None:
    assert where(lay_desk(districts=("01", "02"))) == "選択した2地区"
    assert where(lay_desk(districts=("01",))) == "山手"
    assert where(lay_desk()) == "旭区"
