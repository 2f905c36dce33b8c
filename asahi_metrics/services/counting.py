"""Counting the observations of a dataset from its records, many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import compress, islice, repeat
from typing import Any, cast

from asahi_metrics.analysis.derivation import Cell, Count, Tally, add_zeros, roll_up
from asahi_metrics.core.calendar import Month, fiscal_position, month_range
from asahi_metrics.sources.grids import map_distinct
from asahi_metrics.sources.record_list import RecordList
from asahi_metrics.sources.spec import Dataset, Series
from asahi_metrics.store.records import NewVersion

_BATCH = 5_000

Columns = Mapping[str, Sequence[Any]]
"""The values of many records by field."""


@dataclass(frozen=True)
class Derivation:
    """What observations are derived with: the ward, its districts, each town's district."""

    ward: str
    districts: tuple[str, ...]
    town_district: Mapping[str, str]


class Counting:
    """The observations of a dataset, as far as its records have been added."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._count = Count()
        # Of each series' months, how many records are provisional, counted by the series or not.
        self._provisional: dict[str, Counter[Month]] = {}
        self._first: Month | None = None
        self._last: Month | None = None

    def add_versions(self, versions: Iterable[NewVersion]) -> None:
        """Add stored records; they are held a few thousand at a time."""
        source = iter(versions)
        fields = [column.field for column in self.dataset.columns]
        while batch := list(islice(source, _BATCH)):
            self.cover(min(one.month_first for one in batch), max(one.month_last for one in batch))
            columns = {name: [one.payload.get(name) for one in batch] for name in fields}
            early = [one.stage == "provisional" for one in batch]
            self._add([one.area for one in batch], columns, early)

    def add_records(self, records: RecordList, provisional: Sequence[bool] = ()) -> None:
        """Add the records of a file; ``provisional`` says of each whether it is, or none is."""
        if len(records):
            self.cover(min(records.months_first), max(records.months_last))
            self._add(records.areas, records.columns, provisional)

    def cover(self, first: Month, last: Month) -> None:
        """Note that there are records from one month to another."""
        self._first = first if self._first is None else min(first, self._first)
        self._last = last if self._last is None else max(last, self._last)

    @property
    def covered(self) -> tuple[Month, ...]:
        """The months from the first record to the last."""
        if self._first is None or self._last is None:
            return ()
        return month_range(self._first, self._last)

    def cells(self, derivation: Derivation, months: Set[Month]) -> dict[Cell, Tally]:
        """The cells of these months, with a register's zeros, and towns summed to districts."""
        cells = {cell: tally for cell, tally in self._count.cells.items() if cell[1] in months}
        if self.dataset.absence == "zero":
            self._add_zeros(cells, derivation, [one for one in self.covered if one in months])
        if any(column.kind == "town" for column in self.dataset.columns):
            roll_up(cells, derivation.town_district)
        return cells

    def _add(self, areas: Sequence[str], columns: Columns, provisional: Sequence[bool]) -> None:
        early = provisional if any(provisional) else ()
        for series in self.dataset.series:
            self._add_series(series, areas, columns, early)

    def _add_series(
        self, series: Series, areas: Sequence[str], columns: Columns, early: Sequence[bool]
    ) -> None:
        kind = self.dataset.column(series.at).kind
        months = map_distinct(lambda value: _month(value, kind), columns[series.at])
        counted = self._counted(series, months, columns)
        items: Iterable[str] = map(str, columns[series.item]) if series.item else repeat("")
        values: Iterable[float | None] = repeat(1.0)
        if series.field is not None:
            values = (None if one is None else float(one) for one in columns[series.field])
        # Only records that have a month are counted.
        cells: Iterator[Cell] = compress(
            zip(repeat(series.id), cast("list[Month]", months), areas, items), counted
        )
        told = compress(values, counted)
        stages = compress(early, counted) if early else repeat(False)
        if early:
            dated = (month for month in compress(months, early) if month is not None)
            self._provisional.setdefault(series.id, Counter()).update(dated)
        if series.level:
            moments = compress(map(str, columns[series.at]), counted)
            self._count.keep_newest(cells, told, moments, stages)
        else:
            self._count.add(cells, told, stages)

    def _counted(
        self, series: Series, months: Sequence[Month | None], columns: Columns
    ) -> list[bool]:
        """Whether each record is placed in time and meant by the series."""
        if series.only is None:
            return [month is not None for month in months]
        name, choice = series.only
        pairs = zip(months, columns[name], strict=True)
        return [month is not None and value == choice for month, value in pairs]

    def _add_zeros(
        self, cells: dict[Cell, Tally], derivation: Derivation, months: Sequence[Month]
    ) -> None:
        """Write a register's zeros; what is counted by the year stands in April."""
        aprils = [month for month in months if fiscal_position(month) == 1]
        for series in self.dataset.series:
            yearly = self.dataset.column(series.at).kind == "fiscal_year"
            add_zeros(
                cells,
                series=series.id,
                areas=derivation.districts,
                months=aprils if yearly else months,
                provisional=self._provisional.get(series.id, {}),
            )


def _month(value: object, kind: str) -> Month | None:
    if value is None:
        return None
    if kind == "date":
        told = str(value)
        return int(told[:4]) * 100 + int(told[5:7])
    number = int(str(value))
    return number * 100 + 4 if kind == "fiscal_year" else number
