"""Turns a table into records, and finds everything that is wrong with it at once.

Columns are parsed one after the other and each distinct value once, since that is much
faster than going row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from asahi_metrics.core.calendar import Month, month_of
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.sources.cells import Failure, Parsed, Span, column_parser, shown
from asahi_metrics.sources.grids import map_distinct
from asahi_metrics.sources.spec import Checked, Column, Dataset, Record, Scalar, Table

_Values = dict[str, Scalar]


@dataclass(frozen=True)
class _Parsing:
    """The table by columns: what stood in the cells, and what came of them."""

    dataset: Dataset
    ward: str
    numbers: Sequence[int]
    raw: Mapping[str, Sequence[object]]
    parsed: Mapping[str, Sequence[Parsed]]

    def finding(self, place: int, field: str, code: str, params: Mapping[str, object]) -> Finding:
        """A finding on one cell; ``place`` counts the rows from 0."""
        return Finding(
            code,
            row=self.numbers[place],
            column=self.dataset.column(field).header,
            value=shown(self.raw[field][place]),
            params=params,
        )


def check(table: Table, dataset: Dataset, names: AreaNames, *, today: date) -> Checked:
    """The table's records and every finding; the notices of its reading come first.

    A row with an error gives no record. ``today`` is the last day that a record may bear.
    """
    parsing = _parse(table, dataset, names, Span(dataset.earliest, today))
    cell_findings = list(_cell_findings(parsing))
    unparsed = {finding.row for finding in cell_findings}
    rows = [
        (place, values)
        for place, values in enumerate(_rows(parsing))
        if parsing.numbers[place] not in unparsed
    ]
    row_findings = list(_row_findings(parsing, rows))
    records, twice = _records(parsing, rows, {finding.row for finding in row_findings})
    findings = [*cell_findings, *row_findings, *twice]
    if not table.rows:
        findings.append(Finding("no_rows", row=table.header_row))
    return Checked(records, [*table.notices, *_in_order(findings, table.sheet, dataset)])


def _parse(table: Table, dataset: Dataset, names: AreaNames, span: Span) -> _Parsing:
    missing: Sequence[object] = [None] * len(table.rows)
    columns = zip(*(cells for _, cells in table.rows), strict=True)
    given: dict[str, Sequence[object]] = dict(zip(table.header, columns, strict=False))
    raw = {column.field: given.get(column.header, missing) for column in dataset.columns}
    return _Parsing(
        dataset=dataset,
        ward=names.areas.ward.code,
        numbers=[number for number, _ in table.rows],
        raw=raw,
        parsed={
            column.field: map_distinct(column_parser(column, names, span), raw[column.field])
            for column in dataset.columns
        },
    )


def _rows(parsing: _Parsing) -> Iterator[_Values]:
    fields = tuple(parsing.parsed)
    for values in zip(*parsing.parsed.values(), strict=True):
        yield dict(zip(fields, values, strict=True))


def _cell_findings(parsing: _Parsing) -> Iterator[Finding]:
    for field, values in parsing.parsed.items():
        if Failure not in set(map(type, values)):
            continue
        for place, value in enumerate(values):
            if isinstance(value, Failure):
                yield parsing.finding(place, field, value.code, value.params)


def _row_findings(parsing: _Parsing, rows: list[tuple[int, _Values]]) -> Iterator[Finding]:
    for row_check in parsing.dataset.checks:
        for place, values in rows:
            for problem in row_check(values):
                yield parsing.finding(place, problem.field, problem.code, problem.params)


def _records(
    parsing: _Parsing, rows: list[tuple[int, _Values]], wrong: set[int | None]
) -> tuple[list[Record], list[Finding]]:
    """The records of the rows that have no error, and the rows that say one thing twice."""
    places = [c.field for c in parsing.dataset.columns if c.kind in ("district", "town")]
    make_key, months_of = _Keys(parsing.dataset), _Months(parsing.dataset)
    first_rows: dict[str, int] = {}
    records, twice = [], []
    for place, values in rows:
        key, number = make_key(values), parsing.numbers[place]
        if (other := first_rows.setdefault(key, number)) != number:
            field = parsing.dataset.key[0]
            twice.append(parsing.finding(place, field, "same_record_twice", {"other": other}))
        elif number not in wrong:
            first, last = months_of(values)
            area = next((str(values[name]) for name in places if values[name]), parsing.ward)
            records.append(Record(key, area, first, last, values, number))
    return records, twice


class _Keys:
    """Makes record keys; texts are compared by their spelling's key, not as written."""

    def __init__(self, dataset: Dataset) -> None:
        kinds = [(name, dataset.column(name).kind == "text") for name in dataset.key]
        self._fields = tuple(kinds)

    def __call__(self, values: Mapping[str, Scalar]) -> str:
        return "|".join(
            [
                "" if (value := values[name]) is None
                else normalize_key(str(value)).replace("|", "¦") if is_text
                else str(value)
                for name, is_text in self._fields
            ]
        )  # fmt: skip


class _Months:
    """Finds the months that a record touches: those its series count it at."""

    def __init__(self, dataset: Dataset) -> None:
        fields = dict.fromkeys(series.at for series in dataset.series)
        self._columns: list[Column] = [dataset.column(field) for field in fields]
        self._timeless = month_of(dataset.earliest)

    def __call__(self, values: Mapping[str, Scalar]) -> tuple[Month, Month]:
        """First and last month; the dataset's earliest for records without any date."""
        months = [
            _month(value, column.kind)
            for column in self._columns
            if (value := values[column.field]) is not None
        ]
        return (min(months), max(months)) if months else (self._timeless, self._timeless)


def _month(value: Scalar, kind: str) -> Month:
    if isinstance(value, str):
        return int(value[:4]) * 100 + int(value[5:7])
    assert isinstance(value, int)  # noqa: S101 - the parsers give months and years as ints
    return value * 100 + 4 if kind == "fiscal_year" else value


def _in_order(findings: list[Finding], sheet: str | None, dataset: Dataset) -> Iterator[Finding]:
    """The findings by row and column, each with the sheet."""
    order = {column.header: place for place, column in enumerate(dataset.columns)}
    placed = sorted(findings, key=lambda found: (found.row or 0, order.get(found.column or "", -1)))
    for finding in placed:
        yield replace(finding, sheet=sheet)
