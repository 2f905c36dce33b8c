"""Files that are almost right: real tables of every dataset, bent where files break.

What is drawn is a table in the dataset's own columns with honest and nasty cells, laid out
as offices lay them out, written as a workbook, as delimited text or as GeoJSON, and then
damaged within its structure: in the XML of one part, with the archive sound around it.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import strategies as st
from xlsxwriter import Workbook

from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Column, Dataset, Kind
from tests.ward import DISTRICTS, TOWNS

PIECES: Sequence[bytes] = (
    b"", b"<", b">", b"/>", b"</c>", b"<c>", b"</row>", b"<row>", b"<v>", b"</v>", b"<f>1</f>",
    b'<c r="A1"><v>1</v></c>', b'<c r="XFD1048576"><v>1</v></c>',
    b'<c r="B3" t="s"><v>9999</v></c>', b'<c r="B3" t="e"><v>#REF!</v></c>',
    b'<c r="B3" t="b"><v>2</v></c>', b' t="d"', b' s="99"',
    b'<row r="0">', b'<row r="-1">', b'<row r="9999999">', b'<row r="2"/>', b' r="2"', b' t="n"',
    b"&amp;", b"&#0;", b"&#x1F600;", b"&bogus;", b"<!DOCTYPE x>", b"<!-- -->", b"<![CDATA[x]]>",
    b"\xff", b"\x00", b"\xe3\x81", b"_x0000_", b"_xD800_", b"1e999", b"-1", b"NaN", b"inf",
    b"99999999999999999999", b"1_0", "１２".encode(), b"<si><t>x</t></si>", b"<rPh><t>x</t></rPh>",
    b"<is><t>x</t></is>", b'<mergeCell ref="A1:B2"/>', b'date1904="1"', b'state="hidden"',
    b'numFmtId="14"', b"</sheetData>", b"<sheetData>", b"x:", b'xmlns:x="y"', b"\r\n", b"'", b'"',
)  # fmt: skip
"""What is put in, at places drawn at random."""

NASTY: Sequence[object] = (
    None, "", " ", "　", "合計", "※注", "#REF!", "=1+1", "-3", "1.5", "１２人", "約10",
    "3千円", "R8.4.1", "令和8年4月1日", "2026/13/1", "H31.5.1", "元年", "0", 0, -1, 0.5, 1e300,
    10**18, True, "A" * 600,
    "会\u202e治", "\u200b", "𠮷", "ヶケ", '"', "'", "\n", "a\tb", ",", "旭区", "区外", "X9",
    date(2026, 4, 1), datetime(2026, 4, 1, 10, 30), date(1900, 1, 1), date(9999, 12, 31),
)  # fmt: skip


FOREIGN: Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]] = (
    (
        "population",
        ("年月日", "全国地方公共団体コード", "市区名", "項目", "値"),
        [["2026/09/01", "141127", "旭区", "世帯数", 100], ["2026/09/01", "14112", "旭区", "x", ""]],
    ),
    ("shelters", ("Type", "Name", "Address", "Lat", "Lon"), [["x", "校", "旭区", 35.4, 139.5]]),
)
"""Tables of others that are turned into a dataset's own columns."""


@dataclass(frozen=True)
class Mutant:
    """A file for a dataset."""

    dataset: str
    name: str
    content: bytes


_HONEST: dict[Kind, st.SearchStrategy[object]] = {
    "date": st.dates(date(2023, 4, 1), date(2026, 10, 31)),
    "month": st.sampled_from(["2024/4", "R7.5", "202603", "令和６年10月"]),
    "fiscal_year": st.sampled_from([2024, "R7", "令和8年度"]),
    "district": st.sampled_from([*DISTRICTS.values(), *DISTRICTS]),
    "town": st.sampled_from([name for name, *_ in TOWNS.values()]),
    "text": st.sampled_from(["A会", "B会", "第１ 自治会", "公園"]),
}


def honest(column: Column) -> st.SearchStrategy[object]:
    """What belongs into a column."""
    if column.kind == "choice":
        return st.sampled_from(column.choices)
    return _HONEST.get(column.kind, st.integers(0, 500))


@st.composite
def tables(draw: st.DrawFn, dataset: Dataset) -> list[list[object]]:
    """A sheet with the dataset's header somewhere near its top, rows, and what stands around."""
    for name, foreign, lines in FOREIGN:
        if name == dataset.id and draw(st.booleans()):
            nasty = draw(st.sampled_from(NASTY))
            return [list(foreign), *map(list, lines), [nasty] * len(foreign)]
    columns = list(dataset.columns)
    if draw(st.integers(0, 9)) == 0:
        columns.pop(draw(st.integers(0, len(columns) - 1)))
    header: list[object] = [
        draw(st.sampled_from([column.header, *column.aliases])) for column in columns
    ]
    nasty = st.sampled_from(NASTY)
    share = draw(st.sampled_from([0, 0, 1, 4]))
    rows = [
        [draw(nasty if draw(st.integers(0, 20)) < share else honest(column)) for column in columns]
        for _ in range(draw(st.integers(0, 6)))
    ]
    above = draw(st.sampled_from([[], [["一覧"]], [[], ["表", None, "x"]], [header]]))
    below = draw(st.sampled_from([[], [[]], [["合計", 1]], [["※速報"], []], [["注"]]]))
    return [*above, header, *rows, *below]


@st.composite
def workbooks(draw: st.DrawFn) -> Mutant:
    """A workbook, sound or with one of its parts damaged."""
    dataset = draw(st.sampled_from(list(datasets().values())))
    parts = parts_of(as_workbook(draw(tables(dataset)), memory=draw(st.booleans())))
    if draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(parts)))
        # Most of what can go wrong goes wrong in the sheet.
        name = draw(st.sampled_from([name, *(one for one in parts if "sheet1" in one)]))
        parts[name] = draw(damaged(parts[name]))
    content = packed(parts)
    if draw(st.integers(0, 19)) == 0:
        content = draw(damaged(content))
    return Mutant(dataset.id, "file.xlsx", content)


@st.composite
def texts(draw: st.DrawFn) -> Mutant:
    """Delimited text in one of the encodings, sound or damaged."""
    dataset = draw(st.sampled_from(list(datasets().values())))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from(",\t")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\r\n", "\n", "\r"])),
    )
    writer.writerows(draw(tables(dataset)))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"]))
    content = out.getvalue().encode(encoding, "replace")
    if draw(st.booleans()):
        content = draw(damaged(content))
    return Mutant(dataset.id, "file.csv", content)


_leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
_trees = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@st.composite
def geojsons(draw: st.DrawFn) -> Mutant:
    """GeoJSON with the names that the real files have, and values of any shape."""
    honest_values = {
        "designation_type": st.sampled_from(["designated_shelter", "other"]),
        "name": st.sampled_from(["校", "園", "館"]),
        "address": st.just("旭区"),
        "hazards": st.lists(st.sampled_from(["flood", "tsunami", "x"]), max_size=2),
    }
    wild = draw(st.integers(0, 3)) == 0
    properties = st.fixed_dictionaries(
        {name: (value | _trees if wild else value) for name, value in honest_values.items()}
    )
    point = st.fixed_dictionaries(
        {
            "type": st.just("Point"),
            "coordinates": st.tuples(st.floats(139, 140), st.floats(35, 36)).map(list),
        }
    )
    feature = st.fixed_dictionaries(
        {
            "properties": properties | _trees if wild else properties,
            "geometry": point | _trees if wild else point,
        }
    )
    features = draw(st.lists(feature, min_size=1, max_size=4))
    tree = draw(st.sampled_from([{"features": features}] * 6 + [features, {"features": {}}]))
    content = json.dumps(tree, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 3)) == 0:
        content = draw(damaged(content))
    return Mutant("shelters", "file.geojson", content)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with a few pieces cut out, put in, or doubled."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.sampled_from([0, 0, 1, 3, 12, 60])))
        put = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        doubled = content[at:end] if draw(st.integers(0, 3)) == 0 else b""
        content = content[:at] + doubled + put + content[end:]
    return content


def as_workbook(rows: Sequence[Sequence[object]], *, memory: bool = True) -> bytes:
    """The rows as .xlsx; ``memory`` keeps texts in a table of their own, else in the cells."""
    out = io.BytesIO()
    options = {"in_memory": True} if memory else {"constant_memory": True}
    with Workbook(out, options | {"strings_to_formulas": False, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy/m/d"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif cell is not None:
                    sheet.write(row, column, cell)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive that is sound whatever its parts hold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
