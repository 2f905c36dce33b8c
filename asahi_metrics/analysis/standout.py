"""What stands out among many figures: the farthest from the ward of those beyond chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asahi_metrics.analysis.intervals import Interval


@dataclass(frozen=True)
class Departure:
    """How far a figure lies from the ward's, in standard deviations among the districts.

    Above 0 it lies on the wanted side. Figures of one ``topic`` count the same things, such
    as a number and the rate made of it; ``beyond_chance`` says whether the interval leaves
    the ward's value out.
    """

    id: str
    topic: str
    distance: float
    beyond_chance: bool


def is_beyond(interval: Interval | None, value: float) -> bool:
    """Whether a value lies outside an interval; without an interval nothing is said."""
    return interval is not None and not interval.low <= value <= interval.high


def strengths(departures: Iterable[Departure], *, count: int = 3) -> tuple[str, ...]:
    """The ids of those farthest on the wanted side, one for each topic."""
    return _farthest([one for one in departures if one.distance > 0], count)


def gaps(departures: Iterable[Departure], *, count: int = 3) -> tuple[str, ...]:
    """The ids of those farthest on the other side, one for each topic."""
    return _farthest([one for one in departures if one.distance < 0], count)


def _farthest(departures: Iterable[Departure], count: int) -> tuple[str, ...]:
    beyond = [one for one in departures if one.beyond_chance]
    found: dict[str, str] = {}
    for one in sorted(beyond, key=lambda one: -abs(one.distance)):
        found.setdefault(one.topic, one.id)
    return tuple(found.values())[:count]
