"""Sentences about figures, against the ward that is worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Language, Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.territory import replace_boundaries
from asahi_metrics.ui.desk import Desk, ledger
from asahi_metrics.ui.links import View
from asahi_metrics.ui.sentences import comparison, headline, where
from tests.ui.conftest import LayDesk
from tests.ward import UNEVEN_VISITORS, districts_geojson, load, open_filled_ward


def test_a_headline_tells_value_change_and_extremes(lay_desk: LayDesk) -> None:
    desk = lay_desk(2024)
    assert headline(desk, desk.office.catalogue["drills"]) == (
        "旭区の防災訓練の実施回数は2回。前年同期より1回(33.3%)少ない。"
        "最も多いのは川端と野原(1回)、最も少ないのは山手(0回)。"
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


def test_months_that_a_year_lacks_are_told_beside_the_change(tmp_path: Path) -> None:
    office = open_filled_ward(tmp_path)
    replace_boundaries(office, read_boundaries(districts_geojson(), "d.geojson", office.pack))
    load(office, "marche_attendance", UNEVEN_VISITORS, suffix=".csv")
    languages: tuple[tuple[Language, str], ...]
    languages = (("ja", "前年同期(4月を除く)"), ("en", "last year (without Apr)"))
    for lang, said in languages:
        text = Text(lang)
        view = View(2026, "q1", ("01",), lang)
        desk = Desk(office, ledger(office), text, Formats(text), view)
        visitors = office.catalogue["marche_visitors"]
        found = comparison(desk, visitors)
        assert (found.difference, found.share) == (2, pytest.approx(2 / 22))
        assert said.split("(")[-1] in found.words
        assert said in headline(desk, visitors)


def test_districts_of_one_value_are_told_together(lay_desk: LayDesk) -> None:
    desk = lay_desk(2025, lang="en")
    told = headline(desk, desk.office.catalogue["drills"])
    assert "Highest in District 01 and District 02 (1 drill), lowest in District 03" in told
    alike = lay_desk(2025, "q1")
    assert alike.text("sentence.alike") in headline(alike, alike.office.catalogue["drills"])
