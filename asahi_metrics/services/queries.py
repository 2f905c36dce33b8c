"""Every SQL question about observations and records that pages and commands ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, case, distinct, func, null, select

from asahi_metrics.analysis.figures import Amount
from asahi_metrics.core.calendar import Month
from asahi_metrics.core.catalogue import Term
from asahi_metrics.core.stage import Stage
from asahi_metrics.store.tables import observation, record, revision

_o = observation.c


Span = tuple[Month, Month]
"""First and last month."""


def amounts_by_month(
    connection: Connection, ward: str, areas: Sequence[str], term: Term, months: Sequence[Month]
) -> dict[str, dict[Month, Amount]]:
    """The term's amount by area and month; levels stand in the months they date from.

    Months and areas are named one by one, so that each is found by the key and what stands
    between them, such as other areas, is not read.
    """
    found: dict[str, dict[Month, Amount]] = {}
    if term.over in {"last", "carry"}:
        # Two series may both have a level for a month: one is taken, they do not add up.
        levels = _newest(ward, areas, term, months)
        for area, value, month, early in connection.execute(levels):
            found.setdefault(area, {})[month] = Amount(value, 0, month, early > 0)
        return found
    totals = _totals(ward, areas, term, [_o.area, _o.month]).where(_o.month.in_(months))
    for area, month, value, missing, early in connection.execute(totals):
        found.setdefault(area, {})[month] = Amount(value, int(missing), month, early > 0)
    return found


def amounts_by_item(
    connection: Connection, ward: str, areas: Sequence[str], term: Term, months: Sequence[Month]
) -> dict[str, dict[str, Amount]]:
    """The term's amount by item (kind of drill, purpose of a grant) and area."""
    found: dict[str, dict[str, Amount]] = {}
    totals = _totals(ward, areas, term, [_o.item, _o.area]).where(_o.month.in_(months))
    for item, area, value, missing, early in connection.execute(totals):
        if item:
            found.setdefault(item, {})[area] = Amount(value, int(missing), provisional=early > 0)
    return found


def first_seen(
    connection: Connection, ward: str, areas: Sequence[str], term: Term, span: Span
) -> dict[str, dict[Month, int]]:
    """How many items each area had in each month for the first time within the span."""
    seen = (
        select(_o.area, _o.item, func.min(_o.month).label("month"))
        .where(_o.ward == ward, _o.series.in_(term.series), _o.month.between(*span))
        .where(_o.area.in_(areas), _o.value > 0)
        .group_by(_o.area, _o.item)
        .subquery()
    )
    found: dict[str, dict[Month, int]] = {}
    counts = select(seen.c.area, seen.c.month, func.count()).group_by(seen.c.area, seen.c.month)
    for area, month, count in connection.execute(counts):
        found.setdefault(area, {})[month] = int(count)
    return found


def covered(connection: Connection, ward: str, series: Sequence[str]) -> tuple[Month, Month] | None:
    """First and last month with observations of any of the series."""
    if not series:
        return None
    # An end of one series is found by its key; of several at once it is sought in all their rows.
    ends = [
        select(end(_o.month)).where(_o.ward == ward, _o.series == one).scalar_subquery()
        for one in series
        for end in (func.min, func.max)
    ]
    months = [int(month) for month in connection.execute(select(*ends)).one() if month is not None]
    return (min(months), max(months)) if months else None


def records_between(
    connection: Connection, ward: str, dataset: str, first: Month, last: Month
) -> list[tuple[str, str, dict[str, Any], Stage, int]]:
    """Live records that touch the months: area, key, values, stage, revision."""
    r = record.c
    rows = connection.execute(
        select(r.area, r.key, r.payload, r.stage, r.from_revision)
        .where(r.ward == ward, r.dataset == dataset, r.to_revision.is_(None))
        .where(r.month_first <= last, r.month_last >= first)
        .order_by(r.month_first.desc(), r.key)
    )
    return [tuple(row) for row in rows]


def dataset_states(connection: Connection, ward: str) -> dict[str, tuple[int, bool, int]]:
    """Live records of each dataset: how many, whether sample data, how many provisional."""
    r = record.c
    early = func.sum(case((r.stage == "provisional", 1), else_=0))
    rows = connection.execute(
        select(r.dataset, func.count(), func.max(case((r.sample, 1), else_=0)), early)
        .where(r.ward == ward, r.to_revision.is_(None))
        .group_by(r.dataset)
    )
    return {
        dataset: (int(count), bool(sample), int(provisional))
        for dataset, count, sample, provisional in rows
    }


def datasets_written_since(connection: Connection, ward: str, number: int) -> set[str | None]:
    """The datasets of all revisions after ``number``; None stands for the geography."""
    v = revision.c
    rows = connection.execute(select(v.dataset).distinct().where(v.ward == ward, v.id > number))
    return {dataset for (dataset,) in rows}


def last_writes(connection: Connection, ward: str) -> dict[str, tuple[int, Any]]:
    """The newest revision of each dataset and its time."""
    v = revision.c
    newest = (
        select(v.dataset, func.max(v.id).label("id"))
        .where(v.ward == ward, v.dataset.is_not(None))
        .group_by(v.dataset)
        .subquery()
    )
    rows = connection.execute(
        select(v.dataset, v.id, v.created_at)
        .join(newest, newest.c.id == v.id)
        .where(v.ward == ward)
    )
    return {dataset: (int(number), moment) for dataset, number, moment in rows}


def stored_cells(
    connection: Connection, ward: str, series: Sequence[str]
) -> dict[tuple[str, Month, str, str], tuple[float | None, int, int]]:
    """Every stored observation of the series, by series, month, area and item.

    Value, missing reports and provisional records.
    """
    rows = connection.execute(
        select(_o.series, _o.month, _o.area, _o.item, _o.value, _o.missing, _o.provisional).where(
            _o.ward == ward, _o.series.in_(series)
        )
    )
    return {
        (name, month, area, item): (value, missing, provisional)
        for name, month, area, item, value, missing, provisional in rows
    }


def integrity(connection: Connection) -> str | None:
    """What the database's own check finds wrong; None when it finds nothing."""
    if connection.dialect.name != "sqlite":
        return None
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return None if found == ["ok"] else "; ".join(map(str, found))


def broken_references(connection: Connection) -> list[str]:
    """The tables with rows that refer to rows which are not there.

    PostgreSQL lets none come about.
    """
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return sorted({str(row[0]) for row in found})


def database_bytes(connection: Connection) -> int:
    """The size of the database."""
    if connection.dialect.name == "postgresql":
        found = connection.scalar(select(func.pg_database_size(func.current_database())))
    else:
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("page_count", "page_size")
        )
        found = pages * size
    return int(found or 0)


def _totals(ward: str, areas: Sequence[str], term: Term, by: Sequence[Any]) -> Select[Any]:
    """Sums, or counts of different items.

    Where reports lack and the rest comes to 0, as in a month whose only drill told no
    number, the sum is not known.
    """
    missing = func.sum(_o.missing)
    total = func.sum(_o.value)
    value: Any = case((and_(missing > 0, total == 0), null()), else_=total)
    if term.over == "distinct":
        value = func.count(distinct(case((_o.value > 0, _o.item))))
    return (
        select(*by, value, missing, func.sum(_o.provisional))
        .where(_o.ward == ward, _o.series.in_(term.series), _o.area.in_(areas))
        .group_by(*by)
    )


def _newest(ward: str, areas: Sequence[str], term: Term, months: Sequence[Month]) -> Select[Any]:
    """The known level of each area and month, of the first of the series that has one."""
    order = case({name: place for place, name in enumerate(term.series)}, value=_o.series)
    ranked = (
        select(
            _o.area,
            _o.value,
            _o.month,
            _o.provisional,
            func.row_number().over(partition_by=[_o.area, _o.month], order_by=order).label("place"),
        )
        .where(
            _o.ward == ward,
            _o.series.in_(term.series),
            _o.month.in_(months),
            _o.area.in_(areas),
            _o.value.is_not(None),
        )
        .subquery()
    )
    told = ranked.c
    return select(told.area, told.value, told.month, told.provisional).where(told.place == 1)
