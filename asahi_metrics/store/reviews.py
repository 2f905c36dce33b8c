"""Quarterly reviews as they were frozen: they are added and read, and nothing changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, select

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import insert_numbered
from asahi_metrics.store.tables import review


@dataclass(frozen=True)
class NewRow:
    """A review before it has its number: ``author`` as written, ``account`` as signed in."""

    ward: str
    year: int
    quarter: int
    author: str
    account: str
    revision: int
    summary: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class ReviewHead:
    """What identifies a frozen review: which quarter, by whom, when, at which revision."""

    id: int
    year: int
    quarter: int
    author: str
    account: str
    created_at: datetime
    revision: int


@dataclass(frozen=True)
class ReviewRow:
    """A frozen review whole, its content still as JSON."""

    head: ReviewHead
    summary: str
    content: dict[str, Any]


_HEAD: tuple[Column[Any], ...] = (
    review.c.id,
    review.c.fiscal_year,
    review.c.quarter,
    review.c.author,
    review.c.account,
    review.c.created_at,
    review.c.revision,
)


def insert_review(connection: Connection, row: NewRow) -> int:
    """Add a review and return its number."""
    return insert_numbered(
        connection,
        review.insert().values(
            ward=row.ward,
            fiscal_year=row.year,
            quarter=row.quarter,
            author=row.author,
            account=row.account,
            created_at=datetime.now(UTC),
            revision=row.revision,
            summary=row.summary,
            content=dict(row.content),
        ),
    )


def list_heads(connection: Connection, ward: str) -> list[ReviewHead]:
    """All reviews without their content, newest first."""
    rows = connection.execute(
        select(*_HEAD).where(review.c.ward == ward).order_by(review.c.id.desc())
    )
    return [_head(row) for row in rows]


def find_review(connection: Connection, ward: str, number: int) -> ReviewRow:
    """The review of that number; raises NotFound."""
    row = connection.execute(
        select(review).where(review.c.ward == ward, review.c.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("error.review.unknown", id=number)
    return ReviewRow(_head(row), row.summary, row.content)


def _head(row: Row[Any]) -> ReviewHead:
    return ReviewHead(
        id=row.id,
        year=row.fiscal_year,
        quarter=row.quarter,
        author=row.author,
        account=row.account,
        created_at=row.created_at,
        revision=row.revision,
    )
