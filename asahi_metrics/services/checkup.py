"""The doctor's whole round: the database first, then what is around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.checks import Check
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.checkup_machine import check_machine
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.store.database import require_database


def check_up(office: Office) -> Iterator[Check]:
    """Every point in turn; of a database that cannot be read nothing more can be said."""
    found = list(check_database(office))
    yield from found
    if found[-1].name not in {"integrity", "schema"}:
        yield from check_machine(office)


@contextmanager
def existing_office(settings: Settings) -> Iterator[Office]:
    """The office on a database that is there; raises DatabaseFailing where none is.

    Whoever opens one else makes it, and fills it.
    """
    require_database(settings.database_url)
    office = open_office(settings)
    try:
        yield office
    finally:
        office.engine.dispose()


def unopened(error: DatabaseFailing) -> Check:
    """The point that a database which does not open comes to."""
    return Check("database", "wrong", {"error": error})
