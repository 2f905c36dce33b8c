"""Classes of a choropleth: where they end, which one a value falls into, how they are named."""

from __future__ import annotations

import math
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeGuard, get_args

from asahi_metrics.core.formats import Formats

Method = Literal["quantile", "equal", "jenks"]
METHODS: tuple[Method, ...] = get_args(Method)
MOST_CLASSES = 5


@dataclass(frozen=True)
class ClassBreaks:
    """Classes by their inclusive upper bounds, lowest first; no bounds when nothing is known.

    ``lowest`` is the smallest value, ``decimals`` what values are rounded to before they
    are placed, so that a value and the legend never contradict each other on screen.
    """

    upper: tuple[float, ...]
    lowest: float = 0.0
    decimals: int = 0

    def __len__(self) -> int:
        return len(self.upper)


def class_breaks(
    values: Iterable[float | None], method: Method, k: int = MOST_CLASSES, *, decimals: int = 0
) -> ClassBreaks:
    """At most ``k`` classes of the values that are present; classes nobody is in are left out.

    The bounds are the roundest numbers that separate the same members.
    """
    present = sorted(round(value, decimals) for value in values if _present(value))
    if not present:
        return ClassBreaks(())
    distinct = sorted(set(present))
    bounds = _bounds(present, distinct, method, min(k, MOST_CLASSES))
    return ClassBreaks(_rounded(distinct, bounds, decimals), distinct[0], decimals)


def joined(breaks: ClassBreaks, values: Iterable[float | None], fewest: int) -> ClassBreaks:
    """The classes with those joined to the next that fewer than so many values fall into.

    What is left over at the top joins the class below, so that a single class may come of it.
    """
    members = Counter(class_of(value, breaks) for value in values)
    kept: list[float] = []
    count = 0
    for at, bound in enumerate(breaks.upper):
        count += members[at]
        if count >= fewest:
            kept.append(bound)
            count = 0
    if count:
        kept[-1:] = breaks.upper[-1:]
    return ClassBreaks(tuple(kept), breaks.lowest, breaks.decimals)


def class_of(value: float | None, breaks: ClassBreaks) -> int | None:
    """The class from 0 that a value falls into; None for a missing one.

    Values beyond the outer bounds count to the outer classes.
    """
    if not _present(value) or not breaks.upper:
        return None
    return min(bisect_left(breaks.upper, round(value, breaks.decimals)), len(breaks) - 1)


def class_labels(breaks: ClassBreaks, formats: Formats) -> tuple[str, ...]:
    """Each class as a span of numbers: ``0〜12``, ``13〜20``; one number when it is one value."""
    if not breaks.upper:
        return ()
    step = 10.0**-breaks.decimals
    starts = [breaks.lowest, *(bound + step for bound in breaks.upper[:-1])]
    return tuple(
        _span(start, end, breaks.decimals, formats)
        for start, end in zip(starts, breaks.upper, strict=True)
    )


def _span(start: float, end: float, decimals: int, formats: Formats) -> str:
    first, last = formats.number(start, decimals), formats.number(end, decimals)
    dash = "–" if formats.lang == "en" else "〜"
    return first if first == last else f"{first}{dash}{last}"


def _present(value: float | None) -> TypeGuard[float]:
    return value is not None and not math.isnan(value)


def _bounds(
    present: Sequence[float], distinct: Sequence[float], method: Method, k: int
) -> Sequence[float]:
    if len(distinct) <= k and method != "equal":
        return distinct
    if len(distinct) == 1:
        return distinct
    if method == "quantile":
        return _quantiles(present, k)
    if method == "equal":
        return _equal_steps(present, k)
    return _natural(present, k)


def _quantiles(present: Sequence[float], k: int) -> list[float]:
    """The ends of ``k`` parts with as many members each, in proportion between two members."""
    found = []
    for part in range(1, k + 1):
        at, rest = divmod((len(present) - 1) * part, k)
        above = present[at + 1] - present[at] if rest else 0.0
        found.append(present[at] + above * rest / k)
    return found


def _equal_steps(present: Sequence[float], k: int) -> list[float]:
    """The ends of ``k`` parts of the same width."""
    low, high = present[0], present[-1]
    return [*(low + (high - low) * part / k for part in range(1, k)), high]


def _natural(present: Sequence[float], k: int) -> list[float]:
    """The ends of the groups that the members fall into (Fisher and Jenks)."""
    # Imported here: the library brings scikit-learn with it, which takes seconds.
    import mapclassify  # noqa: PLC0415

    with warnings.catch_warnings():
        # Ties give fewer classes, as they should, and a ward has too few districts for numba.
        warnings.filterwarnings("ignore", message="Not enough unique values|Numba not installed")
        return [float(bound) for bound in mapclassify.FisherJenks(present, k).bins]


def _rounded(
    distinct: Sequence[float], bounds: Sequence[float], decimals: int
) -> tuple[float, ...]:
    """Bounds moved to round numbers between the neighbours that they separate."""
    upper = [
        _roundest(below, above, decimals)
        for below, above in pairwise(distinct)
        if any(below <= bound < above for bound in bounds)
    ]
    return (*upper, distinct[-1])


def _roundest(below: float, above: float, decimals: int) -> float:
    """The number with the coarsest step in ``below <= number < above``."""
    power = math.ceil(math.log10(above - below)) + 1
    while power >= -decimals:
        for leading in (5, 2, 1):
            step = leading * 10.0**power
            candidate = round(math.ceil(round(below / step, 9)) * step, decimals)
            if below <= candidate < above:
                return candidate
        power -= 1
    return below
