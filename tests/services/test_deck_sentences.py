"""Every branch of the titles: a sentence built by rule from the figures."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from asahi_metrics.core.report import DeckLanguage
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_maps import map_slide
from asahi_metrics.services.deck_pictures import districts_picture, months_picture, range_text
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_sentences import (
    districts_title,
    months_title,
    number_title,
    table_title,
)
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.topics import Topic
from tests.services.given import GivenFigures
from tests.ward import open_ward

COUNT, RATE, LEVEL, SHARE = "drills", "drill_participants_rate", "patrol_members", "call_blockers"
X = Told(None, withheld=True)
NONE = Told(None)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_ward(tmp_path_factory.mktemp("ward"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A ward with more districts than three: the real one, of which nothing is loaded."""
    database = tmp_path_factory.mktemp("many") / "empty.db"
    return open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))


def scene(
    office: Office,
    figures: GivenFigures,
    *,
    indicator: str = COUNT,
    district: str | None = "01",
    lang: DeckLanguage = "ja",
    open_to_all: bool = False,
) -> Scene:
    one = office.catalogue[indicator]
    return Scene(figures, Wording(office, lang), one, 2026, district, open_to_all)


@pytest.mark.parametrize(
    ("own", "before", "said"),
    [
        (Told(12), Told(9), "山手地区の防災訓練の実施回数は12回で、前年同期より3回増えました"),
        (Told(9), Told(12), "山手地区の防災訓練の実施回数は9回で、前年同期より3回減りました"),
        (Told(9), Told(9), "山手地区の防災訓練の実施回数は9回で、前年同期と同じです"),
        (Told(0), Told(0), "山手地区の防災訓練の実施回数は0回で、前年同期と同じです"),
        (Told(9), NONE, "山手地区の防災訓練の実施回数は9回です"),
        (Told(9), X, "山手地区の防災訓練の実施回数は9回です"),
        (NONE, Told(9), "山手地区の防災訓練の実施回数は、まだ報告がありません"),
        (X, Told(9), "山手地区の防災訓練の実施回数は、個人が分からないよう、表示していません"),
    ],
)
def test_the_title_of_a_number(office: Office, own: Told, before: Told, said: str) -> None:
    figures = GivenFigures({"01": own}, {"01": before})
    assert number_title(scene(office, figures)) == said


def test_shares_differ_by_points_and_english_does_not_repeat_the_unit(office: Office) -> None:
    figures = GivenFigures({"01": Told(8.0)}, {"01": Told(6.5)})
    share = scene(office, figures, indicator="drill_household_share")
    assert number_title(share).endswith("8.0%で、前年同期より1.5ポイント増えました")
    english = scene(office, GivenFigures({"01": Told(8)}, {"01": Told(6)}), lang="en")
    assert number_title(english) == (
        "Disaster drills held in District 01: 8 drills, up 2 on the same months last year"
    )


def test_plain_japanese_tells_that_a_share_differs_and_not_by_how_many_points(
    office: Office,
) -> None:
    figures = GivenFigures({"01": Told(8.0)}, {"01": Told(6.5)})
    told = number_title(scene(office, figures, indicator="drill_household_share", lang="easy"))
    assert told.endswith("8.0%です。前の 年の 同じ 月より 多いです。")


def test_plain_japanese_says_once_what_a_rate_is_related_to(many: Office) -> None:
    figures = GivenFigures({"01": Told(8.0)}, {"01": Told(9.5)})
    told = number_title(scene(many, figures, indicator="childcare_families_rate", lang="easy"))
    assert "8.0組(14歳までの 子ども 1,000人で)です" in told
    assert told.endswith("前の 年の 同じ 月より 1.5組 少ないです。")


def test_months_that_share_the_peak_are_joined_as_english_joins_them(office: Office) -> None:
    months = {202607: Told(1), 202608: Told(0), 202610: Told(1)}
    told = months_title(scene(office, GivenFigures(months=months), lang="en"))
    assert told.endswith("most in Jul and Oct, with 1 drill each")


@pytest.mark.parametrize(
    ("district", "said"),
    [("03", "District 03 alone is at 6–9 drills"), (None, "1 district has 6–9 drills")],
)
def test_one_district_in_a_class_is_no_plural(
    office: Office, district: str | None, said: str
) -> None:
    figures = GivenFigures({"01": Told(1), "02": Told(4), "03": Told(9)})
    title, _ = map_slide(scene(office, figures, district=district, lang="en"), by_class=False)
    assert title.endswith(said)


def test_a_change_that_does_not_show_is_none(office: Office) -> None:
    figures = GivenFigures({"01": Told(26.04)}, {"01": Told(26.01)})
    assert "同じ" in number_title(scene(office, figures, indicator=RATE))


def test_who_subtracts_the_figures_that_are_shown_gets_the_difference_that_is_told(
    office: Office,
) -> None:
    figures = GivenFigures({"01": Told(45.24)}, {"01": Told(46.66)})
    share = number_title(scene(office, figures, indicator="drill_household_share"))
    # 46.7 - 45.2, not the 1.42 of what lies behind them.
    assert share.endswith("45.2%で、前年同期より1.5ポイント減りました")
    near = GivenFigures({"01": Told(45.06)}, {"01": Told(45.04)})
    assert "45.1%で、前年同期より0.1ポイント" in number_title(
        scene(office, near, indicator="drill_household_share")
    )
    own: dict[str | None, Told] = {"01": Told(20.06), "02": Told(0.0), None: Told(20.04)}
    rates = GivenFigures({**own, "03": Told(30.0)})
    assert "区全体の20.0人/千人を上回" in districts_title(scene(office, rates, indicator=RATE))


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ({202604: Told(1), 202605: Told(5)}, "5月が最も多く、5回でした"),
        ({202604: Told(5), 202605: Told(5), 202606: Told(1)}, "4月、5月が最も多く、それぞれ5回"),
        ({202604: Told(0), 202605: Told(0)}, "4月〜10月を通じて0回でした"),
        ({202604: Told(2), 202605: X}, "月ごとの動きです"),
        ({202604: Told(2)}, "月ごとの動きです"),
        ({202604: NONE}, "月ごとの報告がまだありません"),
        ({}, "月ごとの報告がまだありません"),
        (dict.fromkeys(range(202604, 202608), Told(2)), "月ごとの動きです"),
    ],
)
def test_the_title_of_months_that_add_up(
    office: Office, months: Mapping[int, Told], said: str
) -> None:
    assert said in months_title(scene(office, GivenFigures(months=months)))


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (15, "4月の12人から6月の15人に増えました"),
        (9, "4月の12人から6月の9人に減りました"),
        (12, "4月も6月も12人です"),
    ],
)
def test_the_title_of_a_level_goes_from_its_first_month_to_its_last(
    office: Office, last: float, said: str
) -> None:
    months = {202604: Told(12), 202605: NONE, 202606: Told(last)}
    assert said in months_title(scene(office, GivenFigures(months=months), indicator=LEVEL))


WARD_RATE = {"02": Told(10.0), "03": Told(30.0), None: Told(20.0)}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (Told(25.0), "25.0人/千人で、区全体の20.0人/千人を上回っています"),
        (Told(15.0), "15.0人/千人で、区全体の20.0人/千人を下回っています"),
        (Told(20.0), "20.0人/千人で、区全体と同じです"),
        (NONE, "まだ報告がありません"),
        (X, "個人が分からないよう、表示していません"),
    ],
)
def test_a_rate_is_held_against_the_ward(office: Office, own: Told, said: str) -> None:
    figures = GivenFigures({"01": own, **WARD_RATE})
    assert said in districts_title(scene(office, figures, indicator=RATE))


@pytest.mark.parametrize(
    ("own", "said"),
    [(6, "中央値5回を上回"), (2, "中央値4回を下回"), (4, "中央値と同じ")],
)
def test_a_count_is_held_against_the_median_since_the_ward_is_the_sum(
    office: Office, own: float, said: str
) -> None:
    others = {6: (5, 1), 2: (4, 9), 4: (1, 9)}[int(own)]
    figures = GivenFigures(
        {"01": Told(own), "02": Told(others[0]), "03": Told(others[1]), None: Told(99)}
    )
    assert said in districts_title(scene(office, figures))


def test_beside_withheld_districts_there_is_no_median_and_no_range(office: Office) -> None:
    figures = GivenFigures({"01": Told(9), "02": X, "03": Told(12), None: Told(99)})
    told = districts_title(scene(office, figures, indicator=LEVEL))
    assert told == "山手地区のわんわんパトロール登録者数は9人です"
    whole = scene(office, figures, indicator=LEVEL, district=None)
    assert districts_title(whole) == "わんわんパトロール登録者数を、地区の値を並べて見ます"
    picture = districts_picture(scene(office, figures, indicator=LEVEL))
    assert picture.categories == (
        "山手地区",
        "表示できる中で最も高い地区(野原)",
        "表示できる中で最も低い地区(山手)",
    )
    assert picture.caption == "X(秘匿): 川端"


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ({"01": Told(1), "02": Told(4)}, "地区によって1回から4回まで開きがあります"),
        ({"01": Told(4), "02": Told(4)}, "どの地区も4回です"),
        ({"01": NONE, "02": NONE}, "まだ報告がありません"),
    ],
)
def test_the_ward_is_told_by_how_far_its_districts_lie_apart(
    office: Office, areas: Mapping[str | None, Told], said: str
) -> None:
    assert said in districts_title(scene(office, GivenFigures(areas), district=None))


@pytest.mark.parametrize(
    ("areas", "district", "said"),
    [
        ({"01": Told(1), "02": Told(4), "03": Told(4)}, "02", "4回の区分で、同じ区分に2地区"),
        ({"01": Told(1), "02": Told(4), "03": Told(4)}, None, "4回の地区は2地区です"),
        ({"01": NONE, "02": Told(4)}, "01", "地区ごとに見た地図です"),
        ({"01": X, "02": Told(4), "03": Told(4)}, "02", "回数は4回の範囲です"),
        ({"01": X, "02": Told(4), "03": Told(4)}, None, "地区ごとに見た地図です"),
        ({"01": NONE, "02": NONE}, "01", "まだ報告がありません"),
    ],
)
def test_the_title_of_a_map_counts_the_districts_of_a_class(
    office: Office, areas: Mapping[str | None, Told], district: str | None, said: str
) -> None:
    told = scene(office, GivenFigures(areas), district=district)
    title, picture = map_slide(told, by_class=False)
    assert said in title
    assert picture.highlighted == district


MANY = {f"{code:02}": Told(value) for code, value in enumerate((0, 1, 1, 2, 5, 6, 7, 30), start=1)}


def test_before_the_public_a_map_shows_the_classes_and_only_the_own_figure(many: Office) -> None:
    told = GivenFigures({**MANY, "09": X, "10": NONE})
    title, picture = map_slide(scene(many, told, district="05"), by_class=True)
    assert picture.classes == ("① 1以下", "② 2以上")
    assert {code: cell.text for code, cell in picture.cells.items()} == {
        "05": "5回",
        "09": "X",
        "10": "データなし",
    }
    labels = [picture.label(code) for code in picture.names]
    assert labels == ["①", "①", "①", "②", "5", "②", "②", "②", "X", ""]
    assert "30" not in picture.alt
    assert title.endswith("2回以上の範囲です")


def test_before_the_public_no_class_of_a_map_has_fewer_than_three(many: Office) -> None:
    told = {code: Told(0) for code in MANY} | {"08": Told(9)}
    of_all = scene(many, GivenFigures(told), district="08", open_to_all=True)
    title, picture = map_slide(of_all, by_class=True)
    assert picture.classes == ("① すべての地区",)
    assert title.endswith("地区ごとに見た地図です")


TWELVE: dict[str | None, Told] = {f"{code:02}": Told(code) for code in range(1, 13)}


@pytest.mark.parametrize("district", ["01", "12", None])
@pytest.mark.parametrize("withheld", [False, True])
def test_before_the_public_bars_and_ranges_show_the_middle_half_and_neither_end(
    many: Office, district: str | None, withheld: bool
) -> None:
    figures = GivenFigures({**TWELVE, **({"13": X} if withheld else {}), None: Told(78)})
    told = scene(many, figures, district=district, open_to_all=True)
    picture = districts_picture(told)
    values = [cell.value for cell in picture.series[0].cells[bool(district) :]]
    assert values[-2:] == [9, 4]
    assert not {1, 12} & set(values)
    assert "中ほどの半数は" in picture.caption
    assert all("最も" not in one for one in picture.categories)
    assert range_text(told) == (None if withheld else "4〜9回")


def test_before_the_public_the_ward_is_told_by_its_middle_half(many: Office) -> None:
    told = scene(many, GivenFigures({**TWELVE, None: Told(78)}), district=None, open_to_all=True)
    assert districts_title(told).endswith("中ほどの半数の地区が4回から9回の間にあります")


def test_of_few_districts_the_public_sees_no_range_since_it_would_tell_who_is_first(
    office: Office,
) -> None:
    figures = GivenFigures({"01": Told(1), "02": Told(4), "03": Told(6), None: Told(11)})
    told = scene(office, figures, open_to_all=True)
    assert districts_picture(told).categories == ("山手地区", "地区の中央値")
    assert range_text(told) is None
    ward = scene(office, figures, district=None, open_to_all=True)
    assert districts_title(ward).endswith("地区の値を並べて見ます")


@pytest.mark.parametrize(
    ("befores", "said"),
    [
        ((1, 1), "2つの指標すべてが前年同期を上回りました"),
        ((1, 9), "2つの指標のうち1つが前年同期を上回りました"),
        ((9, 9), "2つの指標で見ます"),
        ((1, None), "2つの指標で見ます"),
    ],
)
def test_the_title_of_a_table_counts_what_lies_above_last_year(
    office: Office, befores: tuple[float | None, ...], said: str
) -> None:
    ids = (COUNT, SHARE)
    scenes = [
        scene(office, GivenFigures({"01": Told(5)}, {"01": Told(before)}), indicator=one)
        for one, before in zip(ids, befores, strict=True)
    ]
    topic = Topic("disaster_drills", tuple(office.catalogue[one] for one in ids))
    assert said in table_title(topic, scenes)


def test_a_month_without_a_report_is_named_below_the_chart_and_is_not_zero(office: Office) -> None:
    months = {month: Told(3) for month in range(202604, 202611)} | {202605: NONE, 202606: X}
    picture = months_picture(scene(office, GivenFigures(months=months)))
    (row,) = picture.series
    assert [cell.value for cell in row.cells[:3]] == [3, None, None]
    assert [cell.text for cell in row.cells[:3]] == ["3回", "データなし", "X"]
    assert picture.caption == "データなし: 令和8年度 5月。X(秘匿): 令和8年度 6月"


def test_many_gaps_are_counted_after_the_first_few(office: Office) -> None:
    picture = months_picture(scene(office, GivenFigures(months={202604: Told(3)})))
    assert picture.caption.endswith("8月、ほか2件")
