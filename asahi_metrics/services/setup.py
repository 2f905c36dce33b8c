"""Filling an empty database: the facts of the ward pack, then the sample pack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from asahi_metrics.core.errors import CatalogueError
from asahi_metrics.services.importing import store_records
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import dataset_resource
from asahi_metrics.services.permission import deed, require
from asahi_metrics.services.queries import dataset_states
from asahi_metrics.services.territory import has_boundaries, put_first_boundaries
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources import datasets
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.sampling import sample_table, sample_ward
from asahi_metrics.sources.spec import Dataset, Table
from asahi_metrics.store.revisions import RevisionKind, Writing

Step = Callable[[str], None]
"""Is told what comes next: the id of a dataset, or ``boundaries``."""

_CENSUS_DAY = "2020-10-01"


def fill_if_empty(office: Office, step: Step | None = None) -> bool:
    """Fill a new database; returns whether there was anything to do.

    The boundaries come last and show that the rest is there: a start that was broken off
    is taken up again where it ended. Processes that start at once each do what is still to do.
    """
    require(office, "configure")
    if has_boundaries(office):
        return False
    from asahi_metrics.services.geography import schematic  # noqa: PLC0415 - slow to import

    _tell(step, "census")
    _store(office, dataset_of("census"), _census(office), kind="import")
    load_sample(office, step)
    _tell(step, "boundaries")
    put_first_boundaries(office, schematic(office.pack))
    return True


def load_sample(office: Office, step: Step | None = None) -> list[str]:
    """Load the sample where there is no real data; returns the ids of what was not there yet."""
    require(office, "configure")
    ward = sample_ward(office.pack)
    with office.engine.connect() as connection:
        states = dataset_states(connection, office.ward)
    loaded = []
    for dataset in datasets().values():
        _, is_sample, _ = states.get(dataset.id, (0, True, 0))
        table = sample_table(dataset, ward)
        if is_sample and table.rows:
            _tell(step, dataset.id)
            if _store(office, dataset, table, kind="sample") is not None:
                loaded.append(dataset.id)
    return loaded


def _tell(step: Step | None, what: str) -> None:
    if step:
        step(what)


def _census(office: Office) -> Table:
    """The census figures of the ward pack as a table of the census dataset."""
    dataset = dataset_of("census")
    rows = [
        (number, (_CENSUS_DAY, code, town.households, town.population))
        for number, (code, town) in enumerate(office.pack.towns.items(), start=2)
    ]
    return Table(None, tuple(column.header for column in dataset.columns), 1, list(rows))


def _store(office: Office, dataset: Dataset, table: Table, *, kind: RevisionKind) -> int | None:
    # The pack's own tables may run ahead of the machine's clock.
    checked = check(table, dataset, office.names, today=date.max)
    if checked.refused:
        first = checked.findings[0]
        raise CatalogueError("error.pack_refused", dataset=dataset.id, code=first.code)
    writing = Writing(
        ward=office.ward,
        kind=kind,
        actor=office.principal.account,
        dataset=dataset.id,
        sample=kind == "sample",
        stage="final" if kind == "import" else None,
    )
    with deed(office, "configure", dataset_resource(office, dataset), kind=kind) as doing:
        number = store_records(doing.connection, office, writing, records=checked.records)
        doing.tell(revision=number)
    return number
