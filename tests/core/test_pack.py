"""The ward pack loads whole, and says what is wrong where it contradicts itself."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.errors import CatalogueError
from asahi_metrics.core.imprint import Imprint
from asahi_metrics.core.pack import Pack, load_pack
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text

Edit = Callable[[str, str, str], Path]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture
def edit(pack: Pack, tmp_path: Path) -> Edit:
    """A copy of the pack's areas in which one passage of one file is changed."""

    def change(file: str, old: str, new: str) -> Path:
        shutil.copytree(pack.root / "areas", tmp_path / "areas")
        path = tmp_path / "areas" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return change


def test_the_packs_own_terms_say_that_the_figures_are_samples_and_grant_nothing(
    pack: Pack,
) -> None:
    told = pack.imprint
    assert told.publisher is not None
    assert told.licence is not None
    assert "サンプル" in told.publisher.ja
    assert "sample" in told.publisher.en
    assert "許諾はありません" in told.licence.ja
    assert (told.licence_url, told.contact) == ("", None)


def test_every_subject_has_a_theme_for_the_open_data_catalogue(pack: Pack) -> None:
    subjects = load_catalogue(pack.root / "catalogue").subjects
    assert set(pack.imprint.themes) == set(subjects)


@pytest.mark.parametrize(
    "entry",
    [
        'licence_url = "https://example.jp/by"',
        'licence = { ja = "a", en = "a" }\nlicence_url = "javascript:alert(1)"',
        'contact_url = "mailto:a@example.jp"',
        'contact = { ja = "a", en = "a" }\ncontact_url = "ftp://example.jp"',
        'publisher = { ja = "a" }',
        'themes = { people = ["NONE"] }',
        'licence_uri = "https://example.jp/by"',
    ],
    ids=["no name", "script", "no contact", "ftp", "one language", "unknown theme", "unknown key"],
)
def test_terms_that_cannot_be_are_told_with_their_place(edit: Edit, entry: str) -> None:
    text = (ROOT / "data" / "areas" / "ward.toml").read_text(encoding="utf-8")
    start, end = text.index("[open_data]"), text.index("[[outside]]")
    root = edit("ward.toml", text[start:end], f"[open_data]\n{entry}\n\n")
    with pytest.raises(CatalogueError) as caught:
        load_pack(root)
    assert caught.value.key == "error.pack.bad_open_data"
    assert caught.value.params["why"]


def test_a_pack_without_terms_has_none(edit: Edit) -> None:
    text = (ROOT / "data" / "areas" / "ward.toml").read_text(encoding="utf-8")
    start, end = text.index("[open_data]"), text.index("[[outside]]")
    assert load_pack(edit("ward.toml", text[start:end], "")).imprint == Imprint()


def test_the_ward_has_19_districts_and_72_towns_all_with_both_names(pack: Pack) -> None:
    assert len(pack.areas.districts) == 19
    assert len(pack.areas.towns) == len(pack.towns) == 72
    assert all(area.name[lang] for area in pack.areas for lang in LANGUAGES)


def test_english_names_tell_the_areas_apart(pack: Pack) -> None:
    for areas in (pack.areas.districts, pack.areas.towns):
        assert max(Counter(area.name["en"] for area in areas).values()) == 1


def test_the_census_figures_of_the_towns_add_up_to_the_ward(pack: Pack) -> None:
    assert sum(pack.town_population.values()) == 245_174
    assert sum(pack.town_households.values()) == 107_049


def test_published_figures_bear_their_day_and_source(pack: Pack) -> None:
    population = pack.facts["population"]
    assert (population.value, population.as_of) == (239_304, date(2026, 9, 1))
    assert pack.facts["households"].value == 108_747
    assert pack.facts["area_km2"].value == 32.73
    assert all(fact.source[lang] for fact in pack.facts.values() for lang in LANGUAGES)


def test_codes_keep_their_leading_zeros(pack: Pack) -> None:
    assert (pack.codes.estat, pack.codes.with_check_digit) == ("14112", "141127")
    assert pack.codes.in_city == "08"
    assert pack.areas.district_codes[0] == "01"


def test_places_outside_the_ward_are_no_districts(pack: Pack) -> None:
    assert [area.name["ja"] for area in pack.areas.outside] == ["区外", "不明"]
    assert "X1" not in pack.areas.district_codes


def test_the_town_table_is_provisional_until_the_ward_gives_its_own(pack: Pack) -> None:
    assert pack.town_table_provisional
    assert not pack.with_town_table(pack.areas.town_table).town_table_provisional


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("districts.csv", "02,白根", "01,白根", "error.pack.code_twice"),
        ("districts.csv", "02,白根", "02,鶴ヶ峰", "error.pack.name_twice"),
        ("towns.csv", "829496,01,B", "829496,77,B", "error.pack.unknown_district"),
        ("towns.csv", "829496,01,B", "829496,01,D", "error.pack.bad_value"),
        ("towns.csv", "35.467057", "north", "error.pack.bad_value"),
        ("towns.csv", ",5625,", ",-5625,", "error.pack.bad_value"),
        ("towns.csv", "confidence", "trust", "error.pack.columns_missing"),
        ("towns.csv", "535573,18,A", "535573,17,A", "error.pack.district_without_town"),
        ("outline.csv", "139.5028,35.5091", "139.5029,35.5091", "error.pack.outline_open"),
        ("ward.toml", "code_in_city", "code_of_city", "error.pack.key_missing"),
        ("ward.toml", "[ward]", "[ward", "error.pack.not_toml"),
    ],
)
def test_a_contradiction_is_told_by_name(
    edit: Edit, file: str, old: str, new: str, key: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_pack(edit(file, old, new))
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


def test_a_folder_without_a_pack_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_pack(tmp_path)
    assert caught.value.key == "error.pack.file_missing"


@pytest.mark.parametrize("value", ["2", "0", "-1", '"5"', "4.5", "true"])
def test_a_threshold_that_would_withhold_nothing_is_refused(edit: Edit, value: str) -> None:
    with pytest.raises(CatalogueError, match="bad_threshold"):
        load_pack(edit("ward.toml", "threshold = 5", f"threshold = {value}"))
