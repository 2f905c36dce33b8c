"""Releases: what the public was told, as it was told, and what was withheld from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from asahi_metrics.store.database import insert_numbered
from asahi_metrics.store.tables import release, release_part

PartKind = Literal["sheet", "cells"]
"""Sheets are what the public sees; cells, with their true values, are for the control alone."""

WITHHELD = "X"
"""Stands in a sheet where a figure is withheld."""

_r, _p = release.c, release_part.c


@dataclass(frozen=True)
class NewRelease:
    """A release before it has its number; ``rules`` and ``content`` are SHA-256."""

    ward: str
    revision: int
    account: str
    threshold: int
    rules: str
    content: str


@dataclass(frozen=True)
class ReleaseHead:
    """What identifies a release: its number, the data's revision, when and by whom."""

    id: int
    ward: str
    revision: int
    account: str
    created_at: datetime
    threshold: int
    rules: str
    content: str


def insert_release(
    connection: Connection,
    new: NewRelease,
    parts: Mapping[PartKind, Mapping[str, Mapping[str, Any]]],
) -> ReleaseHead:
    """Add a release with the parts that differ from those before it."""
    number = insert_numbered(
        connection,
        release.insert().values(
            ward=new.ward,
            revision=new.revision,
            account=new.account,
            created_at=datetime.now(UTC),
            threshold=new.threshold,
            rules_sha256=new.rules,
            content_sha256=new.content,
        ),
    )
    rows = [
        {"release": number, "ward": new.ward, "kind": kind, "name": name, "content": dict(content)}
        for kind, named in parts.items()
        for name, content in named.items()
    ]
    if rows:
        connection.execute(release_part.insert(), rows)
    found = find_release(connection, new.ward, number)
    assert found is not None  # noqa: S101 - just written
    return found


def list_releases(connection: Connection, ward: str) -> list[ReleaseHead]:
    """All releases, newest first."""
    rows = connection.execute(select(release).where(_r.ward == ward).order_by(_r.id.desc()))
    return [_head(row) for row in rows]


def newest_release(connection: Connection, ward: str) -> ReleaseHead | None:
    """The newest release; None when nothing has been released."""
    row = connection.execute(
        select(release).where(_r.ward == ward).order_by(_r.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _head(row)


def find_release(connection: Connection, ward: str, number: int) -> ReleaseHead | None:
    """The release of that number."""
    row = connection.execute(select(release).where(_r.ward == ward, _r.id == number)).one_or_none()
    return None if row is None else _head(row)


def read_sheets(connection: Connection, ward: str, number: int) -> dict[str, dict[str, Any]]:
    """The sheets as they stood at a release, by name: what the public was shown."""
    return _standing(connection, ward, "sheet", number)


def read_cells(connection: Connection, ward: str, number: int) -> dict[str, dict[str, Any]]:
    """The cells as they stood at a release, by name, withheld values among them."""
    return _standing(connection, ward, "cells", number)


def read_all_cells(connection: Connection, ward: str) -> list[tuple[int, str, dict[str, Any]]]:
    """Every part of cells that any release brought: release, name, content; oldest first."""
    rows = connection.execute(
        select(_p.release, _p.name, _p.content)
        .where(_p.ward == ward, _p.kind == "cells")
        .order_by(_p.release, _p.name)
    )
    return [(number, name, content) for number, name, content in rows]


def _standing(
    connection: Connection, ward: str, kind: PartKind, number: int
) -> dict[str, dict[str, Any]]:
    newest = (
        select(_p.name, func.max(_p.release).label("release"))
        .where(_p.ward == ward, _p.kind == kind, _p.release <= number)
        .group_by(_p.name)
        .subquery()
    )
    rows = connection.execute(
        select(_p.name, _p.content)
        .join(newest, (newest.c.name == _p.name) & (newest.c.release == _p.release))
        .where(_p.ward == ward, _p.kind == kind)
        .order_by(_p.name)
    )
    # A part that is no more was put away by an empty one.
    return {name: content for name, content in rows if content}


def _head(row: Row[Any]) -> ReleaseHead:
    return ReleaseHead(
        id=row.id,
        ward=row.ward,
        revision=row.revision,
        account=row.account,
        created_at=row.created_at,
        threshold=row.threshold,
        rules=row.rules_sha256,
        content=row.content_sha256,
    )
