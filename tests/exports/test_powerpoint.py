"""The PowerPoint file opened again: figures, fonts, texts, and nothing left empty."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from asahi_metrics.core.report import (
    BarPicture,
    Cell,
    Deck,
    LinePicture,
    MapPicture,
    Series,
    Slide,
    TablePicture,
)
from asahi_metrics.exports.fonts import OFFICE_FONT
from asahi_metrics.exports.powerpoint import write_powerpoint
from asahi_metrics.exports.slide_pictures import _columns, _list_size
from asahi_metrics.services.deck_files import powerpoint_file
from asahi_metrics.services.office import Office
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.setup import fill_if_empty
from tests.ward import districts_geojson, open_filled_ward

SMALLEST = Pt(18)
HOSTILE = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "+1\"&amp;' $x$ {0}", "𠮷野家①～")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_filled_ward(tmp_path_factory.mktemp("ward"))
    fill_if_empty(office)
    return office


@pytest.fixture(scope="module", params=["ja", "en", "easy"])
def deck(office: Office, request: pytest.FixtureRequest) -> Deck:
    wanted = DeckRequest("01", 2023, lang=request.param, title="地区の集い", place="=1+1")
    return build_deck(office, wanted)


@pytest.fixture(scope="module")
def opened(office: Office, deck: Deck) -> Any:
    return open_again(powerpoint_file(office, deck))


def open_again(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def drawn(picture: Any) -> Any:
    """A deck of this one picture, written and opened again: its only slide."""
    slide = Slide("t.x", "number", "題", "t", picture, "出典", "話", sample=True)
    return open_again(written(slide)).slides[0]


def written(*slides: Slide, title: str = "集い") -> bytes:
    deck = Deck(
        title=title,
        area="山手地区",
        district="01",
        year=2026,
        lang="ja",
        audience="staff",
        revision=1,
        as_of="令和8年10月",
        sample=True,
        sample_label="サンプルデータ",
        slides=slides,
    )
    return write_powerpoint(deck, numbered_geojson())


def numbered_geojson() -> str:
    """The small ward's district shapes as the program keeps them: by code."""
    shapes = json.loads(districts_geojson())
    for at, feature in enumerate(shapes["features"], start=1):
        feature["id"], feature["properties"] = f"0{at}", {"code": f"0{at}"}
    return json.dumps(shapes)


def chart_of(slide: Any) -> Any:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def texts(slide: Any) -> str:
    """All words of a slide's text shapes and tables."""
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            said += [cell.text for cell in shape.table.iter_cells()]
    return "\n".join(said)


def sizes(presentation: Any) -> Iterator[int]:
    """Every size of type that a slide or a chart names."""
    for slide in presentation.slides:
        roots = [slide._element]
        roots += [shape.chart._chartSpace for shape in slide.shapes if shape.has_chart]
        for root in roots:
            for tag in ("a:rPr", "a:defRPr"):
                yield from (int(one.get("sz")) for one in root.iter(qn(tag)) if one.get("sz"))


def test_there_is_a_slide_for_each_with_its_title_and_it_is_wide(opened: Any, deck: Deck) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in opened.slides]
    assert titles == [one.title for one in deck.slides]
    assert Emu(opened.slide_width) / Emu(opened.slide_height) == pytest.approx(16 / 9, abs=0.01)


def test_the_charts_have_the_figures_of_the_deck_and_can_be_edited(opened: Any, deck: Deck) -> None:
    seen = 0
    for one, slide in zip(deck.slides, opened.slides, strict=True):
        if isinstance(one.picture, BarPicture | LinePicture):
            plot = chart_of(slide).plots[0]
            assert tuple(plot.categories) == one.picture.categories
            for series, told in zip(plot.series, one.picture.series, strict=True):
                assert list(series.values) == [cell.value for cell in told.cells]
            book = openpyxl.load_workbook(
                io.BytesIO(chart_of(slide).part.chart_workbook.xlsx_part.blob)
            )
            assert book.active.max_row == len(one.picture.categories) + 1
            seen += 1
    assert seen


def test_the_tables_have_the_texts_of_the_deck(opened: Any, deck: Deck) -> None:
    pictures = zip(deck.slides, opened.slides, strict=True)
    tables = [
        (one.picture, next(shape.table for shape in slide.shapes if shape.has_table))
        for one, slide in pictures
        if isinstance(one.picture, TablePicture)
    ]
    assert tables
    for picture, table in tables:
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [list(picture.header), *(list(row) for row in picture.rows)]


def test_nothing_is_left_empty_and_notes_and_numbers_are_there(opened: Any, deck: Deck) -> None:
    for number, (one, slide) in enumerate(zip(deck.slides, opened.slides, strict=True), start=1):
        assert all(shape.text_frame.text.strip() for shape in slide.placeholders)
        assert slide.notes_slide.notes_text_frame.text == one.speech
        notes = [s for s in slide.notes_slide.placeholders if s.has_text_frame]
        assert all(shape.text_frame.text.strip() for shape in notes)
        fields = [field.findtext(qn("a:t")) for field in slide.shapes._spTree.iter(qn("a:fld"))]
        assert fields == [str(number)]


def test_every_picture_chart_and_table_says_what_it_shows(opened: Any, deck: Deck) -> None:
    for one, slide in zip(deck.slides, opened.slides, strict=True):
        alts = [
            shape._element.find(f".//{qn('p:cNvPr')}").get("descr", "")
            for shape in slide.shapes
            if shape.has_chart or shape.has_table or shape.shape_type == 13
        ]
        assert all(alts)
        if alts and one.picture is not None:
            assert alts == [one.picture.alt]


def test_source_and_note_stand_on_each_slide(opened: Any, deck: Deck) -> None:
    for one, slide in zip(deck.slides, opened.slides, strict=True):
        assert one.note in texts(slide)


def test_no_word_in_the_head_of_a_table_is_broken_and_no_figure() -> None:
    picture = TablePicture(
        ("Indicator", "Futamatagawa New Town", "Same months last year", "Whole ward", "Range"),
        (("Families per 1,000 children (per 1,000)", "147.6", "110.5", "122.4", "63.0–245.3"),),
        "table",
    )
    name, *figures = _columns(picture, 12.1)
    # Bold letters of 18 points take up to 0.7 of their size, and the cell 0.1 inch on each side.
    assert figures[0] >= len("Futamatagawa") * 18 * 0.7 / 72 + 0.2
    assert figures[3] >= len("63.0–245.3") * 20 * 0.6 / 72 + 0.2
    assert name >= 12.1 / 3
    assert name + sum(figures) == pytest.approx(12.1)


def test_a_long_list_of_sources_is_set_smaller_and_not_below_eighteen_points() -> None:
    box = (0.6, 1.85, 12.1, 3.5)
    sizes = (32, 22, 20, 18)
    assert [_list_size(["防災訓練"] * count, sizes, box) for count in (4, 8)] == [32, 22]
    assert _list_size(["町丁別人口（ちょうちょうべつじんこう）" * 5] * 6, sizes, box) == 18


def test_no_type_is_smaller_than_eighteen_points(opened: Any) -> None:
    assert min(sizes(opened)) >= SMALLEST.centipoints


def test_every_theme_names_the_japanese_font(office: Office, deck: Deck) -> None:
    with zipfile.ZipFile(io.BytesIO(powerpoint_file(office, deck))) as parts:
        themes = [name for name in parts.namelist() if "/theme/" in name and "_rels" not in name]
        assert len(themes) == 2
        for name in themes:
            told = parts.read(name).decode()
            assert told.count(f'<a:ea typeface="{OFFICE_FONT}"/>') == 2
            assert f'script="Jpan" typeface="{OFFICE_FONT}"' in told


def test_a_text_tells_its_language(opened: Any, deck: Deck) -> None:
    wanted = "en-GB" if deck.lang == "en" else "ja-JP"
    runs = [run for slide in opened.slides for run in slide._element.iter(qn("a:rPr"))]
    assert {run.get("lang") for run in runs if run.getparent().tag == qn("a:r")} == {wanted}


def test_what_lacks_is_no_bar_and_no_zero() -> None:
    cells = (Cell(0.0, "0人"), Cell(None, "X", "withheld"), Cell(None, "データなし", "missing"))
    picture = BarPicture(
        ("山手", "川端", "野原"),
        (Series("人", cells),),
        "人",
        0,
        "代わりの文",
        caption="X(秘匿): 川端",
    )
    slide = drawn(picture)
    assert list(chart_of(slide).plots[0].series[0].values) == [0.0, None, None]
    assert "X(秘匿): 川端" in texts(slide)


@pytest.mark.parametrize(("last", "step"), [(27.0, 1), (270.0, None)], ids=["few", "many"])
def test_a_line_of_few_people_has_no_half_people_on_its_axis(last: float, step: int | None) -> None:
    cells = (Cell(25.0, "25人"), Cell(last, f"{last:.0f}人"))
    picture = LinePicture(("4月", "5月"), (Series("令和8年度", cells),), "人", 0, "代わりの文")
    assert chart_of(drawn(picture)).value_axis.major_unit == step


def test_sample_data_is_marked_on_each_slide_that_has_some() -> None:
    marked = Slide("a", "cover", "表", sample=True)
    plain = Slide("b", "cover", "裏")
    first, second = open_again(written(marked, plain)).slides
    assert "サンプルデータ" in texts(first)
    assert "サンプルデータ" not in texts(second)


def test_a_map_is_a_crisp_picture_with_a_legend_in_words() -> None:
    picture = MapPicture(
        cells={"01": Cell(3.0, "3人"), "02": Cell(None, "X", "withheld"), "03": Cell(9.0, "9人")},
        names={"01": "$山手$", "02": "川端", "03": "野原"},
        class_of={"01": 0, "02": None, "03": 1},
        classes=("3", "9"),
        legend_title="登録者数(人)",
        without_class="X",
        unit="人",
        decimals=0,
        alt="山手 3人。",
        highlighted="01",
    )
    slide = drawn(picture)
    image = next(shape.image for shape in slide.shapes if shape.shape_type == 13)
    drawn_size = Image.open(io.BytesIO(image.blob)).size
    assert image.content_type == "image/png"
    assert drawn_size[0] >= 1600
    for word in ("登録者数(人)", "$山手$", "3", "9", "X"):
        assert word in texts(slide)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_out_as_text(name: str) -> None:
    cells = (Cell(1.0, name), Cell(2.0, name))
    bars = BarPicture((name, "b"), (Series(name, cells),), name, 0, name, caption=name)
    table = TablePicture((name, "b"), ((name, name),), name)
    slides = (
        Slide("a", "number", name, "t", bars, name, name),
        Slide("b", "table", name, "t", table, name, name),
    )
    content = written(*slides, title=name)
    first, second = open_again(content).slides
    assert first.shapes.title.text_frame.text == name
    assert next(iter(chart_of(first).plots[0].categories)) == name
    assert name in texts(second)
    book = openpyxl.load_workbook(io.BytesIO(chart_of(first).part.chart_workbook.xlsx_part.blob))
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)
    assert book.active["A2"].value == book.active["B1"].value == name


def test_a_long_title_is_written_smaller_but_never_below_the_smallest() -> None:
    long = "二俣川ニュータウン地区の" * 12
    presentation = open_again(written(Slide("a", "closing", long), Slide("b", "cover", long)))
    assert all(SMALLEST.centipoints <= size for size in sizes(presentation))


def test_progress_is_told_slide_by_slide(office: Office) -> None:
    deck = build_deck(office, DeckRequest("01", 2023))
    told: list[float] = []
    powerpoint_file(office, deck, told.append)
    assert told == sorted(told)
    assert len(told) == len(deck.slides)
    assert told[-1] == 1


def test_the_deck_kept_with_other_words_is_written_with_them(office: Office) -> None:
    deck = build_deck(office, DeckRequest("01", 2023))
    first = replace(deck.slides[2], title="区民の皆さんの力です")
    edited = replace(deck, slides=(first,))
    (slide,) = open_again(powerpoint_file(office, edited)).slides
    assert slide.shapes.title.text_frame.text == "区民の皆さんの力です"
