"""Logins: when each began, when it was last used, and that it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from asahi_metrics.store.tables import login


@dataclass(frozen=True)
class StoredLogin:
    """A login by its key."""

    key: str
    account: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


def insert_login(connection: Connection, ward: str, new: StoredLogin) -> None:
    """Keep a login that has begun."""
    connection.execute(
        login.insert().values(
            ward=ward,
            key=new.key,
            account=new.account,
            began_at=new.began_at,
            seen_at=new.seen_at,
        )
    )


def find_login(connection: Connection, ward: str, key: str) -> StoredLogin | None:
    """The login of that key; None for one that never began here."""
    row = connection.execute(select(login).where(login.c.ward == ward, login.c.key == key)).first()
    if row is None:
        return None
    return StoredLogin(row.key, row.account, row.began_at, row.seen_at, row.ended_at)


def mark_seen(connection: Connection, ward: str, moments: Mapping[str, datetime]) -> None:
    """Move on when logins were last used; one that was used later already stays as it is."""
    for key, moment in moments.items():
        connection.execute(
            login.update()
            .where(login.c.ward == ward, login.c.key == key, login.c.seen_at < moment)
            .values(seen_at=moment)
        )


def mark_ended(connection: Connection, ward: str, key: str, moment: datetime) -> bool:
    """End a login; returns whether it was still open."""
    ended = connection.execute(
        login.update()
        .where(login.c.ward == ward, login.c.key == key, login.c.ended_at.is_(None))
        .values(ended_at=moment)
    )
    return bool(ended.rowcount)


def end_all_logins(connection: Connection, ward: str, moment: datetime) -> None:
    """End every login that is still open."""
    connection.execute(
        login.update()
        .where(login.c.ward == ward, login.c.ended_at.is_(None))
        .values(ended_at=moment)
    )


def delete_logins_before(connection: Connection, ward: str, moment: datetime) -> None:
    """Forget logins that began before a moment."""
    connection.execute(login.delete().where(login.c.ward == ward, login.c.began_at < moment))
