"""The one place that formats numbers and dates for people."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from asahi_metrics.core.calendar import Month, Period, era_year, first_day
from asahi_metrics.core.text import Language, Text

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_shown(value: float, decimals: int) -> float:
    """A value at the decimals that readers see; halves go up, as charts and Excel have them.

    >>> as_shown(45.249, 1), as_shown(72.5, 0), as_shown(-0.5, 0)
    (45.2, 73.0, -1.0)
    """
    # Python rounds all but halves the same way, and many times as fast; beyond 2^53 there are none.
    if abs(value) * 10**decimals % 1 != 0.5 or abs(value) >= 2**53:
        return float(f"{value:.{decimals}f}")
    return float(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def gap_as_shown(value: float, other: float, decimals: int) -> float:
    """How far a value lies above another, as readers find who subtract what they see.

    >>> gap_as_shown(45.249, 46.651, 1)
    -1.5
    """
    return as_shown(as_shown(value, decimals) - as_shown(other, decimals), decimals)


class Formats:
    """Writes values in one language; a missing value is said, never shown as 0."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.lang: Language = text.lang

    def number(self, value: float | None, decimals: int = 0) -> str:
        """``1,234`` or ``12.3``; the word for no data when the value is missing."""
        if value is None or math.isnan(value):
            return self.text("value.missing")
        return f"{as_shown(value, decimals):,.{decimals}f}"

    def signed(self, value: float | None, decimals: int = 0) -> str:
        """``+12``, ``−3`` with a real minus sign, ``±0``."""
        if value is None or math.isnan(value):
            return self.text("value.missing")
        shown = f"{as_shown(abs(value), decimals):,.{decimals}f}"
        if not float(shown.replace(",", "")):
            return f"±{shown}"
        return f"+{shown}" if value > 0 else f"−{shown}"

    def quantity(self, value: float | None, unit: str, decimals: int = 0) -> str:
        """A number with its unit: ``1,234人``, ``1,234 people``, ``12.3%``."""
        if value is None or math.isnan(value):
            return self.text("value.missing")
        gap = "" if self.lang == "ja" or unit.startswith("%") else " "
        return f"{self.number(value, decimals)}{gap}{self.unit(value, unit, decimals)}"

    def unit(self, value: float | None, unit: str, decimals: int = 0) -> str:
        """The unit that follows a value: empty after none, and of one alone as English has it.

        >>> en = Formats(Text("en"))
        >>> [en.unit(1, unit) for unit in ("drills", "people", "families", "yen", "per 1,000")]
        ['drill', 'person', 'family', 'yen', 'per 1,000']
        """
        if value is None or math.isnan(value):
            return ""
        one_alone = self.lang == "en" and self.number(value, decimals) == "1"
        return _singular(unit) if one_alone else unit

    def date(self, day: date) -> str:
        """``令和8年4月1日`` or ``1 Apr 2026``."""
        if self.lang == "en":
            return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
        era, _, year = era_year(day)
        return f"{era}{_ordinal(year)}年{day.month}月{day.day}日"

    def moment(self, moment: datetime) -> str:
        """A date and the time of day, to the minute."""
        return f"{self.date(moment.date())} {moment:%H:%M}"

    def month(self, month: Month) -> str:
        """``令和8年4月`` or ``Apr 2026``."""
        day = first_day(month)
        if self.lang == "en":
            return f"{_MONTHS_EN[day.month - 1]} {day.year}"
        era, _, year = era_year(day)
        return f"{era}{_ordinal(year)}年{day.month}月"

    def month_name(self, month: Month) -> str:
        """The month alone, for axes: ``4月`` or ``Apr``."""
        return _MONTHS_EN[month % 100 - 1] if self.lang == "en" else f"{month % 100}月"

    def fiscal_year(self, year: int) -> str:
        """``令和8年度(2026)`` or ``FY2026 (Reiwa 8)``."""
        era, latin, number = era_year(date(year, 5, 1))
        if self.lang == "en":
            return f"FY{year} ({latin} {number})"
        return f"{era}{_ordinal(number)}年度({year})"

    def fiscal_year_name(self, year: int) -> str:
        """The year in one calendar, for narrow places: ``令和8年度``, ``FY2026``."""
        era, _, number = era_year(date(year, 5, 1))
        return f"FY{year}" if self.lang == "en" else f"{era}{_ordinal(number)}年度"

    def period(self, period: Period) -> str:
        """The year with its months: ``令和8年度(2026) 4月〜10月(5月を除く)``."""
        year, without = self.fiscal_year(period.year), self.without(period)
        if (period.first, period.last) == (1, 12):
            return f"{year}{without}"
        span = self.month_span(period.first_month % 100, period.last_month % 100)
        return f"{year} {span}{without}"

    def without(self, period: Period) -> str:
        """The months that a period leaves out, in brackets: ``(5月を除く)``, `` (without May)``."""
        if not period.without:
            return ""
        months = [self.month_name((place + 2) % 12 + 1) for place in period.without]
        if self.lang == "en":
            return f" (without {', '.join(months)})"
        return f"({'、'.join(months)}を除く)"

    def month_span(self, first: int, last: int) -> str:
        """Months of the calendar without a year: ``4月〜10月``, ``Apr–Oct``, ``4月``."""
        names = (self.month_name(first), self.month_name(last))
        dash = "–" if self.lang == "en" else "〜"
        return names[0] if first == last else dash.join(names)


def _ordinal(year: int) -> str:
    return "元" if year == 1 else str(year)


def _singular(unit: str) -> str:
    """The English word for one of what a unit counts; what counts nothing stays as it is."""
    if unit == "people":
        return "person"
    if unit.endswith("ies"):
        return f"{unit.removesuffix('ies')}y"
    return unit.removesuffix("s")
