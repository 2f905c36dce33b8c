"""The check-up of a database: whole, complete, and its figures following from its records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from asahi_metrics.analysis.derivation import Cell
from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.services import queries
from asahi_metrics.services.audit_log import check_log
from asahi_metrics.services.checks import Check, ok_or_wrong
from asahi_metrics.services.deriving import derived_cells
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Dataset
from asahi_metrics.store import revisions as stored
from asahi_metrics.store.schema import differences

Cells = Mapping[Cell, tuple[float | None, int, int]]
"""Value, missing reports and provisional records by series, month, area and item."""

_NAMED = 5


def check_database(office: Office) -> Iterator[Check]:
    """Every point in turn; none after one that leaves nothing to rely on."""
    require(office, "read")
    with office.reading() as connection:
        whole = _check_integrity(connection)
        yield whole
        if not whole.passed:
            return
        gaps = differences(connection)
        yield ok_or_wrong("schema", not gaps, gaps=_listed(gaps))
        if gaps:
            return
        broken = queries.broken_references(connection)
        yield ok_or_wrong("references", not broken, tables=_listed(broken))
        yield _check_series(office)
        yield _check_log(office)
        yield _check_files(connection, office)
        for dataset in datasets().values():
            yield _check_derived(connection, office, dataset)


def _check_integrity(connection: Connection) -> Check:
    try:
        problem: object = queries.integrity(connection)
    except DatabaseFailing as error:
        problem = error
    return ok_or_wrong("integrity", problem is None, problem=problem)


def differs(connection: Connection, office: Office, dataset: Dataset) -> int:
    """How many observations of the dataset are not what its records come to."""
    stored_cells = _stored_cells(connection, office, dataset)
    derived = derived_cells(connection, derivation(connection, office), dataset)
    return _wrong(stored_cells, derived)


def _check_series(office: Office) -> Check:
    known = {series.id for dataset in datasets().values() for series in dataset.series}
    wanted = {name for one in office.catalogue for term in one.terms for name in term.series}
    lacking = sorted(wanted - known)
    return ok_or_wrong("series", not lacking, series=_listed(lacking))


def _check_log(office: Office) -> Check:
    """The log's length and last hash: kept elsewhere, they show an end that was cut off."""
    chain = check_log(office)
    told = {"count": chain.length, "sha256": chain.sha256[:16], "broken": chain.broken_at}
    return ok_or_wrong("audit", chain.broken_at is None, **told)


def _check_files(connection: Connection, office: Office) -> Check:
    """Every file that was loaded is still there as it was."""
    altered = [
        sha256[:12]
        for sha256 in stored.list_files(connection, office.ward)
        if hashlib.sha256(stored.read_file(connection, ward=office.ward, sha256=sha256)).hexdigest()
        != sha256
    ]
    lost = [f"{number}" for number in stored.revisions_without_file(connection, office.ward)]
    count = len(stored.list_files(connection, office.ward))
    return ok_or_wrong(
        "files",
        not altered and not lost,
        count=count,
        altered=_listed(altered),
        lost=_listed(lost),
    )


def _check_derived(connection: Connection, office: Office, dataset: Dataset) -> Check:
    count = len(_stored_cells(connection, office, dataset))
    wrong = differs(connection, office, dataset)
    return ok_or_wrong("derived", not wrong, dataset=dataset.id, count=count, wrong=wrong)


def _stored_cells(connection: Connection, office: Office, dataset: Dataset) -> Cells:
    return queries.stored_cells(connection, office.ward, [series.id for series in dataset.series])


def _wrong(kept: Cells, derived: Cells) -> int:
    return sum(kept.get(cell) != derived.get(cell) for cell in kept.keys() | derived.keys())


def _listed(names: list[str]) -> str:
    """The names, or as many as one line holds."""
    more = f" … ({len(names)})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
