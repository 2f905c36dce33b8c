"""Notes that a district's officers keep on it: signed, dated, rewritten by their author alone.

They stand beside the data and are no revisions of it. A note that is rewritten keeps what it
said before.
"""

from __future__ import annotations

from sqlalchemy import Connection

from asahi_metrics.core import access
from asahi_metrics.core.access import Resource, allows
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.free_text import written_text
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import Deed, deed, require
from asahi_metrics.services.remarks import sign
from asahi_metrics.store import notes as stored
from asahi_metrics.store.notes import Note

LONGEST_BODY = 2_000


def add_note(office: Office, district: str, body: str, *, author: str) -> int:
    """Keep a note on a district under the author's name and account; returns its number."""
    with deed(office, "note", notes_place(district)) as doing:
        _check_district(office, district)
        kept, written = written_text(body, LONGEST_BODY), sign(office, author)
        number = stored.insert_version(
            doing.connection, ward=office.ward, district=district, body=kept, written=written
        )
        doing.tell(note=number)
    return number


def rewrite_note(office: Office, number: int, body: str, *, author: str, version: int) -> None:
    """Put a new version in place of ``version``, the one that the author has read.

    A text that says the same again makes no version; raises AsahiMetricsError where another
    version stands by now.
    """
    with deed(office, "note", note=number) as doing:
        kept, written = written_text(body, LONGEST_BODY), sign(office, author)
        found = _own(doing, office, number)
        if not may_rewrite(office, found):
            raise NotAllowed("error.note.not_author")
        if found.newest.id != version:
            raise AsahiMetricsError("error.note.rewritten_since", by=found.newest.written.name)
        if kept != found.newest.body:
            stored.insert_version(
                doing.connection,
                ward=office.ward,
                district=found.district,
                body=kept,
                written=written,
                note=number,
            )


def withdraw_note(office: Office, number: int, *, by: str) -> None:
    """Take a note off the page; its author's account and administrators may, nobody else."""
    with deed(office, "note", note=number, withdrawn=True) as doing:
        withdrawn = sign(office, by)
        found = _own(doing, office, number)
        if not may_withdraw_note(office, found):
            raise NotAllowed("error.note.not_author")
        stored.mark_note_withdrawn(doing.connection, office.ward, number, withdrawn)


def notes_on(office: Office, district: str) -> list[Note]:
    """The notes on a district, the one last written first; withdrawn ones are not told."""
    require(office, "read")
    with office.reading() as connection:
        return stored.list_notes(connection, office.ward, district)


def may_rewrite(office: Office, note: Note) -> bool:
    """Whether the principal wrote the note: nobody else changes an officer's words."""
    own = note.first.written.account == office.principal.account
    return own and allows(office.principal, "note", notes_place(note.district))


def may_withdraw_note(office: Office, note: Note) -> bool:
    """Whether the principal wrote the note, or is an administrator."""
    return may_rewrite(office, note) or office.principal.role == "administrator"


def notes_place(district: str) -> Resource:
    """A district as that which a note is written on."""
    return Resource("district", district, districts=frozenset({district}))


def _own(doing: Deed, office: Office, number: int) -> Note:
    """The note of that number, unless it is withdrawn or lies outside the own districts."""
    found = _standing(doing.connection, office, number)
    doing.tell(notes_place(found.district))
    access.require(office.principal, "note", notes_place(found.district))
    return found


def _check_district(office: Office, district: str) -> None:
    if district not in office.pack.areas.district_codes:
        raise NotFound("error.note.unknown_district", id=district)


def _standing(connection: Connection, office: Office, number: int) -> Note:
    found = stored.find_note(connection, office.ward, number)
    if found.withdrawn is not None:
        raise AsahiMetricsError("error.note.withdrawn", by=found.withdrawn.name)
    return found
