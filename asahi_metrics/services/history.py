"""The history of the data, and taking a revision back."""

from __future__ import annotations

import hashlib

from asahi_metrics.core.access import Resource, allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.events import timed
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import may_change, revision_resource
from asahi_metrics.services.permission import deed, require
from asahi_metrics.services.territory import undo_geography
from asahi_metrics.services.undoing import undo_records
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.store.records import areas_touched
from asahi_metrics.store.revisions import Revision, find_revision, list_revisions, read_file


def history(office: Office) -> list[Revision]:
    """All revisions, newest first."""
    require(office, "read")
    with office.reading() as connection:
        return list_revisions(connection, office.ward)


def original_file(office: Office, number: int) -> tuple[str, bytes]:
    """Name and content of the file that a revision was made from."""
    require(office, "import")
    with office.reading() as connection:
        found = find_revision(connection, office.ward, number)
        require(office, "import", revision_resource(office, found))
        if found.file_sha256 is None or found.file_name is None:
            raise AsahiMetricsError("error.no_file_of_revision", id=number)
        content = read_file(connection, ward=office.ward, sha256=found.file_sha256)
    return found.file_name, content


def revision_of_file(office: Office, content: bytes, *, after: int) -> int | None:
    """The revision after a given one that a file was loaded as, if it was."""
    sha256 = hashlib.sha256(content).hexdigest()
    loaded = (one.id for one in history(office) if one.id > after and one.file_sha256 == sha256)
    return next(loaded, None)


@timed("undo")
def undo(office: Office, number: int) -> int:
    """Restore what stood before a revision, as a new revision; returns its number.

    Later revisions may lie on top as long as they left the same records alone; else
    UndoBlocked names them.
    """
    with deed(office, "undo", undoes=number) as doing:
        undone = find_revision(doing.connection, office.ward, number)
        doing.tell(Resource("revision", str(number)), dataset=undone.dataset)
        if undone.undone_by is not None:
            raise AsahiMetricsError("error.already_undone", id=number, by=undone.undone_by)
        if undone.kind == "repair":
            raise AsahiMetricsError("error.undo_repair", id=number)
        if undone.dataset is None:
            made = undo_geography(doing.connection, office, undone)
        else:
            made = undo_records(doing.connection, office, undone, undone.dataset)
        doing.tell(revision=made)
    return made


def may_undo(office: Office, revision: Revision) -> bool:
    """Whether the principal may take the revision back; later ones may block it all the same."""
    if revision.dataset is None:
        return allows(office.principal, "configure")
    with office.engine.connect() as connection:
        areas = areas_touched(connection, office.ward, revision.id)
        return may_change(connection, office, dataset_of(revision.dataset), areas)


def may_fetch_file(office: Office, revision: Revision) -> bool:
    """Whether the revision has a file, and the principal may have it."""
    resource = revision_resource(office, revision)
    return revision.file_sha256 is not None and allows(office.principal, "import", resource)
