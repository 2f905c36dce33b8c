"""The workbook opened again: figures as numbers, the rest as words, nothing that would run."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.exports.figure_columns import COLUMNS
from asahi_metrics.exports.workbook import write_workbook
from tests.exports.sheets import HOSTILE, sheet


def open_again(**given: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(sheet(**given), Text("ja"))))


def test_withheld_and_missing_are_words_and_zero_is_zero() -> None:
    book = open_again()
    place = COLUMNS.index("value")
    values = [row[place] for row in book["数値"].iter_rows(min_row=2, values_only=True)]
    assert values == [1234, "X", "データなし", 0]
    across = [row[1] for row in book["地区別一覧"].iter_rows(max_row=5, values_only=True)]
    assert across == ["登録者数 (人)", *values]


def test_each_row_carries_source_month_revision_and_whether_it_is_sample_data() -> None:
    for row in open_again()["数値"].iter_rows(min_row=2, values_only=True):
        told = dict(zip(COLUMNS, row, strict=True))
        assert told["source"] == "登録者数"
        assert (told["as_of"], told["revision"]) == ("令和8年10月", 7)
        assert (told["data_kind"], told["audience"]) == ("サンプルデータ", "公開用")
        assert (told["first_month"], told["last_month"]) == ("2026-04", "2026-10")


def test_real_data_is_not_called_sample_data() -> None:
    for page in open_again(sample=False):
        for row in page.iter_rows(values_only=True):
            assert "サンプルデータ" not in row


def test_the_definitions_and_what_the_file_is_stand_on_sheets_of_their_own() -> None:
    book = open_again()
    assert book.sheetnames == ["地区別一覧", "数値", "指標の定義", "このファイルについて"]
    assert book["指標の定義"]["A2"].value == "members"
    for page in (book["このファイルについて"], book["地区別一覧"]):
        about = dict(page.iter_rows(values_only=True))
        assert about["データの区分"] == "サンプルデータ"
        assert about["データの時点"] == "令和8年10月"
        assert about["見方"] == "「X」は秘匿した値です。"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    book = open_again(name=name, title=name)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert [cell.value for cell in cells].count(name) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_figures_give_the_same_bytes(lang: Any) -> None:
    assert write_workbook(sheet(), Text(lang)) == write_workbook(sheet(), Text(lang))
