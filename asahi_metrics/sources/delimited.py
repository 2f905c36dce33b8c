"""Reads comma or tab separated text, in whatever encoding an office saves it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from functools import partial

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.progress import Progress
from asahi_metrics.sources.grids import MAX_COLUMNS, Grid, NumberedRow, require_size
from asahi_metrics.sources.office_xml import MAX_CELL_TEXT

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
# Kana and kanji of UTF-8 take three bytes that begin with E3 to E9.
_UTF8_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_PIECE = 2**20
_MAX_LINE = 1_000_000
_TOLD_EVERY = 2_000


def read_delimited(content: bytes, progress: Progress) -> Grid:
    """The records of a CSV or tab-separated file, numbered as Excel would show them."""
    return Grid(None, partial(_records, content, encoding_of(content), progress))


def encoding_of(content: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or CP932, with which all of it can be read.

    Raises UnreadableFile where none of them fits, or two of them are mixed.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            _require_readable(content, encoding)
            return encoding
    try:
        _require_readable(content, "utf-8")
    except UnreadableFile:
        lines = io.BytesIO(content)
    else:
        return "utf-8"
    mixed = False
    for line in lines:
        if _is_utf8_japanese(line):
            mixed = True
        else:
            _require_readable(line, "cp932")
    if mixed:
        raise UnreadableFile("error.file.mixed_encoding")
    return "cp932"


def decode(content: bytes) -> str:
    """The text of a whole file; raises UnreadableFile."""
    text = content.decode(encoding_of(content))
    _require_text(text)
    return text


def _require_readable(content: bytes, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(content), _PIECE):
            decoder.decode(content[at : at + _PIECE], at + _PIECE >= len(content))
    except UnicodeError as error:
        raise UnreadableFile("error.file.encoding") from error


def _is_utf8_japanese(line: bytes) -> bool:
    try:
        return bool(_UTF8_JAPANESE.search(line.decode("utf-8")))
    except UnicodeDecodeError:
        return False


def _records(content: bytes, encoding: str, progress: Progress) -> Iterator[NumberedRow]:
    raw = io.BytesIO(content)
    separator = _separator(io.TextIOWrapper(io.BytesIO(content), encoding, newline=""))
    lines = _lines(io.TextIOWrapper(raw, encoding, newline=""), separator)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
            require_size(number, len(cells))
            if number % _TOLD_EVERY == 0:
                progress(raw.tell() / len(content))
            yield number, [_cell(cell, number) for cell in cells]
    except csv.Error as error:
        raise UnreadableFile("error.file.broken_quotes", row=number + 1) from error


def _lines(text: io.TextIOWrapper, separator: str) -> Iterator[str]:
    for line in text:
        _require_text(line)
        if len(line) > _MAX_LINE:
            if line.count(separator) > MAX_COLUMNS:
                raise UnreadableFile("error.file.too_wide", limit=MAX_COLUMNS)
            raise _too_long()
        # Some programs end a file with this sign.
        yield line if line != "\x1a" else ""


def _separator(text: io.TextIOWrapper) -> str:
    head = text.read(20_000).split("\n")[:30]
    tabs, commas = (sum(line.count(sign) for line in head) for sign in "\t,")
    return "\t" if tabs > commas else ","


def _cell(cell: str, row: int) -> str:
    """The text of ``="01"``, by which CSV files keep Excel from dropping zeros."""
    if len(cell) > MAX_CELL_TEXT:
        # A quotation mark that nothing closes swallows the lines below it.
        if "\n" in cell:
            raise UnreadableFile("error.file.broken_quotes", row=row)
        raise _too_long()
    if cell.startswith('="') and (match := _EXCEL_TEXT.fullmatch(cell)):
        return match[1]
    return cell


def _too_long() -> UnreadableFile:
    return UnreadableFile("error.file.cell_too_long", limit=f"{MAX_CELL_TEXT:,}")


def _require_text(text: str) -> None:
    if "\0" in text:
        raise UnreadableFile("error.file.not_text")
