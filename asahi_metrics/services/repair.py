"""Counting observations anew from the records, which are what was loaded."""

from __future__ import annotations

from asahi_metrics.core.events import timed
from asahi_metrics.services.checkup_database import differs
from asahi_metrics.services.deriving import derive_whole
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import datasets
from asahi_metrics.store.database import write
from asahi_metrics.store.revisions import Writing, add_revision


@timed("repair")
def count_anew(office: Office) -> list[str]:
    """Count the datasets anew whose observations do not follow from their records.

    Each is a revision of its own, so that nobody goes on showing what was kept of the former
    figures; returns the ids of those datasets.
    """
    require(office, "configure")
    repaired = []
    for dataset in datasets().values():
        with write(office.engine) as connection:
            if not differs(connection, office, dataset):
                continue
            writing = Writing(
                ward=office.ward, kind="repair", actor=office.principal.name, dataset=dataset.id
            )
            add_revision(connection, writing)
            derive_whole(connection, derivation(connection, office), dataset)
            repaired.append(dataset.id)
    return repaired
