"""What the audit log says of an office, for the tests that look into it."""

from __future__ import annotations

from asahi_metrics.services.office import LOCAL_USER, Office
from asahi_metrics.store.audit import Entry, Filter, list_entries


def entries(office: Office, action: str = "") -> list[Entry]:
    """The entries of an action, or all, oldest first."""
    with office.acting_as(LOCAL_USER).engine.connect() as connection:
        return list_entries(connection, office.ward, Filter(action=action))[::-1]


def told(office: Office, action: str = "") -> list[tuple[str, str, str, str]]:
    """Account, action, resource and outcome of each."""
    return [(one.account, one.action, one.resource, one.outcome) for one in entries(office, action)]
