"""Boundaries and town tables: what is in use, what stood before, writing them anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, or_, select, update

from asahi_metrics.store.tables import boundary, town_table

_VERSIONED = (boundary, town_table)


@dataclass(frozen=True)
class StoredBoundary:
    """A set of boundaries as it is stored: GeoJSON of the districts, and of the towns."""

    kind: str
    source_name: str
    districts: str
    towns: str | None


@dataclass(frozen=True)
class StoredTownTable:
    """The district of each town, and the file that says so."""

    source_name: str
    town_district: Mapping[str, str]


def live_boundary(connection: Connection, ward: str) -> StoredBoundary | None:
    """The boundaries in use."""
    return _boundary(_live(connection, ward, boundary))


def live_boundary_revision(connection: Connection, ward: str) -> int:
    """The revision that brought the boundaries in use; 0 where there are none."""
    row = _live(connection, ward, boundary)
    return 0 if row is None else int(row.from_revision)


def live_town_table(connection: Connection, ward: str) -> StoredTownTable | None:
    """The ward's own town table in use; None while the pack's provisional one is."""
    return _town_table(_live(connection, ward, town_table))


def boundary_before(connection: Connection, ward: str, number: int) -> StoredBoundary | None:
    """The boundaries that a revision ended."""
    return _boundary(_ended(connection, ward, boundary, number))


def town_table_before(connection: Connection, ward: str, number: int) -> StoredTownTable | None:
    """The town table that a revision ended."""
    return _town_table(_ended(connection, ward, town_table, number))


def touched_boundary(connection: Connection, ward: str, number: int) -> bool:
    """Whether a revision wrote or ended boundaries."""
    return bool(_traces(connection, ward, boundary, number))


def touched_town_table(connection: Connection, ward: str, number: int) -> bool:
    """Whether a revision wrote or ended a town table."""
    return bool(_traces(connection, ward, town_table, number))


def put_boundary(
    connection: Connection, *, ward: str, stored: StoredBoundary | None, number: int
) -> None:
    """End the boundaries in use and write these, if there are any, under a revision."""
    _close(connection, ward, boundary, number)
    if stored is not None:
        connection.execute(
            insert(boundary).values(
                ward=ward,
                kind=stored.kind,
                source_name=stored.source_name,
                districts=stored.districts,
                towns=stored.towns,
                from_revision=number,
            )
        )


def put_town_table(
    connection: Connection, *, ward: str, stored: StoredTownTable | None, number: int
) -> None:
    """End the town table in use and write this one, if there is one, under a revision."""
    _close(connection, ward, town_table, number)
    if stored is not None:
        connection.execute(
            insert(town_table).values(
                ward=ward,
                source_name=stored.source_name,
                town_district=dict(stored.town_district),
                from_revision=number,
            )
        )


def built_upon(connection: Connection, ward: str, number: int) -> int | None:
    """The later revision because of which things are not as revision ``number`` left them."""
    for table in _VERSIONED:
        traces = _traces(connection, ward, table, number)
        written = next((row for row in traces if row.from_revision == number), None)
        live = _live(connection, ward, table)
        if traces and _content(written) != _content(live):
            newest = live.from_revision if live else None
            return int(newest or (written.to_revision if written else number))
    return None


def _boundary(row: Row[Any] | None) -> StoredBoundary | None:
    return row and StoredBoundary(row.kind, row.source_name, row.districts, row.towns)


def _town_table(row: Row[Any] | None) -> StoredTownTable | None:
    return row and StoredTownTable(row.source_name, row.town_district)


def _content(row: Row[Any] | None) -> dict[str, Any] | None:
    bookkeeping = {"id", "from_revision", "to_revision"}
    return row and {name: value for name, value in row._mapping.items() if name not in bookkeeping}


def _live(connection: Connection, ward: str, table: Table) -> Row[Any] | None:
    return connection.execute(
        select(table).where(table.c.ward == ward, table.c.to_revision.is_(None))
    ).one_or_none()


def _ended(connection: Connection, ward: str, table: Table, number: int) -> Row[Any] | None:
    return connection.execute(
        select(table).where(table.c.ward == ward, table.c.to_revision == number)
    ).one_or_none()


def _traces(connection: Connection, ward: str, table: Table, number: int) -> list[Row[Any]]:
    wrote_or_ended = or_(table.c.from_revision == number, table.c.to_revision == number)
    return list(connection.execute(select(table).where(table.c.ward == ward, wrote_or_ended)))


def _close(connection: Connection, ward: str, table: Table, number: int) -> None:
    connection.execute(
        update(table)
        .where(table.c.ward == ward, table.c.to_revision.is_(None))
        .values(to_revision=number)
    )
