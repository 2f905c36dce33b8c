"""Finds the header of a sheet, wherever it stands and however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.spelling import normalize_key, tidy_text
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.spec import Dataset, Layout

_MARKS = re.compile(r"[※*＊]?(?:必須|任意)?[※*＊]?$")
_UNIT = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")


@dataclass(frozen=True)
class Header:
    """A header that was found: ``row`` counts from 0 within the grid, data follow it.

    ``places`` maps a dataset column's header to its place in the row.
    """

    row: int
    names: tuple[str, ...]
    places: Mapping[str, int]
    twice: tuple[str, ...] = ()

    @property
    def matched(self) -> int:
        """How many of the dataset's columns the header names."""
        return len(self.places) + len(self.twice)


class HeaderWords:
    """The headers that a dataset knows, by their keys."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._exact = {header_key(column.header): column.header for column in dataset.columns}
        aliases = {
            header_key(alias): column.header
            for column in dataset.columns
            for alias in column.aliases
        }
        self._known = aliases | self._exact

    def missing(self, header: Header) -> list[str]:
        """Required columns that the header lacks, in the dataset's order."""
        columns = self.dataset.columns
        return [c.header for c in columns if c.required and c.header not in header.places]

    def best(self, grid: Grid) -> Header | None:
        """The row, or pair of rows, that names the most columns; None when none names two."""
        candidates = list(_candidates(grid))
        found = [self._match(row, names) for row, names in candidates]
        best = max(found, key=lambda header: header.matched, default=None)
        enough = min(2, len(self.dataset.columns))
        return best if best is not None and best.matched >= enough else None

    def _match(self, row: int, names: Sequence[Sequence[str]]) -> Header:
        places: dict[str, list[tuple[bool, int]]] = {}
        for place, readings in enumerate(names):
            for reading in readings:
                if (key := self._key(reading)) is not None:
                    exact = key in self._exact
                    places.setdefault(self._known[key], []).append((exact, place))
                    break
        chosen = {header: _only(found) for header, found in places.items()}
        return Header(
            row=row,
            names=tuple(readings[0] if readings else "" for readings in names),
            places={header: place for header, place in chosen.items() if place is not None},
            twice=tuple(header for header, place in chosen.items() if place is None),
        )

    def _key(self, reading: str) -> str | None:
        return next((key for key in _keys(reading) if key in self._known), None)


def layout_header(grid: Grid, layouts: Iterable[Layout]) -> tuple[Layout, Header] | None:
    """The first layout that recognises one of the first rows, and that row as its header."""
    for layout in layouts:
        for row, cells in enumerate(grid.head):
            names = tuple(_said(cell) for cell in cells)
            named = [name for name in names if name]
            if named and layout.recognises(frozenset(named)):
                _require_distinct(named)
                places = {name: place for place, name in enumerate(names) if name}
                return layout, Header(row, names, places)
    return None


def header_key(text: str) -> str:
    """The key to compare headers by: no blanks, line breaks or marks of required cells."""
    return _MARKS.sub("", normalize_key(text).replace(" ", ""))


def _keys(text: str) -> tuple[str, str]:
    """The header's key as written, and without a unit in brackets behind it."""
    key = header_key(text)
    return key, header_key(_UNIT.sub("", key))


def _only(found: list[tuple[bool, int]]) -> int | None:
    """The one place of a header; a header as the dataset spells it goes before an alias."""
    exact = [place for is_exact, place in found if is_exact]
    places = exact or [place for _, place in found]
    return places[0] if len(places) == 1 else None


def _candidates(grid: Grid) -> Iterator[tuple[int, list[list[str]]]]:
    """Rows with the readings of each cell: the row by itself, then with the row above."""
    rows = [[_said(cell) for cell in cells] for cells in grid.head]
    for number, row in enumerate(rows):
        yield number, [[name] if name else [] for name in row]
    for number, (upper, lower) in enumerate(pairwise(rows), start=1):
        width = max(len(upper), len(lower))
        pairs = zip(_widened(upper, width), _widened(lower, width), strict=True)
        yield number, [_joined(above, below) for above, below in pairs]


def _joined(above: str, below: str) -> list[str]:
    if above and below:
        return [above + below, below]
    return [above or below] if above or below else []


def _widened(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _said(cell: object) -> str:
    return tidy_text(cell) if isinstance(cell, str) else ""


def _require_distinct(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableFile("error.file.header_twice", columns="、".join(twice))
