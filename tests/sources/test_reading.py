from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.text import Text
from asahi_metrics.sources import archives
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Column, Dataset, Layout, Table

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared real files are absent")

DRILLS = Dataset(
    id="drills",
    columns=(
        Column("実施日", "held_on", "date", aliases=("開催日",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column("主催", "organiser", "text"),
        Column("参加者数", "participants", "count", required=False),
        Column("参加世帯数", "households", "count", required=False),
        Column("備考", "note", "text", required=False),
    ),
    key=("held_on", "district", "organiser"),
    absence="zero",
    series=(),
    sample=lambda _: iter(()),
)
HEADER = ["実施日", "地区", "主催", "参加者数", "参加世帯数", "備考"]
ROW = [date(2026, 4, 1), "鶴ヶ峰", "第1自治会", 12, 8, None]


def xlsx(*rows: Iterable[object], merge: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for span in merge:
        book.active.merge_cells(span)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(
    content: bytes, *, add: dict[str, bytes], change: tuple[bytes, bytes] = (b"", b"")
) -> bytes:
    """The workbook with parts added and, in its sheets, one piece of XML put for another."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(*change) if "worksheets" in name else part)
        for name, part in add.items():
            new.writestr(name, part)
    return file.getvalue()


def refusal(content: bytes, name: str = "drills.xlsx", dataset: Dataset = DRILLS) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, name, dataset)
    for lang in ("ja", "en"):
        assert "{" not in Text(lang).of_error(caught.value)
    return caught.value.key.removeprefix("error.file.")


def codes(table: Table) -> list[str]:
    return [notice.code for notice in table.notices]


def test_a_plain_workbook_is_read_with_its_row_numbers():
    table = read_table(xlsx(HEADER, ROW), "drills.xlsx", DRILLS)
    assert table.header == tuple(HEADER)
    assert (table.sheet, table.header_row) == ("Sheet", 1)
    assert table.rows == [(2, tuple(ROW))]
    assert table.notices == ()


def test_title_rows_blank_rows_and_a_total_row_are_passed_over():
    content = xlsx(
        ["令和8年度 防災訓練一覧"], [], [None, "作成:危機管理"], HEADER, ROW, [], ["　", None], ROW,
        ["合　計", None, None, 24, 16], ["※速報値"],
    )  # fmt: skip
    table = read_table(content, "drills.xlsx", DRILLS)
    assert table.header_row == 4
    assert [number for number, _ in table.rows] == [5, 8]
    assert codes(table) == ["total_row_left_out", "note_row_left_out"]
    assert [notice.row for notice in table.notices] == [9, 10]
    assert {notice.severity for notice in table.notices} == {"notice"}


def test_a_table_that_begins_in_another_column_keeps_its_rows():
    table = read_table(xlsx([], [None, None, *HEADER], [None, None, *ROW]), "a.xlsx", DRILLS)
    assert table.rows == [(3, tuple(ROW))]


def test_a_header_merged_over_two_rows_is_joined():
    content = xlsx(
        ["一覧"],
        ["実施日", "地区", "主催", "参加", None, "備考"],
        [None, None, None, "者数", "世帯数", None],
        ROW,
        merge=("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"),
    )
    table = read_table(content, "drills.xlsx", DRILLS)
    assert table.header == tuple(HEADER)
    assert table.header_row == 3
    assert table.rows == [(4, tuple(ROW))]


def test_headers_are_found_by_aliases_units_and_in_any_order():
    header = ["備考", "参加者数（人）", "地 区 名", "主催※必須", "開催日\n"]
    table = read_table(xlsx(header, ["x", 5, "白根", "自治会", "R8.4.1"]), "a.xlsx", DRILLS)
    assert table.header == ("実施日", "地区", "主催", "参加者数", "備考")
    assert table.rows == [(2, ("R8.4.1", "白根", "自治会", 5, "x"))]


def test_unknown_and_personal_columns_are_left_out_with_a_notice():
    content = xlsx([*HEADER, "整理番号", "代表者氏名"], [*ROW, 7, "某"])
    table = read_table(content, "drills.xlsx", DRILLS)
    assert table.rows == [(2, tuple(ROW))]
    assert [(n.code, n.column) for n in table.notices] == [
        ("unknown_column", "整理番号"), ("personal_column", "代表者氏名"),
    ]  # fmt: skip


def test_the_first_visible_sheet_with_the_header_is_taken():
    book = openpyxl.Workbook()
    book.active.title = "説明"
    book.active.append(["この様式の使い方"])
    hidden = book.create_sheet("旧版")
    hidden.append(HEADER)
    hidden.append([*ROW[:2], "隠れた行"])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("記入")
    sheet.append(HEADER)
    sheet.append(ROW)
    table = read_table(saved(book), "drills.xlsx", DRILLS)
    assert table.sheet == "記入"
    assert table.rows == [(2, tuple(ROW))]


def test_cells_come_as_dates_whole_numbers_and_text():
    row = [datetime(2026, 4, 1, 10, 30), 1, "自治会", 12.0, 2.5, True]
    ((_, cells),) = read_table(xlsx(HEADER, row), "a.xlsx", DRILLS).rows
    assert cells == (datetime(2026, 4, 1, 10, 30), 1, "自治会", 12, 2.5, True)
    assert isinstance(cells[3], int)


def test_a_day_of_the_1904_system_is_the_day_that_excel_shows():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(HEADER)
    book.active.append(ROW)
    assert read_table(saved(book), "a.xlsx", DRILLS).rows[0][1][0] == date(2026, 4, 1)


@pytest.mark.parametrize("serial", [44652, 44652.0, "44652", "４４６５２"])
def test_a_bare_serial_of_the_1904_system_is_the_day_that_excel_means(serial):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(HEADER)
    book.active.append([serial, "白根", "44652", 44652, 20500])
    ((_, cells),) = read_table(saved(book), "a.xlsx", DRILLS).rows
    assert cells == (date(2026, 4, 2), "白根", "44652", 44652, 20500, None)


def test_a_bare_serial_of_the_usual_system_is_left_to_the_checks():
    ((_, cells),) = read_table(xlsx(HEADER, [46114, "白根", "会"]), "a.xlsx", DRILLS).rows
    assert cells[0] == 46114


def test_error_cells_and_formulas_without_a_value_are_not_taken_for_blanks():
    table = read_table(xlsx(HEADER, [*ROW[:3], "#REF!", "=1+2", '="a"&"b"']), "a.xlsx", DRILLS)
    assert table.rows[0][1][3:] == ("#REF!", "=1+2", '="a"&"b"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_text_file_is_read_in_each_encoding(encoding, separator):
    lines = [HEADER, ["R8.4.1", "鶴ヶ峰", '"第1\n自治会"', "１２人", "", "～①"], [], ["合計"]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    table = read_table(content, "drills.csv", DRILLS)
    assert table.sheet is None
    assert table.rows == [(2, ("R8.4.1", "鶴ヶ峰", "第1\n自治会", "１２人", None, "～①"))]
    assert [(n.code, n.row) for n in table.notices] == [("total_row_left_out", 4)]


def test_short_rows_and_the_text_form_of_codes_are_read():
    content = 'No,実施日,地区,主催,備考\n1,2026/4/1,="01",自治会\n'.encode()
    table = read_table(content, "drills.CSV", DRILLS)
    assert table.rows == [(2, ("2026/4/1", "01", "自治会", None))]


def test_a_layout_of_others_is_converted():
    def convert(table: Table) -> Table:
        return Table(table.sheet, ("実施日", "地区", "主催"), 1, [(2, ("2026/4/1", "01", "市"))])

    layout = Layout("city", lambda header: {"day", "ku"} <= header, convert)
    dataset = Dataset(**{**vars(DRILLS), "layouts": (layout,)})
    assert read_table(b"day,ku\n1,2\n", "city.csv", dataset).rows[0][1][2] == "市"


def test_geojson_features_come_with_their_point():
    geo = Dataset(**{**vars(DRILLS), "suffixes": (".geojson",), "layouts": (
        Layout("all", lambda header: "lon" in header, lambda table: table),)})  # fmt: skip
    features = [
        {"properties": {"name": "校", "hazards": ["flood", "tsunami"]},
         "geometry": {"type": "Point", "coordinates": [139.5, 35.4]}},
        {"properties": None, "geometry": None},
        {"properties": {"name": "園"}, "geometry": {"type": "Polygon", "coordinates": []}},
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    table = read_table(content, "places.geojson", geo)
    assert table.header == ("name", "hazards", "lon", "lat")
    assert table.rows == [
        (1, ("校", "flood、tsunami", 139.5, 35.4)), (3, ("園", None, None, None)),
    ]  # fmt: skip


@needs_data
def test_the_citys_file_in_cp932_is_read():
    layout = Layout("city", lambda header: "WardCode" in header, lambda table: table)
    dataset = Dataset(**{**vars(DRILLS), "layouts": (layout,)})
    name = "hinanjo_asahi_20260401_cp932.csv"
    table = read_table((DATA / name).read_bytes(), name, dataset)
    assert len(table.rows) == 46
    assert table.rows[0][1][2] == "上白根中学校"


@needs_data
def test_long_prose_with_commas_survives():
    layout = Layout("kyoten", lambda header: "kyoten" in header, lambda table: table)
    dataset = Dataset(**{**vars(DRILLS), "layouts": (layout,)})
    name = "asahi_kyoten_target_areas_2020_partial.csv"
    table = read_table((DATA / name).read_bytes(), name, dataset)
    assert len(table.rows) == 13
    assert "鶴ケ峰一丁目1から63、69から89、95、96" in str(table.rows[0][1][2])


def test_files_as_a_whole_are_refused_by_name():
    good = xlsx(HEADER, ROW)
    assert refusal(b"") == "empty"
    assert refusal(b" \n") == "empty"
    assert refusal(b"x" * (25 * 2**20 + 1), "a.csv") == "too_large"
    assert refusal(good[: len(good) // 2]) == "broken"
    assert refusal(good, "drills.csv") == "wrong_suffix"
    assert refusal(b"a,b", "drills.xlsx") == "wrong_suffix"
    assert refusal(good, "drills.xlsm") == "macros"
    assert refusal(good, "drills.pdf") == "suffix_not_accepted"
    assert refusal(good, "drills") == "suffix_not_accepted"
    assert refusal(b'{"features": []}', "a.geojson") == "suffix_not_accepted"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refusal(old, "drills.xls") == "old_excel"
    assert refusal(old + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


def test_workbooks_that_carry_more_than_a_table_are_refused():
    good = xlsx(HEADER, ROW)
    assert refusal(repacked(good, add={"xl/vbaProject.bin": b"x"})) == "macros"
    assert refusal(repacked(good, add={"xl/externalLinks/externalLink1.xml": b"<x/>"})) == (
        "external_links"
    )
    assert refusal(repacked(good, add={"xl/media/a.bin": bytes(20 * 2**20)})) == (
        "too_large_unpacked"
    )
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(document.getvalue()) == "not_a_workbook"


def test_a_size_that_the_archive_hides_is_found():
    content = bytearray(repacked(xlsx(HEADER, ROW), add={"xl/big.xml": b"x" * 1000}))
    for sign, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rindex(sign)
        content[at + place : at + place + 4] = struct.pack("<I", 10)
    assert refusal(bytes(content)) == "broken"


@pytest.mark.parametrize(
    ("row", "cell", "key"),
    [
        ("1048576", "XFD1048576", "too_many_rows"),
        ("1048576", "A1048576", "too_many_rows"),
        ("2000", "XFD2000", "too_wide"),
        ("99999999999999999999", "A99999999999999999999", "broken"),
        ("7", "ZZZZZZZ7", "too_wide"),
        ("7", "A1048576", "broken"),
        ("1", "A1", "broken"),
        ("7", "7", "broken"),
    ],
)
def test_a_stray_cell_far_away_takes_no_memory(row, cell, key):
    stray = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    content = repacked(xlsx(HEADER, ROW), add={}, change=(b"</sheetData>", stray.encode()))
    assert refusal(content) == key


def test_a_styled_but_empty_cell_far_away_is_no_matter():
    change = (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    table = read_table(repacked(xlsx(HEADER, ROW), add={}, change=change), "a.xlsx", DRILLS)
    assert table.rows == [(2, tuple(ROW))]


def test_text_files_that_cannot_be_read_are_refused():
    header = ",".join(HEADER)
    assert refusal(header.encode() + b"\n\xff\xfe\x81", "a.csv") == "encoding"
    mixed = header.encode() + b"\n" + "2026/4/1,白根,自治会".encode("cp932")
    assert refusal(mixed, "a.csv") == "mixed_encoding"
    assert refusal(header.encode() + b"\n\0", "a.csv") == "not_text"
    assert refusal(f'{header}\n"2026/4/1,白根'.encode(), "a.csv") == "broken_quotes"
    assert refusal(header.encode() + b"\n" * 300_002, "a.csv") == "too_many_rows"
    assert refusal(b"," * 600, "a.csv") == "too_wide"


def test_headers_that_do_not_fit_are_named():
    assert refusal(xlsx(["a", "b"], [1, 2])) == "no_header"
    assert refusal(xlsx([], *[["x"]] * 40, HEADER, ROW)) == "no_header"
    with pytest.raises(UnreadableFile) as caught:
        read_table(xlsx(["実施日", "地区", "備考"]), "a.xlsx", DRILLS)
    assert caught.value.key == "error.file.columns_missing"
    assert caught.value.params["columns"] == "主催"
    assert refusal(xlsx([*HEADER, "参加者数(人)"], [*ROW, 1])) == "header_twice"


def test_a_header_as_the_template_spells_it_goes_before_an_alias():
    table = read_table(xlsx(["地区名", *HEADER], ["白根", *ROW]), "a.xlsx", DRILLS)
    assert table.rows == [(2, tuple(ROW))]
    assert [(n.code, n.column) for n in table.notices] == [("unknown_column", "地区名")]


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000, b"[]", b"{}", b'{"features": [1]}', b'{"features": [{}]}',
        b'{"features": [{"properties": {"a": NaN}}]}', b'{"features": 1}', b"\xff",
        b'{"features": [{"properties": {"\\ud800": 1' + b"1" * 5000 + b"}}]}",
    ],
)  # fmt: skip
def test_geojson_that_is_none_is_refused(content):
    dataset = Dataset(**{**vars(DRILLS), "suffixes": (".geojson",)})
    assert refusal(content, "a.geojson", dataset) in {"not_geojson", "encoding"}


ANYTHING = Dataset(**{**vars(DRILLS), "suffixes": (".xlsx", ".csv", ".geojson")})
SEEDS = [xlsx(HEADER, ROW), ",".join(HEADER).encode("cp932"), b'{"features": [{"properties": {}}]}']


@settings(max_examples=150, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=400), st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b)
    ),
    suffix=st.sampled_from([".xlsx", ".csv", ".geojson", ".xls", ""]),
)
def test_no_bytes_raise_anything_but_unreadable_file(content, suffix):
    try_to_read(content, suffix)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from(SEEDS), at=st.floats(0, 1), put=st.binary(max_size=30),
    cut=st.integers(0, 30),
    suffix=st.sampled_from([".xlsx", ".csv", ".geojson"]),
)  # fmt: skip
def test_no_damaged_file_raises_anything_but_unreadable_file(seed, at, put, cut, suffix):
    place = int(at * len(seed))
    try_to_read(seed[:place] + put + seed[place + cut :], suffix)


SHEET_XML = zipfile.ZipFile(io.BytesIO(SEEDS[0])).read("xl/worksheets/sheet1.xml")


@settings(max_examples=200, deadline=None)
@given(
    at=st.floats(0, 1), cut=st.integers(0, 40),
    put=st.one_of(
        st.binary(max_size=20),
        st.sampled_from([b'<c r="', b"<row>", b"</row>", b"<c><v>1</v></c>", b'r="A0"', b"&#x0;",
                         b"<v>",
                         b'<c r="B2" t="s"><v>999999</v></c>', b'<c r="A2" s="9"><v>9e99</v></c>']),
    ),
)  # fmt: skip
def test_no_sheet_inside_a_sound_archive_raises_anything_but_unreadable_file(at, cut, put):
    place = int(at * len(SHEET_XML))
    damaged = SHEET_XML[:place] + put + SHEET_XML[place + cut :]
    try_to_read(repacked(SEEDS[0], add={}, change=(SHEET_XML, damaged)), ".xlsx")


def try_to_read(content: bytes, suffix: str) -> None:
    try:
        table = read_table(content, f"file{suffix}", ANYTHING)
    except UnreadableFile as error:
        assert Text("ja").has(error.key)
    else:
        assert all(len(cells) == len(table.header) for _, cells in table.rows)


def test_the_limits_hold_before_anything_is_parsed(monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1_000)
    assert refusal(xlsx(HEADER, ROW)) == "too_large_unpacked"
