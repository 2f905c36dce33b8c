"""The records of a file held by columns, each made up only when it is asked for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from asahi_metrics.core.calendar import Month, month_of
from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.sources.grids import map_distinct
from asahi_metrics.sources.spec import Column, Dataset, Record, Scalar

Columns = Mapping[str, Sequence[Scalar]]


@dataclass(frozen=True, eq=False)
class RecordList(Sequence[Record]):
    """Records in the order of their rows; ``columns`` hold their values by field."""

    columns: Columns
    keys: Sequence[str]
    areas: Sequence[str]
    months_first: Sequence[Month]
    months_last: Sequence[Month]
    rows: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Record]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        return Record(
            self.keys[place],
            self.areas[place],
            self.months_first[place],
            self.months_last[place],
            self.values(place),
            self.rows[place],
        )

    def values(self, place: int) -> dict[str, Scalar]:
        """The values of one record."""
        return {field: column[place] for field, column in self.columns.items()}

    def only(self, places: Sequence[int]) -> RecordList:
        """The records at these places."""

        def of(values: Sequence[object]) -> list[object]:
            return [values[place] for place in places]

        return RecordList(
            {field: of(column) for field, column in self.columns.items()},  # type: ignore[misc]
            of(self.keys),  # type: ignore[arg-type]
            of(self.areas),  # type: ignore[arg-type]
            array("L", [self.months_first[place] for place in places]),
            array("L", [self.months_last[place] for place in places]),
            array("L", [self.rows[place] for place in places]),
        )


def record_list(
    dataset: Dataset, ward: str, columns: Columns, *, keys: Sequence[str], rows: Sequence[int]
) -> RecordList:
    """The records of parsed columns; an area that no column names is the ward."""
    first, last = _months(dataset, columns, len(rows))
    return RecordList(columns, keys, _areas(dataset, ward, columns), first, last, rows)


def record_keys(dataset: Dataset, columns: Columns) -> list[str]:
    """What names each record; texts are compared by their spelling's key, not as written."""
    parts = [
        map_distinct(
            _key_of_text if dataset.column(name).kind == "text" else _key_of, columns[name]
        )
        for name in dataset.key
    ]
    return list(map("|".join, zip(*parts, strict=True)))


def _key_of(value: object) -> str:
    return "" if value is None else str(value)


def _key_of_text(value: object) -> str:
    return "" if value is None else normalize_key(str(value)).replace("|", "¦")


def _areas(dataset: Dataset, ward: str, columns: Columns) -> list[str]:
    """The first place that each record gives."""
    places = [columns[c.field] for c in dataset.columns if c.kind in ("district", "town")]
    areas = [ward] * len(next(iter(columns.values()), ()))
    for column in reversed(places):
        areas = [str(code) if code else area for code, area in zip(column, areas, strict=True)]
    return areas


def _months(
    dataset: Dataset, columns: Columns, count: int
) -> tuple[Sequence[Month], Sequence[Month]]:
    """First and last month that the series count each record at.

    Records without any date have the dataset's earliest.
    """
    dated = [dataset.column(field) for field in dict.fromkeys(one.at for one in dataset.series)]
    found = [_months_of(column, columns[column.field]) for column in dated]
    timeless = month_of(dataset.earliest)
    if len(found) == 1:
        months = array("L", [timeless if month is None else month for month in found[0]])
        return months, months
    first, last = array("L"), array("L")
    for told in zip(*found, strict=True) if found else ((),) * count:
        known = [month for month in told if month is not None] or [timeless]
        first.append(min(known))
        last.append(max(known))
    return first, last


def _months_of(column: Column, values: Sequence[Scalar]) -> list[Month | None]:
    def month(value: object) -> Month | None:
        if value is None:
            return None
        if isinstance(value, str):
            return int(value[:4]) * 100 + int(value[5:7])
        assert isinstance(value, int)  # noqa: S101 - the parsers give months and years as ints
        return value * 100 + 4 if column.kind == "fiscal_year" else value

    return map_distinct(month, values)
