"""Notes on districts: every version of them, of which the newest stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, update

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import insert_numbered
from asahi_metrics.store.remarks import Signature
from asahi_metrics.store.tables import district_note


@dataclass(frozen=True)
class Version:
    """What a note said at one time, and who wrote that."""

    id: int
    body: str
    written: Signature


@dataclass(frozen=True)
class Note:
    """A note as it stands; ``versions`` are all of it, newest first."""

    id: int
    district: str
    versions: tuple[Version, ...]
    withdrawn: Signature | None = None

    @property
    def newest(self) -> Version:
        """The version that stands."""
        return self.versions[0]

    @property
    def first(self) -> Version:
        """The version that the note began with; its account is the author's."""
        return self.versions[-1]


def insert_version(
    connection: Connection,
    *,
    ward: str,
    district: str,
    body: str,
    written: Signature,
    note: int | None = None,
) -> int:
    """Write a new note, or a new version of ``note``; returns the version's number."""
    return insert_numbered(
        connection,
        district_note.insert().values(
            ward=ward,
            district=district,
            note=note,
            body=body,
            author=written.name,
            account=written.account,
            created_at=written.at,
        ),
    )


def mark_note_withdrawn(
    connection: Connection, ward: str, number: int, withdrawn: Signature
) -> None:
    """Withdraw a note: all versions of it stay in the table and are shown no more."""
    connection.execute(
        update(district_note)
        .where(district_note.c.ward == ward, district_note.c.id == number)
        .values(
            withdrawn_by=withdrawn.name,
            withdrawn_account=withdrawn.account,
            withdrawn_at=withdrawn.at,
        )
    )


def find_note(connection: Connection, ward: str, number: int) -> Note:
    """The note of that number, withdrawn or not; raises NotFound."""
    own = or_(district_note.c.id == number, district_note.c.note == number)
    found = _notes(connection, ward, own)
    # The number of a later version is none of a note.
    if not found or found[0].id != number:
        raise NotFound("error.note.unknown", id=number)
    return found[0]


def list_notes(connection: Connection, ward: str, district: str) -> list[Note]:
    """The district's notes that are not withdrawn, the one last written first."""
    found = _notes(connection, ward, district_note.c.district == district)
    standing = [one for one in found if one.withdrawn is None]
    return sorted(standing, key=lambda one: -one.newest.id)


def _notes(connection: Connection, ward: str, wanted: ColumnElement[bool]) -> list[Note]:
    table = district_note.c
    number = func.coalesce(table.note, table.id).label("number")
    rows = connection.execute(
        select(district_note, number)
        .where(table.ward == ward, wanted)
        .order_by(number, table.id.desc())
    )
    return [_note(id_, list(own)) for id_, own in groupby(rows, key=lambda row: int(row.number))]


def _note(number: int, rows: list[Row[Any]]) -> Note:
    first = rows[-1]
    versions = tuple(
        Version(row.id, row.body, Signature(row.author, row.account, row.created_at))
        for row in rows
    )
    withdrawn = None
    if first.withdrawn_at is not None:
        withdrawn = Signature(first.withdrawn_by, first.withdrawn_account, first.withdrawn_at)
    return Note(number, first.district, versions, withdrawn)
