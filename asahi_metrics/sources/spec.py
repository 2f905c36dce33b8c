"""What a dataset is: its columns, its checks, and the series that are counted from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from typing import TYPE_CHECKING, Literal

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.findings import Finding

if TYPE_CHECKING:
    from asahi_metrics.sources.record_list import RecordList
    from asahi_metrics.sources.sampling import SampleWard

Kind = Literal[
    "date", "month", "fiscal_year", "district", "town", "text", "choice", "count", "yen", "decimal"
]
Scalar = str | int | float | None
"""What a stored record may hold; dates are ISO strings, months and fiscal years ints."""

Values = Mapping[str, Scalar]
Cells = tuple[object, ...]


@dataclass(frozen=True)
class Column:
    """One column of a file.

    ``header`` is what the file says (実施日), ``field`` what the program calls it
    (``held_on``). ``aliases`` are other headers that mean the same. ``places`` names the
    area codes beside the districts that a ``district`` column may hold (the ward itself,
    区外, 不明). ``planned_until`` is the last day that a ``date`` column of plans accepts;
    others accept no day after today. An empty cell in a column that is not ``required`` is
    stored as missing.
    ``example`` is what the template shows; without it the column's kind gives one, and an
    empty string leaves the cell of the example row empty.
    """

    header: str
    field: str
    kind: Kind
    required: bool = True
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    maximum: float | None = None
    planned_until: date | None = None
    example: Scalar | date = None


@dataclass(frozen=True)
class Problem:
    """What a row check found: the column's field, a finding code and its parameters."""

    field: str
    code: str
    params: Mapping[str, object] = made_by(default_factory=dict)


RowCheck = Callable[[Values], Iterable[Problem]]


@dataclass(frozen=True)
class NotAbove:
    """A check that one field's value is at most another's, where both are given.

    >>> [problem.field for problem in NotAbove("active", "members", "c")(
    ...     {"active": 9, "members": 8})]
    ['active']
    """

    part: str
    whole: str
    code: str

    def __call__(self, values: Values) -> Iterator[Problem]:
        """The problem of a row that breaks the rule."""
        value, limit = values.get(self.part), values.get(self.whole)
        if isinstance(value, int | float) and isinstance(limit, int | float) and value > limit:
            yield Problem(self.part, self.code, {"value": value, "limit": limit})


not_above = NotAbove


@dataclass(frozen=True)
class Series:
    """A quantity counted from the records of a dataset, by area and month.

    Without ``field`` each record counts 1, else the field's values are summed. ``at``
    names the date or month field that places the record in time (records without it do
    not count); ``item`` a field that breaks the series down (kind of drill). ``only``
    names a field and the value it must have for the record to count (one question of a
    survey). Of a ``level`` (population) a month keeps the newest record; other series
    add up.
    """

    id: str
    at: str
    field: str | None = None
    item: str | None = None
    level: bool = False
    only: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """A file as it was read, before any meaning is given to its cells.

    ``rows`` are (row number as Excel counts, cells); cells stand in the order of
    ``header``. Cell values are str, int, float, bool, date, datetime or None.
    """

    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    rows: Sequence[tuple[int, Cells]]
    notices: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A layout of somebody else's that is turned into the dataset's own columns."""

    id: str
    recognises: Callable[[frozenset[str]], bool]
    convert: Callable[[Table], Table]


@dataclass(frozen=True)
class Record:
    """One checked row: ``key`` names it within its dataset, ``area`` is an area code."""

    key: str
    area: str
    month_first: Month
    month_last: Month
    values: Values
    row: int | None = None


@dataclass(frozen=True)
class Checked:
    """What a file came to: its records, and everything that was found on the way."""

    records: RecordList
    findings: Sequence[Finding]

    @property
    def refused(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class Dataset:
    """One dataset: everything the program knows of its files.

    ``key`` names the fields that make a record what it is: the same key in a later file
    replaces the record. ``absence`` says what no record means for an area in a month that
    the dataset covers: ``zero`` for registers of events, ``missing`` for reports.
    ``update_months`` is how often new data is due, ``grace_months`` how much later it may be
    there without being overdue. ``section`` is the id of the section that owns it, whose stewards
    load it (``core/words/access.toml`` names the sections). ``sample`` yields rows by header.
    ``inflows`` name a level and a flow without which it does not rise (members, new members).
    """

    id: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    absence: Literal["zero", "missing"]
    series: tuple[Series, ...]
    sample: Callable[[SampleWard], Iterator[Mapping[str, object]]]
    checks: tuple[RowCheck, ...] = ()
    layouts: tuple[Layout, ...] = ()
    suffixes: tuple[str, ...] = (".xlsx", ".csv")
    update_months: int = 1
    grace_months: int = 1
    earliest: date = date(2015, 4, 1)
    inflows: tuple[tuple[str, str], ...] = ()
    section: str = ""

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)

    def bounded_series(self) -> Iterator[tuple[str, str]]:
        """Pairs of series of which the first is at most the second, as the checks have it."""
        for check in self.checks:
            if isinstance(check, NotAbove):
                for part in self._counting(check.part):
                    for whole in self._counting(check.whole):
                        if (part.at, part.only) == (whole.at, whole.only):
                            yield part.id, whole.id

    def _counting(self, field: str) -> list[Series]:
        return [series for series in self.series if series.field == field]
