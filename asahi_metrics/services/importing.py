"""Loading a file: read, check, compare with what is stored, commit as one revision.

The Data page and the command line share this path. Nothing is written before
``commit_import``, and that writes all or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from asahi_metrics.core.errors import AsahiMetricsError, PreviewOutdated
from asahi_metrics.core.events import timed
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.free_text import clean_line
from asahi_metrics.core.progress import Progress, part, untold
from asahi_metrics.core.stage import Stage
from asahi_metrics.services.comparing import Difference, RecordKind, compare
from asahi_metrics.services.deriving import months_to_count, put_counted
from asahi_metrics.services.leaving import Left, left_by
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.own_records import (
    dataset_resource,
    require_own,
    touched_areas,
    within_own,
)
from asahi_metrics.services.permission import deed, require
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.record_list import RecordList
from asahi_metrics.sources.spec import Checked, Dataset
from asahi_metrics.store.records import NewVersion, close_versions, write_versions
from asahi_metrics.store.revisions import Counts, Writing, add_revision, keep_file


@dataclass(frozen=True)
class Plan:
    """What a file would do, before it does it; ``difference`` is None when it is refused."""

    dataset: str
    file_name: str
    content: bytes
    sha256: str
    checked: Checked
    difference: Difference | None
    stage: Stage = "final"
    left: Left = field(default_factory=Left)

    @property
    def refused(self) -> bool:
        """Whether the file has errors, so that nothing of it is taken."""
        return self.difference is None

    @property
    def findings(self) -> Sequence[Finding]:
        """Everything found in the file, errors and notices."""
        return self.checked.findings

    @property
    def counts(self) -> Counts:
        """How many records are new, changed, unchanged and withdrawn; none when refused."""
        return self.difference.counts if self.difference else Counts()

    @property
    def mark(self) -> str:
        """What was told of its changes, in short, to see whether another plan would do the same."""
        return self.difference.mark if self.difference else ""

    @property
    def finalised(self) -> int:
        """How many provisional records become final."""
        return len(self.difference.finalised) if self.difference else 0

    @property
    def reopened(self) -> int:
        """How many final records become provisional, as the file says something else of them."""
        return len(self.difference.reopened) if self.difference else 0

    @property
    def replaces_sample(self) -> bool:
        """Whether sample records make way for those of the file."""
        return self.difference is not None and self.difference.replaces_sample


def plan_import(
    office: Office,
    dataset_id: str,
    file_name: str,
    content: bytes,
    progress: Progress = untold,
    *,
    stage: Stage = "final",
) -> Plan:
    """Read and check a file and tell what it would change; nothing is written.

    ``stage`` is that of all its records: a file is provisional as a whole, or final.
    Raises UnreadableFile when the file as a whole cannot be read; what is wrong with
    its rows stands in the plan's findings. A ``progress`` that raises stops it.
    """
    dataset = dataset_of(dataset_id)
    require(office, "import", dataset_resource(office, dataset))
    table = read_table(content, file_name, dataset, part(progress, 0.0, 0.6))
    checked = check(table, dataset, office.names, today=today(), progress=part(progress, 0.6, 0.8))
    del table
    difference, left = None, Left()
    if not checked.refused:
        with office.reading() as connection:
            difference = compare(
                connection, office.ward, dataset, checked.records,
                kind=RecordKind(stage=stage), progress=part(progress, 0.8, 1.0),
            )  # fmt: skip
            checked = within_own(connection, office, dataset, checked, difference)
            if not checked.refused:
                left = left_by(connection, office, difference)
    progress(1.0)
    return Plan(
        dataset=dataset_id,
        # Names of files can lie as those in cells can.
        file_name=clean_line(file_name),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        checked=checked,
        difference=None if checked.refused else difference,
        stage=stage,
        left=left,
    )


def commit_import(office: Office, plan: Plan, progress: Progress = untold) -> int | None:
    """Store what the plan's file says; returns the revision, None when nothing changes.

    The comparison is made again inside the transaction. Where somebody else has committed
    since the plan was made, so that other records would change than it says, PreviewOutdated
    is raised and nothing is stored: nobody shall commit what he has not seen.
    A ``progress`` that raises leaves all as it was.
    """
    resource = dataset_resource(office, dataset_of(plan.dataset))
    require(office, "import", resource)
    if plan.refused:
        raise AsahiMetricsError("error.import_refused", file=plan.file_name)
    writing = Writing(
        ward=office.ward,
        kind="import",
        actor=office.principal.account,
        dataset=plan.dataset,
        file_name=plan.file_name,
        file_sha256=plan.sha256,
        stage=plan.stage,
    )
    with (
        timed("import", dataset=plan.dataset) as told,
        deed(office, "import", resource, file_sha256=plan.sha256) as doing,
    ):
        number = store_records(
            doing.connection,
            office,
            writing,
            records=plan.checked.records,
            shown=plan.mark,
            progress=progress,
        )
        told |= {"revision": number, "records": len(plan.checked.records)}
        if number is not None:
            keep_file(doing.connection, ward=office.ward, sha256=plan.sha256, content=plan.content)
            progress(1.0)
        doing.tell(revision=number)
    return number


def store_records(
    connection: Connection,
    office: Office,
    writing: Writing,
    *,
    records: RecordList,
    shown: str | None = None,
    progress: Progress = untold,
) -> int | None:
    """Write records as one revision and derive their observations.

    ``shown`` is the mark of the changes that were told before: others are refused with
    PreviewOutdated.
    """
    dataset = _known(writing.dataset)
    found = compare(
        connection, office.ward, dataset, records,
        kind=RecordKind(writing.sample, writing.stage or "final"),
        progress=part(progress, 0.0, 0.2),
    )  # fmt: skip
    if writing.kind == "import" and not found.counts.nothing:
        areas = touched_areas(connection, office, found)
        require_own(connection, office, "import", dataset, areas)
    if shown is not None and shown != found.mark:
        raise PreviewOutdated("error.preview_outdated", file=writing.file_name)
    if found.counts.nothing:
        return None
    number = add_revision(connection, replace(writing, counts=found.counts))
    with_places = derivation(connection, office)
    months = months_to_count(connection, with_places, found.counting, found.spans)
    write_difference(
        connection,
        office.ward,
        dataset.id,
        number=number,
        fresh=found.fresh(),
        closed=found.closed,
        count=len(found.new) + len(found.changed),
        progress=part(progress, 0.2, 0.95),
    )
    put_counted(connection, with_places, dataset, found.counting, months)
    return number


def write_difference(  # noqa: PLR0913 - the parts of one write
    connection: Connection,
    ward: str,
    dataset_id: str,
    *,
    number: int,
    fresh: Iterable[NewVersion],
    closed: Iterable[int],
    count: int,
    progress: Progress = untold,
) -> None:
    """Close and write versions under a revision; ``count`` is how many are to be written."""
    close_versions(connection, ward, closed, number)
    for done in write_versions(
        connection, ward=ward, dataset=dataset_id, versions=fresh, number=number
    ):
        progress(done / count)


def _known(dataset_id: str | None) -> Dataset:
    if dataset_id is None:
        raise AsahiMetricsError("error.unknown_dataset", id="", known="")
    return dataset_of(dataset_id)
