"""Keeping the observations in step with the records, in the transaction that writes both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from asahi_metrics.analysis.derivation import Cell, Tally
from asahi_metrics.core.calendar import Month, month_range
from asahi_metrics.services.counting import Counting, Derivation
from asahi_metrics.sources.spec import Dataset
from asahi_metrics.store.observations import Observation, covered_months, replace_observations
from asahi_metrics.store.records import live_span, stream_live

Spans = Iterable[tuple[Month, Month]]
"""First and last months of records."""


def derive(
    connection: Connection, derivation: Derivation, dataset: Dataset, touched: Spans
) -> None:
    """Derive the dataset's observations anew for the months that a write touched."""
    counting = Counting(dataset)
    span = live_span(connection, derivation.ward, dataset.id)
    if span is not None:
        counting.cover(*span)
    months = months_to_count(connection, derivation, counting, touched)
    if months:
        reach = min(months), max(months)
        counting.add_versions(stream_live(connection, derivation.ward, dataset.id, months=reach))
    put_counted(connection, derivation, dataset, counting, months)


def months_to_count(
    connection: Connection, derivation: Derivation, counting: Counting, touched: Spans
) -> set[Month]:
    """The touched months, and those that the dataset covers now and did not before, or no more."""
    series = [one.id for one in counting.dataset.series]
    if not series:
        return set()
    before = covered_months(connection, derivation.ward, series).values()
    old = (
        month_range(min(one[0] for one in before), max(one[1] for one in before)) if before else ()
    )
    return touched_months(touched) | (set(old) ^ set(counting.covered))


def put_counted(
    connection: Connection,
    derivation: Derivation,
    dataset: Dataset,
    counting: Counting,
    months: set[Month],
) -> None:
    """Put what was counted in the place of the months' observations."""
    if months:
        replace_observations(
            connection,
            ward=derivation.ward,
            series=[one.id for one in dataset.series],
            months=sorted(months),
            observations=observations(counting.cells(derivation, months)),
        )


def observations(cells: Mapping[Cell, Tally]) -> list[Observation]:
    """Cells as they are stored."""
    return [
        Observation(
            *cell,
            value=counted.value,
            missing=counted.missing,
            provisional=counted.provisional,
        )
        for cell, counted in cells.items()
    ]


def derived_cells(
    connection: Connection, derivation: Derivation, dataset: Dataset
) -> dict[Cell, tuple[float | None, int, int]]:
    """What the dataset's observations must be by its records.

    Value, missing reports and provisional records by cell.
    """
    counting = Counting(dataset)
    counting.add_versions(stream_live(connection, derivation.ward, dataset.id))
    cells = counting.cells(derivation, set(counting.covered))
    return {cell: (one.value, one.missing, one.provisional) for cell, one in cells.items()}


def derive_all(connection: Connection, derivation: Derivation, dataset: Dataset) -> None:
    """Derive the dataset's observations anew for every month it has records in."""
    span = live_span(connection, derivation.ward, dataset.id)
    derive(connection, derivation, dataset, [span] if span else [])


def derive_whole(connection: Connection, derivation: Derivation, dataset: Dataset) -> None:
    """Derive all of the dataset's observations anew, whatever stands there."""
    series = [one.id for one in dataset.series]
    standing = covered_months(connection, derivation.ward, series).values()
    span = live_span(connection, derivation.ward, dataset.id)
    derive(connection, derivation, dataset, [*standing, *([span] if span else [])])


def touched_months(spans: Spans) -> set[Month]:
    """The months that records with these spans count in, at the widest."""
    return {month for first, last in spans for month in month_range(first, last)}
