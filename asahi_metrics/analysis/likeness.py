"""Which districts are most like one: by how far they lie apart in what describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import pstdev

Traits = Mapping[str, Mapping[str, float | None]]
"""What describes each district: by code, and by the name of the trait."""


@dataclass(frozen=True)
class Like:
    """A district and how far it lies from the one it is compared with, in standard deviations."""

    code: str
    distance: float


def nearest(traits: Traits, code: str, *, count: int = 3) -> tuple[Like, ...]:
    """The districts nearest to one by the Euclidean distance of standardised traits.

    Each trait is divided by its standard deviation among the districts, so that all of them
    weigh the same. A trait that the district lacks, or that is the same everywhere, is left
    out, and so is a district that lacks a trait that counts.
    """
    scales = _scales(traits, code)
    found = [
        Like(other, _distance(traits[code], values, scales))
        for other, values in traits.items()
        if other != code and all(values.get(name) is not None for name in scales)
    ]
    return tuple(sorted(found, key=lambda one: (one.distance, one.code))[:count]) if scales else ()


def used_traits(traits: Traits, code: str) -> tuple[str, ...]:
    """The traits by which the district can be compared."""
    return tuple(_scales(traits, code))


def _scales(traits: Traits, code: str) -> dict[str, float]:
    """The standard deviation of each trait that tells the district from others."""
    found = {}
    for name, own in traits[code].items():
        known = [value for one in traits.values() if (value := one.get(name)) is not None]
        spread = pstdev(known) if known else 0.0
        if own is not None and spread:
            found[name] = spread
    return found


def _distance(
    one: Mapping[str, float | None], other: Mapping[str, float | None], scales: Mapping[str, float]
) -> float:
    parts = [((one[name] or 0.0) - (other[name] or 0.0)) / scales[name] for name in scales]
    return sqrt(sum(part**2 for part in parts))
