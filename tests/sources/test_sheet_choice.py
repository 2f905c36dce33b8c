"""Which sheet of a workbook is read, and what is said of those that are not."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.town_table import read_town_table
from asahi_metrics.sources import dataset, datasets
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Dataset, Table
from asahi_metrics.sources.template import example_value, write_template
from tests.sources.books import book_of, saved

DRILLS = dataset("disaster_drills")
HEADER = tuple(column.header for column in DRILLS.columns)
FILLABLE = [one for one in datasets().values() if ".xlsx" in one.suffixes]


def drill(month: int) -> list[object]:
    return [f"2026/{month}/5", "白根", "A会", "避難訓練", "公園", 10, 5, None]


def read(book: openpyxl.Workbook, one: Dataset = DRILLS) -> Table:
    return read_table(saved(book), "訓練.xlsx", one)


def errors(table: Table) -> list[Finding]:
    return [finding for finding in table.notices if finding.severity == "error"]


def test_a_workbook_with_a_sheet_for_each_month_is_refused_and_all_of_them_are_named() -> None:
    table = read(book_of(**{f"{month}月": [HEADER, drill(month)] for month in (4, 5, 6)}))
    (found,) = errors(table)
    assert (found.code, found.sheet, found.row) == ("sheets_left_out", "4月", 1)
    assert found.value == "5月、6月"
    assert check(table, DRILLS, AreaNames(load_pack().areas), today=date(2026, 11, 1)).refused
    for lang in LANGUAGES:
        told = Text(lang).what(found)
        assert all(name in told for name in ("4月", "5月", "6月"))
        assert "{" not in told + Text(lang).what_to_do(found)


def test_titles_spellings_and_doubled_headers_of_further_sheets_do_not_hide_them() -> None:
    other = ("開催日", "地区名", "主催者", "種別")
    doubled = (*HEADER, "備考")
    book = book_of(
        R7=[HEADER, drill(4)], R8=[["令和8年度"], [], other, drill(5)[:4]], R9=[doubled, drill(6)]
    )
    assert [(one.code, one.value) for one in errors(read(book))] == [("sheets_left_out", "R8、R9")]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_passed_over(state: str) -> None:
    book = book_of(今年=[HEADER, drill(4)], 旧=[HEADER, drill(5)])
    book["旧"].sheet_state = state
    table = read(book)
    assert (table.sheet, table.notices) == ("今年", ())


def test_sheets_without_rows_or_without_the_required_columns_are_no_matter() -> None:
    book = book_of(
        説明=[["この様式の使い方"]],
        記入=[HEADER],
        実績=[HEADER, drill(4)],
        予備=[HEADER, [None] * 8, ["合計", None, None, None, None, 0]],
        集計=[("地区", "参加者数"), ("白根", 10)],
    )
    table = read(book)
    assert (table.sheet, len(table.rows), table.notices) == ("実績", 1, ())


def test_a_sheet_that_only_one_header_keeps_from_being_read_is_told_of() -> None:
    planned = ("実施日（予定）", *HEADER[1:])
    table = read(book_of(実績=[HEADER, drill(4)], 追加=[planned, drill(5)], 控え=[planned]))
    (notice,) = table.notices
    assert (notice.code, notice.severity) == ("similar_sheet_left_out", "notice")
    assert (notice.sheet, notice.row, notice.value) == ("実績", 1, "追加")
    assert notice.params == {"columns": "実施日"}


def test_a_further_sheet_that_no_table_can_be_is_no_matter() -> None:
    book = book_of(実績=[HEADER, drill(4)], 工程表=[[*range(600)]])
    assert read(book).sheet == "実績"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("first", [0, 1], ids=["entry_first", "example_first"])
@pytest.mark.parametrize("one", FILLABLE, ids=lambda one: one.id)
def test_the_example_of_a_template_is_no_further_sheet_wherever_it_stands(
    one: Dataset, lang: Language, first: int
) -> None:
    areas = load_pack().areas
    book = openpyxl.load_workbook(io.BytesIO(write_template(one, areas, Text(lang))))
    entry = book.worksheets[0]
    for place, column in enumerate(one.columns, start=1):
        entry.cell(2, place).value = example_value(column, areas) or None
    book.move_sheet(entry, offset=first)
    table = read(book, one)
    assert (table.sheet, errors(table)) == (entry.title, [])


@pytest.mark.parametrize("change", ["name", "mark"])
def test_an_example_is_known_by_its_name_or_by_what_stands_above_it(change: str) -> None:
    areas, text = load_pack().areas, Text("ja")
    book = openpyxl.load_workbook(io.BytesIO(write_template(DRILLS, areas, text)))
    book["記入"].append(drill(4))
    if change == "name":
        book["記入例"].title = "見本"
    else:
        book["記入例"]["A1"] = None
    table = read(book)
    assert (table.sheet, table.notices) == ("記入", ())


def test_a_second_list_beside_a_town_table_is_no_second_town_table() -> None:
    pack = load_pack()
    towns = [(town.name["ja"], "鶴ヶ峰") for town in pack.areas.towns]
    districts = [(one.code, one.name["ja"]) for one in pack.areas.districts]
    book = book_of(対応表=[("町丁", "地区"), *towns], 地区=[("地区コード", "地区"), *districts])
    told = read_town_table(saved(book), "対応表.xlsx", pack).findings
    assert "sheets_left_out" not in {one.code for one in told}
    book = book_of(対応表=[("町丁", "地区"), *towns], 旧=[("町丁", "地区"), *towns])
    told = read_town_table(saved(book), "対応表.xlsx", pack).findings
    assert "sheets_left_out" in {one.code for one in told}


def test_rows_that_excel_hides_are_read_and_told_of() -> None:
    book = book_of(訓練=[["題名"], HEADER, *(drill(month) for month in (4, 5, 6, 7))])
    for row in (1, 4, 5):
        book["訓練"].row_dimensions[row].hidden = True
    table = read(book)
    assert len(table.rows) == 4
    (notice,) = table.notices
    assert (notice.code, notice.severity, notice.row) == ("hidden_rows_read", "notice", 4)
    assert notice.params == {"count": "2"}
