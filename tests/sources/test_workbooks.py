"""Workbooks of all makes: what their cells mean, against other readers and both ways of reading."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.progress import untold
from asahi_metrics.sources.archives import Archive
from asahi_metrics.sources.grids import clean
from asahi_metrics.sources.parsed_sheets import parsed_rows
from asahi_metrics.sources.plain_sheets import Unusual, plain_rows
from asahi_metrics.sources.sheet_cells import CellMeanings, format_kind
from asahi_metrics.sources.workbooks import read_workbook

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: list[list[object]], *, formats: dict[tuple[int, int], object] | None = None,
             **options: object) -> bytes:  # fmt: skip
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                code = (formats or {}).get((row, column))
                style = book.add_format({"num_format": code}) if code else None
                if cell is not None:
                    sheet.write(row, column, cell, style)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
        if name not in old.namelist():
            new.writestr(name, part)
    return out.getvalue()


def read(content: bytes) -> list[tuple[int, list[object]]]:
    grid = next(iter(read_workbook(content, untold)))
    return [(number, list(cells)) for number, cells in grid.rows()]


def with_xml(rows: str, *, prefix: str = "") -> list[tuple[int, list[object]]]:
    """What is read of a sheet with these rows, by the parser and, where it can, the plain way."""
    p = f"{prefix}:" if prefix else ""
    name = f":{prefix}" if prefix else ""
    xml = f'<{p}worksheet xmlns{name}="{MAIN}"><{p}sheetData>{rows}</{p}sheetData></{p}worksheet>'
    content = with_part(workbook([["a", "b"]]), SHEET, xml.encode())
    told = read(content)
    meanings = CellMeanings(["a", "b"], [], from_1904=False)
    pieces = [xml[at : at + 7].encode("utf-8", "surrogatepass") for at in range(0, len(xml), 7)]
    parsed = [row for some in parsed_rows(pieces, meanings) for row in some]
    assert [(number, list(cells)) for number, cells in parsed] == told
    return told


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2.5</v></c></row>', [1, None, 2.5]),
        ('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', ["b"]),
        ('<row r="1"><c t="s" r="A1"><v>1</v></c></row>', ["b"]),
        ("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", ["a"]),
        ("<row><c><v>1</v></c><c/><c><v>2</v></c></row>", [1, None, 2]),
        ('<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>',
         [True, False]),
        ('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>', ["#N/A"]),
        ('<row r="1"><c r="A1"><f>B1*2</f></c></row>', ["=B1*2"]),
        ('<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>', ["=F()"]),
        ('<row r="1"><c r="A1"><f>B1*2</f><v>4</v></c></row>', [4]),
        ('<row r="1"><c r="A1"><f>IF(1,"&lt;",2)</f></c></row>', ['=IF(1,"<",2)']),
        ('<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><v>1</v></c></row>',
         [None, 1]),
        ('<row r="1"><c r="A1" t="str"><v> x </v></c></row>', [" x "]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>あ</t></is></c></row>', ["あ"]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr/><t>b</t></r>'
         "<rPh sb='0' eb='1'><t>カナ</t></rPh></is></c></row>", ["ab"]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>A&amp;B</t></is></c></row>', ["A&B"]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000A_b_x005F_c</t></is></c></row>',
         ["a\nb_c"]),
        ('<row r="1"><c r="A1" t="d"><v>2026-04-01</v></c></row>', [date(2026, 4, 1)]),
        ('<row r="1"><c r="A1" t="d"><v>2026-04-01T10:30:00</v></c></row>',
         [datetime(2026, 4, 1, 10, 30)]),
        ('<row r="1"><c r="A1"><v>1E3</v></c><c r="B1"><v>x</v></c></row>', [1000, "x"]),
        ('<row r="1">\n  <c r="A1">\n    <v>1</v>\n  </c>\n</row>\n', [1]),
        ('<!-- x --><row r="1"><c r="A1"><v>1</v></c></row>', [1]),
    ],
)  # fmt: skip
def test_a_cell_means_the_same_however_it_is_written(rows: str, cells: list[object]) -> None:
    (row,) = with_xml(rows)
    assert row == (1, cells)


def test_elements_with_a_prefix_are_read() -> None:
    rows = '<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>'
    assert with_xml(rows, prefix="x") == [(2, [None, 1])]


def test_rows_without_numbers_follow_each_other() -> None:
    rows = "<row><c><v>1</v></c></row><row/><row><c><v>3</v></c></row>"
    assert with_xml(rows) == [(1, [1]), (3, [3])]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "number"), ("#,##0", "number"), ("0.00%", "number"), ("@", "number"),
        ("yyyy/m/d", "moment"), ('yyyy"年"m"月"d"日"', "moment"), ("[$-411]ggge年m月d日", "moment"),
        ("[$-ja-JP-x-gannen]ggge\"年\"m\"月\"d\"日\";@", "moment"), ("h:mm", "moment"),
        ("[h]:mm", "duration"), ("[mm]:ss", "duration"), ('"day" 0', "number"),
        ("[Red]0", "number"), ("\\d0", "number"), ("0_d", "number"), ("* 0", "number"),
        ("[$¥-411]#,##0;[Red]-[$¥-411]#,##0", "number"), ('#,##0"人"', "number"),
        ("aaaa", "moment"),
    ],
)  # fmt: skip
def test_a_number_format_tells_days_from_numbers(code: str, kind: str) -> None:
    assert format_kind(code) == kind


@pytest.mark.parametrize("number", [14, 27, 30, 31, 36, 50, 57, 58])
def test_the_formats_that_excel_knows_by_number_are_days_also_the_japanese_ones(
    number: int,
) -> None:
    told = read(workbook([[46113, 46113]], formats={(0, 0): number, (0, 1): 2}))
    assert told == [(1, [date(2026, 4, 1), 46113])]


def test_days_moments_and_times_are_told_apart() -> None:
    rows: list[list[object]] = [[46113, 46113.4375, 0.4375, 1.5, 59, 61, -1, 3e6]]
    formats: dict[tuple[int, int], object] = dict.fromkeys(
        ((0, at) for at in range(8)), "yyyy/m/d h:mm"
    )
    formats[0, 3] = "[h]:mm"
    assert read(workbook(rows, formats=formats)) == [
        (1, [date(2026, 4, 1), datetime(2026, 4, 1, 10, 30), "10:30:00", "1 day, 12:00:00",
             date(1900, 2, 28), date(1900, 3, 1), -1, 3_000_000]),
    ]  # fmt: skip


def test_furigana_is_no_part_of_a_name() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>旭区</t><rPh sb="0" eb="2"><t>アサヒク</t></rPh>'
        '<phoneticPr fontId="1"/></si><si><r><t>鶴</t></r><r><t xml:space="preserve">ヶ峰 </t></r>'
        "</si></sst>"
    )
    content = with_part(workbook([["a", "b"]]), STRINGS, strings.encode())
    assert read(content) == [(1, ["旭区", "鶴ヶ峰 "])]


_cells = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
    st.booleans(),
    st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(["合計", "A&B", "<x>", "a\nb", " ", "_x0041_", "１２", "𠮷野家"]),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(_cells, max_size=5), max_size=6), in_cells=st.booleans())
def test_both_ways_of_reading_and_another_reader_agree(
    rows: list[list[object]], in_cells: bool
) -> None:
    content = workbook(
        rows,
        strings_to_formulas=False,
        strings_to_urls=False,
        **({"constant_memory": True, "in_memory": False} if in_cells else {}),
    )
    told = {number: list(map(clean, cells)) for number, cells in read(content)}
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    other = {number: [clean(cell) for cell in cells] for number, cells in enumerate(grid, start=1)}
    for number, cells in other.items():
        mine = told.get(number, [])
        assert mine + [None] * (len(cells) - len(mine)) == cells
    assert {number for number, cells in told.items() if any(c is not None for c in cells)} <= set(
        other
    )
    archive = Archive(content)
    meanings = CellMeanings([f"text {at}" for at in range(100)], [], from_1904=False)
    parsed = [row for some in parsed_rows(archive.pieces(SHEET), meanings) for row in some]
    try:
        plain = [row for some in plain_rows(archive.pieces(SHEET), meanings) for row in some]
    except Unusual:
        return
    assert plain == parsed


def test_what_turns_odd_half_way_is_read_on_without_a_row_twice_or_lost() -> None:
    rows: list[list[object]] = [[at, f"text {at}"] for at in range(40_000)]
    content = workbook(rows)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    odd = sheet.replace(b'<c r="A39000">', b"<c  r='A39000'>")
    assert odd != sheet
    told = read(with_part(content, SHEET, odd))
    assert [number for number, _ in told] == list(range(1, 40_001))
    assert told[38_999] == (39_000, [38_999, "text 38999"])


@pytest.mark.parametrize("where", ["\\", "/"])
def test_parts_are_found_whatever_slash_the_archive_has(where: str) -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name.replace("/", where), old.read(name))
    assert read(out.getvalue()) == [(1, ["a"])]


def test_a_stop_while_reading_ends_it() -> None:
    class Stop(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.5:
            raise Stop

    grid = next(iter(read_workbook(workbook([[at] for at in range(20_000)]), stop)))
    with pytest.raises(Stop):
        list(grid.rows())


def test_no_visible_sheet_gives_no_grid() -> None:
    content = workbook([["a"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml")
    hidden = book.replace(b"<sheet ", b'<sheet state="veryHidden" ')
    assert list(read_workbook(with_part(content, "xl/workbook.xml", hidden), untold)) == []
    with pytest.raises(UnreadableFile, match="not_a_workbook"):
        list(read_workbook(with_part(content, "xl/workbook.xml", b"<x/>"), untold))
