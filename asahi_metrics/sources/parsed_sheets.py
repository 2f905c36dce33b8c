"""Reads the rows of any sheet that is well-formed XML, however it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.grids import NumberedRow
from asahi_metrics.sources.office_xml import MAX_DEPTH, LocalNames, feed, lengthened, make_parser
from asahi_metrics.sources.sheet_cells import CellMeanings
from asahi_metrics.sources.sheet_gathering import SheetGatherer


def parsed_rows(pieces: Iterable[bytes], meanings: CellMeanings) -> Iterator[list[NumberedRow]]:
    """The rows that hold something, a piece of the sheet at a time."""
    reading = _Reading(meanings)
    parser = make_parser()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.read
    for _ in feed(parser, pieces):
        yield reading.rows.taken()


class _Reading:
    """What the parser is within, and what it has come by of the cell."""

    def __init__(self, meanings: CellMeanings) -> None:
        self.rows = SheetGatherer()
        self._value = meanings.value
        self._names = LocalNames()
        self._depth = 0
        self._in_data = self._in_cell = self._in_kana = False
        self._tag = ""
        self._column = -1
        self._kind: str | None = None
        self._style: str | None = None
        self._told = ""
        self._formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        local = self._names[name]
        if self._in_cell:
            self._start_within_cell(local)
        elif local == "c" and self._in_data:
            self._in_cell, self._told, self._formula = True, "", None
            self._kind, self._style = attributes.get("t"), attributes.get("s")
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else self.rows.column(place)
        elif local == "row" and self._in_data:
            self.rows.begin_row(attributes.get("r", ""))
            self._column = -1
        elif local == "sheetData":
            self._in_data = True
        elif self._depth > MAX_DEPTH:
            raise UnreadableFile("error.file.broken")

    def read(self, data: str) -> None:
        """A piece of text."""
        if self._tag == "f":
            self._formula = lengthened(self._formula or "", data)
        elif self._tag:
            self._told = lengthened(self._told, data)

    def end(self, name: str) -> None:
        """An element ends."""
        self._depth -= 1
        local = self._names[name]
        if self._in_cell:
            self._tag = ""
            if local == "c":
                self._in_cell = False
                self._end_cell()
            elif local == "rPh":
                self._in_kana = False
        elif local == "row":
            self.rows.end_row()
        elif local == "sheetData":
            self._in_data = False

    def _start_within_cell(self, local: str) -> None:
        if local == "v" or (local == "t" and not self._in_kana):
            self._tag = local
        elif local == "f":
            self._tag, self._formula = local, ""
        elif local == "rPh":
            self._in_kana = True
        elif local == "c" or self._depth > MAX_DEPTH:
            raise UnreadableFile("error.file.broken")

    def _end_cell(self) -> None:
        kind = self._kind
        if self._told:
            value = self._value(kind, self._style, self._told)
            self.rows.put(self._column, value, shared=kind == "s")
        elif self._formula is not None and kind != "str":
            self.rows.put(self._column, f"={self._formula or 'F()'}", shared=False)
