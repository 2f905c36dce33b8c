"""What a file would change, record by record, with the values before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from asahi_metrics.core.stage import Stage
from asahi_metrics.services.comparing import Difference
from asahi_metrics.services.importing import Plan
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import dataset_resource
from asahi_metrics.services.permission import require
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.store.records import payloads

ChangeKind = Literal["changed", "withdrawn", "new", "unchanged"]
CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
"""What is altered comes first, since that is what a reader would regret."""

_BATCH = 1_000

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What a load does to one record: ``before`` is None when new, ``after`` when withdrawn.

    ``restaged`` has the stage before and after of a record that comes to another one.
    """

    kind: ChangeKind
    before: Values | None
    after: Values | None
    row: int | None = None
    restaged: tuple[Stage, Stage] | None = None

    @property
    def values(self) -> Values:
        """What the record says after the load, or said before it goes."""
        return self.after or self.before or {}

    @property
    def altered(self) -> frozenset[str]:
        """The fields that have another value afterwards."""
        if self.before is None or self.after is None:
            return frozenset()
        before, after = self.before, self.after
        return frozenset(name for name in after if before.get(name) != after[name])


def changes(
    office: Office, plan: Plan, kind: ChangeKind, *, first: int = 0, count: int | None = None
) -> Iterator[Change]:
    """The records of one kind in the order of the file, or some of them.

    Former values are read from the store as they are asked for, a thousand at a time.
    """
    require(office, "import", dataset_resource(office, dataset_of(plan.dataset)))
    if plan.difference is None:
        return
    end = None if count is None else first + count
    places, former = _wanted(plan.difference, kind)
    places, former = places[first:end], former[first:end]
    size = max(len(places), len(former))
    for at in range(0, size, _BATCH):
        yield from _some(
            office, plan.difference, kind, places[at : at + _BATCH], former[at : at + _BATCH]
        )


def _wanted(found: Difference, kind: ChangeKind) -> tuple[Sequence[int], Sequence[int]]:
    """The places of the records, and the numbers of the versions they replace."""
    return {
        "new": (found.new, ()),
        "changed": (found.changed, found.former),
        "unchanged": (found.unchanged, ()),
        "withdrawn": ((), found.withdrawn),
    }[kind]


def _some(
    office: Office,
    found: Difference,
    kind: ChangeKind,
    places: Sequence[int],
    former: Sequence[int],
) -> Iterator[Change]:
    with office.reading() as connection:
        before = payloads(connection, office.ward, former) if former else {}
    if not places:
        for number in former:
            yield Change(kind, before[number][0], None)
    for at, place in enumerate(places):
        record = found.records[place]
        known, stage = record.values if kind == "unchanged" else None, found.kind.stage
        if former:
            known, stage = before[former[at]]
        restaged = None if stage == found.kind.stage else (stage, found.kind.stage)
        yield Change(kind, known, record.values, record.row, restaged)
