"""Decks of town meetings: every version of them, which nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, select

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import insert_numbered
from asahi_metrics.store.tables import deck


@dataclass(frozen=True)
class NewDeck:
    """A deck before it has its number; ``replaces`` is the version that it was edited from."""

    ward: str
    title: str
    district: str | None
    year: int
    audience: str
    lang: str
    author: str
    account: str
    content: Mapping[str, Any]
    replaces: int | None = None


@dataclass(frozen=True)
class DeckHead:
    """What identifies a deck: what it is of, by whom, when; ``replaced_by`` is a later version."""

    id: int
    title: str
    district: str | None
    year: int
    audience: str
    lang: str
    author: str
    account: str
    created_at: datetime
    replaces: int | None
    replaced_by: int | None


@dataclass(frozen=True)
class DeckRow:
    """A deck whole, its content still as JSON."""

    head: DeckHead
    content: dict[str, Any]


_d = deck.c
_later = deck.alias("later")
_HEAD: tuple[Column[Any], ...] = (
    _d.id,
    _d.title,
    _d.district,
    _d.fiscal_year,
    _d.audience,
    _d.lang,
    _d.author,
    _d.account,
    _d.created_at,
    _d.replaces,
)
_FROM = deck.outerjoin(_later, (_later.c.ward == _d.ward) & (_later.c.replaces == _d.id))


def insert_deck(connection: Connection, new: NewDeck) -> int:
    """Add a version and return its number."""
    return insert_numbered(
        connection,
        deck.insert().values(
            ward=new.ward,
            title=new.title,
            district=new.district,
            fiscal_year=new.year,
            audience=new.audience,
            lang=new.lang,
            author=new.author,
            account=new.account,
            created_at=datetime.now(UTC),
            content=dict(new.content),
            replaces=new.replaces,
        ),
    )


def list_deck_heads(connection: Connection, ward: str) -> list[DeckHead]:
    """All versions of all decks without their content, newest first."""
    rows = connection.execute(
        select(*_HEAD, _later.c.id.label("replaced_by"))
        .select_from(_FROM)
        .where(_d.ward == ward)
        .order_by(_d.id.desc())
    )
    return [_head(row) for row in rows]


def find_deck(connection: Connection, ward: str, number: int) -> DeckRow:
    """The version of that number; raises NotFound."""
    row = connection.execute(
        select(*_HEAD, _d.content, _later.c.id.label("replaced_by"))
        .select_from(_FROM)
        .where(_d.ward == ward, _d.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("error.meeting.unknown", id=number)
    return DeckRow(_head(row), row.content)


def _head(row: Row[*tuple[Any, ...]]) -> DeckHead:
    return DeckHead(
        id=row.id,
        title=row.title,
        district=row.district,
        year=row.fiscal_year,
        audience=row.audience,
        lang=row.lang,
        author=row.author,
        account=row.account,
        created_at=row.created_at,
        replaces=row.replaces,
        replaced_by=row.replaced_by,
    )
