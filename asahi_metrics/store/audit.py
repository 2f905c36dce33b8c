"""The log of who did what: rows in a chain of hashes, which this module adds to and reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, select

from asahi_metrics.store.tables import audit

Outcome = Literal["done", "refused", "failed"]

_LONGEST = 200
_BATCH = 5_000


@dataclass(frozen=True)
class NewEntry:
    """What is to be told; ``detail`` holds no personal data, for it can never be deleted."""

    ward: str
    account: str
    role: str
    action: str
    resource: str
    outcome: Outcome
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One row of the log, by its number within the ward's."""

    number: int
    at: datetime
    account: str
    role: str
    action: str
    resource: str
    outcome: Outcome
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Filter:
    """Which rows are wanted; what is empty or None is not asked about. ``until`` is left out."""

    account: str = ""
    action: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Chain:
    """What the chain of hashes came to: its length, its last hash, and the first wrong row."""

    length: int
    sha256: str
    broken_at: int | None = None


def append_entry(connection: Connection, new: NewEntry) -> int:
    """Add a row within a transaction of ``write``, and return its number.

    Writers wait for each other there, so that no two rows follow the same one.
    """
    last, former = _last(connection, new.ward)
    number = last + 1
    values = {
        "ward": new.ward,
        "number": number,
        "at": datetime.now(UTC),
        "account": new.account[:_LONGEST],
        "role": new.role,
        "action": new.action,
        "resource": new.resource[:_LONGEST],
        "outcome": new.outcome,
        "detail": dict(new.detail),
    }
    sealed = _seal(former, values)
    connection.execute(audit.insert().values(**values, sha256=sealed))
    return number


def go_on_from(connection: Connection, ward: str, other: Connection) -> int | None:
    """Add, within a transaction of ``write``, what another log has beyond the last row of this one.

    Returns how many rows there were; None where this log's last row is not in the other one.
    """
    number, sha256 = _last(connection, ward)
    of_ward = select(audit).where(audit.c.ward == ward)
    if (
        number
        and not other.execute(
            of_ward.where(audit.c.number == number, audit.c.sha256 == sha256)
        ).first()
    ):
        return None
    later = of_ward.where(audit.c.number > number).order_by(audit.c.number)
    rows = [dict(row._mapping) for row in other.execute(later)]
    if rows:
        connection.execute(audit.insert(), rows)
    return len(rows)


def list_entries(
    connection: Connection, ward: str, wanted: Filter, *, limit: int | None = None
) -> list[Entry]:
    """The wanted rows, newest first, at most ``limit`` of them."""
    query = _filtered(select(audit).where(audit.c.ward == ward), wanted)
    rows = connection.execute(query.order_by(audit.c.number.desc()).limit(limit))
    return [_entry(row) for row in rows]


def list_values(
    connection: Connection, ward: str, column: Literal["account", "action"]
) -> list[str]:
    """The accounts or the actions that the log tells of."""
    named = audit.c[column]
    return list(
        connection.scalars(select(named).distinct().where(audit.c.ward == ward).order_by(named))
    )


def check_chain(connection: Connection, ward: str) -> Chain:
    """Whether every row follows the one before it, and is as it was written."""
    former, expected = "", 1
    rows = connection.execute(
        select(audit).where(audit.c.ward == ward).order_by(audit.c.number),
        execution_options={"yield_per": _BATCH},
    )
    for row in rows:
        values = {name: value for name, value in row._mapping.items() if name != "sha256"}
        if row.number != expected or row.sha256 != _seal(former, values):
            return Chain(expected - 1, former, broken_at=expected)
        former, expected = row.sha256, expected + 1
    return Chain(expected - 1, former)


def _last(connection: Connection, ward: str) -> tuple[int, str]:
    """The number and the hash of the last row; 0 and no hash before the first one."""
    last = connection.execute(
        select(audit.c.number, audit.c.sha256)
        .where(audit.c.ward == ward)
        .order_by(audit.c.number.desc())
        .limit(1)
    ).first()
    return (int(last.number), str(last.sha256)) if last else (0, "")


def _seal(former: str, values: Mapping[str, Any]) -> str:
    """The hash of a row and of all before it."""
    told = {**values, "at": values["at"].astimezone(UTC).isoformat(), "former": former}
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _filtered(query: Select[Any], wanted: Filter) -> Select[Any]:
    for column in ("account", "action", "outcome"):
        if value := getattr(wanted, column):
            query = query.where(audit.c[column] == value)
    if wanted.since is not None:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(audit.c.at < wanted.until)
    return query


def _entry(row: Row[Any]) -> Entry:
    told = {name: value for name, value in row._mapping.items() if name not in {"ward", "sha256"}}
    return Entry(**told)
