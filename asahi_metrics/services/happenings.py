"""What happened in a district on which day: the dated records of every register of events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from asahi_metrics.core.calendar import Period
from asahi_metrics.services import queries
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Column, Dataset, Scalar


@dataclass(frozen=True)
class Happening:
    """One record of a register: its day, and its other columns that say something."""

    dataset: str
    day: date
    told: tuple[tuple[Column, Scalar], ...]
    revision: int


def dated_registers() -> tuple[Dataset, ...]:
    """The registers of events whose records name a day and a district."""
    return tuple(one for one in datasets().values() if _day_column(one) is not None)


def happenings(office: Office, district: str, period: Period) -> list[Happening]:
    """What the registers have of a district in a period, by day."""
    require(office, "read")
    found = [
        one for register in dated_registers() for one in _of(office, register, district, period)
    ]
    return sorted(found, key=lambda one: (one.day, one.dataset))


def _of(office: Office, register: Dataset, district: str, period: Period) -> Iterator[Happening]:
    at = _day_column(register)
    with office.reading() as connection:
        rows = queries.records_between(
            connection, office.ward, register.id, period.first_month, period.last_month
        )
    for area, _, values, _, revision in rows:
        # A grant that is not decided yet has no day.
        if at is None or area != district or not values.get(at):
            continue
        day = date.fromisoformat(values[at])
        if period.first_month <= day.year * 100 + day.month <= period.last_month:
            yield Happening(register.id, day, _told(register, values), revision)


def _told(register: Dataset, values: dict[str, Scalar]) -> tuple[tuple[Column, Scalar], ...]:
    return tuple(
        (column, values[column.field])
        for column in register.columns
        if column.kind not in {"date", "district"} and values.get(column.field) is not None
    )


def _day_column(dataset: Dataset) -> str | None:
    """The date by which a register of events counts its records; None for other datasets."""
    places = any(column.kind == "district" for column in dataset.columns)
    if dataset.absence != "zero" or not places:
        return None
    dated = {column.field for column in dataset.columns if column.kind == "date"}
    return next((series.at for series in dataset.series if series.at in dated), None)
