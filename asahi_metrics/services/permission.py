"""Asking whether somebody may, and telling the log: what was done, and what was refused.

Every service begins with ``require`` when it reads and with ``deed`` when it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from asahi_metrics.core import access
from asahi_metrics.core.access import Action, Resource
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.office import Office
from asahi_metrics.store.audit import NewEntry, Outcome, append_entry
from asahi_metrics.store.database import write

Event = Action | str
"""What the log calls an act: an action, or one of the login and of files that leave."""


@dataclass
class Deed:
    """A write that is under way; ``resource`` and ``detail`` are what the log will say of it."""

    connection: Connection
    resource: Resource | None
    detail: dict[str, Any] = field(default_factory=dict)

    def tell(self, resource: Resource | None = None, **detail: Any) -> None:
        """What is known only once it is done: the number of what was written, how much changed."""
        self.resource = resource or self.resource
        self.detail |= detail


def require(office: Office, action: Action, resource: Resource | None = None) -> None:
    """Let the office's principal pass, or log the refusal and raise NotAllowed."""
    try:
        access.require(office.principal, action, resource)
    except NotAllowed as refusal:
        log_refusal(office, action, resource, refusal)
        raise


@contextmanager
def deed(
    office: Office, action: Action, resource: Resource | None = None, **detail: Any
) -> Iterator[Deed]:
    """One write by somebody who may: its entry in the log stands or falls with it.

    What is refused on the way (NotAllowed) is rolled back first and logged then, since a
    second writer would wait for the first.
    """
    about, told = resource, detail
    try:
        access.require(office.principal, action, resource)
        with write(office.engine) as connection:
            doing = Deed(connection, resource, detail)
            try:
                yield doing
            finally:
                about, told = doing.resource, doing.detail
            append_entry(connection, entry_of(office, action, about, "done", told))
    except NotAllowed as refusal:
        log_refusal(office, action, about, refusal, **told)
        raise


def log_refusal(
    office: Office, action: Event, resource: Resource | None, refusal: NotAllowed, **detail: Any
) -> None:
    """Tell the log that somebody was refused, and why."""
    log(office, action, resource, outcome="refused", reason=refusal.key, **detail)


def log(
    office: Office,
    event: Event,
    resource: Resource | None = None,
    *,
    outcome: Outcome = "done",
    **detail: Any,
) -> None:
    """Tell the log of something that is no write of its own."""
    with write(office.engine) as connection:
        append_entry(connection, entry_of(office, event, resource, outcome, detail))


def entry_of(
    office: Office,
    event: Event,
    resource: Resource | None,
    outcome: Outcome,
    detail: Mapping[str, Any],
) -> NewEntry:
    """The entry that names the office's principal."""
    return NewEntry(
        ward=office.ward,
        account=office.principal.account,
        role=office.principal.role,
        action=event,
        resource=str(resource or ""),
        outcome=outcome,
        detail=detail,
    )
