"""The one place that knows the fiscal calendar and the Japanese eras.

A month is an ``int`` ``yyyymm`` in Gregorian years (202604 is April 2026), which sorts,
stores and indexes as it stands. A fiscal year (年度) runs from April to March and bears
the year of its April.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from asahi_metrics.core.errors import AsahiMetricsError

Month = int

# First day of each era: 元号法 and the cabinet orders on the change of era.
ERAS: tuple[tuple[str, str, str, date], ...] = (
    ("令和", "R", "Reiwa", date(2019, 5, 1)),
    ("平成", "H", "Heisei", date(1989, 1, 8)),
    ("昭和", "S", "Showa", date(1926, 12, 25)),
    ("大正", "T", "Taisho", date(1912, 7, 30)),
    ("明治", "M", "Meiji", date(1868, 1, 25)),
)

_QUARTERS = {f"q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
_SPANS = {"fy": (1, 12), "h1": (1, 6), "h2": (7, 12), **_QUARTERS}


def month_of(day: date) -> Month:
    """The month that a day lies in.

    >>> month_of(date(2026, 4, 1))
    202604
    """
    return day.year * 100 + day.month


def add_months(month: Month, count: int) -> Month:
    """The month ``count`` months later (earlier when negative).

    >>> add_months(202612, 1), add_months(202601, -12)
    (202701, 202501)
    """
    index = (month // 100) * 12 + month % 100 - 1 + count
    return index // 12 * 100 + index % 12 + 1


def month_range(first: Month, last: Month) -> tuple[Month, ...]:
    """All months from ``first`` to ``last``, both included; empty when reversed."""
    months = []
    while first <= last:
        months.append(first)
        first = add_months(first, 1)
    return tuple(months)


def first_day(month: Month) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def fiscal_year_of(month: Month) -> int:
    """The fiscal year that a month belongs to.

    >>> fiscal_year_of(202603), fiscal_year_of(202604)
    (2025, 2026)
    """
    return month // 100 - (month % 100 < 4)


def fiscal_position(month: Month) -> int:
    """The month's place in its fiscal year, 1 for April to 12 for March."""
    return (month % 100 - 4) % 12 + 1


def era_year(day: date) -> tuple[str, str, int]:
    """Era name in Japanese and English, and the year in it.

    >>> era_year(date(2026, 4, 1))
    ('令和', 'Reiwa', 8)
    """
    for kanji, _, latin, start in ERAS:
        if day >= start:
            return kanji, latin, day.year - start.year + 1
    raise AsahiMetricsError("error.date_before_eras", day=day.isoformat())


@dataclass(frozen=True, order=True)
class Period:
    """A span of months within one fiscal year.

    ``first`` and ``last`` are places in the fiscal year, 1 for April to 12 for March, and so are
    those ``without`` which the months of two years are compared.
    """

    year: int
    first: int = 1
    last: int = 12
    without: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last <= 12:
            raise AsahiMetricsError("error.bad_period", code=f"{self.first}-{self.last}")

    @property
    def first_month(self) -> Month:
        """The month it begins in."""
        return add_months(self.year * 100 + 4, self.first - 1)

    @property
    def last_month(self) -> Month:
        """The month it ends with."""
        return add_months(self.year * 100 + 4, self.last - 1)

    @property
    def months(self) -> tuple[Month, ...]:
        """All its months in order."""
        months = month_range(self.first_month, self.last_month)
        return tuple(month for month in months if fiscal_position(month) not in self.without)

    @property
    def previous(self) -> Period:
        """The same months a year before."""
        return replace(self, year=self.year - 1)

    @property
    def code(self) -> str:
        """Stable name for links: ``fy``, ``h1``, ``q3``, or ``04-10`` by calendar months."""
        for code, span in _SPANS.items():
            if span == (self.first, self.last):
                return code
        return f"{self.first_month % 100:02d}-{self.last_month % 100:02d}"

    def until(self, month: Month) -> Period | None:
        """The part of the period up to ``month``; None when it has not begun by then."""
        if month < self.first_month:
            return None
        return (
            replace(self, last=min(self.last, fiscal_position(month)))
            if (month < self.last_month)
            else self
        )


def fiscal_year(year: int) -> Period:
    """The whole of a fiscal year."""
    return Period(year)


def parse_period(year: int, code: str) -> Period:
    """The period that a link names; raises AsahiMetricsError for anything else.

    >>> parse_period(2026, "q1").months
    (202604, 202605, 202606)
    >>> parse_period(2026, "10-02").last_month
    202702
    """
    if code in _SPANS:
        return Period(year, *_SPANS[code])
    match = re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-2])", code)
    if not match:
        raise AsahiMetricsError("error.bad_period", code=code)
    first, last = ((int(part) - 4) % 12 + 1 for part in match.groups())
    if first > last:
        raise AsahiMetricsError("error.bad_period", code=code)
    return Period(year, first, last)
