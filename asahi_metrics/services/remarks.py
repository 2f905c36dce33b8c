"""Managers' remarks: a comment or a decision on an indicator or an initiative, and its end.

They stand beside the data and are no revisions of it: undoing an import leaves them alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from asahi_metrics.core.access import Resource, allows
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.free_text import written_text
from asahi_metrics.core.policy import across_years
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.permission import deed, require
from asahi_metrics.store import remarks as stored
from asahi_metrics.store.remarks import Remark, RemarkText, Signature, SubjectKind

LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class OpenDecision:
    """A decision to be carried out; ``days_left`` is negative when overdue, None without a date."""

    remark: Remark
    days_left: int | None

    @property
    def overdue(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0


def add_remark(office: Office, text: RemarkText, *, author: str) -> int:
    """Record a remark under the author's name and the account in use; returns its number."""
    with deed(office, "review", Resource(text.subject_kind, text.subject_id)) as doing:
        _check_subject(office, text)
        _check_due_date(text)
        kept = replace(text, body=written_text(text.body, LONGEST_TEXT))
        written = sign(office, author)
        number = stored.insert_remark(
            doing.connection, ward=office.ward, text=kept, written=written
        )
        doing.tell(remark=number, kind=text.kind)
    return number


def close_decision(office: Office, number: int, *, outcome: str, by: str) -> None:
    """Close a decision with what came of it; only an open one can be closed."""
    with deed(office, "review", Resource("remark", str(number)), closed=True) as doing:
        came, closed = written_text(outcome, LONGEST_TEXT), sign(office, by)
        found = _standing(doing.connection, office, number)
        if found.text.kind != "decision":
            raise AsahiMetricsError("error.remark.no_decision")
        if found.closed is not None:
            raise AsahiMetricsError("error.remark.already_closed", by=found.closed.name)
        stored.mark_closed(doing.connection, office.ward, number, closed=closed, outcome=came)


def withdraw(office: Office, number: int, *, by: str) -> None:
    """Take a remark off the pages; its author's account and administrators may, nobody else."""
    with deed(office, "review", Resource("remark", str(number)), withdrawn=True) as doing:
        withdrawn = sign(office, by)
        found = _standing(doing.connection, office, number)
        if not may_withdraw(office, found):
            raise NotAllowed("error.remark.not_author")
        stored.mark_withdrawn(doing.connection, office.ward, number, withdrawn)


def may_withdraw(office: Office, remark: Remark) -> bool:
    """Whether the principal wrote the remark, or is an administrator."""
    principal = office.principal
    own = remark.written.account == principal.account or principal.role == "administrator"
    return own and allows(principal, "review")


def remarks_on(
    office: Office, kind: SubjectKind, subject_id: str, *, year: int | None = None
) -> list[Remark]:
    """What was remarked on an indicator or an initiative, newest first.

    An initiative has its remarks of all years, under whatever id it had in each.
    """
    require(office, "read")
    ids = _ids_through_years(office, subject_id) if kind == "initiative" else {subject_id}
    with office.reading() as connection:
        return stored.list_remarks(connection, office.ward, subject=(kind, ids), year=year)


def all_remarks(office: Office, year: int | None = None) -> list[Remark]:
    """All remarks of a fiscal year, or of all years, newest first; withdrawn ones are not told."""
    require(office, "read")
    with office.reading() as connection:
        return stored.list_remarks(connection, office.ward, year=year)


def open_decisions(office: Office, *, on: date | None = None) -> list[OpenDecision]:
    """The decisions to be carried out by their due date, overdue ones first, undated ones last.

    ``on`` is the day that counts as today.
    """
    require(office, "read")
    day = on or today()
    with office.reading() as connection:
        found = stored.list_remarks(connection, office.ward, open_only=True)
    ordered = sorted(found, key=lambda one: (one.text.due_on or date.max, one.id))
    return [OpenDecision(one, days_left(one, day)) for one in ordered]


def days_left(remark: Remark, day: date) -> int | None:
    """Days from ``day`` to the due date: 0 on the day itself, negative after it."""
    return (remark.text.due_on - day).days if remark.text.due_on else None


def remark_counts(office: Office) -> Counter[tuple[SubjectKind, str]]:
    """How many remarks each indicator and initiative has, by the id that it had then."""
    return Counter((one.text.subject_kind, one.text.subject_id) for one in all_remarks(office))


def _standing(connection: Connection, office: Office, number: int) -> Remark:
    """The remark of that number, unless it has been withdrawn."""
    found = stored.find_remark(connection, office.ward, number)
    if found.withdrawn is not None:
        raise AsahiMetricsError("error.remark.withdrawn", by=found.withdrawn.name)
    return found


def _check_subject(office: Office, text: RemarkText) -> None:
    if text.subject_kind == "indicator":
        known = text.subject_id in office.catalogue
    else:
        known = any(
            text.subject_id == one.id
            for policy in office.policies.values()
            for one in policy.initiatives
        )
    if not known:
        raise NotFound("error.remark.unknown_subject", id=text.subject_id)


def _check_due_date(text: RemarkText) -> None:
    if text.due_on is None:
        return
    if text.kind != "decision":
        raise AsahiMetricsError("error.remark.comment_with_due_date")
    if text.due_on < today():
        raise AsahiMetricsError("error.remark.due_date_passed")


def _ids_through_years(office: Office, initiative_id: str) -> Collection[str]:
    if not any(initiative_id in policy for policy in office.policies.values()):
        return {initiative_id}
    items = across_years(office.policies, initiative_id).values()
    return {initiative_id, *(one.id for one in items)}


def sign(office: Office, name: str) -> Signature:
    """The signature of whoever acts now, under the name that was written."""
    return Signature(office.signs_as(name), office.principal.account, datetime.now(UTC))
