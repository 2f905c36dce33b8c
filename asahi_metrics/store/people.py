"""The people whose roles were given by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from asahi_metrics.core.access import Entitlement
from asahi_metrics.store.tables import account


@dataclass(frozen=True)
class Person:
    """An account and what it is entitled to, with who said so when."""

    account: str
    entitlement: Entitlement
    changed_at: datetime
    changed_by: str


def list_people(connection: Connection, ward: str) -> list[Person]:
    """Everybody in the table, by account."""
    query = select(account).where(account.c.ward == ward).order_by(account.c.account)
    return [_person(row) for row in connection.execute(query)]


def find_person(connection: Connection, ward: str, name: str) -> Person | None:
    """The person of an account; None for one that the table does not have."""
    query = select(account).where(account.c.ward == ward, account.c.account == name)
    row = connection.execute(query).first()
    return _person(row) if row else None


def put_person(
    connection: Connection, ward: str, name: str, entitled: Entitlement, *, changed_by: str
) -> None:
    """Enter an account, or change what it is entitled to."""
    delete_person(connection, ward, name)
    connection.execute(
        account.insert().values(
            ward=ward,
            account=name,
            role=entitled.role,
            districts=sorted(entitled.districts),
            sections=sorted(entitled.sections),
            changed_at=datetime.now(UTC),
            changed_by=changed_by,
        )
    )


def delete_person(connection: Connection, ward: str, name: str) -> bool:
    """Take an account out of the table; returns whether it was there."""
    gone = account.delete().where(account.c.ward == ward, account.c.account == name)
    return bool(connection.execute(gone).rowcount)


def _person(row: Row[Any]) -> Person:
    entitled = Entitlement(row.role, frozenset(row.districts), frozenset(row.sections))
    return Person(row.account, entitled, row.changed_at, row.changed_by)
