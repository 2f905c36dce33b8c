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


def amounts_by_area(
    connection: Connection, ward: str, term: Term, first: Month, last: Month
) -> dict[str, Amount]:
    """The term's amount for each area that has observations in the months."""
    if term.over in {"last", "carry"}:
        return levels(connection, ward, term, 0 if term.over == "carry" else first, last)
    rows = connection.execute(_totals(ward, term, first, last, [_o.area]))
    return {
        area: Amount(value, int(missing), provisional=early > 0)
        for area, value, missing, early in rows
    }


def amounts_by_month(
    connection: Connection, ward: str, term: Term, first: Month, last: Month
) -> dict[str, dict[Month, Amount]]:
    """The term's amount by area and month; levels stand in the months they date from."""
    found: dict[str, dict[Month, Amount]] = {}
    if term.over in {"last", "carry"}:
        # Two series may both have a level for a month: one is taken, they do not add up.
        for area, value, month, early in connection.execute(
            _newest(ward, term, first, last, [_o.area, _o.month])
        ):
            found.setdefault(area, {})[month] = Amount(value, 0, month, early > 0)
        return found
    rows = connection.execute(_totals(ward, term, first, last, [_o.area, _o.month]))
    for area, month, value, missing, early in rows:
        found.setdefault(area, {})[month] = Amount(value, int(missing), month, early > 0)
    return found


def amounts_by_item(
    connection: Connection, ward: str, term: Term, first: Month, last: Month
) -> dict[str, dict[str, Amount]]:
    """The term's amount by item (kind of drill, purpose of a grant) and area."""
    found: dict[str, dict[str, Amount]] = {}
    rows = connection.execute(_totals(ward, term, first, last, [_o.item, _o.area]))
    for item, area, value, missing, early in rows:
        if item:
            found.setdefault(item, {})[area] = Amount(value, int(missing), provisional=early > 0)
    return found


def rests_on_provisional(
    connection: Connection, ward: str, term: Term, first: Month, last: Month
) -> bool:
    """Whether an observation of the months rests on a provisional record."""
    wanted = select(_o.series).where(
        _o.ward == ward,
        _o.series.in_(term.series),
        _o.month.between(first, last),
        _o.provisional > 0,
    )
    return connection.execute(wanted.limit(1)).first() is not None


def levels(
    connection: Connection, ward: str, term: Term, first: Month, last: Month
) -> dict[str, Amount]:
    """The newest level of each area within the months."""
    rows = connection.execute(_newest(ward, term, first, last, [_o.area]))
    return {area: Amount(value, 0, month, early > 0) for area, value, month, early in rows}


def covered(connection: Connection, ward: str, series: Sequence[str]) -> tuple[Month, Month] | None:
    """First and last month with observations of any of the series."""
    first, last = connection.execute(
        select(func.min(_o.month), func.max(_o.month)).where(_o.ward == ward, _o.series.in_(series))
    ).one()
    return None if first is None else (int(first), int(last))


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


def _totals(ward: str, term: Term, first: Month, last: Month, by: Sequence[Any]) -> Select[Any]:
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
        .where(_o.ward == ward, _o.series.in_(term.series), _o.month.between(first, last))
        .group_by(*by)
    )


def _newest(ward: str, term: Term, first: Month, last: Month, by: Sequence[Any]) -> Select[Any]:
    order = case({name: place for place, name in enumerate(term.series)}, value=_o.series)
    ranked = (
        select(
            _o.area,
            _o.value,
            _o.month,
            _o.provisional,
            func.row_number()
            .over(partition_by=by, order_by=(_o.month.desc(), order))
            .label("place"),
        )
        .where(
            _o.ward == ward,
            _o.series.in_(term.series),
            _o.month.between(first, last),
            _o.value.is_not(None),
        )
        .subquery()
    )
    told = ranked.c
    return select(told.area, told.value, told.month, told.provisional).where(told.place == 1)
