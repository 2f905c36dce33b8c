"""Findings by what caused them, so that a thousand alike are told in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from asahi_metrics.core.findings import Finding

GROUPED_FROM = 10
"""So many findings of one cause are told together; fewer are told one by one."""

_MAX_VALUES = 50
_MAX_RANGES = 200
_SHOWN_VALUES = 3

Range = tuple[int, int]


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one cause: the first of them, how many, in which rows, with which values.

    ``rows`` are ranges in ascending order, as many as are kept of them. ``alike`` says that
    the words of the first hold for all; else it is an example.
    """

    first: Finding
    count: int = 1
    rows: tuple[Range, ...] = ()
    values: tuple[str, ...] = ()
    alike: bool = True

    @property
    def all_rows_told(self) -> bool:
        """Whether ``rows`` names the rows of all the findings."""
        return len(self.rows) < _MAX_RANGES


@dataclass
class _Tally:
    """What has been met of one value of a cause."""

    first: list[Finding] = field(default_factory=list)
    count: int = 0
    rows: list[Range] = field(default_factory=list)
    alike: bool = True

    def add(self, one: Finding) -> None:
        self.count += 1
        if len(self.first) < GROUPED_FROM:
            self.first.append(one)
        self.alike = self.alike and one.params == self.first[0].params
        if one.row is None:
            return
        if self.rows and one.row <= self.rows[-1][1] + 1:
            self.rows[-1] = self.rows[-1][0], max(one.row, self.rows[-1][1])
        elif len(self.rows) < _MAX_RANGES:
            self.rows.append((one.row, one.row))


def grouped(findings: Iterable[Finding]) -> list[FindingGroup]:
    """The findings by cause in the order of their rows; those of few alike stand alone."""
    causes: dict[tuple[object, ...], dict[str | None, _Tally]] = {}
    for one in findings:
        cause = causes.setdefault((one.severity, one.code, one.sheet, one.column), {})
        # Where every value is another, they are not told apart.
        value = one.value if one.value in cause or len(cause) < _MAX_VALUES else ""
        cause.setdefault(value, _Tally()).add(one)
    groups = chain.from_iterable(_groups(cause) for cause in causes.values())
    return sorted(groups, key=lambda group: group.first.row or 0)


def _groups(cause: Mapping[str | None, _Tally]) -> Iterator[FindingGroup]:
    """Values that are frequent by themselves, and all the others together."""
    others = []
    for value, tally in cause.items():
        if tally.count >= GROUPED_FROM and value != "":
            yield _group([tally])
        else:
            others.append(tally)
    if sum(tally.count for tally in others) >= GROUPED_FROM:
        yield _group(others)
    else:
        yield from (
            FindingGroup(one, rows=_rows([one.row])) for tally in others for one in tally.first
        )


def _group(tallies: Sequence[_Tally]) -> FindingGroup:
    findings = sorted(
        (one for tally in tallies for one in tally.first), key=lambda one: one.row or 0
    )
    ranges = sorted(chain.from_iterable(tally.rows for tally in tallies))
    values = dict.fromkeys(one.value for one in findings if one.value)
    return FindingGroup(
        first=findings[0],
        count=sum(tally.count for tally in tallies),
        rows=_merged(ranges),
        values=tuple(values)[:_SHOWN_VALUES],
        alike=all(t.alike and t.first[0].params == findings[0].params for t in tallies),
    )


def _rows(rows: Sequence[int | None]) -> tuple[Range, ...]:
    return tuple((row, row) for row in rows if row is not None)


def _merged(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """The ranges with those that touch made one."""
    merged: list[Range] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return tuple(merged[:_MAX_RANGES])
