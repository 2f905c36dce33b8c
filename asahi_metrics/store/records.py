"""Record versions: reading what is live, closing and writing versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from asahi_metrics.store.tables import record

_BATCH = 5_000
_T = TypeVar("_T")


@dataclass(frozen=True)
class NewVersion:
    """What a record says: its place, its months and its values."""

    key: str
    area: str
    month_first: int
    month_last: int
    payload: Mapping[str, Any]
    sample: bool
    row: int | None


@dataclass(frozen=True)
class Version(NewVersion):
    """A stored version of a record; ``to_revision`` is None while it is live."""

    id: int
    from_revision: int
    to_revision: int | None


def live_versions(
    connection: Connection, ward: str, dataset: str, months: tuple[int, int] | None = None
) -> list[Version]:
    """The dataset's live records, or those that touch the months from first to last."""
    wanted = [*_of(ward, dataset), record.c.to_revision.is_(None)]
    if months is not None:
        wanted += [record.c.month_first <= months[1], record.c.month_last >= months[0]]
    query = select(record).where(*wanted).order_by(record.c.month_first, record.c.key)
    return [_version(row) for row in connection.execute(query)]


def versions_touched(connection: Connection, ward: str, number: int) -> list[Version]:
    """The versions that a revision wrote or closed."""
    query = select(record).where(
        record.c.ward == ward,
        or_(record.c.from_revision == number, record.c.to_revision == number),
    )
    return [_version(row) for row in connection.execute(query)]


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
        query = select(record).where(*_of(ward, dataset), record.c.key.in_(some))
        found += [_version(row) for row in connection.execute(query)]
    return found


def close_versions(connection: Connection, ward: str, ids: Iterable[int], number: int) -> None:
    """End versions: they are live no more from revision ``number`` on."""
    for some in _batches(list(ids)):
        ended = update(record).where(record.c.ward == ward, record.c.id.in_(some))
        connection.execute(ended.values(to_revision=number))


def write_versions(
    connection: Connection,
    *,
    ward: str,
    dataset: str,
    versions: Sequence[NewVersion],
    number: int,
) -> Iterator[int]:
    """Write versions that are live from revision ``number`` on; yields how many stand."""
    done = 0
    for some in _batches(versions):
        connection.execute(
            record.insert(),
            [
                {
                    "ward": ward,
                    "dataset": dataset,
                    "key": version.key,
                    "area": version.area,
                    "month_first": version.month_first,
                    "month_last": version.month_last,
                    "payload": dict(version.payload),
                    "sample": version.sample,
                    "row": version.row,
                    "from_revision": number,
                    "to_revision": None,
                }
                for version in some
            ],
        )
        done += len(some)
        yield done


def _of(ward: str, dataset: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return record.c.ward == ward, record.c.dataset == dataset


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _version(row: Row[Any]) -> Version:
    return Version(
        id=row.id,
        key=row.key,
        area=row.area,
        month_first=row.month_first,
        month_last=row.month_last,
        payload=row.payload,
        sample=row.sample,
        row=row.row,
        from_revision=row.from_revision,
        to_revision=row.to_revision,
    )
