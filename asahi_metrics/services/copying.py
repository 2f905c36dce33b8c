"""Moving the ward to another database: from an SQLite file to PostgreSQL, or back."""

from __future__ import annotations

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.store.copying import Progress, Tally, copy_ward
from asahi_metrics.store.database import open_database, write


def copy_to(office: Office, url: str, progress: Progress | None = None) -> dict[str, Tally]:
    """Copy all of the ward into the database of that URL, whose tables are made if need be.

    The office can go on being worked in: what is copied is its state at the start. Raises
    AsahiMetricsError where the target holds the ward already, or cannot be reached.
    """
    require(office, "configure")
    if not office.revision():
        raise AsahiMetricsError("error.database_empty")
    target = open_database(url, office.ward)
    try:
        with office.engine.connect() as source, write(target) as connection:
            return copy_ward(source, connection, office.ward, progress)
    finally:
        target.dispose()
