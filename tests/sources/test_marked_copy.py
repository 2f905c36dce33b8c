"""The marked copy: wrong cells filled and commented, nothing that runs, fit to be loaded again."""

from __future__ import annotations

import io
import zipfile
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
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources import marked_copy as writing
from asahi_metrics.sources.reading import find_sheet
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


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_merged(content: bytes, *spans: str) -> bytes:
    """The workbook with merged cells that no spreadsheet would let anybody make."""
    cells = "".join(f'<mergeCell ref="{span}"/>' for span in spans)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            end = f"</sheetData><mergeCells>{cells}</mergeCells>".encode()
            new.writestr(name, old.read(name).replace(b"</sheetData>", end))
    return out.getvalue()


def merged_grants() -> openpyxl.Workbook:
    """A register with a title and a header over two rows, as a section keeps it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["令和5年度補助金台帳"])
    sheet.append(["地区名", "団体名", "補助対象", "申請", None, "交付決定", None, "備考", None])
    sheet.append([None, None, None, "日", "額", "日", "額", "内", "外"])
    sheet.append(["山手", "A会", "防犯灯", "R5.7.6", "220,000円", "R5.8.17", "198,000円"])
    sheet.append(["海辺", "B会", "防犯燈", "R5.7.6", 100000, "R5.8.17", 90000])
    for span in ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:I2", "H5:I5"):
        sheet.merge_cells(span)
    return book


def test_the_copy_of_a_header_merged_over_two_rows_is_corrected_and_loaded(office: Office) -> None:
    plan = plan_import(office, "crime_prevention_grants", "台帳.xlsx", saved(merged_grants()))
    assert plan.refused
    book = copied(office, plan)
    sheet = book.worksheets[0]
    merged = {str(span) for span in sheet.merged_cells.ranges}
    assert merged == {"A1:I1", "D2:E2", "F2:G2", "H2:I2"}
    sheet["A5"], sheet["C5"] = "山手", "防犯灯"
    again = plan_import(office, "crime_prevention_grants", "台帳_要修正.xlsx", saved(book))
    assert not again.refused, list(again.findings)
    assert again.counts.new == 2


def test_merged_cells_that_overlap_or_reach_far_do_not_break_the_copy(office: Office) -> None:
    book = openpyxl.Workbook()
    book.active.append(["題名"])
    book.active.append(list(HEADER))
    book.active.append(["2023/13/1", *GOOD[1:]])
    content = with_merged(saved(book), "A1:C1", "B1:D1", "C1:A1", "E1:XFD1", "I2:XFD2")
    plan = planned(office, content, "訓練.xlsx")
    sheet = copied(office, plan).worksheets[0]
    assert filled(sheet, RED) == {"A3"}
    sheet["A3"] = "2023/5/11"
    again = planned(office, saved(sheet.parent), "訓練.xlsx")
    assert not again.refused, list(again.findings)


def test_the_copy_of_a_workbook_with_further_sheets_keeps_them_until_they_are_one(
    office: Office,
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "4月"
    for name in ("5月", "6月"):
        book.create_sheet(name)
    for month, sheet in enumerate(book.worksheets, start=4):
        sheet.append(header_of("disaster_drills"))
        sheet.append([f"2023/{month}/5", *DRILLS[0][1:]])
    copy = copied(office, planned(office, saved(book), "訓練.xlsx"))
    assert copy.sheetnames == ["4月", "5月", "6月", Text("ja")("marked.sheet")]
    assert filled(copy["4月"], RED) == {"A1"}
    assert "5月、6月" in copy["4月"]["A1"].comment.text
    assert planned(office, saved(copy), "訓練.xlsx").refused
    for name in ("5月", "6月"):
        copy["4月"].append([cell.value for cell in copy[name][2]])
        del copy[name]
    plan = planned(office, saved(copy), "訓練.xlsx")
    assert not plan.refused, list(plan.findings)
    assert plan.counts.new == 3


def test_a_cell_above_the_table_that_says_thousands_is_the_one_that_is_marked(
    office: Office,
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["台帳"])
    book.active.append([None, None, "（単位：千円）"])
    book.active.append(
        ["申請日", "地区", "団体名", "補助対象", "申請額", "交付額（万円）", "決定日"]
    )
    book.active.append(["R5.7.6", "山手", "A会", "防犯灯", 220, 19, "R5.8.1"])
    plan = plan_import(office, "crime_prevention_grants", "台帳.xlsx", saved(book))
    assert filled(copied(office, plan).worksheets[0], RED) == {"C2", "F3"}


def test_days_of_a_workbook_that_counts_from_1904_stay_the_same_in_the_copy(office: Office) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(header_of("disaster_drills"))
    book.active.append([43590, *DRILLS[0][1:]])
    book.active.append([date(2023, 5, 7), "海辺", *DRILLS[0][2:]])
    copy = copied(office, planned(office, saved(book), "訓練.xlsx"))
    assert copy.worksheets[0]["A3"].value.date() == date(2023, 5, 7)
    copy.worksheets[0]["B3"] = "川端"
    plan = planned(office, saved(copy), "訓練.xlsx")
    assert not plan.refused, list(plan.findings)
    assert [one.values["held_on"] for one in plan.checked.records] == ["2023-05-06", "2023-05-07"]


def test_sheets_whose_names_excel_does_not_take_get_others() -> None:
    header = ",".join(header_of("disaster_drills")).encode()
    found = find_sheet(header, "a.csv", dataset_of("disaster_drills"))
    names = list(writing._sheet_names([found, found, found], Text("ja")))
    assert names == ["記入", "記入_2", "記入_3"]
