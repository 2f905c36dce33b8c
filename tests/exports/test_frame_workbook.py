"""A table as an Excel workbook: what it is on top, whole numbers whole, text that stays text."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd

from asahi_metrics.exports.frame_workbook import write_frame

FRAME = pd.DataFrame(
    {
        "地区": ["鶴ヶ峰", "=1+1", "合計"],
        "人数": pd.array([3, None, 8], dtype="Int64"),
        "水準": [1.25, float("nan"), 2.0],
    }
)


def rows() -> list[tuple[object, ...]]:
    content = write_frame(FRAME, sheet="試算", about=("試算: 訓練", "サンプルデータ"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["試算"]
    assert book.properties.title == "試算: 訓練"
    return list(book["試算"].iter_rows(values_only=True))


def test_what_it_is_stands_above_the_table() -> None:
    found = rows()
    assert [one[0] for one in found[:3]] == ["試算: 訓練", "サンプルデータ", None]
    assert found[3] == ("地区", "人数", "水準")


def test_numbers_are_numbers_and_what_is_missing_is_empty() -> None:
    assert rows()[4:] == [("鶴ヶ峰", 3, 1.25), ("=1+1", None, None), ("合計", 8, 2)]


def test_a_text_is_no_formula() -> None:
    content = write_frame(FRAME, sheet="試算", about=("試算",))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["試算"]
    assert {one.data_type for row in sheet.iter_rows() for one in row} <= {"s", "n"}


def test_the_same_table_gives_the_same_bytes() -> None:
    assert write_frame(FRAME, sheet="a", about=("b",)) == write_frame(
        FRAME, sheet="a", about=("b",)
    )
