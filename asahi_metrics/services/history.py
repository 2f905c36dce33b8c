"""The history of the data, and taking a revision back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from asahi_metrics.core.access import Resource, allows
from asahi_metrics.core.errors import AsahiMetricsError, UndoBlocked
from asahi_metrics.core.events import timed
from asahi_metrics.services.importing import write_difference
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import may_change, require_own, revision_resource
from asahi_metrics.services.permission import deed, require
from asahi_metrics.services.territory import undo_geography
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.store.records import (
    NewVersion,
    Version,
    areas_touched,
    live_versions,
    versions_of_keys,
    versions_touched,
)
from asahi_metrics.store.revisions import (
    Counts,
    Revision,
    Writing,
    add_revision,
    find_revision,
    list_revisions,
    read_file,
)


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
            made = _undo_records(doing.connection, office, undone, undone.dataset)
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


def _undo_records(connection: Connection, office: Office, undone: Revision, dataset_id: str) -> int:
    touched = versions_touched(connection, office.ward, undone.id)
    written = {one.key: one for one in touched if one.from_revision == undone.id}
    ended = {one.key: one for one in touched if one.to_revision == undone.id}
    live = {one.key: one for one in live_versions(connection, office.ward, dataset_id)}
    keys = sorted(written.keys() | ended.keys())
    _refuse_if_built_upon(connection, office, undone, keys=keys, written=written, live=live)
    closed = [live[key] for key in written if key in live]
    remaining = [one for key, one in live.items() if key not in written]
    restored = _restorable(ended, remaining)
    displaced = _displaced(restored, remaining)
    dataset = dataset_of(dataset_id)
    require_own(
        connection,
        office,
        "undo",
        dataset,
        areas=[one.area for one in (*closed, *restored, *displaced.values())],
    )
    number = add_revision(
        connection,
        Writing(
            ward=office.ward,
            kind="undo",
            actor=office.principal.account,
            dataset=dataset_id,
            sample=any(version.sample for version in restored),
            counts=Counts(
                new=sum(version.key not in written for version in restored),
                changed=sum(version.key in written for version in restored),
                withdrawn=len({*written, *displaced} - {version.key for version in restored}),
            ),
            undoes=undone.id,
        ),
    )
    write_difference(
        connection,
        office,
        dataset,
        number=number,
        fresh=restored,
        closed=[*closed, *displaced.values()],
    )
    return number


def _refuse_if_built_upon(
    connection: Connection,
    office: Office,
    undone: Revision,
    *,
    keys: Sequence[str],
    written: dict[str, Version],
    live: dict[str, Version],
) -> None:
    """Raise UndoBlocked where a record is not as the revision left it."""
    altered = [key for key in keys if _content(written.get(key)) != _content(live.get(key))]
    if not altered or undone.dataset is None:
        return
    versions = versions_of_keys(connection, office.ward, undone.dataset, altered)
    later = {
        number
        for version in versions
        for number in (version.from_revision, version.to_revision)
        if number is not None and number > undone.id
    }
    raise UndoBlocked(
        "error.undo_blocked",
        id=undone.id,
        by=", ".join(str(number) for number in sorted(later)),
        count=len(altered),
    )


def _content(version: Version | None) -> object:
    return None if version is None else (dict(version.payload), version.sample)


def _restorable(ended: dict[str, Version], remaining: Sequence[Version]) -> list[NewVersion]:
    """What stood before; sample records stay away where real ones remain."""
    real_remains = any(not version.sample for version in remaining)
    return [
        NewVersion(
            key=version.key,
            area=version.area,
            month_first=version.month_first,
            month_last=version.month_last,
            payload=version.payload,
            sample=version.sample,
            row=version.row,
        )
        for version in ended.values()
        if not (version.sample and real_remains)
    ]


def _displaced(restored: Sequence[NewVersion], remaining: Sequence[Version]) -> dict[str, Version]:
    """The sample records that go because real ones come back."""
    if all(version.sample for version in restored):
        return {}
    return {version.key: version for version in remaining if version.sample}
