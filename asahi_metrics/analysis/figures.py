"""Figures: quotients of summed amounts, for one area or several together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Amount:
    """A quantity of one area. ``value`` is None when nothing was reported.

    ``missing`` counts the parts that were not reported; ``month`` dates a level;
    ``provisional`` says that it rests on records that are not final.
    """

    value: float | None
    missing: int = 0
    month: int | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Figure:
    """An indicator's value with what it was computed from.

    ``value`` is None where it cannot be known: nothing reported, or nobody to relate to.
    ``missing`` counts reports that lack, of an area without any one.
    ``provisional`` says that a record behind one of its parts is not final.
    """

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    missing: int = 0
    month: int | None = None
    provisional: bool = False

    @property
    def shows_provisional(self) -> bool:
        """Whether there is a value, and it is provisional."""
        return self.provisional and self.value is not None


NO_FIGURE = Figure(None)


def quotient(
    numerator: Amount | None, denominator: Amount | None, *, rate: bool, per: float
) -> Figure:
    """``numerator / denominator × per``, or the numerator alone when it is no rate.

    A missing part or a denominator of zero gives no value.

    >>> quotient(Amount(30), Amount(2000), rate=True, per=1000).value
    15.0
    >>> quotient(Amount(30), Amount(0), rate=True, per=1000).value is None
    True
    """
    top = numerator.value if numerator else None
    missing = numerator.missing if numerator else 0
    month = numerator.month if numerator else None
    early = bool(numerator and numerator.provisional)
    if not rate:
        return Figure(top, top, None, missing, month, early)
    bottom = denominator.value if denominator else None
    early = early or bool(denominator and denominator.provisional)
    if top is None or not bottom:
        return Figure(None, top, bottom, missing, month, early)
    return Figure(top / bottom * per, top, bottom, missing, month, early)


def together(
    figures: Sequence[Figure], *, rate: bool, per: float, shared_denominator: bool = False
) -> Figure:
    """Several areas as one: sum over sum of the areas that have reported.

    With ``shared_denominator`` all areas relate to one and the same quantity (market
    days), which is then not added up.
    """
    known = [figure for figure in figures if _is_reported(figure, rate=rate)]
    lacking = [figure for figure in figures if not _is_reported(figure, rate=rate)]
    missing = sum(one.missing for one in known) + sum(max(one.missing, 1) for one in lacking)
    if not known:
        return Figure(None, missing=missing)
    top = sum(figure.numerator for figure in known if figure.numerator is not None)
    month = min((figure.month for figure in known if figure.month is not None), default=None)
    early = any(figure.provisional for figure in known)
    if not rate:
        return Figure(top, top, None, missing, month, early)
    parts = [figure.denominator for figure in known if figure.denominator is not None]
    bottom = parts[0] if shared_denominator else sum(parts)
    return Figure(top / bottom * per if bottom else None, top, bottom, missing, month, early)


def _is_reported(figure: Figure, *, rate: bool) -> bool:
    """Whether the figure's parts are known; a denominator of 0 is known, and adds nothing."""
    return figure.numerator is not None and not (rate and figure.denominator is None)


def ranks(values: Mapping[str, float | None], *, lowest_first: bool = False) -> dict[str, int]:
    """Competition ranks (1, 2, 2, 4) of the known values, highest first.

    >>> ranks({"a": 3.0, "b": 5.0, "c": 3.0, "d": None})
    {'a': 2, 'b': 1, 'c': 2}
    """
    known = {code: value for code, value in values.items() if value is not None}
    return {
        code: 1 + sum(_ahead(other, value, lowest_first) for other in known.values())
        for code, value in known.items()
    }


def _ahead(other: float, value: float, lowest_first: bool) -> bool:
    return other < value if lowest_first else other > value


def summed(by_month: Mapping[int, Amount], months: Iterable[int]) -> Amount | None:
    """The months' amounts as one; None where there are none.

    Where reports lack and the rest comes to 0, the sum is not known.

    >>> summed({202604: Amount(3.0), 202605: Amount(4.0, 1)}, [202604, 202605])
    Amount(value=7.0, missing=1, month=None, provisional=False)
    >>> summed({202604: Amount(0.0), 202605: Amount(None, 1)}, [202604, 202605])
    Amount(value=None, missing=1, month=None, provisional=False)
    """
    found = [by_month[month] for month in months if month in by_month]
    if not found:
        return None
    values = [one.value for one in found if one.value is not None]
    missing = sum(one.missing for one in found)
    total = sum(values)
    known = values and not (missing and not total)
    early = any(one.provisional for one in found)
    return Amount(total if known else None, missing, provisional=early)


def newest_level(by_month: Mapping[int, Amount], first: int, last: int) -> Amount | None:
    """The newest known level between two months; ``by_month`` holds known levels alone.

    >>> newest_level({202604: Amount(3.0), 202606: Amount(5.0)}, 202604, 202605)
    Amount(value=3.0, missing=0, month=None, provisional=False)
    """
    months = [month for month in by_month if first <= month <= last]
    return by_month[max(months)] if months else None


def carried_forward(
    start: Amount | None, by_month: Mapping[int, Amount], months: Iterable[int]
) -> dict[int, Amount]:
    """A level for each month: the newest one known at that month."""
    levels: dict[int, Amount] = {}
    current = start
    for month in months:
        found = by_month.get(month)
        current = found if found is not None and found.value is not None else current
        if current is not None:
            levels[month] = current
    return levels
