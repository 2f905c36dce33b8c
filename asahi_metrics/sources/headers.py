"""Finds the header of a sheet, wherever it stands and however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from asahi_metrics.core.spelling import tidy_text
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.header_units import header_key, read_header, without_brackets
from asahi_metrics.sources.spec import Dataset, Kind, Layout

_NUMBERS: frozenset[Kind] = frozenset(("count", "yen", "decimal"))
# Above a header, these make it that of other figures than what has taken place.
_OTHER_FIGURES = re.compile(
    r"(?:当初|年間)?(?:目標|予定|計画|見込み?|想定|予算|定員|募集)(?:値|数|人数|額)?"
    r"|(?:前年度?|昨年度?|前回)(?:実績)?|累計|再掲|うち.*"
)


@dataclass(frozen=True)
class Header:
    """A header that was found: ``row`` counts from 0 within the grid, data follow it.

    ``places`` maps a dataset column's header to its place in the row, ``twice`` those that
    several columns name to their places, ``scaled`` those of ``places`` that are in thousands
    and the like to that unit.
    """

    row: int
    names: tuple[str, ...]
    places: Mapping[str, int]
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    scaled: Mapping[str, str] = field(default_factory=dict)

    @property
    def matched(self) -> int:
        """How many of the dataset's columns the header names."""
        return len(self.places) + len(self.twice)

    def names_all(self, missing: Iterable[str]) -> bool:
        """Whether what is missing from ``places`` is there, though more than once."""
        return all(name in self.twice for name in missing)


@dataclass(frozen=True, order=True)
class _Claim:
    """A place that names a column; the least ``rank`` goes before others."""

    rank: int
    place: int
    scale: str | None = field(default=None, compare=False)


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
        self._numbers = {one.header for one in dataset.columns if one.kind in _NUMBERS}

    def missing(self, header: Header) -> list[str]:
        """Required columns that the header lacks, in the dataset's order."""
        columns = self.dataset.columns
        return [c.header for c in columns if c.required and c.header not in header.places]

    def bracketed(self, header: Header) -> list[str]:
        """The header's names that only a bracket keeps from being a missing column's."""
        missing = set(self.missing(header))
        return [name for name in header.names if self._known.get(without_brackets(name)) in missing]

    def best(self, grid: Grid) -> Header | None:
        """The row, or pair of rows, that names the most columns; None when none names two."""
        candidates = list(_candidates(grid))
        found = [self._match(row, names) for row, names in candidates]
        best = max(found, key=lambda header: header.matched, default=None)
        enough = min(2, len(self.dataset.columns))
        return best if best is not None and best.matched >= enough else None

    def _match(self, row: int, names: Sequence[Sequence[str]]) -> Header:
        claims: dict[str, list[_Claim]] = {}
        for place, readings in enumerate(names):
            claimed = (self._claim(reading, place) for reading in readings)
            header, claim = next((one for one in claimed if one is not None), (None, None))
            if header is not None and claim is not None:
                claims.setdefault(header, []).append(claim)
        chosen = {header: _foremost(given) for header, given in claims.items()}
        only = {header: given[0] for header, given in chosen.items() if len(given) == 1}
        return Header(
            row=row,
            names=tuple(readings[0] if readings else "" for readings in names),
            places={header: claim.place for header, claim in only.items()},
            twice={
                header: tuple(claim.place for claim in given)
                for header, given in chosen.items()
                if len(given) > 1
            },
            scaled={header: claim.scale for header, claim in only.items() if claim.scale},
        )

    def _claim(self, reading: str, place: int) -> tuple[str, _Claim] | None:
        """The dataset's header that is named; as the dataset spells it goes before an alias."""
        whole, read = header_key(reading), read_header(reading)
        key, scale = (whole, None) if whole in self._known else (read.key, read.scale)
        header = self._known.get(key)
        if header is None or (scale and header not in self._numbers):
            return None
        return header, _Claim(2 if scale else int(key not in self._exact), place, scale)


def layout_header(grid: Grid, layouts: Iterable[Layout]) -> tuple[Layout, Header] | None:
    """The first layout that recognises one of the first rows, and that row as its header."""
    for layout in layouts:
        for row, cells in enumerate(grid.head):
            names = tuple(_said(cell) for cell in cells)
            named = frozenset(name for name in names if name)
            if named and layout.recognises(named):
                return layout, _as_named(row, names)
    return None


def _as_named(row: int, names: tuple[str, ...]) -> Header:
    """The header of names that stand for themselves."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name:
            places.setdefault(name, []).append(place)
    return Header(
        row=row,
        names=names,
        places={name: found[0] for name, found in places.items() if len(found) == 1},
        twice={name: tuple(found) for name, found in places.items() if len(found) > 1},
    )


def _foremost(claims: list[_Claim]) -> list[_Claim]:
    """The claims of the least rank."""
    least = min(claims).rank
    return [claim for claim in claims if claim.rank == least]


def _candidates(grid: Grid) -> Iterator[tuple[int, list[list[str]]]]:
    """Rows with the readings of each cell: the row by itself, then with the row above."""
    rows = [[_said(cell) for cell in cells] for cells in grid.head]
    pairs = [(number, _pairs(*two)) for number, two in enumerate(pairwise([[], *rows]))]
    for number, row in pairs:
        yield number, [_below(*pair) for pair in row]
    for number, row in pairs[1:]:
        yield number, [_joined(*pair) for pair in row]


def _pairs(upper: list[str], lower: list[str]) -> list[tuple[str, str]]:
    width = max(len(upper), len(lower))
    return list(zip(_widened(upper, width), _widened(lower, width), strict=True))


def _below(above: str, below: str) -> list[str]:
    """The readings of a header by itself, which tells what stands above it where that matters."""
    if below and _OTHER_FIGURES.fullmatch(header_key(above)):
        return [f"{below}({above})"]
    return [below] if below else []


def _joined(above: str, below: str) -> list[str]:
    readings = _below(above, below)
    return [above + below, *readings] if above and below else readings or ([above] if above else [])


def _widened(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _said(cell: object) -> str:
    return tidy_text(cell) if isinstance(cell, str) else ""
