"""Reading the log of who did what, and telling it of files that leave."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.core.access import Resource
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import log, require
from asahi_metrics.store import audit as stored
from asahi_metrics.store.audit import Chain, Entry, Filter


@dataclass(frozen=True)
class Named:
    """The accounts and the actions that the log tells of, for choosing among them."""

    accounts: tuple[str, ...]
    actions: tuple[str, ...]


def read_log(office: Office, wanted: Filter, *, limit: int | None = None) -> list[Entry]:
    """The wanted entries, newest first."""
    require(office, "audit")
    with office.engine.connect() as connection:
        return stored.list_entries(connection, office.ward, wanted, limit=limit)


def named_in_log(office: Office) -> Named:
    """Whom and what one can look for."""
    require(office, "audit")
    with office.engine.connect() as connection:
        found = (
            tuple(stored.list_values(connection, office.ward, column))
            for column in ("account", "action")
        )
        return Named(*found)


def check_log(office: Office) -> Chain:
    """Whether the log is as it was written, from its first entry to its last."""
    require(office, "read")
    with office.reading() as connection:
        return stored.check_chain(connection, office.ward)


def record_export(office: Office, what: Resource) -> None:
    """Tell the log that a file left; raises NotAllowed for somebody who may not read."""
    require(office, "read", what)
    log(office, "export", what)
