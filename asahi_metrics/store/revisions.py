"""Revisions: every write to the database is one, and can be told and undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, func, select

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.stage import Stage
from asahi_metrics.store.database import insert_numbered
from asahi_metrics.store.tables import revision, source_file

RevisionKind = Literal["import", "sample", "undo", "boundaries", "town_table", "repair"]


@dataclass(frozen=True)
class Counts:
    """How many records a revision wrote anew, replaced, left as they were, took away."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the stored records stay as they are."""
        return not (self.new or self.changed or self.withdrawn)


@dataclass(frozen=True)
class Revision:
    """One write, as the history tells it; ``stage`` is that of the file that was loaded."""

    id: int
    kind: RevisionKind
    dataset: str | None
    actor: str
    created_at: datetime
    file_name: str | None
    file_sha256: str | None
    sample: bool
    counts: Counts
    undoes: int | None = None
    undone_by: int | None = None
    stage: Stage | None = None


@dataclass(frozen=True)
class Writing:
    """What is known of a write before it has its number."""

    ward: str
    kind: RevisionKind
    actor: str
    dataset: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    sample: bool = False
    counts: Counts = Counts()
    undoes: int | None = None
    stage: Stage | None = None


def add_revision(connection: Connection, writing: Writing) -> int:
    """Write the revision's row and return its number."""
    counts = writing.counts
    return insert_numbered(
        connection,
        revision.insert().values(
            ward=writing.ward,
            kind=writing.kind,
            dataset=writing.dataset,
            actor=writing.actor,
            created_at=datetime.now(UTC),
            file_name=writing.file_name,
            file_sha256=writing.file_sha256,
            sample=writing.sample,
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            withdrawn=counts.withdrawn,
            undoes=writing.undoes,
            stage=writing.stage,
        ),
    )


def latest_revision(connection: Connection, ward: str) -> int:
    """The number of the newest revision, 0 in an empty database."""
    newest = connection.scalar(select(func.max(revision.c.id)).where(revision.c.ward == ward))
    return int(newest or 0)


def list_revisions(connection: Connection, ward: str) -> list[Revision]:
    """All revisions, newest first, each with the one that undid it for good."""
    rows = connection.execute(
        select(revision).where(revision.c.ward == ward).order_by(revision.c.id.desc())
    ).all()
    undone: dict[int, int] = {}
    for row in rows:
        # Newest first: an undo that was itself undone has no effect any more.
        if row.undoes is not None and row.id not in undone:
            undone[row.undoes] = row.id
    return [
        Revision(
            id=row.id,
            kind=row.kind,
            dataset=row.dataset,
            actor=row.actor,
            created_at=row.created_at,
            file_name=row.file_name,
            file_sha256=row.file_sha256,
            sample=row.sample,
            counts=Counts(row.new, row.changed, row.unchanged, row.withdrawn),
            undoes=row.undoes,
            undone_by=undone.get(row.id),
            stage=row.stage,
        )
        for row in rows
    ]


def find_revision(connection: Connection, ward: str, number: int) -> Revision:
    """The revision of that number; raises NotFound."""
    for found in list_revisions(connection, ward):
        if found.id == number:
            return found
    raise NotFound("error.unknown_revision", id=number)


def keep_file(connection: Connection, *, ward: str, sha256: str, content: bytes) -> None:
    """Keep the original file once, under its hash."""
    known = connection.scalar(
        select(source_file.c.sha256).where(
            source_file.c.ward == ward, source_file.c.sha256 == sha256
        )
    )
    if known is None:
        connection.execute(source_file.insert().values(ward=ward, sha256=sha256, content=content))


def list_files(connection: Connection, ward: str) -> list[str]:
    """The hashes of all files that are kept."""
    found = select(source_file.c.sha256).where(source_file.c.ward == ward)
    return list(connection.scalars(found.order_by(source_file.c.sha256)))


def revisions_without_file(connection: Connection, ward: str) -> list[int]:
    """The revisions that were made from a file which is not kept any more."""
    kept = select(source_file.c.sha256).where(source_file.c.ward == ward)
    found = select(revision.c.id).where(
        revision.c.ward == ward,
        revision.c.file_sha256.is_not(None),
        revision.c.file_sha256.not_in(kept),
    )
    return list(connection.scalars(found.order_by(revision.c.id)))


def read_file(connection: Connection, *, ward: str, sha256: str) -> bytes:
    """The original file with that hash; raises NotFound."""
    content = connection.scalar(
        select(source_file.c.content).where(
            source_file.c.ward == ward, source_file.c.sha256 == sha256
        )
    )
    if content is None:
        raise NotFound("error.unknown_file", sha256=sha256)
    return bytes(content)
