"""The history of the data, and taking a revision back."""

from __future__ import annotations

import hashlib

from asahi_metrics.core.access import require
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import undo_geography
from asahi_metrics.services.undoing import undo_records
from asahi_metrics.store.database import write
from asahi_metrics.store.revisions import Revision, find_revision, list_revisions, read_file


def history(office: Office) -> list[Revision]:
    """All revisions, newest first."""
    require(office.principal, "read")
    with office.engine.connect() as connection:
        return list_revisions(connection, office.ward)


def original_file(office: Office, number: int) -> tuple[str, bytes]:
    """Name and content of the file that a revision was made from."""
    require(office.principal, "import")
    with office.engine.connect() as connection:
        found = find_revision(connection, office.ward, number)
        if found.file_sha256 is None or found.file_name is None:
            raise AsahiMetricsError("error.no_file_of_revision", id=number)
        content = read_file(connection, ward=office.ward, sha256=found.file_sha256)
    return found.file_name, content


def revision_of_file(office: Office, content: bytes, *, after: int) -> int | None:
    """The revision after a given one that a file was loaded as, if it was."""
    sha256 = hashlib.sha256(content).hexdigest()
    loaded = (one.id for one in history(office) if one.id > after and one.file_sha256 == sha256)
    return next(loaded, None)


def undo(office: Office, number: int) -> int:
    """Restore what stood before a revision, as a new revision; returns its number.

    Later revisions may lie on top as long as they left the same records alone; else
    UndoBlocked names them.
    """
    require(office.principal, "undo")
    with write(office.engine) as connection:
        undone = find_revision(connection, office.ward, number)
        if undone.undone_by is not None:
            raise AsahiMetricsError("error.already_undone", id=number, by=undone.undone_by)
        if undone.dataset is None:
            return undo_geography(connection, office, undone)
        return undo_records(connection, office, undone, undone.dataset)
