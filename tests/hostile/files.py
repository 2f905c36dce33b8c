"""Files that no honest office would send, each made for real, and what must be said of it."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from xlsxwriter import Workbook

MEGABYTE = 2**20
HEADER = ("実施日", "地区", "主催", "訓練種別", "会場", "参加者数", "参加世帯数", "備考")
ROW = ("2026/4/5", "山手", "A会", "避難訓練", "公園", 30, 12, None)
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
DATA_END = b"</sheetData>"


@dataclass(frozen=True)
class Hostile:
    """A file: its name, how it is made, and the keys or finding codes of which one must come."""

    name: str
    make: Callable[[], bytes]
    told: frozenset[str]
    dataset: str = "disaster_drills"


def workbook(*rows: Iterable[object]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows or (HEADER, ROW)):
            sheet.write_row(at, 0, list(row))
    return out.getvalue()


@cache
def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    return packed(parts_of(workbook()) | {name: part})


def with_sheet(old: bytes, new: bytes) -> bytes:
    """The good workbook with one piece of its sheet's XML put for another."""
    sheet = parts_of(workbook())[SHEET]
    assert old in sheet
    return with_part(SHEET, sheet.replace(old, new, 1))


def with_rows(rows: bytes) -> bytes:
    return with_sheet(DATA_END, rows + DATA_END)


def inline(text: bytes, place: str = "E3") -> bytes:
    return b'<row r="3"><c r="%s" t="inlineStr"><is><t>%s</t></is></c></row>' % (
        place.encode(),
        text,
    )


def named(organiser: str) -> Callable[[], bytes]:
    """A workbook whose one drill has this organiser, written as it is into the XML."""

    def make() -> bytes:
        cell = b'<c r="C3" t="inlineStr"><is><t>%s</t></is></c>' % organiser.encode()
        return with_rows(b'<row r="3">' + cell + b"</row>")

    return make


def csv_of(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join((",".join(HEADER), *lines)).encode(encoding)


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def flagged_as_encrypted() -> bytes:
    content = bytearray(workbook())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        content[place + at] |= 1
    return bytes(content)


def bomb() -> bytes:
    return with_part("xl/media/image1.bin", bytes(300 * MEGABYTE))


def many_small_bombs() -> bytes:
    small = {f"xl/media/{number}.bin": bytes(4 * MEGABYTE) for number in range(60)}
    return packed(parts_of(workbook()) | small)


def nested_bomb() -> bytes:
    inner = packed({f"{n}.bin": bytes(20 * MEGABYTE) for n in range(20)})
    return with_part(SHEET, parts_of(workbook())[SHEET][:200] + inner)


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"xl/media/{number}", b"")
        for name, part in parts_of(workbook()).items():
            archive.writestr(name, part)
    return out.getvalue()


def overlapping() -> bytes:
    """Two names in the list of parts for one and the same packed bytes."""
    content = with_part("xl/media/a.bin", b"x" * 100_000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/media/a.bin")
        first = archive.start_dir
    entries, end = content[first : content.rindex(b"PK\x05\x06")], content[-22:]
    at = entries.index(b"xl/media/a.bin") - 46
    copied = entries[at : at + 46 + len(info.filename)].replace(b"a.bin", b"b.bin")
    count, size = struct.unpack("<HI", end[10:16])
    tail = end[:8] + struct.pack("<HHI", count + 1, count + 1, size + len(copied)) + end[16:]
    return content[:first] + entries + copied + tail


def understated() -> bytes:
    """A part that unpacks to far more than the list says, with the checksum of its beginning."""
    name, told = "xl/media/a.bin", 1_000
    content = bytearray(with_part(name, bytes(3 * MEGABYTE)))
    for mark, checksum_at, size_at, name_at in (
        (b"PK\x03\x04", 14, 22, 30),
        (b"PK\x01\x02", 16, 24, 46),
    ):
        place = content.rindex(mark)
        assert content[place + name_at :].startswith(name.encode())
        content[place + checksum_at : place + checksum_at + 4] = struct.pack(
            "<I", zlib.crc32(bytes(told))
        )
        content[place + size_at : place + size_at + 4] = struct.pack("<I", told)
    return bytes(content)


def macro_type() -> bytes:
    types = parts_of(workbook())["[Content_Types].xml"]
    plain = b"spreadsheetml.sheet.main+xml"
    assert plain in types
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument." + plain,
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return with_part("[Content_Types].xml", macro)


def hidden_macro() -> bytes:
    """A macro project under a name of its own, found by its relation alone."""
    relations = parts_of(workbook())["xl/_rels/workbook.xml.rels"]
    link = (
        b'<Relationship Id="rId99" Target="harmless.bin" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>'
    )
    changed = relations.replace(b"</Relationships>", link)
    return packed(
        parts_of(workbook()) | {"xl/_rels/workbook.xml.rels": changed, "xl/harmless.bin": b"x"}
    )


def laughs(root: bytes) -> bytes:
    """Entities that would unfold to a thousand million laughs."""
    lines = [b'<!ENTITY a "lol">'] + [
        b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 10)
    ]
    return b"<!DOCTYPE x [" + b"".join(lines) + b"]>" + root


def laughing_sheet() -> bytes:
    sheet = parts_of(workbook())[SHEET]
    at = sheet.index(b"<worksheet")
    return with_part(SHEET, sheet[:at] + laughs(sheet[at:].replace(b"A1", b"A1", 1)))


def laughing_strings() -> bytes:
    strings = parts_of(workbook())[STRINGS]
    at = strings.index(b"<sst")
    body = strings[at:].replace(b"<t>", b"<t>&j;", 1)
    return with_part(STRINGS, strings[:at] + laughs(body))


def outside_entity() -> bytes:
    strings = parts_of(workbook())[STRINGS]
    at = strings.index(b"<sst")
    body = strings[at:].replace(b"<t>", b"<t>&x;", 1)
    doctype = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return with_part(STRINGS, strings[:at] + doctype + body)


def long_shared_text() -> bytes:
    strings = parts_of(workbook())[STRINGS]
    return with_part(STRINGS, strings.replace(b"<t>", b"<t>" + noise(100 * MEGABYTE), 1))


@cache
def noise(size: int) -> bytes:
    """Letters that pack badly enough to pass for honest ones."""
    state, out = 1, bytearray()
    for _ in range(size // 64):
        state = state * 6364136223846793005 + 1442695040888963407 & (2**64 - 1)
        out += (b"%016x" % state) * 4
    return bytes(out)


def one_text_everywhere() -> bytes:
    """A long text that 200,000 cells point at: 6 GB to whoever copies it for each of them."""
    parts = parts_of(workbook())
    number = parts[STRINGS].count(b"<si>")
    rows = b"".join(
        b'<row r="%d"><c r="E%d" t="s"><v>%d</v></c></row>' % (at, at, number)
        for at in range(3, 200_003)
    )
    strings = parts[STRINGS].replace(b"</sst>", b"<si><t>%s</t></si></sst>" % noise(30_016))
    sheet = parts[SHEET].replace(DATA_END, rows + DATA_END)
    return packed(parts | {SHEET: sheet, STRINGS: strings})


def every_column() -> bytes:
    cells = b"".join(b'<c r="%s3"><v>1</v></c>' % letters(at) for at in range(16_384))
    return with_rows(b'<row r="3">' + cells + b"</row>")


def letters(at: int) -> bytes:
    out, at = b"", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        out = bytes([65 + rest]) + out
    return out


def blank_rows() -> bytes:
    rows = b"".join(b'<row r="%d" ht="15" s="1"/>' % at for at in range(3, 1_000_003))
    return with_rows(rows)


def blank_styled_cells() -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/></row>' % (at, at) for at in range(3, 1_000_003)
    )
    return with_rows(rows)


def unplaced_cells() -> bytes:
    return with_rows(b'<row r="3">' + b"<c><v>1</v></c>" * 300_000 + b"</row>")


def million_merges() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:H%d"/>' % (at, at) for at in range(2, 1_000_001))
    sheet = parts_of(workbook(HEADER, ("x", *ROW[1:])))[SHEET]
    return packed(
        parts_of(workbook(HEADER, ("x", *ROW[1:])))
        | {SHEET: sheet.replace(DATA_END, DATA_END + b"<mergeCells>" + merges + b"</mergeCells>")}
    )


def deep() -> bytes:
    return with_rows(b"<row r='3'><c r='A3'>" + b"<a>" * 3_000_000 + b"</c></row>")


def endless_tag() -> bytes:
    return with_rows(b"<row r='3' x='" + noise(100 * MEGABYTE) + b"'/>")


def endless_comment() -> bytes:
    return with_rows(b"<!--" + noise(100 * MEGABYTE) + b"-->")


def many_texts() -> bytes:
    strings = parts_of(workbook())[STRINGS]
    return with_part(
        STRINGS, strings.replace(b"</sst>", b"<si><t>a</t></si>" * 7_000_000 + b"</sst>")
    )


def cached_errors() -> bytes:
    errors = (b"#REF!", b"#DIV/0!", b"#N/A", b"#VALUE!", b"#NAME?")
    rows = b"".join(
        b'<row r="%d"><c r="F%d" t="e"><f>1/0</f><v>%s</v></c></row>' % (at, at, error)
        for at, error in enumerate(errors, start=3)
    )
    return with_rows(rows)


def far_errors() -> bytes:
    return with_rows(b'<row r="3"><c r="XFD3" t="e"><v>#REF!</v></c></row>')


def all_wrong() -> bytes:
    """200,000 rows shifted by one column: more than a million wrong cells."""
    line = ",".join(str(cell or "") for cell in ("x", *ROW[:7]))
    return csv_of(*([line] * 200_000))


def geo(features: str) -> bytes:
    return ('{"type": "FeatureCollection", "features": %s}' % features).encode()  # noqa: UP031


def _cases() -> dict[str, Hostile]:
    def case(name: str, make: Callable[[], bytes], *told: str, dataset: str = "") -> Hostile:
        return Hostile(name, make, frozenset(told), dataset or "disaster_drills")

    link = '{"features": [{"properties": {"name": "\\ud800"}, "geometry": null}]}'
    return {
        "encrypted": case("a.xlsx", encrypted, "encrypted"),
        "flagged_as_encrypted": case("a.xlsx", flagged_as_encrypted, "encrypted"),
        "old_excel": case("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "old_excel"),
        "truncated": case("a.xlsx", lambda: workbook()[:-900], "broken"),
        "cut_in_the_middle": case("a.xlsx", lambda: workbook()[:3000], "broken"),
        "bomb": case("a.xlsx", bomb, "too_large_unpacked"),
        "many_small_bombs": case("a.xlsx", many_small_bombs, "too_large_unpacked"),
        "nested_bomb": case("a.xlsx", nested_bomb, "broken"),
        "many_parts": case("a.xlsx", many_parts, "too_many_parts"),
        "overlapping": case("a.xlsx", overlapping, "broken"),
        "understated": case("a.xlsx", understated, "broken"),
        "macros_by_name": case("a.xlsm", workbook, "macros"),
        "macros": case("a.xlsx", lambda: with_part("xl/vbaProject.bin", b"x"), "macros"),
        "macro_type": case("a.xlsx", macro_type, "macros"),
        "hidden_macro": case("a.xlsx", hidden_macro, "macros"),
        "old_macros": case(
            "a.xlsx", lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>"), "macros"),
        "cached_errors": case("a.xlsx", cached_errors, "cell_error"),
        "far_errors": case("a.xlsx", far_errors, "too_wide"),
        "formula_without_value": case(
            "a.xlsx", lambda: with_rows(b'<row r="3"><c r="F3"><f>SUM(A1)</f></c></row>'),
            "formula_without_value"),
        "external_link": case(
            "a.xlsx", lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
            "external_links"),
        "connection": case(
            "a.xlsx", lambda: with_part("xl/connections.xml", b"<x/>"), "external_links"),
        "csv_named_xlsx": case("a.xlsx", lambda: csv_of("x"), "wrong_suffix"),
        "xlsx_named_csv": case("a.csv", workbook, "wrong_suffix"),
        "mixed_encodings": case(
            "a.csv", lambda: csv_of() + b"\n" + "2026/4/5,山手".encode("cp932"), "mixed_encoding"),
        "long_shared_text": case("a.xlsx", long_shared_text, "cell_too_long"),
        "long_inline_text": case(
            "a.xlsx", lambda: with_rows(inline(noise(100 * MEGABYTE))), "cell_too_long"),
        "long_csv_cell": case(
            "a.csv", lambda: csv_of("x" * (24 * MEGABYTE)), "cell_too_long"),
        "too_large": case("a.csv", lambda: csv_of("x" * (26 * MEGABYTE)), "too_large"),
        "one_text_everywhere": case("a.xlsx", one_text_everywhere, "too_long"),
        "every_column": case("a.xlsx", every_column, "too_wide"),
        "blank_rows": case("a.xlsx", blank_rows, "too_many_rows"),
        "blank_styled_cells": case("a.xlsx", blank_styled_cells, "too_many_rows"),
        "blank_csv_rows": case("a.csv", lambda: csv_of() + b"\n" * 1_000_000, "too_many_rows"),
        "unplaced_cells": case("a.xlsx", unplaced_cells, "too_wide"),
        "million_merges": case("a.xlsx", million_merges, "not_a_date"),
        "deep": case("a.xlsx", deep, "broken", "too_large_unpacked"),
        "endless_tag": case("a.xlsx", endless_tag, "broken"),
        "endless_comment": case("a.xlsx", endless_comment, "broken"),
        "many_texts": case("a.xlsx", many_texts, "too_much_text", "too_large_unpacked"),
        "laughing_sheet": case("a.xlsx", laughing_sheet, "doctype"),
        "laughing_strings": case("a.xlsx", laughing_strings, "doctype"),
        "outside_entity": case("a.xlsx", outside_entity, "doctype"),
        "right_to_left": case("a.xlsx", named("会治自\u202e"), "control_character"),
        "isolated_direction": case("a.xlsx", named("A\u2067会\u2069"), "control_character"),
        "zero_width": case("a.xlsx", named("A\u200b会"), "control_character"),
        "joined": case("a.xlsx", named("A\u200d会"), "control_character"),
        "byte_order_mark": case("a.xlsx", named("\ufeffA会"), "control_character"),
        "filler": case("a.xlsx", named("A\u3164会"), "control_character"),
        "soft_hyphen": case("a.xlsx", named("A\u00ad会"), "control_character"),
        "tag_sign": case("a.xlsx", named("A\U000e0041会"), "control_character"),
        "control_sign": case("a.xlsx", named("A_x0007_会"), "control_character"),
        "escaped_nul": case("a.xlsx", named("A_x0000_会"), "control_character"),
        "raw_control_sign": case("a.xlsx", named("A\x07会"), "broken"),
        "half_pair_reference": case("a.xlsx", named("A&#xD800;会"), "broken"),
        "csv_right_to_left": case(
            "a.csv", lambda: csv_of("2026/4/5,山手,会\u202e治自,避難訓練"), "control_character"),
        "csv_control_sign": case(
            "a.csv", lambda: csv_of("2026/4/5,山手,A\x08会,避難訓練", encoding="cp932"),
            "control_character"),
        "nul": case("a.csv", lambda: csv_of("2026/4/5,山手,A\0会,避難訓練"), "not_text"),
        "unbalanced_quotes": case(
            "a.csv", lambda: csv_of('2026/4/5,山手,"A会,避難訓練', *["x"] * 9), "broken_quotes"),
        "quote_over_thousands_of_lines": case(
            "a.csv", lambda: csv_of('2026/4/5,"山手', *["1,2,3"] * 99_999, '"'), "broken_quotes"),
        "utf16_without_mark": case(
            "a.csv", lambda: csv_of("x").decode().encode("utf-16-le"), "not_text", "encoding"),
        "broken_utf16": case(
            "a.csv", lambda: b"\xff\xfe" + csv_of().decode().encode("utf-16-le") + b"\x00\xd8",
            "encoding"),
        "duplicate_headers": case(
            "a.csv", lambda: csv_of().replace("備考".encode(), "参加者数".encode()),
            "header_twice"),
        "million_columns": case("a.csv", lambda: csv_of("," * 1_000_000), "too_wide"),
        "million_header_columns": case("a.csv", lambda: b"," * 1_500_000, "too_wide"),
        "all_wrong": case("a.csv", all_wrong, "not_a_date"),
        "deep_geojson": case(
            "a.geojson", lambda: geo("[" * 2_000_000), "not_geojson", dataset="shelters"),
        "nested_geojson_value": case(
            "a.geojson",
            lambda: geo('[{"properties": {"a": ' + "[" * 900 + "]" * 900 + "}}]"),
            "not_geojson", "no_header", "columns_missing", dataset="shelters"),
        "heavy_geojson": case(
            "a.geojson", lambda: geo('[{"properties": {"a": [' + "[]," * 3_300_000 + "1]}}]"),
            "cell_too_long", dataset="shelters"),
        "large_geojson": case(
            "a.geojson", lambda: geo("[" + "1," * 6_000_000 + "1]"), "too_large",
            dataset="shelters"),
        "half_pair_geojson": case(
            "a.geojson", link.encode, "no_header", "columns_missing",
            dataset="shelters"),
        "no_number_geojson": case(
            "a.geojson", lambda: json.dumps(
                {"features": [{"properties": {"a": float("nan")}}]}).encode(),
            "not_geojson", dataset="shelters"),
    }  # fmt: skip


HOSTILE = _cases()
