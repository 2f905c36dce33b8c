"""The marked copy: wrong cells filled and commented, nothing that runs, fit to be loaded again."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from asahi_metrics.core.grouping import grouped
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.importing import Plan, plan_import
from asahi_metrics.services.marking import marked_copy
from asahi_metrics.services.office import Office
from asahi_metrics.sources import marked_copy as writing
from tests.ward import DRILLS, as_csv, as_xlsx, header_of, open_ward

HEADER = (*header_of("disaster_drills"), "担当者氏名")
GOOD = (*DRILLS[0], "某")
BAD = [
    GOOD,
    ("2023/13/1", "海辺", "=HYPERLINK(1)", "避難訓練", "公園", -3, None, None, "某"),
    (None, "山手", "B会", "避難訓練", "公園", 3, 9, None, "某"),
    ("合計", None, None, None, None, 30, None, None, None),
]
RED, YELLOW = "FFFFC7CE", "FFFFF2CC"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def planned(office: Office, content: bytes, name: str) -> Plan:
    return plan_import(office, "disaster_drills", name, content)


def copied(office: Office, plan: Plan, lang: Language = "ja") -> openpyxl.Workbook:
    content = marked_copy(office, plan, grouped(plan.findings), Text(lang))
    return openpyxl.load_workbook(io.BytesIO(content))


def filled(sheet: Worksheet, colour: str) -> set[str]:
    return {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == colour and cell.fill.fill_type == "solid"
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wrong_cells_are_red_with_the_reason_and_the_remedy(office: Office, lang: Language) -> None:
    plan = planned(office, as_csv(HEADER, BAD), "訓練.csv")
    sheet = copied(office, plan, lang).worksheets[0]
    assert filled(sheet, RED) == {"A3", "B3", "C3", "F3", "A4"}
    assert filled(sheet, YELLOW) == {"I1", "A5"}
    text = Text(lang)
    for finding in plan.findings:
        if finding.column == "参加者数":
            told = sheet["F3"].comment.text
            assert text.what(finding) in told
            assert text.what_to_do(finding) in told


def test_rows_and_columns_of_a_workbook_stand_where_they_stood(office: Office) -> None:
    content = as_xlsx(HEADER, BAD)
    sheet = copied(office, planned(office, content, "訓練.xlsx")).worksheets[0]
    original = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.title == original.title
    assert sheet["A1"].value == "試験用の表"
    assert sheet["A3"].value.date() == date(2023, 5, 10)
    assert [cell.value for cell in sheet[3]][1:] == [cell.value for cell in original[3]][1:]
    assert "A5" in filled(sheet, RED)


def test_no_cell_of_the_copy_is_a_formula(office: Office) -> None:
    book = copied(office, planned(office, as_csv(HEADER, BAD), "訓練.csv"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert book.worksheets[0]["C3"].value == "=HYPERLINK(1)"


def test_a_second_sheet_tells_each_cause_in_a_line(office: Office) -> None:
    rows = [("2023-05-10", "海辺", f"{n}会", "避難訓練", None, 1, 1, None, "") for n in range(40)]
    plan = planned(office, as_csv(HEADER, rows), "訓練.csv")
    sheet = copied(office, plan).worksheets[1]
    assert sheet.title == Text("ja")("marked.sheet")
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert told[0][:3] == ["2〜41", "地区", "海辺"]
    assert told[0][5] == "40"


def test_the_corrected_copy_is_loaded_as_it_is(office: Office) -> None:
    book = copied(office, planned(office, as_xlsx(HEADER, BAD), "訓練.xlsx"))
    sheet = book.worksheets[0]
    for cell, value in {
        "A4": date(2023, 5, 11), "B4": "山手", "C4": "B会", "F4": 3, "A5": "R5.9.1", "F5": 9,
    }.items():  # fmt: skip
        sheet[cell] = value
    out = io.BytesIO()
    book.save(out)
    plan = planned(office, out.getvalue(), "訓練_要修正.xlsx")
    assert not plan.refused, list(plan.findings)
    assert plan.counts.new == 3


def test_of_thousands_alike_all_are_filled_and_the_first_commented(office: Office) -> None:
    rows = [("2023-05-10", "海辺", f"{n}会", "避難訓練", None, 1, 1, None, "") for n in range(500)]
    sheet = copied(office, planned(office, as_csv(HEADER, rows), "訓練.csv")).worksheets[0]
    marked = filled(sheet, RED)
    commented = [cell for cell in marked if sheet[cell].comment]
    assert (len(marked), len(commented)) == (500, writing.MAX_COMMENTS_OF_A_CAUSE)


def test_signs_that_no_file_can_hold_do_not_break_the_copy(office: Office) -> None:
    bad = ("2023-05-10", "海辺", "自治会\u202e\x07", "避難訓練", None, 1, 1, None, "")
    plan = planned(office, as_csv(HEADER, [bad]), "訓練.csv")
    assert filled(copied(office, plan).worksheets[0], RED) == {"B2", "C2"}
