"""Keeping the observations in step with the records, in the transaction that writes both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from asahi_metrics.analysis.derivation import Cell, Occurrence, Tally, add_zeros, roll_up, tally
from asahi_metrics.core.calendar import Month, fiscal_position, month_of, month_range
from asahi_metrics.sources.spec import Column, Dataset
from asahi_metrics.store.observations import Observation, covered_months, replace_observations
from asahi_metrics.store.records import NewVersion, live_versions


@dataclass(frozen=True)
class Derivation:
    """What observations are derived with: the ward, its districts, each town's district."""

    ward: str
    districts: tuple[str, ...]
    town_district: Mapping[str, str]


def derive(
    connection: Connection, derivation: Derivation, dataset: Dataset, touched: Iterable[Month]
) -> None:
    """Derive the dataset's observations anew for the months that a write touched."""
    if not dataset.series:
        return
    series = [one.id for one in dataset.series]
    before = covered_months(connection, derivation.ward, series)
    old = _span(months for span in before.values() for months in span)
    versions = live_versions(connection, derivation.ward, dataset.id)
    new = _span(
        month for version in versions for month in (version.month_first, version.month_last)
    )
    months = set(touched) | (set(old) ^ set(new))
    if not months:
        return
    cells = _cells(derivation, dataset, versions, covered=new, months=months)
    replace_observations(
        connection,
        ward=derivation.ward,
        series=series,
        months=sorted(months),
        observations=[
            Observation(*cell, value=counted.value, missing=counted.missing)
            for cell, counted in cells.items()
        ],
    )


def derived_cells(
    connection: Connection, derivation: Derivation, dataset: Dataset
) -> dict[Cell, tuple[float | None, int]]:
    """What the dataset's observations must be by its records: value and missing by cell."""
    versions = live_versions(connection, derivation.ward, dataset.id)
    months = touched_months(versions)
    covered = month_range(min(months), max(months)) if months else ()
    cells = _cells(derivation, dataset, versions, covered=covered, months=set(covered))
    return {cell: (counted.value, counted.missing) for cell, counted in cells.items()}


def derive_all(connection: Connection, derivation: Derivation, dataset: Dataset) -> None:
    """Derive the dataset's observations anew for every month it has records in."""
    versions = live_versions(connection, derivation.ward, dataset.id)
    derive(connection, derivation, dataset, touched_months(versions))


def derive_whole(connection: Connection, derivation: Derivation, dataset: Dataset) -> None:
    """Derive all of the dataset's observations anew, whatever stands there."""
    series = [one.id for one in dataset.series]
    months = _span(touched_months(live_versions(connection, derivation.ward, dataset.id)))
    standing = covered_months(connection, derivation.ward, series).values()
    derive(connection, derivation, dataset, {*months, *_span(m for span in standing for m in span)})


def occurrences(dataset: Dataset, version: NewVersion) -> Iterator[Occurrence]:
    """What one record adds to each series of its dataset."""
    payload = version.payload
    for series in dataset.series:
        if series.counts(payload):
            yield Occurrence(
                series=series.id,
                month=_month(dataset.column(series.at), payload[series.at]),
                area=version.area,
                item=str(payload[series.item]) if series.item else "",
                value=1.0 if series.field is None else _number(payload.get(series.field)),
            )


def touched_months(versions: Iterable[NewVersion]) -> set[Month]:
    """The months that these records count in, at the widest."""
    spans = {(version.month_first, version.month_last) for version in versions}
    return {month for first, last in spans for month in month_range(first, last)}


def _cells(
    derivation: Derivation,
    dataset: Dataset,
    versions: Sequence[NewVersion],
    *,
    covered: Sequence[Month],
    months: Set[Month],
) -> dict[Cell, Tally]:
    """Tally the months, write the zeros of a register, sum towns to districts."""
    levels = {series.id: series.at for series in dataset.series if series.level}
    in_time = sorted(versions, key=lambda one: [str(one.payload.get(at)) for at in levels.values()])
    cells = tally(
        (
            one
            for version in in_time
            for one in occurrences(dataset, version)
            if one.month in months
        ),
        levels,
    )
    if dataset.absence == "zero":
        _add_zeros(cells, derivation, dataset, [month for month in covered if month in months])
    if any(column.kind == "town" for column in dataset.columns):
        roll_up(cells, derivation.town_district)
    return cells


def _add_zeros(
    cells: dict[Cell, Tally], derivation: Derivation, dataset: Dataset, months: Sequence[Month]
) -> None:
    """Write a register's zeros in its months; what is counted by the year stands in April."""
    aprils = [month for month in months if fiscal_position(month) == 1]
    for series in dataset.series:
        yearly = dataset.column(series.at).kind == "fiscal_year"
        add_zeros(
            cells,
            series=[series.id],
            areas=derivation.districts,
            months=aprils if yearly else months,
        )


def _span(months: Iterable[Month]) -> tuple[Month, ...]:
    known = list(months)
    return month_range(min(known), max(known)) if known else ()


def _month(column: Column, at: Any) -> Month:
    if column.kind == "date":
        return month_of(date.fromisoformat(at))
    return int(at) * 100 + 4 if column.kind == "fiscal_year" else int(at)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
