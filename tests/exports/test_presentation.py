"""The deck as a page for the browser: all that it says, nothing that runs, nothing beyond it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations

import pytest

from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.report import (
    BarPicture,
    Cell,
    Deck,
    LinePicture,
    ListPicture,
    MapPicture,
    NumberPicture,
    Picture,
    Series,
    Slide,
    TablePicture,
)
from asahi_metrics.exports.presentation import Viewer, write_presentation
from asahi_metrics.exports.screen_maps import map_svg
from asahi_metrics.exports.screen_pictures import table_svg
from asahi_metrics.exports.screen_slides import HEIGHT, WIDTH, screen_svg, screens
from asahi_metrics.exports.svg import LETTERS, text_width, two_lines, wrapped
from asahi_metrics.services.geography import schematic
from tests.ward import DISTRICTS, square

HOSTILE = "</tspan><script>alert(1)</script>\"'&"
VIEWER = Viewer(3, "/meeting?deck=3&lang=en", "body{}", "go()")
SHOWN, ZERO = Cell(12.5, "12.5人"), Cell(0.0, "0人")
WITHHELD, MISSING = Cell(None, "X", "withheld"), Cell(None, "データなし", "missing")
MONTHS = tuple(f"{month}月" for month in range(4, 8))
BOX = (48.0, 132.0, 1184.0, 480.0)
GEOJSON = (
    '{"type":"FeatureCollection","features":['
    + ",".join(
        f'{{"type":"Feature","id":"{code}","properties":{{}},"geometry":{{"type":"Polygon",'
        f'"coordinates":[{[list(one) for one in square(2 * at, 2 * at + 2)]}]}}}}'
        for at, code in enumerate(DISTRICTS)
    )
    + "]}"
)
MAP = MapPicture(
    cells={"01": SHOWN, "02": WITHHELD, "03": MISSING},
    names=DISTRICTS,
    class_of={"01": 0, "02": None, "03": None},
    classes=("12.5",),
    legend_title="参加者数(人)",
    without_class="X、データなし",
    unit="人",
    decimals=1,
    alt="山手 12.5人。",
    highlighted="01",
)
ROWS = (Series("令和8年度", (SHOWN, WITHHELD, MISSING, ZERO)),)
PICTURES: tuple[Picture, ...] = (
    BarPicture(("山手", "川端", "野原", "区"), ROWS, "人", 1, "山手 12.5人。", 0),
    LinePicture(MONTHS, (*ROWS, Series("令和7年度", (SHOWN,) * 4)), "人", 1, "4月", "columns"),
    LinePicture(MONTHS, ROWS, "人", 1, "4月 12.5人", "lines"),
    MAP,
    TablePicture(("指標", "山手", "区"), (("参加者数", "X", "データなし"),), "表"),
    NumberPicture("参加者数", WITHHELD, (), "X"),
    ListPicture(("防災訓練", "防犯"), "一覧"),
)


LONG_NAMES = TablePicture(
    ("Indicator", "Futamatagawa New Town", "Same months last year", "Whole ward", "District range"),
    (("Families per 1,000 children (per 1,000)", "147.6", "110.5", "122.4", "63.0–245.3"),),
    "table",
)


def told_lines(svg: str) -> list[str]:
    return re.findall(r"<tspan[^>]*>([^<]*)</tspan>", svg)


def test_no_word_in_the_head_of_a_table_is_broken() -> None:
    words = {word for line in told_lines(table_svg(LONG_NAMES, BOX)) for word in line.split()}
    assert {word for head in LONG_NAMES.header for word in head.split()} <= words


def test_the_name_of_the_own_district_keeps_within_the_legend() -> None:
    named = replace(MAP, names=DISTRICTS | {"01": "Futamatagawa New Town"})
    lines = told_lines(map_svg(named, GEOJSON, BOX, "s0"))
    assert {"Futamatagawa New", "Town"} <= set(lines)
    plain = told_lines(map_svg(MAP, GEOJSON, BOX, "s0"))
    assert len(lines) == len(plain) + 1


def kind_of(picture: Picture) -> str:
    return f"{picture.kind}-{getattr(picture, 'form', '')}".rstrip("-")


every_picture = pytest.mark.parametrize("picture", PICTURES, ids=kind_of)


def slide_of(picture: Picture | None, **changed: object) -> Slide:
    slide = Slide("a.number", "number", "訓練は12回です", "a", picture, "出典: 台帳", "話", True)
    return replace(slide, **changed)


def deck_of(*slides: Slide) -> Deck:
    return Deck(
        title="山手地区",
        area="山手",
        district="01",
        year=2026,
        lang="ja",
        audience="public",
        revision=7,
        as_of="令和8年10月",
        sample=True,
        sample_label="サンプルデータ",
        slides=slides,
    )


def drawn(picture: Picture) -> str:
    deck = deck_of(slide_of(picture))
    return screen_svg(deck, screens(deck), 0, GEOJSON)


def words_of(svg: str) -> list[str]:
    return re.findall(r"<tspan[^>]*>([^<]*)</tspan>", svg)


def sizes_of(svg: str) -> list[float]:
    return [float(one) for one in re.findall(r'font-size="([\d.]+)"', svg)]


@every_picture
def test_a_slide_says_title_source_number_and_sample_in_letters_that_a_hall_can_read(
    picture: Picture,
) -> None:
    svg = drawn(picture)
    words = words_of(svg)
    assert {"訓練は12回です", "出典: 台帳", "1 / 1", "サンプルデータ"} <= set(words)
    assert min(sizes_of(svg)) >= LETTERS


@every_picture
def test_all_that_is_drawn_lies_within_the_slide(picture: Picture) -> None:
    for x, y in re.findall(r'<tspan x="([-\d.]+)" y="([-\d.]+)"', drawn(picture)):
        assert 0 <= float(x) <= WIDTH
        assert 0 <= float(y) <= HEIGHT


@pytest.mark.parametrize("picture", [one for one in PICTURES if "X" in str(one)], ids=kind_of)
def test_a_withheld_figure_is_an_x_and_never_a_number(picture: Picture) -> None:
    assert "X" in words_of(drawn(picture))
    assert "None" not in drawn(picture)


def test_a_bar_without_a_figure_says_so_and_has_no_length() -> None:
    svg = drawn(PICTURES[0])
    assert {"12.5人", "X", "データなし", "0人"} <= set(words_of(svg))
    # Two bars: the value and the 0. The ground and the sample's frame are boxes as well.
    assert svg.count("<rect") == 2 + 3


def test_a_line_is_broken_where_a_month_lacks() -> None:
    gap = Series("令和8年度", (SHOWN, MISSING, SHOWN, SHOWN))
    svg = drawn(LinePicture(MONTHS, (gap,), "人", 1, "4月", "lines"))
    (course,) = re.findall(r'<path d="(M[^"]*)" stroke="#0017C1" stroke-width="6"', svg)[:1]
    assert (course.count("M"), course.count("L")) == (2, 1)


def test_districts_without_a_class_are_hatched_and_the_own_one_is_outlined_and_named() -> None:
    svg = drawn(MAP)
    assert svg.count('fill="url(#hatch-s0)"') == 2 + 1
    assert {"山手", "12.5", "X", "X、データなし"} <= set(words_of(svg))


def test_each_district_bears_what_the_page_shows_when_it_is_pointed_at() -> None:
    page = page_of(deck_of(slide_of(MAP)))
    districts = dict(re.findall(r'data-code="(\d+)" data-name="([^"]*)"', page))
    figures = dict(re.findall(r'data-code="(\d+)" data-name="[^"]*" data-figure="([^"]*)"', page))
    assert districts == DISTRICTS
    assert figures == {"01": "12.5人", "02": "X", "03": "データなし"}
    # The same by keyboard, and for who hears the page.
    buttons = re.findall(r'<button type="button" data-see="(\d+)">([^<]*)</button>', page)
    assert buttons == [("01", "山手 12.5人"), ("02", "川端 X"), ("03", "野原 データなし")]


def test_a_map_has_buttons_with_names_and_other_slides_have_none() -> None:
    page = page_of(deck_of(*(slide_of(one) for one in PICTURES)))
    assert re.findall(r'data-map="(\w+)">([^<]*)<', page) == [
        ("closer", "+ 拡大"),
        ("farther", "− 縮小"),
        ("whole", "0 全体"),
    ]
    assert page.count('class="map-tools"') == page.count('<svg class="map"') == 1


@pytest.mark.parametrize("figure", ["7", "42.5", "1,234"])
@pytest.mark.parametrize("height", [330, 440])
def test_no_figure_on_the_wards_map_lies_over_another(figure: str, height: float) -> None:
    shapes = schematic(load_pack()).districts_geojson
    codes = [feature["id"] for feature in json.loads(shapes)["features"]]
    value = float(figure.replace(",", ""))
    picture = replace(
        MAP,
        cells=dict.fromkeys(codes, Cell(value, f"{figure}人")),
        names=dict.fromkeys(codes, "山手"),
        class_of=dict.fromkeys(codes, 0),
        decimals=int(value % 1 > 0),
    )
    svg = map_svg(picture, shapes, (48, 150, 1184, height), "s0")
    found = re.findall(r'data-of="(\d+)" data-x="([\d.]+)" data-y="([\d.]+)"', svg)
    places = {code: (float(x), float(y)) for code, x, y in found}
    assert len(places) == len(codes) == 19
    wide = text_width(figure, LETTERS)
    meeting = [
        (one, other)
        for (one, here), (other, there) in combinations(places.items(), 2)
        if abs(here[0] - there[0]) < wide - 1 and abs(here[1] - there[1]) < LETTERS - 1
    ]
    assert meeting == []


def test_a_table_too_long_for_a_slide_goes_on_with_every_row_once() -> None:
    rows = tuple((f"指標{at}", f"{at}", "データなし") for at in range(30))
    picture = TablePicture(("指標", "山手", "区"), rows, "表", caption="X(秘匿): 山手")
    deck = deck_of(slide_of(picture))
    shown = screens(deck)
    words = [words_of(screen_svg(deck, shown, at, GEOJSON)) for at in range(len(shown))]
    assert len(shown) > 1
    assert [one for page in words for one in page if one.startswith("指標")][:2] == [
        "指標",
        "指標0",
    ]
    assert sorted(one for page in words for one in page if re.fullmatch(r"指標\d+", one)) == sorted(
        row[0] for row in rows
    )
    assert all("訓練は12回です" in page for page in words)
    assert ["X(秘匿): 山手" in page for page in words] == [*[False] * (len(shown) - 1), True]
    assert max(len(page) for page in words) - min(len(page) for page in words) < 12


def test_a_list_goes_on_with_its_numbers() -> None:
    lines = tuple(f"台帳{'の' * 30}{at}" for at in range(20))
    deck = deck_of(slide_of(ListPicture(lines, "一覧")))
    shown = screens(deck)
    pages = [words_of(screen_svg(deck, shown, at, GEOJSON)) for at in range(len(shown))]
    assert len(shown) > 1
    numbers = [one for page in pages for one in page if re.fullmatch(r"\d+", one)]
    assert numbers == [str(at) for at in range(1, 21)]


@pytest.mark.parametrize(
    "text",
    ["今宿地区の人口千人あたり参加者数は27.8人/千人で、区の35.2人/千人を下回っています。" * 3,
     "Drill participants per 1,000 residents in Imajuku: 27.8 per 1,000, below the ward's",
     "あ" * 300, "W" * 300, HOSTILE * 5],
    ids=["Japanese", "English", "one sign", "one word", "hostile"],
)  # fmt: skip
def test_lines_are_no_wider_than_their_room_and_lose_no_letter(text: str) -> None:
    lines = wrapped(text, 28, 400)
    assert max(text_width(line, 28) for line in lines) <= 400 + 28
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "lines",
    [
        ["訓練は128回で、", "前年同期より12回増えました"],
        ["千人あたり参加者数は", "18.1〜31.5人/千人の範囲です"],
        ["地区（ちく）です。", "訓練（くんれん）は 8回です。"],
        ["Drills held in Imajuku: ", "8, down 2 on last year"],
        ["今宿地区のタウンミーティング資料", "(庁内用)"],
    ],
    ids=["comma", "figure", "plain", "colon", "bracket"],
)
def test_a_title_in_two_lines_is_parted_where_it_pauses(lines: list[str]) -> None:
    width = max(text_width(one.rstrip(), 40) for one in lines) + 1
    parted = [one.rstrip() for one in lines]
    assert two_lines("".join(lines), (40, 30), width) == (40, parted)


def test_a_title_takes_smaller_letters_rather_than_more_than_two_lines() -> None:
    size, lines = two_lines("あ" * 50, (46, 42, 38), 1184)
    assert (size, len(lines)) == (46, 2)
    size, lines = two_lines("あ" * 60, (46, 42, 38), 1184)
    assert (size, len(lines)) == (38, 2)


def test_no_line_begins_with_a_full_stop_or_parts_a_number_from_its_unit() -> None:
    for width in range(120, 600, 7):
        for line in wrapped("訓練は128回で、前年より12回増えました。「そうです」。", 28, width):
            assert line[0] not in "、。」回"


def page_of(deck: Deck) -> str:
    return write_presentation(deck, GEOJSON, VIEWER)


def test_what_was_written_by_hand_never_becomes_markup() -> None:
    cell = Cell(1.0, HOSTILE)
    pictures: tuple[Picture, ...] = (
        BarPicture((HOSTILE,), (Series(HOSTILE, (cell,)),), HOSTILE, 0, HOSTILE, caption=HOSTILE),
        LinePicture((HOSTILE,), (Series(HOSTILE, (cell,)),), HOSTILE, 0, HOSTILE),
        replace(
            MAP,
            names=dict.fromkeys(DISTRICTS, HOSTILE),
            cells=dict.fromkeys(DISTRICTS, cell),
            classes=(HOSTILE,),
            legend_title=HOSTILE,
        ),
        TablePicture((HOSTILE, HOSTILE), ((HOSTILE, HOSTILE),), HOSTILE),
        NumberPicture(HOSTILE, cell, (), HOSTILE),
        ListPicture((HOSTILE,), HOSTILE),
    )
    slides = [slide_of(one, title=HOSTILE, note=HOSTILE, speech=HOSTILE) for one in pictures]
    cover = Slide("cover", "cover", HOSTILE, note=HOSTILE, sample=True)
    deck = replace(
        deck_of(cover, *slides), title=HOSTILE, place=HOSTILE, date=HOSTILE, sample_label=HOSTILE
    )
    page = page_of(deck)
    assert page.count("<script") == page.count("</script") == 1
    assert "alert(1)" in page
    read = Reader()
    read.feed(page)
    assert read.tags["script"] == 1
    assert set(read.labels) >= {HOSTILE}
    assert not [name for name in read.attributes if name.startswith("on")]


class Reader(HTMLParser):
    """What a browser makes of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.labels: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.labels += [value for name, value in attrs if name == "aria-label"]


def test_the_page_asks_for_nothing_beyond_itself() -> None:
    page = page_of(deck_of(*(slide_of(one) for one in PICTURES)))
    assert not re.search(r"""(src|srcset|href|action)=["'](?!/meeting)""", page)
    assert re.findall(r"https?://[^\s\"']+", page) == ["http://www.w3.org/2000/svg"] * len(PICTURES)
    assert not re.search(r"""\son\w+=|javascript:|style=["']""", page)


@every_picture
def test_who_does_not_see_a_slide_reads_title_picture_source_and_sample(picture: Picture) -> None:
    page = page_of(deck_of(slide_of(picture)))
    (told,) = re.findall(r'<div class="unseen">(.*?)</div>', page, re.DOTALL)
    for said in ("訓練は12回です", picture.alt, "出典: 台帳", "サンプルデータ"):
        assert f">{said}<" in told
    assert '<div class="speech" hidden><p>話</p></div>' in page


def test_a_deck_without_sample_data_bears_no_mark_of_it() -> None:
    page = page_of(replace(deck_of(slide_of(PICTURES[0], sample=False)), sample=False))
    assert "サンプルデータ" not in page


@pytest.mark.parametrize(("lang", "said"), [("ja", "ja"), ("easy", "ja"), ("en", "en")])
def test_the_page_names_its_language(lang: str, said: str) -> None:
    assert f'<html lang="{said}">' in page_of(replace(deck_of(slide_of(MAP)), lang=lang))
