"""Which boundaries and which town table are in use; replacing them and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection

from asahi_metrics.core import access
from asahi_metrics.core.access import Resource
from asahi_metrics.core.errors import CatalogueError, UndoBlocked
from asahi_metrics.core.pack import Pack
from asahi_metrics.services.boundary_layers import Boundaries, BoundaryKind
from asahi_metrics.services.counting import Derivation
from asahi_metrics.services.deriving import derive_all
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import deed, require
from asahi_metrics.sources import datasets
from asahi_metrics.store import geography as stored
from asahi_metrics.store.geography import StoredBoundary, StoredTownTable
from asahi_metrics.store.revisions import Counts, Revision, Writing, add_revision


@dataclass(frozen=True)
class Territory:
    """The geometry in use and the district of each town.

    ``provisional`` says that the town table is the pack's estimate (暫定), not the ward's.
    """

    boundaries: Boundaries
    town_district: Mapping[str, str]
    provisional: bool


@dataclass(frozen=True)
class Shapes:
    """The districts as GeoJSON in WGS 84, with the revision that brought them."""

    revision: int
    kind: BoundaryKind
    districts_geojson: str


def territory(office: Office) -> Territory:
    """What the maps draw from now."""
    require(office, "read")
    with office.reading() as connection:
        drawn = _drawn(connection, office)
        table = stored.live_town_table(connection, office.ward)
    return Territory(
        boundaries=drawn,
        town_district=table.town_district if table else office.pack.areas.town_table,
        provisional=table is None,
    )


def shapes_in_use(office: Office) -> Shapes:
    """The districts' shapes that the maps draw from now."""
    require(office, "read")
    with office.reading() as connection:
        drawn = _drawn(connection, office)
        revision = stored.live_boundary_revision(connection, office.ward)
    return Shapes(revision, drawn.kind, drawn.districts_geojson)


def _drawn(connection: Connection, office: Office) -> Boundaries:
    drawn = stored.live_boundary(connection, office.ward)
    if drawn is None:
        raise CatalogueError("error.no_boundaries")
    return _boundaries(drawn)


def has_boundaries(office: Office) -> bool:
    """Whether there is anything to draw maps from: the last thing that a new database gets."""
    with office.reading() as connection:
        return stored.live_boundary(connection, office.ward) is not None


def town_district(connection: Connection, office: Office) -> Mapping[str, str]:
    """The district of each town, by the ward's own table or the pack's provisional one."""
    table = stored.live_town_table(connection, office.ward)
    return table.town_district if table else office.pack.areas.town_table


def derivation(connection: Connection, office: Office) -> Derivation:
    """What observations of this ward are derived with."""
    return Derivation(
        ward=office.ward,
        districts=office.pack.areas.district_codes,
        town_district=town_district(connection, office),
    )


def current_pack(office: Office) -> Pack:
    """The ward pack with the town table in use."""
    drawn = territory(office)
    return office.pack if drawn.provisional else office.pack.with_town_table(drawn.town_district)


def replace_boundaries(office: Office, boundaries: Boundaries) -> int:
    """Use these boundaries from now on; returns the revision."""
    with deed(office, "configure", Resource("boundaries")) as doing:
        number = _put(doing.connection, office, boundaries)
        doing.tell(revision=number)
    return number


def put_first_boundaries(office: Office, boundaries: Boundaries) -> None:
    """Use these boundaries unless somebody who started at the same time has put some already."""
    with deed(office, "configure", Resource("boundaries")) as doing:
        if stored.live_boundary(doing.connection, office.ward) is None:
            doing.tell(revision=_put(doing.connection, office, boundaries))


def replace_town_table(office: Office, table: Mapping[str, str], source_name: str) -> int:
    """Count the towns to districts by the ward's own table; returns the revision.

    District shapes that were made of towns are made anew, and so is every district
    figure that was summed from towns.
    """
    with deed(office, "configure", Resource("town_table")) as doing:
        connection = doing.connection
        before = town_district(connection, office)
        moved = sum(before.get(town) != district for town, district in table.items())
        writing = Writing(
            ward=office.ward,
            kind="town_table",
            actor=office.principal.account,
            file_name=source_name,
            counts=Counts(changed=moved, unchanged=len(table) - moved),
        )
        number = add_revision(connection, writing)
        own = StoredTownTable(source_name, table)
        stored.put_town_table(connection, ward=office.ward, stored=own, number=number)
        drawn = stored.live_boundary(connection, office.ward)
        if drawn is not None and drawn.towns is not None:
            drawn = _redistricted(drawn, table)
            stored.put_boundary(connection, ward=office.ward, stored=drawn, number=number)
        _derive_from_towns(connection, office)
        doing.tell(revision=number)
    return number


def undo_geography(connection: Connection, office: Office, undone: Revision) -> int:
    """Restore the boundaries and the town table that stood before a revision.

    Works within the write of ``history.undo``, which logs what is refused. Raises UndoBlocked
    where later revisions stand on top, or nothing would be left to draw.
    """
    access.require(office.principal, "configure", Resource("revision", str(undone.id)))
    later = stored.built_upon(connection, office.ward, undone.id)
    if later is not None:
        raise UndoBlocked("error.undo_blocked", id=undone.id, by=str(later), count=1)
    writing = Writing(
        ward=office.ward,
        kind="undo",
        actor=office.principal.account,
        counts=undone.counts,
        undoes=undone.id,
    )
    number = add_revision(connection, writing)
    if stored.touched_town_table(connection, office.ward, undone.id):
        table = stored.town_table_before(connection, office.ward, undone.id)
        stored.put_town_table(connection, ward=office.ward, stored=table, number=number)
        _derive_from_towns(connection, office)
    if stored.touched_boundary(connection, office.ward, undone.id):
        _restore_boundary(connection, office, undone=undone.id, number=number)
    return number


def _put(connection: Connection, office: Office, boundaries: Boundaries) -> int:
    writing = Writing(
        ward=office.ward,
        kind="boundaries",
        actor=office.principal.account,
        file_name=boundaries.source_name,
        counts=Counts(changed=len(office.pack.areas.districts)),
    )
    number = add_revision(connection, writing)
    drawn = _stored(boundaries)
    stored.put_boundary(connection, ward=office.ward, stored=drawn, number=number)
    return number


def _restore_boundary(connection: Connection, office: Office, *, undone: int, number: int) -> None:
    """Put back what was drawn before; its districts follow the town table of today."""
    drawn = stored.boundary_before(connection, office.ward, undone)
    if drawn is None:
        raise UndoBlocked("error.undo_leaves_no_map", id=undone)
    if drawn.towns is not None:
        drawn = _redistricted(drawn, town_district(connection, office))
    stored.put_boundary(connection, ward=office.ward, stored=drawn, number=number)


def _redistricted(drawn: StoredBoundary, table: Mapping[str, str]) -> StoredBoundary:
    from asahi_metrics.services.geography import redistrict  # noqa: PLC0415 - slow to import

    return _stored(redistrict(_boundaries(drawn), table))


def _stored(boundaries: Boundaries) -> StoredBoundary:
    return StoredBoundary(
        kind=boundaries.kind,
        source_name=boundaries.source_name,
        districts=boundaries.districts_geojson,
        towns=boundaries.towns_geojson,
    )


def _boundaries(drawn: StoredBoundary) -> Boundaries:
    return Boundaries(
        kind=cast(BoundaryKind, drawn.kind),
        districts_geojson=drawn.districts,
        towns_geojson=drawn.towns,
        source_name=drawn.source_name,
    )


def _derive_from_towns(connection: Connection, office: Office) -> None:
    for dataset in datasets().values():
        if any(column.kind == "town" for column in dataset.columns):
            derive_all(connection, derivation(connection, office), dataset)
