"""The ward's own town-to-district table, from the files an office would send."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from asahi_metrics.core.pack import Pack, load_pack
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.town_table import TownTable, read_town_table


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def rows_of(pack: Pack) -> list[list[str]]:
    """The pack's own table by names."""
    areas = pack.areas
    return [[town.name["ja"], areas[town.parent or ""].name["ja"]] for town in areas.towns]


def read_csv(rows: list[list[str]], pack: Pack, encoding: str = "utf-8-sig") -> TownTable:
    lines = [["町名", "地区"], *rows]
    content = "\r\n".join(",".join(line) for line in lines).encode(encoding)
    return read_town_table(content, "対応表.csv", pack)


def codes(table: TownTable) -> list[str]:
    return [finding.code for finding in table.findings if finding.severity == "error"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_whole_table_of_names_is_taken_in_any_encoding(pack: Pack, encoding: str) -> None:
    table = read_csv(rows_of(pack), pack, encoding)
    assert not table.refused
    assert table.districts == pack.areas.town_table


def test_the_packs_own_towns_file_can_be_edited_and_sent_back(pack: Pack) -> None:
    content = (pack.root / "areas" / "towns.csv").read_bytes()
    table = read_town_table(content.replace(b",01,C,", b",18,C,", 1), "towns.csv", pack)
    moved = dict(table.districts.items() - pack.areas.town_table.items())
    assert moved == {"141120070": "18"}


def test_an_excel_sheet_with_codes_and_a_title_is_taken(pack: Pack) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["町と地区の対応表(令和8年度)"])
    sheet.append(["町丁コード", "地区コード"])
    for town, district in pack.areas.town_table.items():
        sheet.append([int(town), int(district)])
    content = BytesIO()
    book.save(content)
    table = read_town_table(content.getvalue(), "対応表.xlsx", pack)
    assert not table.refused
    assert table.districts == pack.areas.town_table


def test_a_town_that_is_not_in_the_table_is_found(pack: Pack) -> None:
    table = read_csv(rows_of(pack)[1:], pack)
    assert table.refused
    assert [(one.code, one.value) for one in table.findings] == [("town_missing", "川島町")]


def test_a_district_left_without_towns_is_found(pack: Pack) -> None:
    rows = [
        [town, "市沢" if district == "左近山" else district] for town, district in rows_of(pack)
    ]
    table = read_csv(rows, pack)
    assert [(f.code, f.value) for f in table.findings] == [("district_without_town", "左近山")]


def test_every_bad_row_is_found_at_once_with_its_row_number(pack: Pack) -> None:
    rows = [
        ["川島町", "鶴ケ峰"],
        ["川島町", "白根地区"],
        ["空町", "白根"],
        ["", "今宿"],
        ["都岡町", "北"],
    ]
    table = read_csv(rows, pack)
    assert [(finding.code, finding.row) for finding in table.findings] == [
        ("town_table_twice", 3),
        ("town_table_unknown_town", 4),
        ("town_table_no_town", 5),
        ("town_table_unknown_district", 6),
    ]


def test_a_name_and_a_code_that_disagree_are_found(pack: Pack) -> None:
    content = "町丁,地区,地区コード\n川島町,白根,01\n".encode()
    assert codes(read_town_table(content, "表.csv", pack)) == ["town_table_disagree"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_words(pack: Pack, lang: str) -> None:
    text = Text("ja" if lang == "ja" else "en")
    rows = [["川島町", "鶴ケ峰"], ["川島町", "白根"], ["空町", "白根"], ["都岡町", ""]]
    for finding in (*read_csv(rows, pack).findings, *read_csv(rows[:1], pack).findings):
        assert text(f"finding.{finding.code}.what", value=finding.value, **finding.params)
        assert text(f"finding.{finding.code}.do")
