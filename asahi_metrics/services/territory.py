"""Which boundaries and which town table are in use; replacing them and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from asahi_metrics.core.access import require
from asahi_metrics.core.errors import CatalogueError, UndoBlocked
from asahi_metrics.core.pack import Pack
from asahi_metrics.services.deriving import Derivation, derive_all
from asahi_metrics.services.geography import Boundaries, redistrict
from asahi_metrics.services.office import Office
from asahi_metrics.sources import datasets
from asahi_metrics.store.database import write
from asahi_metrics.store.revisions import Counts, Revision, Writing, add_revision
from asahi_metrics.store.tables import boundary, town_table


@dataclass(frozen=True)
class Territory:
    """The geometry in use and the district of each town.

    ``provisional`` says that the town table is the pack's estimate (暫定), not the ward's.
    """

    boundaries: Boundaries
    town_district: Mapping[str, str]
    provisional: bool


def territory(office: Office) -> Territory:
    """What the maps draw from now."""
    require(office.principal, "read")
    with office.engine.connect() as connection:
        row = _live(connection, office.ward, boundary)
        towns = _live(connection, office.ward, town_table)
    if row is None:
        raise CatalogueError("error.no_boundaries")
    return Territory(
        boundaries=_boundaries(row),
        town_district=towns.town_district if towns else office.pack.areas.town_table,
        provisional=towns is None,
    )


def town_district(connection: Connection, office: Office) -> Mapping[str, str]:
    """The district of each town, by the ward's own table or the pack's provisional one."""
    row = _live(connection, office.ward, town_table)
    return row.town_district if row else office.pack.areas.town_table


def derivation(connection: Connection, office: Office) -> Derivation:
    """What observations of this ward are derived with."""
    return Derivation(
        ward=office.ward,
        districts=office.pack.areas.district_codes,
        town_district=town_district(connection, office),
    )


def replace_boundaries(office: Office, boundaries: Boundaries) -> int:
    """Use these boundaries from now on; returns the revision."""
    require(office.principal, "configure")
    with write(office.engine) as connection:
        number = add_revision(
            connection,
            Writing(
                ward=office.ward,
                kind="boundaries",
                actor=office.principal.name,
                file_name=boundaries.source_name,
                counts=Counts(changed=len(office.pack.areas.districts)),
            ),
        )
        _put_boundaries(connection, office, boundaries, number)
    return number


def replace_town_table(office: Office, table: Mapping[str, str], source_name: str) -> int:
    """Count the towns to districts by the ward's own table; returns the revision.

    District shapes that were made of towns are made anew, and so is every district
    figure that was summed from towns.
    """
    require(office.principal, "configure")
    with write(office.engine) as connection:
        before = town_district(connection, office)
        moved = sum(before.get(town) != district for town, district in table.items())
        number = add_revision(
            connection,
            Writing(
                ward=office.ward,
                kind="town_table",
                actor=office.principal.name,
                file_name=source_name,
                counts=Counts(changed=moved, unchanged=len(table) - moved),
            ),
        )
        _close(connection, office.ward, town_table, number)
        connection.execute(
            town_table.insert().values(
                ward=office.ward,
                source_name=source_name,
                town_district=dict(table),
                from_revision=number,
            )
        )
        drawn = _live(connection, office.ward, boundary)
        if drawn is not None and drawn.towns is not None:
            _put_boundaries(connection, office, redistrict(_boundaries(drawn), table), number)
        _derive_from_towns(connection, office)
    return number


def undo_geography(connection: Connection, office: Office, undone: Revision) -> int:
    """Restore the boundaries and the town table that stood before a revision."""
    for table in (boundary, town_table):
        rows = _rows_from(connection, office.ward, table, undone.id)
        if later := {row.to_revision for row in rows if row.to_revision is not None}:
            raise UndoBlocked(
                "error.undo_blocked",
                id=undone.id,
                by=", ".join(map(str, sorted(later))),
                count=len(later),
            )
    number = add_revision(
        connection,
        Writing(
            ward=office.ward,
            kind="undo",
            actor=office.principal.name,
            counts=undone.counts,
            undoes=undone.id,
        ),
    )
    for table in (boundary, town_table):
        if _rows_from(connection, office.ward, table, undone.id):
            _close(connection, office.ward, table, number)
            _restore(connection, office.ward, table, undone.id, number)
    _derive_from_towns(connection, office)
    return number


def _put_boundaries(
    connection: Connection, office: Office, boundaries: Boundaries, number: int
) -> None:
    _close(connection, office.ward, boundary, number)
    connection.execute(
        boundary.insert().values(
            ward=office.ward,
            kind=boundaries.kind,
            source_name=boundaries.source_name,
            districts=boundaries.districts_geojson,
            towns=boundaries.towns_geojson,
            from_revision=number,
        )
    )


def _boundaries(row: Row[Any]) -> Boundaries:
    return Boundaries(
        kind=row.kind,
        districts_geojson=row.districts,
        towns_geojson=row.towns,
        source_name=row.source_name,
    )


def _live(connection: Connection, ward: str, table: Table) -> Row[Any] | None:
    return connection.execute(
        select(table).where(table.c.ward == ward, table.c.to_revision.is_(None))
    ).one_or_none()


def _rows_from(connection: Connection, ward: str, table: Table, number: int) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(table).where(table.c.ward == ward, table.c.from_revision == number)
        )
    )


def _close(connection: Connection, ward: str, table: Table, number: int) -> None:
    connection.execute(
        update(table)
        .where(table.c.ward == ward, table.c.to_revision.is_(None))
        .values(to_revision=number)
    )


def _restore(connection: Connection, ward: str, table: Table, undone: int, number: int) -> None:
    """Write the row that a revision ended once more, if there was one."""
    ended = connection.execute(
        select(table).where(table.c.ward == ward, table.c.to_revision == undone)
    ).one_or_none()
    if ended is not None:
        values = dict(ended._mapping)
        del values["id"]
        connection.execute(
            table.insert().values(values | {"from_revision": number, "to_revision": None})
        )


def _derive_from_towns(connection: Connection, office: Office) -> None:
    for dataset in datasets().values():
        if any(column.kind == "town" for column in dataset.columns):
            derive_all(connection, derivation(connection, office), dataset)


def current_pack(office: Office) -> Pack:
    """The ward pack with the town table in use."""
    drawn = territory(office)
    return office.pack if drawn.provisional else office.pack.with_town_table(drawn.town_district)
