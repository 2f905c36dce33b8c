"""Turns a table into records, and finds everything that is wrong with it at once.

Columns are parsed one after the other and each distinct value once, since that is much
faster than going row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.progress import Progress, part, untold
from asahi_metrics.sources.cell_columns import columns_of
from asahi_metrics.sources.cells import Failure, Parsed, Span, column_parser, shown
from asahi_metrics.sources.finding_list import FindingList, entry
from asahi_metrics.sources.grids import map_distinct
from asahi_metrics.sources.record_list import Columns, record_keys, record_list
from asahi_metrics.sources.spec import Checked, Dataset, Scalar, Table

# What a finding is kept as: the number of its column; a row given twice; or else the number of
# a row check and which of its problems.
_TWICE, _CHECKS, _PROBLEMS = 1_000, 2_000, 16
_TOLD_EVERY = 5_000


@dataclass(frozen=True)
class _Parsing:
    """The table by columns: what stood in the cells, and what came of them."""

    dataset: Dataset
    sheet: str | None
    rows: Sequence[int]
    raw: Mapping[str, Sequence[object]]
    parsed: Mapping[str, Sequence[Parsed]]
    twice: dict[int, int] = field(default_factory=dict)
    """The rows that name a record again, and the rows that named it first."""

    def values(self, place: int) -> dict[str, Scalar]:
        """The values of a row that has no wrong cell; ``place`` counts the rows from 0."""
        return {name: cast(Scalar, column[place]) for name, column in self.parsed.items()}

    def finding(self, place: int, kept: int) -> Finding:
        """The finding that is kept as a number."""
        if kept == _TWICE:
            first = self.rows[self.twice[place]]
            return self._at(place, self.dataset.key[0], "same_record_twice", {"other": first})
        if kept < _TWICE:
            name = self.dataset.columns[kept].field
            failure = cast(Failure, self.parsed[name][place])
            return self._at(place, name, failure.code, failure.params)
        check, nth = divmod(kept - _CHECKS, _PROBLEMS)
        problem = list(self.dataset.checks[check](self.values(place)))[nth]
        return self._at(place, problem.field, problem.code, problem.params)

    def entry(self, place: int, name: str, kept: int) -> int:
        """What orders a finding by row and column."""
        return entry(place, self.dataset.columns.index(self.dataset.column(name)), kept)

    def _at(self, place: int, name: str, code: str, params: Mapping[str, object]) -> Finding:
        return Finding(
            code,
            sheet=self.sheet,
            row=self.rows[place],
            column=self.dataset.column(name).header,
            value=shown(self.raw[name][place]),
            params=params,
        )


def check(
    table: Table,
    dataset: Dataset,
    names: AreaNames,
    *,
    today: date,
    progress: Progress = untold,
) -> Checked:
    """The table's records and every finding; the notices of its reading come first.

    A row with an error gives no record. ``today`` is the last day that a record may bear.
    """
    parsing = _parse(table, dataset, names, Span(dataset.earliest, today), part(progress, 0, 0.6))
    wrong_cells = list(_wrong_cells(parsing))
    unparsed = {place for place, _ in wrong_cells}
    sound = [place for place in range(len(parsing.rows)) if place not in unparsed]
    entries = [kept for _, kept in wrong_cells]
    broken = _wrong_rows(parsing, sound, entries, part(progress, 0.6, 0.9))
    columns = cast(Columns, parsing.parsed)
    if unparsed:
        columns = {name: [column[at] for at in sound] for name, column in columns.items()}
    keys = record_keys(dataset, columns)
    again = _given_twice(parsing, sound, keys, entries)
    rows = [parsing.rows[place] for place in sound] if unparsed else parsing.rows
    records = record_list(dataset, names.areas.ward.code, columns, keys=keys, rows=rows)
    if broken or again:
        left_out = broken | again
        records = records.only([at for at, place in enumerate(sound) if place not in left_out])
    given = list(table.notices)
    if not len(parsing.rows):
        given.append(Finding("no_rows", sheet=table.sheet, row=table.header_row))
    progress(1.0)
    return Checked(records, FindingList(given, entries, parsing.finding) if entries else given)


def _parse(
    table: Table, dataset: Dataset, names: AreaNames, span: Span, progress: Progress
) -> _Parsing:
    rows = columns_of(table.rows, len(table.header))
    missing: Sequence[object] = [None] * len(rows)
    given = dict(zip(table.header, rows.columns, strict=False))
    raw = {column.field: given.get(column.header, missing) for column in dataset.columns}
    parsed = {}
    for number, column in enumerate(dataset.columns, start=1):
        parsed[column.field] = map_distinct(column_parser(column, names, span), raw[column.field])
        progress(number / len(dataset.columns))
    return _Parsing(dataset, table.sheet, rows.numbers, raw, parsed)


def _wrong_cells(parsing: _Parsing) -> Iterator[tuple[int, int]]:
    """The places of the rows with wrong cells, each with what is kept of the finding."""
    for number, column in enumerate(parsing.dataset.columns):
        values = parsing.parsed[column.field]
        if Failure in set(map(type, values)):
            for place, value in enumerate(values):
                if isinstance(value, Failure):
                    yield place, entry(place, number, number)


def _wrong_rows(
    parsing: _Parsing, places: Sequence[int], entries: list[int], progress: Progress
) -> set[int]:
    """The rows that break a check; what is found goes to the entries."""
    wrong: set[int] = set()
    checks = list(enumerate(parsing.dataset.checks))
    for done, place in enumerate(places if checks else ()):
        values = parsing.values(place)
        for number, row_check in checks:
            for nth, problem in enumerate(row_check(values)):
                kept = _CHECKS + number * _PROBLEMS + nth
                entries.append(parsing.entry(place, problem.field, kept))
                wrong.add(place)
        if done % _TOLD_EVERY == 0:
            progress(done / len(places))
    return wrong


def _given_twice(
    parsing: _Parsing, places: Sequence[int], keys: Sequence[str], entries: list[int]
) -> set[int]:
    """The rows that name a record again; what is found goes to the entries."""
    if len(set(keys)) < len(keys):
        first: dict[str, int] = {}
        for place, key in zip(places, keys, strict=True):
            if (known := first.setdefault(key, place)) != place:
                parsing.twice[place] = known
                entries.append(parsing.entry(place, parsing.dataset.key[0], _TWICE))
    return set(parsing.twice)
