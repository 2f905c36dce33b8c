"""Reads .xlsx workbooks, after making sure that they are safe to open.

calamine is fast but gives error cells and formulas without a value as blanks, and takes
memory for the whole rectangle up to the last cell. So the sheet's XML is looked through
first, for its size and for those cells.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.grids import MAX_COLUMNS, SEARCHED_ROWS, Grid, require_size

MAX_UNPACKED_BYTES = 150 * 2**20
MAX_RATIO = 250
MAX_CELLS = 6_000_000

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id\s*=\s*[\"']([^\"']+)[\"']")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s>](?:[^>]{0,500}?\br\s*=\s*[\"'](\d+))?")
# Cells with a value that stand far to the right or far down; honest sheets hold few or none.
_FAR_CELL = re.compile(
    rb"r\s*=\s*[\"']([A-Z]{2,9}|[A-Z](?=[3-9]\d{5}|\d{7}))(\d+)[\"'][^>]{0,200}(?<!/)>"
)
_CELL_ROW = re.compile(rb"\br\s*=\s*[\"'][A-Z]+(\d+)[\"'][^>]{0,200}(?<!/)>")
_UNPLACED_CELL = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^>]{0,200}\br\s*=))")
_CELL = rb"<(?:\w+:)?c\s([^>]{0,200})>\s*"
_FORMULA = rb"<(?:\w+:)?f(?:\s[^>]{0,500})?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
_ERROR_CELL = re.compile(_CELL + rb"(?:" + _FORMULA + rb")?<(?:\w+:)?v>(#[^<]{1,20})</")
_UNCALCULATED = re.compile(
    _CELL + _FORMULA + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</|</(?:\w+:)?c>)"
)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ERROR_TYPE = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_TEXT_TYPE = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


def read_workbook(content: bytes) -> Iterator[Grid]:
    """The visible sheets in their order; raises UnreadableFile before parsing what is unsafe."""
    parts = _unpack(content)
    sheet_parts = _sheet_parts(parts)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for index, known in enumerate(workbook.sheets_metadata):
                is_table = known.typ == SheetTypeEnum.WorkSheet
                if is_table and known.visible == SheetVisibleEnum.Visible:
                    part = sheet_parts[index]
                    _require_bounds(part)
                    yield _grid(workbook.get_sheet_by_index(index), part)
    except (CalamineError, IndexError, OverflowError, ValueError) as error:
        raise UnreadableFile("error.file.broken") from error


def _unpack(content: bytes) -> dict[str, bytes]:
    """The XML that has to be looked through; every part is read, so its checksum is tested."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_safe(archive.infolist())
            return {
                info.filename.lower(): data
                for info in archive.infolist()
                if (data := archive.read(info))
                and info.filename.lower().endswith((".xml", ".rels"))
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFile("error.file.broken") from error
    except (ValueError, RuntimeError) as error:
        raise UnreadableFile("error.file.broken") from error


def _require_safe(members: list[zipfile.ZipInfo]) -> None:
    names = [info.filename.lower() for info in members]
    if any(info.flag_bits & 1 for info in members):
        raise UnreadableFile("error.file.encrypted")
    unpacked = sum(info.file_size for info in members)
    if unpacked > MAX_UNPACKED_BYTES or any(_is_bomb(info) for info in members):
        raise UnreadableFile("error.file.too_large_unpacked", limit=MAX_UNPACKED_BYTES // 2**20)
    if _WORKBOOK not in names:
        raise UnreadableFile("error.file.not_a_workbook")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("error.file.macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise UnreadableFile("error.file.external_links")
    if len(set(names)) < len(names):
        raise UnreadableFile("error.file.broken")


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > 5 * 2**20 and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def _sheet_parts(parts: dict[str, bytes]) -> list[bytes]:
    """The sheets' XML in the order of the workbook."""
    targets: dict[bytes, str] = {}
    for tag in _RELATION_TAG.findall(parts.get(_RELATIONS, b"")):
        name, target = _attribute(tag, b"Id"), _attribute(tag, b"Target")
        targets[name] = target.decode("utf-8", "replace").lower()
    found = []
    for name in _SHEET_TAG.findall(parts.get(_WORKBOOK, b"")):
        path = posixpath.normpath(posixpath.join("/xl", targets.get(name, "")))
        found.append(parts.get(path.removeprefix("/"), b""))
    return found


def _attribute(tag: bytes, name: bytes) -> bytes:
    match = re.search(rb"\b" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return match[1] if match else b""


def _require_bounds(part: bytes) -> None:
    """Raise UnreadableFile when the rectangle of the sheet's values is too large to hold."""
    far = _FAR_CELL.findall(part)
    unplaced = not _is_plain(part) and _UNPLACED_CELL.search(part) is not None
    if not far and not unplaced:
        return
    rows = max((int(number) for number in _CELL_ROW.findall(part)), default=0)
    columns = max((_column(letters) + 1 for letters, _ in far), default=26)
    if unplaced:
        tags = _ROW_TAG.findall(part)
        rows = max(rows, len(tags), *(int(number or 0) for number in tags))
        columns += max(piece.count(b"<") for piece in _ROW_TAG.split(part) if piece)
    require_size(rows, 0)
    if rows * columns > MAX_CELLS:
        raise UnreadableFile("error.file.too_wide", limit=MAX_CELLS // rows)


def _is_plain(part: bytes) -> bool:
    """Whether every cell begins as Excel itself writes it, told quickly."""
    odd = (b"<c>", b"<c\t", b"<c\n", b"<c\r", b":c")
    return part.count(b"<c ") == part.count(b'<c r="') and not any(sign in part for sign in odd)


def _grid(sheet: CalamineSheet, part: bytes) -> Grid:
    rows = cast(list[list[object]], sheet.to_python(skip_empty_area=False))
    for row, column, shown in _lost_cells(part):
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = shown
    return Grid(sheet.name, rows, _merged(sheet))


def _lost_cells(part: bytes) -> Iterator[tuple[int, int, str]]:
    """The cells that calamine leaves blank: (row, column, what to show), both from 0."""
    failed = _ERROR_CELL.finditer(part) if b">#" in part else ()
    for match in failed:
        if _ERROR_TYPE.search(match[1]):
            yield from _lost(match[1], match[3])
    formulas = _UNCALCULATED.finditer(part) if b"<f" in part or b":f" in part else ()
    for match in formulas:
        if not _TEXT_TYPE.search(match[1]):
            yield from _lost(match[1], b"=" + (match[2] or b"F()"))


def _lost(attributes: bytes, shown: bytes) -> Iterator[tuple[int, int, str]]:
    place = _REFERENCE.search(attributes)
    if place is not None:
        row, column = int(place[2]) - 1, _column(place[1])
        require_size(row, column)
        yield row, column, html.unescape(shown.decode("utf-8", "replace"))


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells merged sideways, within the rows in which a header may stand."""
    near = [span for span in sheet.merged_cell_ranges or [] if span[0][0] < SEARCHED_ROWS]
    return {
        (top, column): (top, left)
        for (top, left), (_, right) in near[:1_000]
        for column in range(left + 1, min(right, MAX_COLUMNS) + 1)
    }
