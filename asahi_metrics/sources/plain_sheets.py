"""Reads the rows of a sheet that is written as Excel itself writes it, quicker than a parser.

Nothing is guessed: whatever is not exactly of that look is left to the parser.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator

from asahi_metrics.sources.grids import NumberedRow
from asahi_metrics.sources.sheet_cells import CellMeanings
from asahi_metrics.sources.sheet_gathering import Columns, SheetGatherer

_TOKEN = re.compile(
    r'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,5})")?(?: t="([a-zA-Z]{1,9})")?'
    r"(?:/>|>(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    r'(?:<v>([^<]*)</v>|<v/>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    r'|<row r="(\d{1,7})"(?: [^<>]*)?>|</row>'
)
_DATA = re.compile(r"<sheetData>")
_END = "</sheetData>"
# What no XML may hold.
_ODD = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_LONGEST = 2**20


class Unusual(Exception):
    """The sheet is not written in the usual way."""


def plain_rows(pieces: Iterable[bytes], meanings: CellMeanings) -> Iterator[list[NumberedRow]]:
    """The rows that hold something, a piece of the sheet at a time; raises Unusual."""
    reading, text, begun = _Reading(meanings), "", False
    for piece in _texts(pieces):
        text += piece
        if not begun and (start := _DATA.search(text)) is not None:
            begun, text = True, text[start.end() :]
        if begun:
            text = text[reading.read(text) :]
            yield reading.rows.taken()
            if text.startswith(_END):
                return
        if len(text) > _LONGEST:
            raise Unusual
    raise Unusual


def _texts(pieces: Iterable[bytes]) -> Iterator[str]:
    """The pieces as text; entities and comments are not the usual look."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), True)
    for piece in pieces:
        if b"&" in piece or b"<!" in piece or len(piece.translate(None, _ODD)) < len(piece):
            raise Unusual
        try:
            yield decoder.decode(piece)
        except UnicodeDecodeError as error:
            raise Unusual from error


class _Reading:
    """How far the sheet is read."""

    def __init__(self, meanings: CellMeanings) -> None:
        self.rows = SheetGatherer()
        self._value = meanings.value
        self._columns = Columns()
        self._row = "0"

    def read(self, text: str) -> int:
        """Read as far as whole elements reach; gives the place behind the last of them."""
        place, columns, value_of, put = 0, self._columns, self._value, self.rows.put
        for match in _TOKEN.finditer(text):
            if match.start() != place and not text[place : match.start()].isspace():
                break
            place = match.end()
            letters, digits, style, kind, formula, told, inline, row = match.groups()
            if told:
                if digits != self._row:
                    raise Unusual
                put(columns[letters], value_of(kind, style, told), shared=kind == "s")
            elif row is not None:
                self.rows.begin_row(row)
                self._row = row
                if text[place - 2] == "/":
                    self.rows.end_row()
            elif letters is None:
                self.rows.end_row()
            elif inline or formula:
                if digits != self._row or not inline:
                    raise Unusual
                put(columns[letters], value_of("inlineStr", style, inline), shared=False)
        return place
