"""Remarks: managers' comments and decisions, which are closed or withdrawn but never rewritten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, select, update

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import insert_numbered
from asahi_metrics.store.tables import remark

SubjectKind = Literal["indicator", "initiative"]
RemarkKind = Literal["comment", "decision"]


@dataclass(frozen=True)
class Signature:
    """Who did something and when: the name as written, and the account that it was done under."""

    name: str
    account: str
    at: datetime


@dataclass(frozen=True)
class RemarkText:
    """What a remark says, and of what; ``due_on`` is a decision's alone, and may be missing."""

    subject_kind: SubjectKind
    subject_id: str
    year: int
    kind: RemarkKind
    body: str
    due_on: date | None = None


@dataclass(frozen=True)
class Remark:
    """A remark as it stands; ``outcome`` is what came of a closed decision."""

    id: int
    text: RemarkText
    written: Signature
    closed: Signature | None = None
    outcome: str | None = None
    withdrawn: Signature | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is a decision that somebody has yet to carry out."""
        return self.text.kind == "decision" and self.closed is None and self.withdrawn is None


def insert_remark(
    connection: Connection, *, ward: str, text: RemarkText, written: Signature
) -> int:
    """Write a remark and return its number."""
    return insert_numbered(
        connection,
        remark.insert().values(
            ward=ward,
            subject_kind=text.subject_kind,
            subject_id=text.subject_id,
            fiscal_year=text.year,
            kind=text.kind,
            body=text.body,
            due_on=text.due_on,
            author=written.name,
            account=written.account,
            created_at=written.at,
        ),
    )


def mark_closed(
    connection: Connection, ward: str, number: int, *, closed: Signature, outcome: str
) -> None:
    """Close a decision with what came of it."""
    connection.execute(
        update(remark)
        .where(remark.c.ward == ward, remark.c.id == number)
        .values(
            closed_by=closed.name,
            closed_account=closed.account,
            closed_at=closed.at,
            outcome=outcome,
        )
    )


def mark_withdrawn(connection: Connection, ward: str, number: int, withdrawn: Signature) -> None:
    """Withdraw a remark: it stays in the table and is shown no more."""
    connection.execute(
        update(remark)
        .where(remark.c.ward == ward, remark.c.id == number)
        .values(
            withdrawn_by=withdrawn.name,
            withdrawn_account=withdrawn.account,
            withdrawn_at=withdrawn.at,
        )
    )


def find_remark(connection: Connection, ward: str, number: int) -> Remark:
    """The remark of that number, withdrawn or not; raises NotFound."""
    row = connection.execute(
        select(remark).where(remark.c.ward == ward, remark.c.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("error.remark.unknown", id=number)
    return _remark(row)


def list_remarks(
    connection: Connection,
    ward: str,
    *,
    subject: tuple[SubjectKind, Collection[str]] | None = None,
    year: int | None = None,
    open_only: bool = False,
) -> list[Remark]:
    """The remarks that are not withdrawn, newest first.

    ``subject`` is a kind and the ids that the subject has had; ``open_only`` leaves the
    decisions that are not closed.
    """
    wanted: list[ColumnElement[bool]] = [remark.c.ward == ward, remark.c.withdrawn_at.is_(None)]
    if subject is not None:
        wanted += [remark.c.subject_kind == subject[0], remark.c.subject_id.in_(subject[1])]
    if year is not None:
        wanted.append(remark.c.fiscal_year == year)
    if open_only:
        wanted += [remark.c.kind == "decision", remark.c.closed_at.is_(None)]
    rows = connection.execute(select(remark).where(*wanted).order_by(remark.c.id.desc()))
    return [_remark(row) for row in rows]


def _remark(row: Row[Any]) -> Remark:
    return Remark(
        id=row.id,
        text=RemarkText(
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            year=row.fiscal_year,
            kind=row.kind,
            body=row.body,
            due_on=row.due_on,
        ),
        written=Signature(row.author, row.account, row.created_at),
        closed=_signature(row.closed_by, row.closed_account, row.closed_at),
        outcome=row.outcome,
        withdrawn=_signature(row.withdrawn_by, row.withdrawn_account, row.withdrawn_at),
    )


def _signature(name: str | None, account: str | None, at: datetime | None) -> Signature | None:
    if name is None or account is None or at is None:
        return None
    return Signature(name, account, at)
