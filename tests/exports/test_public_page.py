"""The public page as HTML: what it says, that nothing in it runs, and that it stands alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from asahi_metrics.core.easy import EasyText
from asahi_metrics.core.public_page import PublicPage, PublicTopic, ReleaseNote, Terms
from asahi_metrics.core.report import (
    DECK_LANGUAGES,
    BarPicture,
    Cell,
    Comparison,
    DeckLanguage,
    LinePicture,
    MapPicture,
    NumberPicture,
    Picture,
    Series,
    Slide,
    SlideKind,
    TablePicture,
)
from asahi_metrics.core.text import Text
from asahi_metrics.exports.markup import Markup
from asahi_metrics.exports.public_page import Frame, write_public_page
from asahi_metrics.exports.public_refusal import write_refusal
from tests.exports.test_presentation import GEOJSON, MAP
from tests.page_reader import Reader
from tests.ward import DISTRICTS

HOSTILE = "</text></td><script>alert(1)</script>\"'&{{7*7}}<img src=x onerror=alert(1)>"
SHOWN, ZERO = Cell(12.5, "12.5人"), Cell(0.0, "0人")
WITHHELD, MISSING = Cell(None, "X", "withheld"), Cell(None, "データなし", "missing")
CELLS = (SHOWN, WITHHELD, MISSING, ZERO)
PICTURES: dict[SlideKind, Picture] = {
    "number": NumberPicture("参加者数", SHOWN, (Comparison("前年同期", "X"),), "12.5人", "報告"),
    "districts": BarPicture(
        ("山手", "川端", "野原", "区"), (Series("人", CELLS),), "人", 1, "山手 12.5人。", 0
    ),
    "map": MAP,
    "months": LinePicture(
        ("4月", "5月", "6月", "7月"), (Series("令和8年度", CELLS),), "人", 1, "4月 12.5人"
    ),
    "table": TablePicture(
        ("指標", "山手", "前年", "区", "範囲"), (("参加者", "X", "データなし", "0", "–"),), "表"
    ),
}


def topic_of(pictures: dict[SlideKind, Picture] = PICTURES, title: str = "題") -> PublicTopic:
    slides = tuple(
        Slide(kind, kind, title, "drills", picture, "出典: 台帳", sample=True)
        for kind, picture in pictures.items()
    )
    return PublicTopic("drills", "防災訓練", slides)


def page_of(topic: PublicTopic | None = None, lang: DeckLanguage = "ja") -> PublicPage:
    return PublicPage(
        lang=lang,
        ward="旭区",
        place="山手地区",
        district="01",
        districts=DISTRICTS,
        release=ReleaseNote(3, 21, "令和8年11月26日", "令和8年10月"),
        topics=(topic or topic_of(),),
        without_data=("防犯",),
        remarks=("Xは秘匿した値です。",),
        sources=("台帳",),
        boundaries="境界は概形です。",
        terms=Terms("旭区役所", "未定"),
    )


def written(page: PublicPage, style: str = "body{}") -> str:
    text = EasyText({}) if page.lang == "easy" else Text("en" if page.lang == "en" else "ja")
    return write_public_page(page, GEOJSON, text, style)


def read(page: PublicPage) -> Reader:
    return Reader.of(written(page))


def test_the_page_says_everything_that_it_must() -> None:
    words = " ".join(read(page_of()).words)
    for said in (
        *("山手地区のデータ", "サンプルデータ", "公表番号3", "更新番号21", "令和8年10月まで"),
        *("令和8年11月26日", "出典: 台帳", "Xは秘匿した値です。", "境界は概形です。", "報告"),
        *("旭区役所", "未定", "オープンデータ", "データがまだない話題: 防犯"),
    ):
        assert said in words


def test_each_picture_has_its_figures_as_a_table_or_in_letters() -> None:
    tables = read(page_of()).tables
    assert [
        ["地区", "参加者数(人)"],
        ["山手", "12.5人"],
        ["川端", "X"],
        ["野原", "データなし"],
    ] in (tables)
    months = [["月", "令和8年度"], *([f"{4 + at}月", one.text] for at, one in enumerate(CELLS))]
    assert months in tables
    assert [*PICTURES["table"].rows[0]] in tables[-1]  # type: ignore[union-attr]
    beams = re.findall(r'<dl class="beams">.*?</dl>', written(page_of()))
    for one in CELLS:
        assert f"<span>{one.text}</span>" in beams[0]


def test_what_is_withheld_or_missing_has_no_bar_and_0_has_one() -> None:
    (beams,) = re.findall(r'<dl class="beams">.*?</dl>', written(page_of()))
    rows = re.findall(r"<div.*?</div>", beams)
    assert ['width="' in row.split("height", 1)[1] for row in rows] == [True, False, False, True]
    assert 'width="100.0%"' in rows[0]
    assert 'width="0.0%"' in rows[3]


def test_the_own_district_is_marked_by_more_than_its_colour() -> None:
    page = written(page_of())
    assert re.search(r'<tr role="row" class="own"><th[^>]*>山手<', page)
    assert 'stroke="#CE0000"' in page
    assert re.search(r'aria-current="page"><span class="chip">1</span>山手<', page)


def test_every_picture_that_is_drawn_says_what_it_shows_or_stands_beside_its_words() -> None:
    page = read(page_of())
    assert {MAP.alt, "4月 12.5人"} == set(page.all_of("aria-label")) - {"表示言語"}
    drawn = [name for tag, name, _ in page.attributes if tag == "svg"]
    assert drawn.count("aria-label") + drawn.count("aria-hidden") == page.tags["svg"]


def test_what_files_say_never_becomes_markup() -> None:
    cell = Cell(1.0, HOSTILE)
    pictures: dict[SlideKind, Picture] = {
        "number": NumberPicture(HOSTILE, cell, (Comparison(HOSTILE, HOSTILE),), HOSTILE, HOSTILE),
        "districts": BarPicture((HOSTILE,), (Series(HOSTILE, (cell,)),), HOSTILE, 0, HOSTILE),
        "map": replace(
            MAP,
            names=dict.fromkeys(DISTRICTS, HOSTILE),
            cells=dict.fromkeys(DISTRICTS, cell),
            classes=(HOSTILE,),
            legend_title=HOSTILE,
            without_class=HOSTILE,
            alt=HOSTILE,
        ),
        "months": LinePicture((HOSTILE,), (Series(HOSTILE, (cell,)),), HOSTILE, 0, HOSTILE),
        "table": TablePicture((HOSTILE,) * 5, ((HOSTILE,) * 5,), HOSTILE),
    }
    hostile = replace(
        page_of(topic_of(pictures, HOSTILE)),
        ward=HOSTILE,
        place=HOSTILE,
        districts=dict.fromkeys(DISTRICTS, HOSTILE),
        release=ReleaseNote(1, 1, HOSTILE, HOSTILE),
        without_data=(HOSTILE,),
        remarks=(HOSTILE,),
        sources=(HOSTILE,),
        boundaries=HOSTILE,
        terms=Terms(HOSTILE, HOSTILE, 'https://a.jp/"onclick="alert(1)', HOSTILE, "mailto:a@b"),
    )
    for page in (hostile, replace(hostile, district=None)):
        plain, evil = read(replace(page_of(), district=page.district)), read(page)
        assert evil.tags["script"] == evil.tags["img"] == 0
        assert not [name for _, name, _ in evil.attributes if name.startswith("on")]
        assert evil.tags.keys() - {"a"} <= plain.tags.keys()
        assert "alert(1)" in " ".join(evil.words)


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
@pytest.mark.parametrize("district", ["01", None])
def test_the_page_stands_alone(district: str | None, lang: DeckLanguage) -> None:
    page = read(replace(page_of(lang=lang), district=district))
    addresses = page.all_of("href") + page.all_of("src")
    outside = [one for one in addresses if re.match(r"[a-z]+:|//|/", one) and one != "data:,"]
    assert outside == []
    assert page.tags["script"] == page.tags["iframe"] == page.tags["form"] == 0
    # An inline style would need a looser policy than the hash of the one style.
    assert page.all_of("style") == []
    assert page.tags["style"] == page.tags["h1"] == page.tags["main"] == 1
    assert page.open == []


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
def test_languages_and_districts_are_one_link_away_and_keep_each_other(lang: DeckLanguage) -> None:
    links = read(page_of(lang=lang)).all_of("href")
    assert {f"01?lang={one}" for one in DECK_LANGUAGES if one != lang} <= set(links)
    assert f"01?lang={lang}" not in links
    assert {f"02?lang={lang}", f"03?lang={lang}", f"./?lang={lang}"} <= set(links)
    assert f"../open-data/?lang={'en' if lang == 'en' else 'ja'}" in links
    ward = read(replace(page_of(lang=lang), district=None)).all_of("href")
    assert {f"./?lang={one}" for one in DECK_LANGUAGES if one != lang} <= set(ward)


def test_links_within_the_page_lead_to_a_part_of_it() -> None:
    page = read(page_of())
    places = [one[1:] for one in page.all_of("href") if one.startswith("#")]
    ids = page.all_of("id")
    assert len(set(ids)) == len(ids)
    assert set(places) <= set(ids)
    assert set(" ".join(page.all_of("aria-labelledby")).split()) <= set(ids)


@pytest.mark.parametrize(("lang", "said"), [("ja", "ja"), ("easy", "ja"), ("en", "en")])
def test_the_page_names_its_language(lang: DeckLanguage, said: str) -> None:
    assert f'<html lang="{said}">' in written(page_of(lang=lang))


def test_readings_stand_above_their_words_in_plain_japanese() -> None:
    page = replace(page_of(topic_of(title="防災（ぼうさい）の<話>")), readings={"防災": "ぼうさい"})
    told = written(page)
    assert "<ruby>防災<rp>（</rp><rt>ぼうさい</rt><rp>）</rp></ruby>の&lt;話&gt;" in told


def test_no_search_finds_sample_data() -> None:
    assert '<meta name="robots" content="noindex">' in written(page_of())
    topic = topic_of()
    real = PublicTopic(
        topic.id, topic.name, tuple(replace(one, sample=False) for one in topic.slides)
    )
    assert "noindex" not in written(page_of(real))
    assert "サンプルデータ" not in written(page_of(real))


def test_a_map_draws_districts_without_a_figure_hatched_and_each_shape_once() -> None:
    page = read(page_of())
    fills = [value for tag, name, value in page.attributes if (tag, name) == ("use", "fill")]
    assert fills.count("url(#hatch)") == 2
    assert [one for one in page.all_of("id") if one.startswith("area-")] == [
        f"area-{code}" for code in DISTRICTS
    ]


def test_a_picture_that_no_page_knows_is_a_fault_of_the_program() -> None:
    unknown = Slide("x", "closing", "題")
    with pytest.raises(TypeError):
        written(page_of(PublicTopic("x", "x", (unknown,))))


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
@pytest.mark.parametrize("why", ["unreleased", "unknown", "failing"])
def test_where_there_is_no_page_one_says_so(why: str, lang: DeckLanguage) -> None:
    text = EasyText({}) if lang == "easy" else Text("en" if lang == "en" else "ja")
    frame = Frame(lang, text, Markup(), "body{}", here="")
    page = Reader.of(write_refusal(frame, why, "<旭区>"))
    assert text(f"public.refused.{why}") in page.words
    assert text(f"public.refused.{why}_why") in page.words
    assert page.tags["h1"] == 1
    assert (f"../public/?lang={lang}" in page.all_of("href")) == (why == "unknown")


def test_pictures_of_one_kind_only_leave_no_empty_part() -> None:
    only = topic_of({"number": PICTURES["number"]})
    page = written(page_of(only))
    assert '<div class="more"></div>' not in page


def test_the_picture_of_a_map_without_any_figure_has_no_colours_to_explain() -> None:
    bare = replace(MAP, classes=(), class_of=dict.fromkeys(DISTRICTS), highlighted=None)
    assert isinstance(bare, MapPicture)
    page = written(page_of(topic_of({"number": PICTURES["number"], "map": bare})))
    assert page.count("url(#hatch)") == len(DISTRICTS) + 1
