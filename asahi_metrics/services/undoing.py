"""Taking the records of a revision back: what it wrote ends, what it ended stands again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.errors import UndoBlocked
from asahi_metrics.services.deriving import derive
from asahi_metrics.services.importing import write_difference
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import require_own
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.store.records import (
    Version,
    areas_of,
    live_kinds,
    live_with_keys,
    stream_live,
    stream_touched,
    versions_of_keys,
    versions_with_ids,
)
from asahi_metrics.store.revisions import Counts, Revision, Writing, add_revision


@dataclass(frozen=True)
class _Touched:
    """What a revision did to the records, by their keys.

    Of the versions it wrote and of those it ended, number and whether they are sample are
    kept; whole only those ``overwritten`` since.
    """

    written: dict[str, tuple[int, bool]] = field(default_factory=dict)
    former: dict[str, tuple[int, bool]] = field(default_factory=dict)
    overwritten: dict[str, Version] = field(default_factory=dict)
    spans: set[tuple[Month, Month]] = field(default_factory=set)

    def add(self, versions: Iterable[Version], number: int) -> None:
        """Sort the versions that revision ``number`` wrote or ended."""
        for one in versions:
            self.spans.add((one.month_first, one.month_last))
            if one.to_revision == number:
                self.former[one.key] = one.id, one.sample
            else:
                self.written[one.key] = one.id, one.sample
                if one.to_revision is not None:
                    self.overwritten[one.key] = one


@dataclass(frozen=True)
class _Restoring:
    """What an undo writes and ends: versions by number, and how the records change by it."""

    restored: dict[str, tuple[int, bool]]
    closed: list[int]
    displaced: list[int]

    @property
    def versions(self) -> list[int]:
        """All that it writes again or ends."""
        restored = [number for number, _ in self.restored.values()]
        return [*restored, *self.closed, *self.displaced]


def undo_records(connection: Connection, office: Office, undone: Revision, dataset_id: str) -> int:
    """Restore the records that stood before a revision; returns the number of the undo.

    Raises UndoBlocked where a record is not as the revision left it.
    """
    touched = _Touched()
    touched.add(stream_touched(connection, office.ward, undone.id), undone.id)
    live = _require_untouched_since(connection, office, undone, dataset_id, touched)
    plan = _plan(connection, office, dataset_id, touched, live)
    areas = areas_of(connection, office.ward, plan.versions)
    require_own(connection, office, "undo", dataset_of(dataset_id), areas)
    writing = Writing(
        ward=office.ward,
        kind="undo",
        actor=office.principal.account,
        dataset=dataset_id,
        sample=any(sample for _, sample in plan.restored.values()),
        counts=_counts(touched, plan),
        undoes=undone.id,
    )
    number = add_revision(connection, writing)
    write_difference(
        connection,
        office.ward,
        dataset_id,
        number=number,
        fresh=versions_with_ids(
            connection, office.ward, [one for one, _ in plan.restored.values()]
        ),
        closed=[*plan.closed, *plan.displaced],
        count=len(plan.restored),
    )
    derive(connection, derivation(connection, office), dataset_of(dataset_id), touched.spans)
    return number


def _require_untouched_since(
    connection: Connection, office: Office, undone: Revision, dataset_id: str, touched: _Touched
) -> dict[str, Version]:
    """The live versions of what was overwritten since, if they say the same all the same."""
    doubtful = sorted({*touched.overwritten, *(touched.former.keys() - touched.written.keys())})
    found = live_with_keys(connection, office.ward, dataset_id, doubtful)
    live = {version.key: version for version in found}
    altered = [
        key for key in doubtful if _content(touched.overwritten.get(key)) != _content(live.get(key))
    ]
    if altered:
        versions = versions_of_keys(connection, office.ward, dataset_id, altered)
        later = {
            number
            for version in versions
            for number in (version.from_revision, version.to_revision)
            if number is not None and number > undone.id
        }
        raise UndoBlocked(
            "error.undo_blocked",
            id=undone.id,
            by=", ".join(str(number) for number in sorted(later)),
            count=len(altered),
        )
    return live


def _content(version: Version | None) -> object:
    return None if version is None else (dict(version.payload), version.sample, version.stage)


def _plan(
    connection: Connection,
    office: Office,
    dataset_id: str,
    touched: _Touched,
    live: dict[str, Version],
) -> _Restoring:
    """What comes back and what goes; sample records and real ones never stand together."""
    closed = {
        key: (live[key].id, live[key].sample) if key in live else written
        for key, written in touched.written.items()
    }
    staying = live_kinds(connection, office.ward, dataset_id)
    for _, sample in closed.values():
        staying[sample] -= 1
    restored = {
        key: former for key, former in touched.former.items() if not (former[1] and staying[False])
    }
    displaced = []
    if staying[True] and not all(sample for _, sample in restored.values()):
        ended = {number for number, _ in closed.values()}
        for version in stream_live(connection, office.ward, dataset_id):
            if version.sample and version.id not in ended:
                displaced.append(version.id)
                touched.spans.add((version.month_first, version.month_last))
    return _Restoring(restored, [number for number, _ in closed.values()], displaced)


def _counts(touched: _Touched, plan: _Restoring) -> Counts:
    restored, written = plan.restored.keys(), touched.written.keys()
    return Counts(
        new=len(restored - written),
        changed=len(restored & written),
        withdrawn=len(written - restored) + len(plan.displaced),
    )
