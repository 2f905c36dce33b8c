"""Everything that was found in a file, each finding made up only when it is asked for.

Where a column is shifted, a file of 200,000 rows has a million wrong cells: what is kept of
each is a number.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from asahi_metrics.core.findings import Finding

Make = Callable[[int, int], Finding]
"""Makes the finding of a row's place (from 0) and of what was numbered there."""

_PLACE, _COLUMN = 40, 20
_MASK = (1 << 20) - 1


class FindingList(Sequence[Finding]):
    """The notices of the reading, then what is wrong by row and column."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, notices: Sequence[Finding], entries: Sequence[int], make: Make) -> None:
        self._notices = tuple(notices)
        self._entries = array("Q", sorted(entries))
        self._make = make

    def __len__(self) -> int:
        return len(self._notices) + len(self._entries)

    def __iter__(self) -> Iterator[Finding]:
        yield from self._notices
        for entry in self._entries:
            yield self._make(entry >> _PLACE, entry & _MASK)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        if at < len(self._notices):
            return self._notices[at]
        entry = self._entries[at - len(self._notices)]
        return self._make(entry >> _PLACE, entry & _MASK)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))


def entry(place: int, column: int, number: int) -> int:
    """What is kept of a finding: its row's place, its column's, and a number for ``Make``."""
    return place << _PLACE | column << _COLUMN | number
