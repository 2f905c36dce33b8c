"""The open data as CSV: as RFC 4180 and Excel want it, and nothing in it that runs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from asahi_metrics.core.figure_sheet import DefinedIndicator
from asahi_metrics.core.open_data import OpenRow, OpenTable
from asahi_metrics.core.text import Language, Text
from asahi_metrics.exports.delimited import write_rows
from asahi_metrics.exports.open_data_files import (
    DEFINITION_COLUMNS,
    FIGURE_COLUMNS,
    heading,
    write_definitions,
    write_open_table,
)

DRILLS = DefinedIndicator(
    id="drills",
    name="訓練の回数",
    unit="回",
    decimals=0,
    definition="行った回数",
    formula="合計",
    source="実施記録",
    owner="総務課",
    disclosure="公表",
    sample=True,
)
ROW = OpenRow(DRILLS, "防災訓練", "07", "若葉台", 2026, "year", 202604, 202610, 17.0, "value")
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\tx", "\rx", "=cmd|' /C calc'!A0"]
every_language = pytest.mark.parametrize("lang", ["ja", "en"])


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table(*rows: OpenRow) -> OpenTable:
    return OpenTable(rows, release=3, revision=21)


@every_language
def test_a_figure_stands_with_all_that_it_needs_when_it_is_copied(lang: Language) -> None:
    text = Text(lang)
    (row,) = read(write_open_table(table(ROW), text))
    assert list(row) == [heading(text, one) for one in FIGURE_COLUMNS]
    assert [row[heading(text, one)] for one in ("release", "revision")] == ["3", "21"]
    assert row[heading(text, "area_code")] == "07"
    assert row[heading(text, "value")] == "17"
    assert row[heading(text, "first_month")] == "2026-04"
    assert row[heading(text, "data_kind")] == text("sample.short")


def test_values_keep_their_form_and_what_lacks_is_empty_with_its_state() -> None:
    rows = [
        replace(ROW, value=10.5),
        replace(ROW, value=0.0),
        replace(ROW, value=None, state="withheld"),
        replace(ROW, value=None, state="missing"),
        replace(ROW, value=12_345_678.0),
    ]
    told = read(write_open_table(table(*rows), Text("en")))
    assert [one["Value"] for one in told] == ["10.5", "0", "", "", "12345678"]
    assert [one["State"] for one in told] == ["value", "value", "withheld", "missing", "value"]


def test_a_kind_and_the_reports_that_lack_are_told_where_they_belong() -> None:
    rows = [
        replace(ROW, reports_missing=2),
        replace(ROW, span="kind", kind="避難訓練"),
        replace(ROW, span="month", first_month=202605, last_month=202605),
    ]
    told = read(write_open_table(table(*rows), Text("ja")))
    assert [one["報告のない件数"] for one in told] == ["2", "", ""]
    assert [one["種別"] for one in told] == ["", "避難訓練", ""]
    assert [one["期間の種類"] for one in told] == ["年度累計", "内訳", "月"]


@every_language
def test_the_file_begins_with_a_bom_and_its_lines_end_as_rfc_4180_says(lang: Language) -> None:
    for content in (
        write_open_table(table(ROW, ROW), Text(lang)),
        write_definitions([("防災訓練", DRILLS)], Text(lang)),
    ):
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")


def test_quotes_commas_and_line_ends_in_a_cell_come_back_as_they_were() -> None:
    hard = 'a "b", c\nd'
    row = replace(ROW, indicator=replace(DRILLS, name=hard, source="、改行\r\nあり"))
    (told,) = read(write_open_table(table(row), Text("ja")))
    assert (told["指標"], told["出典"]) == (hard, "、改行\r\nあり")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_can_begin_a_formula(hostile: str) -> None:
    evil = replace(DRILLS, name=hostile, unit=hostile, source=hostile, definition=hostile)
    row = replace(ROW, indicator=evil, area=hostile, subject=hostile, kind=hostile, span="kind")
    for content in (
        write_open_table(table(row), Text("ja")),
        write_definitions([(hostile, evil)], Text("ja")),
        write_rows([hostile], [[hostile]]),
    ):
        cells = [cell for one in read(content) for cell in (*one, *one.values())]
        assert f"'{hostile}" in cells
        assert not [one for one in cells if one.startswith(tuple("=+-@＝＋－＠\t\r"))]


def test_a_number_below_zero_stays_a_number() -> None:
    (told,) = read(write_open_table(table(replace(ROW, value=-3.5)), Text("ja")))
    assert told["値"] == "-3.5"


@every_language
def test_the_definitions_say_what_each_indicator_means(lang: Language) -> None:
    text = Text(lang)
    (told,) = read(write_definitions([("防災訓練", DRILLS)], text))
    assert list(told) == [heading(text, one) for one in DEFINITION_COLUMNS]
    assert list(told.values())[:5] == ["drills", "訓練の回数", "防災訓練", "回", "行った回数"]
