"""Loading a file: read, check, compare with what is stored, commit as one revision.

The Data page and the command line share this path. Nothing is written before
``commit_import``, and that writes all or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection

from asahi_metrics.core.access import require
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.findings import Finding
from asahi_metrics.services.deriving import derive, touched_months
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Checked, Dataset, Record
from asahi_metrics.store.database import write
from asahi_metrics.store.records import (
    NewVersion,
    Version,
    close_versions,
    live_versions,
    write_versions,
)
from asahi_metrics.store.revisions import Counts, Writing, add_revision, keep_file

ChangeKind = Literal["new", "changed", "withdrawn"]

Progress = Callable[[float], None]
"""Is told how much of the work is done, from 0.0 to 1.0."""


@dataclass(frozen=True)
class Change:
    """What a load does to one record: ``before`` is None when new, ``after`` when withdrawn."""

    kind: ChangeKind
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    row: int | None = None


@dataclass(frozen=True)
class Plan:
    """What a file would do, before it does it."""

    dataset: str
    file_name: str
    content: bytes
    sha256: str
    checked: Checked
    changes: tuple[Change, ...]
    counts: Counts
    replaces_sample: bool

    @property
    def refused(self) -> bool:
        """Whether the file has errors, so that nothing of it is taken."""
        return self.checked.refused

    @property
    def findings(self) -> Sequence[Finding]:
        """Everything found in the file, errors and notices."""
        return self.checked.findings


@dataclass(frozen=True)
class _Difference:
    fresh: list[NewVersion]
    closed: list[Version]
    changes: list[Change]
    counts: Counts
    replaces_sample: bool


def plan_import(office: Office, dataset_id: str, file_name: str, content: bytes) -> Plan:
    """Read and check a file and tell what it would change.

    Raises UnreadableFile when the file as a whole cannot be read; what is wrong with
    its rows stands in the plan's findings.
    """
    require(office.principal, "import")
    dataset = dataset_of(dataset_id)
    table = read_table(content, file_name, dataset)
    checked = check(table, dataset, office.names, today=today())
    with office.engine.connect() as connection:
        stored = live_versions(connection, office.ward, dataset_id)
    found = _compare([] if checked.refused else checked.records, stored, sample=False)
    return Plan(
        dataset=dataset_id,
        file_name=file_name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        checked=checked,
        changes=() if checked.refused else tuple(found.changes),
        counts=Counts() if checked.refused else found.counts,
        replaces_sample=found.replaces_sample and not checked.refused,
    )


def commit_import(office: Office, plan: Plan, progress: Progress | None = None) -> int | None:
    """Store what the plan's file says; returns the revision, None when nothing changes.

    The comparison is made again inside the transaction, since somebody else may have
    committed since the plan was made.
    """
    require(office.principal, "import")
    if plan.refused:
        raise AsahiMetricsError("error.import_refused", file=plan.file_name)
    writing = Writing(
        ward=office.ward,
        kind="import",
        actor=office.principal.name,
        dataset=plan.dataset,
        file_name=plan.file_name,
        file_sha256=plan.sha256,
    )
    with write(office.engine) as connection:
        number = store_records(
            connection, office, writing, records=plan.checked.records, progress=progress
        )
        if number is not None:
            keep_file(connection, ward=office.ward, sha256=plan.sha256, content=plan.content)
    return number


def store_records(
    connection: Connection,
    office: Office,
    writing: Writing,
    *,
    records: Sequence[Record],
    progress: Progress | None = None,
) -> int | None:
    """Write records as one revision and derive their observations."""
    dataset = _known(writing.dataset)
    stored = live_versions(connection, office.ward, dataset.id)
    found = _compare(records, stored, sample=writing.sample)
    if found.counts.nothing:
        return None
    number = add_revision(connection, replace(writing, counts=found.counts))
    write_difference(
        connection,
        office,
        dataset,
        number=number,
        fresh=found.fresh,
        closed=found.closed,
        progress=progress,
    )
    return number


def write_difference(  # noqa: PLR0913 - the parts of one write
    connection: Connection,
    office: Office,
    dataset: Dataset,
    *,
    number: int,
    fresh: Sequence[NewVersion],
    closed: Sequence[Version],
    progress: Progress | None = None,
) -> None:
    """Close and write versions under a revision and bring the observations in step."""
    close_versions(connection, (version.id for version in closed), number)
    for done in write_versions(
        connection, ward=office.ward, dataset=dataset.id, versions=fresh, number=number
    ):
        if progress:
            progress(0.8 * done / len(fresh))
    touched = touched_months([*fresh, *closed])
    derive(connection, derivation(connection, office), dataset, touched)
    if progress:
        progress(1.0)


def _compare(records: Sequence[Record], stored: Sequence[Version], *, sample: bool) -> _Difference:
    """Set the records against the stored ones, by key.

    Sample records never stand beside real ones: they go when real ones come, and come
    only where there are none.
    """
    if sample and any(not version.sample for version in stored):
        return _Difference([], [], [], Counts(), replaces_sample=False)
    over_sample = bool(records) and any(version.sample for version in stored)
    replaces_sample = over_sample and not sample
    by_key = {version.key: version for version in stored}
    fresh: list[NewVersion] = []
    closed: list[Version] = []
    changes: list[Change] = []
    unchanged = 0
    for record in records:
        before = by_key.pop(record.key, None)
        if before is not None and before.payload == record.values and before.sample == sample:
            unchanged += 1
            continue
        fresh.append(_fresh(record, sample=sample))
        if before is not None:
            closed.append(before)
        known = None if before is None or (before.sample and replaces_sample) else before.payload
        kind: ChangeKind = "new" if known is None else "changed"
        changes.append(Change(kind, record.key, known, record.values, record.row))
    if over_sample:
        closed += by_key.values()
        changes += [
            Change("withdrawn", version.key, version.payload, None) for version in by_key.values()
        ]
    kinds = [change.kind for change in changes]
    return _Difference(
        fresh=fresh,
        closed=closed,
        changes=changes,
        counts=Counts(
            new=kinds.count("new"),
            changed=kinds.count("changed"),
            unchanged=unchanged,
            withdrawn=kinds.count("withdrawn"),
        ),
        replaces_sample=replaces_sample,
    )


def _fresh(record: Record, *, sample: bool) -> NewVersion:
    return NewVersion(
        key=record.key,
        area=record.area,
        month_first=record.month_first,
        month_last=record.month_last,
        payload=record.values,
        sample=sample,
        row=record.row,
    )


def _known(dataset_id: str | None) -> Dataset:
    if dataset_id is None:
        raise AsahiMetricsError("error.unknown_dataset", id="", known="")
    return dataset_of(dataset_id)
