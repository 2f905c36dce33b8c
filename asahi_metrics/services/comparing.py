"""Setting the records of a file against the stored ones, without holding the stored ones."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import Connection

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.progress import Progress, untold
from asahi_metrics.core.stage import Stage
from asahi_metrics.services.counting import Counting
from asahi_metrics.sources.record_list import RecordList
from asahi_metrics.sources.spec import Dataset
from asahi_metrics.store.records import (
    NewVersion,
    Version,
    live_kinds,
    live_span,
    live_with_keys,
    stream_live,
)
from asahi_metrics.store.revisions import Counts

# A file of so few records, and so much fewer than are stored, is compared by its keys alone.
_FEW, _FEWER = 5_000, 10
_TOLD_EVERY = 5_000
_NO_MONTHS = (1, 0)
_DATED = frozenset({"date", "month", "fiscal_year"})

Span = tuple[Month, Month]
"""First and last month."""


def _places() -> array[int]:
    return array("L")


@dataclass(frozen=True)
class RecordKind:
    """What all records of a file are: sample data or real, provisional or final."""

    sample: bool = False
    stage: Stage = "final"


@dataclass(frozen=True)
class Difference:
    """What a file's records would change: its records by their places, stored ones by number.

    ``former`` are the versions that the changed records replace, in their order. ``closed``
    are all versions that end, ``spans`` the months that anything of it touches.
    ``counting`` holds all records that would be live then. Of the changed records,
    ``finalised`` become final and ``reopened`` cease to be; ``kept_final`` are the unchanged
    ones that stay final though the file is provisional. ``staying`` counts by area the stored
    records that the file does not name within ``reach``; None where not all were looked at.
    """

    records: RecordList
    counting: Counting
    kind: RecordKind = RecordKind()
    replaces_sample: bool = False
    new: array[int] = field(default_factory=_places)
    changed: array[int] = field(default_factory=_places)
    former: array[int] = field(default_factory=_places)
    unchanged: array[int] = field(default_factory=_places)
    withdrawn: array[int] = field(default_factory=_places)
    closed: array[int] = field(default_factory=_places)
    finalised: array[int] = field(default_factory=_places)
    reopened: array[int] = field(default_factory=_places)
    kept_final: array[int] = field(default_factory=_places)
    spans: set[Span] = field(default_factory=set)
    staying: Counter[str] | None = None

    @property
    def counts(self) -> Counts:
        """How many records are new, changed, unchanged and withdrawn."""
        return Counts(len(self.new), len(self.changed), len(self.unchanged), len(self.withdrawn))

    @cached_property
    def months(self) -> Span | None:
        """The months that the file's records span; None where it has none."""
        if not len(self.records):
            return None
        return min(self.records.months_first), max(self.records.months_last)

    @cached_property
    def reach(self) -> Span | None:
        """The months in which the file might have named what is stored.

        None where records are named without a date: a project has but the month of its last news.
        """
        dataset = self.counting.dataset
        dated = any(dataset.column(name).kind in _DATED for name in dataset.key)
        return self.months if dated else None

    @property
    def areas(self) -> set[str]:
        """The areas of the records that would be written."""
        return {self.records.areas[place] for place in (*self.new, *self.changed)}

    @property
    def mark(self) -> str:
        """What is told of it, in short: another one when other records would change, or otherwise.

        A version never changes, so that its number stands for all that it says.
        """
        pairs = sorted(zip(self.changed, self.former, strict=True))
        parts = [
            array("L", sorted(self.new)),
            array("L", [place for place, _ in pairs]),
            array("L", [number for _, number in pairs]),
            array("L", sorted(self.withdrawn)),
        ]
        told = hashlib.sha256(repr([len(part) for part in parts]).encode())
        for part in parts:
            told.update(part.tobytes())
        return told.hexdigest()

    @property
    def provisional(self) -> Sequence[bool]:
        """Of each record of the file, whether it would be provisional; empty where none would."""
        if self.kind.stage == "final":
            return ()
        flags = [True] * len(self.records)
        for place in self.kept_final:
            flags[place] = False
        return flags

    def fresh(self) -> Iterator[NewVersion]:
        """The versions to write, by their keys: what is stored in order is stored faster."""
        records = self.records
        for place in sorted([*self.new, *self.changed], key=records.keys.__getitem__):
            yield NewVersion(
                key=records.keys[place],
                area=records.areas[place],
                month_first=records.months_first[place],
                month_last=records.months_last[place],
                payload=records.values(place),
                sample=self.kind.sample,
                stage=self.kind.stage,
                row=records.rows[place],
            )


def compare(
    connection: Connection,
    ward: str,
    dataset: Dataset,
    records: RecordList,
    *,
    kind: RecordKind,
    progress: Progress = untold,
) -> Difference:
    """Set the records against the stored ones, by key.

    Sample records never stand beside real ones: they go when real ones come, and come
    only where there are none. A final record takes the place of a provisional one even where
    it says the same; a provisional one that says the same leaves a final one as it is.
    """
    kinds = live_kinds(connection, ward, dataset.id)
    over_sample = len(records) > 0 and kinds[True] > 0
    replaces_sample = over_sample and not kind.sample
    found = Difference(records, Counting(dataset), kind, replaces_sample)
    if kind.sample and kinds[False]:
        return found
    stored = sum(kinds.values())
    if over_sample or len(records) > _FEW or len(records) * _FEWER >= stored:
        versions = stream_live(connection, ward, dataset.id)
        found = replace(found, staying=_compare_all(found, versions, stored, progress))
    else:
        _compare_named(found, connection, ward)
    found.counting.add_records(records, found.provisional)
    return found


def _compare_all(
    found: Difference, stored: Iterable[Version], count: int, progress: Progress
) -> Counter[str]:
    """Go through all that is stored once, whatever stays being counted in the same go.

    Returns of each area how many records stay within the file's reach.
    """
    comparing = _Comparing(found)
    told = _told(stored, count, progress)
    found.counting.add_versions(version for version in told if comparing.stays(version))
    comparing.finish()
    return comparing.staying


def _compare_named(found: Difference, connection: Connection, ward: str) -> None:
    """Compare with the stored records that the file names; of the others, count its months."""
    comparing, dataset = _Comparing(found), found.counting.dataset.id
    for version in live_with_keys(connection, ward, dataset, found.records.keys):
        comparing.stays(version)
    comparing.finish()
    span = live_span(connection, ward, dataset, without=found.closed)
    if span is not None:
        found.counting.cover(*span)
    if found.spans:
        reach = min(one[0] for one in found.spans), max(one[1] for one in found.spans)
        others = stream_live(connection, ward, dataset, months=reach)
        found.counting.add_versions(one for one in others if not comparing.names(one))


class _Comparing:
    """The comparison as it goes on."""

    def __init__(self, found: Difference) -> None:
        self._found = found
        self._places = {key: place for place, key in enumerate(found.records.keys)}
        self._met = bytearray(len(found.records))
        self.staying: Counter[str] = Counter()
        self._first, self._last = found.reach or _NO_MONTHS

    def names(self, version: Version) -> bool:
        """Whether the file names the record."""
        return version.key in self._places

    def stays(self, version: Version) -> bool:
        """Compare a stored record; whether the file leaves it alone."""
        found = self._found
        place = self._places.get(version.key)
        if place is not None:
            self._met[place] = 1
            self._compare(place, version)
        elif found.replaces_sample or found.kind.sample:
            found.withdrawn.append(version.id)
            self._close(version)
        else:
            if self._first <= version.month_first and version.month_last <= self._last:
                self.staying[version.area] += 1
            return True
        return False

    def finish(self) -> None:
        """What met no stored record is new."""
        found = self._found
        found.new.extend(place for place, met in enumerate(self._met) if not met)
        records = found.records
        for places in (found.new, found.changed):
            found.spans.update(
                (records.months_first[place], records.months_last[place]) for place in places
            )
        # What takes the place of a sample record is new to the reader.
        if found.replaces_sample:
            found.new.extend(found.changed)
            del found.changed[:], found.former[:]

    def _compare(self, place: int, version: Version) -> None:
        found, stage = self._found, self._found.kind.stage
        same_kind = version.sample == found.kind.sample
        same = same_kind and version.payload == found.records.values(place)
        if same and version.stage in {stage, "final"}:
            found.unchanged.append(place)
            if version.stage != stage:
                found.kept_final.append(place)
            return
        if same_kind and version.stage != stage:
            (found.finalised if stage == "final" else found.reopened).append(place)
        found.changed.append(place)
        found.former.append(version.id)
        self._close(version)

    def _close(self, version: Version) -> None:
        self._found.closed.append(version.id)
        self._found.spans.add((version.month_first, version.month_last))


def _told(stored: Iterable[Version], count: int, progress: Progress) -> Iterator[Version]:
    for done, version in enumerate(stored):
        if done % _TOLD_EVERY == 0:
            progress(done / max(count, 1))
        yield version
