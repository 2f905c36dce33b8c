"""Templates: what a section opens in Excel, and that what it sends back is read."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from asahi_metrics.core.areas import Areas
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.sources import dataset, datasets
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Dataset
from asahi_metrics.sources.template import allowed_values, example_value, write_template

TODAY = date(2026, 11, 23)
FILLABLE = [one for one in datasets().values() if ".xlsx" in one.suffixes]


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_pack().areas


def opened(one: Dataset, areas: Areas, lang: Language = "ja") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_template(one, areas, Text(lang))))


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", FILLABLE, ids=lambda one: one.id)
def test_a_template_filled_with_its_example_is_accepted(one: Dataset, areas, lang) -> None:
    book = opened(one, areas, lang)
    entry = book.worksheets[0]
    for place, column in enumerate(one.columns, start=1):
        entry.cell(2, place).value = example_value(column, areas) or None
    table = read_table(saved(book), "template.xlsx", one)
    assert table.sheet == entry.title
    assert table.header == tuple(column.header for column in one.columns)
    got = check(table, one, AreaNames(areas), today=TODAY)
    assert got.findings == []
    assert len(got.records) == 1


@pytest.mark.parametrize("one", FILLABLE, ids=lambda one: one.id)
def test_an_empty_template_holds_no_row_to_load(one: Dataset, areas: Areas) -> None:
    table = read_table(write_template(one, areas, Text("ja")), "template.xlsx", one)
    assert (table.sheet, table.rows) == ("記入", [])


@pytest.mark.parametrize("one", FILLABLE, ids=lambda one: one.id)
def test_a_template_has_three_sheets_to_see(one: Dataset, areas: Areas) -> None:
    book = opened(one, areas)
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert shown == ["記入", "記入例", "説明"]
    assert book.worksheets[0].freeze_panes == "A2"


def test_districts_places_and_kinds_are_offered(areas: Areas) -> None:
    place = dataset("marche_attendance").column("place")
    assert len(allowed_values(place, areas)) == 21
    book = opened(dataset("disaster_drills"), areas)
    rules = book.worksheets[0].data_validations.dataValidation
    lists = {str(rule.sqref): rule.formula1 for rule in rules if rule.type == "list"}
    assert lists == {"B2:B2001": "_lists!$B$1:$B$19", "D2:D2001": "_lists!$D$1:$D$7"}
    assert book["_lists"]["B7"].value == "若葉台"
    assert book["_lists"].sheet_state == "veryHidden"


def test_the_example_says_that_it_is_one(areas: Areas) -> None:
    sheet = opened(dataset("dog_patrol"), areas)["記入例"]
    assert "取り込まれません" in sheet["A1"].value
    assert [cell.value for cell in sheet[2]][:3] == ["年月", "地区", "登録者数"]
    assert sheet["B3"].value == "鶴ヶ峰"


def test_notes_stand_in_the_language_of_the_page(areas: Areas) -> None:
    notes = opened(dataset("population"), areas, "en")["Notes"]
    line = [cell.value for cell in notes[7]]
    assert line[0] == "町丁 (Town)"
    assert line[1] == "optional"
    assert "not both" in line[4]


def test_a_template_is_the_same_each_time(areas: Areas) -> None:
    one, text = dataset("dog_patrol"), Text("ja")
    assert write_template(one, areas, text) == write_template(one, areas, text)
