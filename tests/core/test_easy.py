"""Plain Japanese: readings, years, names, and that its sentences stay short and plain."""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from asahi_metrics.core import easy
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.easy import EasyFormats, EasyNames, EasyText, load_easy_names
from asahi_metrics.core.errors import CatalogueError
from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import all_words

WORDS = ROOT / "asahi_metrics" / "core" / "words" / "easy" / "deck.toml"
SAID: Mapping[str, str] = tomllib.loads(WORDS.read_text(encoding="utf-8"))["say"]
NAMES = load_easy_names(ROOT / "data")
CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
LONGEST = 24
every_sentence = pytest.mark.parametrize("key", sorted(SAID))


def sentences(text: str) -> Iterator[str]:
    """The sentences without what a reader does not read twice: gaps, readings, signs."""
    bare = re.sub(r"（[^）]*）|[ 「」、]", "", text)
    yield from (one for one in re.split(r"[。:]", bare) if one)


def longest(names: Mapping[str, str]) -> str:
    return max(names.values(), key=lambda one: len(one.replace(" ", "")))


def test_a_word_is_read_out_once_and_the_longest_that_fits() -> None:
    readings = {"防災": "ぼうさい", "防災訓練": "ぼうさいくんれん"}
    assert easy.with_readings("防災訓練と防災と防災訓練", readings) == (
        "防災訓練（ぼうさいくんれん）と防災（ぼうさい）と防災訓練"
    )


def test_a_word_that_bears_its_reading_gets_no_second_one() -> None:
    assert easy.with_readings("地区（ちく）の話", {"地区": "ちく"}) == "地区（ちく）の話"


def test_a_sentence_is_said_plainly_and_a_label_without_readings() -> None:
    text = EasyText({"今宿": "いまじゅく"})
    told = text("deck.number.alone", place="今宿地区", name="防災訓練の 数", value="12回")
    assert told == "今宿（いまじゅく）地区（ちく）です。防災訓練の 数は 12回です。"
    assert text("deck.label.middle") == "真ん中の 地区"


def test_a_key_without_a_plain_form_is_said_in_japanese() -> None:
    assert EasyText({})("sample.short") == "サンプルデータ"


def test_years_are_those_of_the_gregorian_calendar() -> None:
    formats = EasyFormats(EasyText({}))
    assert formats.date(date(2026, 11, 3)) == "2026年11月3日"
    assert formats.month(202604) == "2026年4月"
    assert formats.fiscal_year(2026) == formats.fiscal_year_name(2026) == "2026年度"


@every_sentence
def test_a_plain_sentence_stands_for_one_of_the_words_with_places_that_it_has(key: str) -> None:
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (SAID[key], all_words()[key]["ja"])
    ]
    assert places[0] <= places[1]


@every_sentence
def test_a_plain_sentence_is_short_even_with_the_longest_names(key: str) -> None:
    filled = SAID[key].format_map(
        {
            **dict.fromkeys(("value", "change", "before", "after", "low", "high"), "1,234人"),
            **dict.fromkeys(("middle", "span"), "1,234人"),
            **dict.fromkeys(("first", "last", "month", "period"), "10月"),
            **dict.fromkeys(("count", "more", "id"), "12"),
            "name": longest(NAMES.indicators),
            "topic": longest(NAMES.topics),
            "place": "希望が丘南地区",
            "label": "一番多い地区",
            "area": "希望が丘南",
            "year": "2026年度",
            "unit": "人",
            "where": "今宿",
            "source": "",
            "address": "",
            "ward": "旭区",
            "number": "12",
            "revision": "123",
            "day": "2026年10月3日",
            "as_of": "2026年10月",
            "topics": longest(NAMES.topics),
            "view": "あといくつか",
            "told": "4月12人",
        }
    )
    assert [one for one in sentences(filled) if len(one) > LONGEST] == []


@every_sentence
def test_a_plain_sentence_has_no_passive_and_no_double_negation(key: str) -> None:
    assert not re.search(
        r"られ(ま|る|た)|[かさたなまらわ]れ(ます|ました|る|た|ています)", SAID[key]
    )
    assert not re.search(r"な(い|く).{0,8}(ません|ない)", SAID[key])


@pytest.mark.parametrize("indicator", [one.id for one in CATALOGUE])
def test_an_indicator_has_a_plain_name_of_few_signs(indicator: str) -> None:
    assert 0 < len(NAMES.indicators[indicator].replace(" ", "")) <= 14


def test_the_pack_names_no_indicator_and_no_topic_that_is_not_there() -> None:
    assert NAMES.indicators.keys() == {one.id for one in CATALOGUE}
    assert NAMES.topics.keys() == set(CATALOGUE.subjects)
    assert NAMES.units.keys() <= {one.unit.ja for one in CATALOGUE}


def test_every_chinese_sign_of_a_source_and_of_the_publisher_is_read_out() -> None:
    text = EasyText(NAMES.readings)
    told = {text.read(one.source.ja) for one in CATALOGUE}
    told.add(text("deck.publisher", ward=load_pack(ROOT / "data").areas.ward.name["ja"]))
    # The longest words first, since a word may stand within another.
    words = sorted(text.readings, key=len, reverse=True)
    bare = {re.sub("|".join(map(re.escape, words)), "", one) for one in told}
    assert [one for one in sorted(bare) if re.search("[一-龠]", one)] == []


def test_a_plain_unit_says_one_denominator_alone() -> None:
    related: dict[str, set[object]] = {}
    for one in CATALOGUE:
        if "人で" in NAMES.units.get(one.unit.ja, "") and one.denominator is not None:
            related.setdefault(one.unit.ja, set()).add(one.denominator)
    assert [unit for unit, found in related.items() if len(found) > 1] == []
    for series, age in (("population_under15", "14歳"), ("population_over65", "65歳")):
        units = {unit for unit, (one, *_) in related.items() if series in one.series}
        assert units
        assert all(age in NAMES.units[unit] for unit in units)


def test_indicators_of_one_plain_name_have_different_units() -> None:
    told = Counter(
        (NAMES.indicators[one.id], NAMES.units.get(one.unit.ja, one.unit.ja)) for one in CATALOGUE
    )
    assert [name for name, count in told.items() if count > 1] == []


@pytest.mark.parametrize("key", sorted(SAID))
def test_no_number_has_a_counter_that_ends_at_nine(key: str) -> None:
    assert "}つ" not in SAID[key]


def test_every_district_of_the_pack_can_be_read_out() -> None:
    assert all(area.kana for area in load_pack(ROOT / "data").areas.districts)


def test_a_pack_without_plain_names_has_none(tmp_path: Path) -> None:
    assert load_easy_names(tmp_path) == EasyNames()


def test_an_unknown_table_of_plain_names_is_told(tmp_path: Path) -> None:
    (tmp_path / "easy.toml").write_text('[names]\na = "b"\n', encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_easy_names(tmp_path)
    assert caught.value.params["file"] == "easy.toml"
