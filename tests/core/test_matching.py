from __future__ import annotations

import pytest

from asahi_metrics.core.areas import Area, Areas
from asahi_metrics.core.matching import AreaNames


def both(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en}


def small_ward() -> Areas:
    return Areas(
        [
            Area("14112", both("旭区", "Asahi Ward"), "ward", kana="あさひく"),
            Area("01", both("鶴ヶ峰", "Tsurugamine"), "district", "14112", "つるがみね"),
            Area("03", both("旭北", "Asahi-kita"), "district", "14112", "あさひきた"),
            Area("09", both("希望が丘", "Kibogaoka"), "district", "14112", "きぼうがおか"),
            Area("10", both("希望が丘東", "Kibogaoka-higashi"), "district", "14112"),
            Area("15", both("二俣川ニュータウン", "Futamatagawa New Town"), "district", "14112"),
            Area("141120010", both("川島町", "Kawashimacho"), "town", "01", "カワシマチョウ"),
            Area("14112002001", both("鶴ケ峰一丁目", "Tsurugamine 1"), "town", "01", "ツルガミネ"),
            Area("14112002002", both("鶴ケ峰二丁目", "Tsurugamine 2"), "town", "01", "ツルガミネ"),
            Area("X1", both("区外", "Outside"), "outside"),
            Area("X9", both("不明", "Unknown"), "outside"),
        ]
    )


@pytest.fixture(scope="module")
def names() -> AreaNames:
    return AreaNames(small_ward())


@pytest.mark.parametrize(
    "written",
    [
        "鶴ヶ峰", "鶴ケ峰", "鶴ケ峯", "鶴が峰", "ﾂﾙｶﾞﾐﾈ", "つるがみね", "ツルガミネ地区",
        "鶴ケ峰地区", "鶴ヶ峰　地区", "鶴ヶ峰地区連合自治会", "鶴ヶ峰連合町内会",
        "鶴ヶ峰地区連合自治会町内会", "鶴ヶ峰地区連合町内会", "鶴ケ峰自治会連合会",
        "旭区鶴ケ峰地区", "横浜市旭区鶴ヶ峰",
        "01", "1", 1, 1.0, "０１", "01 鶴ヶ峰",
        "１：鶴ケ峰地区", "Tsurugamine",
    ],
)  # fmt: skip
def test_a_district_is_found_however_it_is_written(names, written):
    assert names.district(written) == names.place(written) == "01"


def test_a_longer_name_is_not_swallowed_by_a_shorter_one(names):
    assert names.district("希望ヶ丘東地区") == "10"
    assert names.district("希望ケ丘") == "09"
    assert names.district("希望が丘西") is None


def test_the_ward_is_no_prefix_of_a_district_that_begins_like_it(names):
    assert names.district("旭北") == names.district("旭区旭北地区") == "03"


@pytest.mark.parametrize(
    "written",
    [
        "02 鶴ヶ峰",
        "鶴ヶ峰自治会",
        "鶴ヶ峰、希望が丘",
        "",
        "  ",
        None,
        True,
        1.5,
        99,
        "地区",
        "連合",
    ],
)
def test_what_names_no_single_district_finds_none(names, written):
    assert names.district(written) is None


@pytest.mark.parametrize("written", ["旭区", "横浜市旭区", "区全体", "旭区全体", "14112", 14112])
def test_the_ward_itself_is_a_place_and_no_district(names, written):
    assert names.place(written) == "14112"
    assert names.district(written) is None


def test_places_outside_are_places(names):
    assert [names.place(text) for text in ("区外", "不明", "x1")] == ["X1", "X9", "X1"]


@pytest.mark.parametrize(
    "written",
    [
        "鶴ケ峰一丁目",
        "鶴ケ峰１丁目",
        "鶴ヶ峰1丁目",
        "鶴が峯 一丁目",
        "横浜市旭区鶴ケ峰一丁目",
        "14112002001",
        14112002001,
    ],
)
def test_a_town_is_found_however_it_is_written(names, written):
    assert names.town(written) == "14112002001"


@pytest.mark.parametrize("written", ["鶴ケ峰", "ツルガミネ", "鶴ケ峰三丁目", None])
def test_what_names_no_single_town_finds_none(names, written):
    assert names.town(written) is None


def test_the_nearest_name_is_offered_and_nonsense_is_not(names):
    assert names.nearest("鶴峰") == "鶴ヶ峰"
    assert names.nearest("希望が丘西地区") in {"希望が丘", "希望が丘東"}
    assert names.nearest("鶴ケ峰三丁目", "town") in {"鶴ケ峰一丁目", "鶴ケ峰二丁目"}
    assert names.nearest("XYZ") is None
