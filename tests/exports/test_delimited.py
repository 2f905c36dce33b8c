"""CSV as Excel opens it, with nothing in it that Excel would run."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.text import Text
from asahi_metrics.exports.delimited import neutral, write_csv, write_figures
from asahi_metrics.exports.figure_columns import COLUMNS
from tests.exports.sheets import HOSTILE, sheet


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_excel_sees_utf8_by_its_mark_and_lines_end_as_windows_has_them() -> None:
    content = write_csv(pd.DataFrame({"地区": ["鶴ヶ峰"], "値": [1]}))
    assert content == b"\xef\xbb\xbf" + "地区,値\r\n鶴ヶ峰,1\r\n".encode()


def test_what_is_missing_is_empty_and_zero_is_zero() -> None:
    frame = pd.DataFrame({"a": pd.array([0, None], dtype="Int64"), "b": ["x", None]})
    assert read(write_csv(frame)) == [["a", "b"], ["0", "x"], ["", ""]]


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠\t\r\n\0"])
def test_text_that_would_run_is_kept_from_running(start: str) -> None:
    frame = pd.DataFrame({f"{start}a": [f"{start}1+1"]})
    assert all(cell.startswith("'") for row in read(write_csv(frame)) for cell in row)


def test_negative_numbers_stay_numbers() -> None:
    assert read(write_csv(pd.DataFrame({"a": [-5], "b": [-0.5]})))[1] == ["-5", "-0.5"]


def test_two_columns_of_one_name_are_both_written() -> None:
    frame = pd.DataFrame([["=1", "x"]], columns=["a", "a"])
    assert read(write_csv(frame)) == [["a", "a"], ["'=1", "x"]]


def test_the_frame_itself_stays_as_it_was() -> None:
    frame = pd.DataFrame({"=a": ["=1"]})
    write_csv(frame)
    assert frame.to_dict("list") == {"=a": ["=1"]}


def test_a_frame_without_rows_has_its_header() -> None:
    assert read(write_csv(pd.DataFrame({"a": [], "b": []}))) == [["a", "b"]]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), max_size=5))
def test_no_cell_ever_begins_a_formula(texts: list[str]) -> None:
    for found in map(neutral, texts):
        assert isinstance(found, str)
        assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))


def listed(**given: str) -> list[dict[str, str]]:
    _, *rows = read(write_figures(sheet(**given), Text("ja")))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def test_a_list_of_figures_has_words_for_what_is_withheld_or_missing_and_zero_for_zero() -> None:
    assert [row["value"] for row in listed()] == ["1234", "X", "データなし", "0"]
    assert [row["state"] for row in listed()] == ["値あり", "秘匿", "データなし", "値あり"]


def test_each_line_carries_source_month_revision_and_whether_it_is_sample_data() -> None:
    for row in listed():
        told = [row[one] for one in ("source", "as_of", "revision", "data_kind", "audience")]
        assert told == ["登録者数", "令和8年10月", "7", "サンプルデータ", "公開用"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_in_a_list_of_figures_do_not_run(name: str) -> None:
    for row in listed(name=name):
        assert row["indicator"] == row["source"] == neutral(name)
