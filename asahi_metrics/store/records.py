"""Record versions: reading what is live, closing and writing versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, update
from sqlalchemy.exc import DBAPIError

from asahi_metrics.core.stage import Stage
from asahi_metrics.store.failures import failure_of, named
from asahi_metrics.store.tables import record

_BATCH = 5_000
_T = TypeVar("_T")

_r = record.c
# In the order of Version's fields.
_FIELDS = (
    _r.key, _r.area, _r.month_first, _r.month_last, _r.payload, _r.sample, _r.stage,
    _r.row, _r.id, _r.from_revision, _r.to_revision,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a record says: its place, its months and its values, and at which stage."""

    key: str
    area: str
    month_first: int
    month_last: int
    payload: Mapping[str, Any]
    sample: bool
    stage: Stage
    row: int | None


@dataclass(frozen=True, slots=True)
class Version(NewVersion):
    """A stored version of a record; ``to_revision`` is None while it is live."""

    id: int
    from_revision: int
    to_revision: int | None


def live_versions(
    connection: Connection, ward: str, dataset: str, months: tuple[int, int] | None = None
) -> list[Version]:
    """The dataset's live records, or those that touch the months from first to last."""
    query = _live(ward, dataset, months).order_by(_r.month_first, _r.key)
    return [_version(row) for row in connection.execute(query)]


def stream_live(
    connection: Connection, ward: str, dataset: str, *, months: tuple[int, int] | None = None
) -> Iterator[Version]:
    """The same in no order, a few thousand at a time: a large dataset is never held whole."""
    query = _live(ward, dataset, months).execution_options(yield_per=_BATCH)
    with connection.execute(query) as rows:
        for row in rows:
            yield _version(row)


def live_with_keys(
    connection: Connection, ward: str, dataset: str, keys: Sequence[str]
) -> Iterator[Version]:
    """The live records with these keys."""
    for some in _batches(keys):
        query = _live(ward, dataset, None).where(_r.key.in_(some))
        for row in connection.execute(query):
            yield _version(row)


def live_span(
    connection: Connection, ward: str, dataset: str, *, without: Sequence[int] = ()
) -> tuple[int, int] | None:
    """First and last month of the live records, some versions left out."""
    query = select(func.min(_r.month_first), func.max(_r.month_last)).where(
        *_of(ward, dataset), _r.to_revision.is_(None), _r.id.not_in(without)
    )
    first, last = connection.execute(query).one()
    return None if first is None else (int(first), int(last))


def live_kinds(connection: Connection, ward: str, dataset: str) -> dict[bool, int]:
    """How many live records are real (under False) and how many are sample (under True)."""
    query = (
        select(_r.sample, func.count())
        .where(*_of(ward, dataset), _r.to_revision.is_(None))
        .group_by(_r.sample)
    )
    found = {bool(sample): int(count) for sample, count in connection.execute(query)}
    return {False: 0, True: 0} | found


def payloads(
    connection: Connection, ward: str, ids: Sequence[int]
) -> dict[int, tuple[Mapping[str, Any], Stage]]:
    """What the versions with these numbers say, and at which stage."""
    query = select(_r.id, _r.payload, _r.stage).where(_r.ward == ward, _r.id.in_(ids))
    return {row.id: (row.payload, row.stage) for row in connection.execute(query)}


def areas_of(connection: Connection, ward: str, ids: Sequence[int]) -> set[str]:
    """The areas of the versions with these numbers, each once."""
    found: set[str] = set()
    for some in _batches(ids):
        query = select(_r.area).where(_r.ward == ward, _r.id.in_(some)).distinct()
        found.update(connection.scalars(query))
    return found


def places_of(connection: Connection, ward: str, ids: Sequence[int]) -> dict[str, str]:
    """The areas of the versions with these numbers, by their keys."""
    found: dict[str, str] = {}
    for some in _batches(ids):
        query = select(_r.key, _r.area).where(_r.ward == ward, _r.id.in_(some))
        found.update((key, area) for key, area in connection.execute(query))
    return found


def stream_touched(connection: Connection, ward: str, number: int) -> Iterator[Version]:
    """The versions that a revision wrote or closed, a few thousand at a time."""
    query = select(*_FIELDS).where(_r.ward == ward)
    touched = or_(_r.from_revision == number, _r.to_revision == number)
    with connection.execute(query.where(touched).execution_options(yield_per=_BATCH)) as rows:
        for row in rows:
            yield _version(row)


def versions_with_ids(connection: Connection, ward: str, ids: Sequence[int]) -> Iterator[Version]:
    """The versions with these numbers."""
    for some in _batches(ids):
        query = select(*_FIELDS).where(_r.ward == ward, _r.id.in_(some))
        found = connection.execute(query).all()
        yield from (_version(row) for row in found)


def areas_touched(connection: Connection, ward: str, number: int) -> set[str]:
    """The areas of the versions that a revision wrote or closed."""
    query = select(record.c.area).distinct()
    touched = or_(record.c.from_revision == number, record.c.to_revision == number)
    return set(connection.scalars(query.where(record.c.ward == ward, touched)))


def versions_of_keys(
    connection: Connection, ward: str, dataset: str, keys: Sequence[str]
) -> list[Version]:
    """Every version, live or past, of the records with these keys."""
    found: list[Version] = []
    for some in _batches(keys):
        query = select(*_FIELDS).where(*_of(ward, dataset), _r.key.in_(some))
        found += [_version(row) for row in connection.execute(query)]
    return found


def close_versions(connection: Connection, ward: str, ids: Iterable[int], number: int) -> None:
    """End versions: they are live no more from revision ``number`` on."""
    for some in _batches(list(ids)):
        ended = update(record).where(_r.ward == ward, _r.id.in_(some))
        connection.execute(ended.values(to_revision=number))


def write_versions(
    connection: Connection,
    *,
    ward: str,
    dataset: str,
    versions: Iterable[NewVersion],
    number: int,
) -> Iterator[int]:
    """Write versions that are live from revision ``number`` on; yields how many stand."""
    done, source = 0, iter(versions)
    # Writers of a ward wait for each other, so that nobody else takes these numbers.
    newest = connection.scalar(select(func.max(_r.id)).where(_r.ward == ward)) or 0
    while some := list(islice(source, _BATCH)):
        rows = [
            {
                "ward": ward,
                "id": newest + done + place,
                "dataset": dataset,
                "key": version.key,
                "area": version.area,
                "month_first": version.month_first,
                "month_last": version.month_last,
                "payload": dict(version.payload),
                "sample": version.sample,
                "stage": version.stage,
                "row": version.row,
                "from_revision": number,
                "to_revision": None,
            }
            for place, version in enumerate(some, start=1)
        ]
        if connection.dialect.name == "postgresql":
            _copy(connection, rows)
        else:
            connection.execute(record.insert(), rows)
        done += len(some)
        yield done


def _copy(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as PostgreSQL takes them fastest."""
    names = ", ".join(f'"{name}"' for name in rows[0])
    statement = f"COPY {record.fullname} ({names}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    failure = connection.dialect.loaded_dbapi.Error
    try:
        with cursor, cursor.copy(statement) as out:
            for row in rows:
                told = {**row, "payload": json.dumps(row["payload"])}
                out.write_row(tuple(told.values()))
    except failure as error:
        # The driver's own cursor does not pass by what tells failures of the database.
        failing = failure_of(error, named(connection.engine.url))
        raise failing or DBAPIError.instance(statement, None, error, failure) from error


def _live(ward: str, dataset: str, months: tuple[int, int] | None) -> Select[Any]:
    wanted = [*_of(ward, dataset), _r.to_revision.is_(None)]
    if months is not None:
        wanted += [_r.month_first <= months[1], _r.month_last >= months[0]]
    return select(*_FIELDS).where(*wanted)


def _of(ward: str, dataset: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _r.ward == ward, _r.dataset == dataset


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _version(row: Sequence[Any]) -> Version:
    return Version(*row)
