"""What is loaded: each dataset's records, months, freshness, and whether it is sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from asahi_metrics.core.calendar import (
    Month,
    Period,
    add_months,
    fiscal_year_of,
    month_of,
    month_range,
)
from asahi_metrics.services import queries
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Dataset


@dataclass(frozen=True)
class DatasetState:
    """One dataset as it stands; ``months`` is None while it has no observations.

    ``provisional`` counts the records that are not final yet.
    """

    id: str
    records: int
    sample: bool
    months: tuple[Month, Month] | None
    revision: int | None
    written_at: datetime | None
    provisional: int = 0


def dataset_states(office: Office) -> dict[str, DatasetState]:
    """The state of every dataset."""
    require(office, "read")
    with office.reading() as connection:
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
        records, sample, provisional = counts.get(dataset_id, (0, False, 0))
        number, moment = writes.get(dataset_id, (None, None))
        states[dataset_id] = DatasetState(
            id=dataset_id,
            records=records,
            sample=sample,
            months=spans[dataset_id],
            revision=number,
            written_at=moment,
            provisional=provisional,
        )
    return states


@dataclass(frozen=True)
class Freshness:
    """How new a dataset's data is: its newest month, and the month by whose end more is due.

    Both are None while it has no data at all, and then nothing is overdue.
    """

    dataset: str
    newest: Month | None = None
    due: Month | None = None
    months_overdue: int = 0

    @property
    def overdue(self) -> bool:
        """Whether the month in which newer data was due has passed."""
        return self.months_overdue > 0


def freshness(states: Iterable[DatasetState], day: date) -> list[Freshness]:
    """Every dataset against its update cycle on a day.

    The longest overdue stand first, then what is due next; what has no data stands last.
    """
    found = [_freshness(one, day) for one in states]
    return sorted(found, key=lambda one: (-one.months_overdue, one.due is None, one.due))


def due_month(dataset: Dataset, newest: Month) -> Month:
    """The month by whose end data newer than ``newest`` should be there.

    It is one update cycle and the grace later; what comes once a year or less often tells
    of a whole fiscal year, so its cycle begins at that year's end.
    """
    yearly = dataset.update_months >= 12
    known_to = Period(fiscal_year_of(newest)).last_month if yearly else newest
    return add_months(known_to, dataset.update_months + dataset.grace_months)


def _freshness(state: DatasetState, day: date) -> Freshness:
    if state.months is None:
        return Freshness(state.id)
    newest = state.months[1]
    due = due_month(dataset_of(state.id), newest)
    # Both ends are in the range: in the month itself nothing is overdue yet.
    late = len(month_range(due, month_of(day))) - 1
    return Freshness(state.id, newest, due, max(late, 0))
