"""The handout as paper: its words and figures read from the PDF, tags, letters, hostile names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import typst

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import (
    BarPicture,
    Cell,
    Comparison,
    Deck,
    DeckLanguage,
    LinePicture,
    MapPicture,
    NumberPicture,
    Series,
    Slide,
    TablePicture,
)
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import Text
from asahi_metrics.exports.handout import (
    TEMPLATE,
    Handout,
    HandoutWords,
    template_inputs,
    write_handout,
)
from asahi_metrics.exports.handout_charts import chart_data, scale_from_zero
from asahi_metrics.exports.handout_letters import document_font, printable
from asahi_metrics.services.figure_files import handout_file
from asahi_metrics.services.figure_sheets import sheet_maker
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.setup import fill_if_empty
from tests.exports.sheets import HOSTILE, numbered_districts

SHOWN, NOTHING = Cell(3.0, "3人"), Cell(0.0, "0人")
WITHHELD, MISSING = Cell(None, "X", "withheld"), Cell(None, "データなし", "missing")
CELLS = (SHOWN, NOTHING, WITHHELD, MISSING)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    database = tmp_path_factory.mktemp("handed") / "fresh.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    release(office)
    return office


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], list[str]]:
    """The words of each page, without any gaps."""
    command = shutil.which("pdftotext")
    assert command, "pdftotext is not installed: see scripts/office.sh"
    path = tmp_path_factory.mktemp("paper") / "handout.pdf"

    def words(content: bytes) -> list[str]:
        path.write_bytes(content)
        done = subprocess.run(
            [command, "-raw", "-enc", "UTF-8", str(path), "-"],
            check=True,
            capture_output=True,
            timeout=60,
        )
        return [bare(page) for page in done.stdout.decode().split("\f")[:-1]]

    return words


def bare(text: str) -> str:
    return "".join(text.split())


def unread(text: str) -> str:
    return re.sub("（[^）]*）", "", text)


def small(name: str = "登録者数", *, sample: bool = True) -> Handout:
    """A handout written down by hand, each of its pictures with a figure of every state."""
    places = ("山手", "川端", "野原", "外")
    number = NumberPicture(name, SHOWN, (Comparison(name, "4人"),), name, name)
    bars = BarPicture(places, (Series(name, CELLS),), "人", 0, name, 0, name)
    months = LinePicture(places, (Series(name, CELLS), Series(name, CELLS)), "人", 0, name)
    shapes = MapPicture(
        cells={"01": SHOWN, "02": WITHHELD, "03": MISSING},
        names={"01": name, "02": "川端", "03": "野原"},
        class_of={"01": 0, "02": None, "03": None},
        classes=("3",),
        legend_title=name,
        without_class="X、データなし",
        unit="人",
        decimals=0,
        alt=name,
        highlighted="01",
    )
    slides = (
        Slide("cover", "cover", name, note=name),
        Slide("t.number", "number", name, "t", number, name),
        Slide("t.districts", "districts", name, "t", bars, name),
        Slide("t.months", "months", name, "t", months, name),
        Slide("t.map", "map", name, "t", shapes, name),
    )
    deck = Deck(
        title=name,
        area="山手地区",
        district="01",
        year=2026,
        lang="ja",
        audience="public",
        revision=7,
        as_of="令和8年10月",
        sample=sample,
        sample_label="サンプルデータ",
        place=name,
        publisher=name,
        sources=(name,),
        slides=slides,
    )
    return Handout(
        deck=deck,
        words=HandoutWords("要点", "一覧", "出典"),
        table=TablePicture((name, "値"), ((name, "X"), (name, "データなし")), name),
        districts_geojson=json.dumps(numbered_districts()),
        boundaries=name,
        as_of="令和8年10月まで、更新番号7",
        sources=(name,),
        audience="公開用",
        remarks=(name,),
    )


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
@pytest.mark.parametrize("district", ["15", None])
def test_a_usual_deck_is_two_pages_with_all_that_they_must_say(
    office: Office, read: Callable[[bytes], list[str]], lang: DeckLanguage, district: str | None
) -> None:
    deck = build_deck(office, DeckRequest(district, 2026, lang=lang, audience="public"))
    pages = read(handout_file(office, deck))
    assert len(pages) == 2
    numbers = [one for one in deck.slides if isinstance(one.picture, NumberPicture)]
    assert 3 <= len(numbers) <= 6
    for one in numbers:
        assert bare(one.title) in pages[0]
        assert isinstance(one.picture, NumberPicture)
        assert bare(one.picture.cell.text) in pages[0]
    for page in pages:
        assert bare(deck.sample_label) in page
        assert bare(deck.as_of) in page
        assert str(deck.revision) in page
    # In a list a word has its reading once.
    for source in deck.sources:
        assert unread(bare(source)) in unread(pages[1])
    table = sheet_maker(office, deck).table()
    assert table is not None
    for row in table.rows:
        assert bare("".join(row)) in pages[1]


def test_the_public_reads_the_x_and_what_it_means(
    office: Office, read: Callable[[bytes], list[str]]
) -> None:
    deck = build_deck(office, DeckRequest("10", 2026, audience="public"))
    table = sheet_maker(office, deck).table()
    assert table is not None
    withheld = [row for row in table.rows if row[1] == "X"]
    assert withheld
    page = read(handout_file(office, deck))[1]
    for row in withheld:
        assert bare("".join(row)) in page
    assert "「X」は秘匿した値です" in page
    assert any(row[-1] == "–" for row in table.rows)
    assert bare(Text("ja")("public.no_range")) in page


def test_a_table_without_a_dash_has_no_note_on_dashes(
    office: Office, read: Callable[[bytes], list[str]]
) -> None:
    deck = build_deck(office, DeckRequest("10", 2026))
    assert bare(Text("ja")("public.no_range")) not in "".join(read(handout_file(office, deck)))


def test_the_file_is_tagged_and_says_so() -> None:
    content = write_handout(small())
    assert b"pdfuaid:part>1<" in content
    assert b"/MarkInfo" in content
    assert b"/FontFile" in content


def test_a_picture_bears_its_alternative_text() -> None:
    found = json.loads(
        typst.query(TEMPLATE.read_bytes(), "figure", sys_inputs=template_inputs(small()))
    )
    assert [one["alt"] for one in found] == ["登録者数"] * 3


@pytest.mark.parametrize("name", [*HOSTILE, '#import "@x/y:1.0.0"', "= 題\n- 点", "`raw` ~ --- @a"])
def test_hostile_names_are_set_as_text(name: str, read: Callable[[bytes], list[str]]) -> None:
    pages = read(write_handout(small(name)))
    assert len(pages) <= 2
    # Title, cover, card, map, two charts, table, sources: each says the name as it stands.
    assert sum(page.count(bare(name)) for page in pages) >= 12
    inputs = template_inputs(small(name))
    first = json.loads(typst.query(TEMPLATE.read_bytes(), "heading", sys_inputs=inputs))[0]
    assert first["body"] == {"func": "text", "text": name.replace("\n", " ")}


def test_real_data_is_not_called_sample_data(read: Callable[[bytes], list[str]]) -> None:
    assert "サンプルデータ" not in "".join(read(write_handout(small(sample=False))))
    assert "サンプルデータ" in "".join(read(write_handout(small())))


def test_a_letter_that_the_font_lacks_is_the_printers_geta() -> None:
    told: Any = {"a": ["葛\U000e0100城", "\U0010ffff", "a\tb"]}
    assert printable(told, document_font()) == {"a": ["葛城", "〓", "a b"]}


def test_without_a_japanese_font_it_is_told_which_would_do() -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        document_font(("No such font", "Nor this"))
    assert caught.value.params == {"fonts": "No such font, Nor this"}


@pytest.mark.parametrize("form", ["columns", "lines"])
def test_what_lacks_is_no_point_and_zero_is_one(form: Any) -> None:
    slide = small().deck.slides[3]
    assert isinstance(slide.picture, LinePicture)
    drawn = chart_data(replace(slide, picture=replace(slide.picture, form=form)))
    points = drawn["series"][0]["points"]
    assert [one["text"] for one in points] == ["3", "0", "", ""]
    assert [one["mark"] for one in points][2:] == ["X", "–"]
    assert [one["y"] for one in points] == [1.0, 0.0, None, None]


def test_bars_begin_at_zero_and_say_what_lacks() -> None:
    drawn = chart_data(small().deck.slides[2])
    assert [one["share"] for one in drawn["bars"]] == [1.0, 0.0, 0.0, 0.0]
    assert [one["text"] for one in drawn["bars"]] == ["3人", "0人", "X", "データなし"]
    assert [one["shown"] for one in drawn["bars"]] == [True, True, False, False]
    assert [one["own"] for one in drawn["bars"]] == [True, False, False, False]
    below = scale_from_zero([Cell(-1.0, "−1"), Cell(3.0, "3")])
    assert (below.share(-1.0), below.share(0.0), below.share(3.0)) == (0.0, 0.25, 1.0)


def test_a_deck_without_pictures_is_written_too(read: Callable[[bytes], list[str]]) -> None:
    whole = small()
    bare_deck = replace(whole.deck, slides=(Slide("t.x", "number", "題だけ", "t"),))
    (page,) = read(write_handout(replace(whole, deck=bare_deck, table=None)))
    assert "題だけ" in page


def test_a_handout_takes_less_than_three_seconds_of_the_processor(office: Office) -> None:
    deck = build_deck(office, DeckRequest("15", 2026))
    begun = time.process_time()
    handout_file(office, deck)
    assert time.process_time() - begun < 3.0
