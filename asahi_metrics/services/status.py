"""What is loaded: each dataset's records, months, freshness, and whether it is sample."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from asahi_metrics.core.access import require
from asahi_metrics.core.calendar import Month
from asahi_metrics.services import queries
from asahi_metrics.services.office import Office
from asahi_metrics.sources import datasets


@dataclass(frozen=True)
class DatasetState:
    """One dataset as it stands; ``months`` is None while it has no observations."""

    id: str
    records: int
    sample: bool
    months: tuple[Month, Month] | None
    revision: int | None
    written_at: datetime | None


def dataset_states(office: Office) -> dict[str, DatasetState]:
    """The state of every dataset."""
    require(office.principal, "read")
    with office.engine.connect() as connection:
        counts = queries.dataset_states(connection, office.ward)
        writes = queries.last_writes(connection, office.ward)
        spans = {
            dataset.id: queries.covered(
                connection, office.ward, [series.id for series in dataset.series]
            )
            for dataset in datasets().values()
        }
    states = {}
    for dataset_id in datasets():
        records, sample = counts.get(dataset_id, (0, False))
        number, moment = writes.get(dataset_id, (None, None))
        states[dataset_id] = DatasetState(
            id=dataset_id,
            records=records,
            sample=sample,
            months=spans[dataset_id],
            revision=number,
            written_at=moment.replace(tzinfo=UTC) if moment else None,
        )
    return states
