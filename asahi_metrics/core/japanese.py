"""Reads dates, months and fiscal years the way Japanese offices write them.

Every ``parse_`` function takes a cell as a file gives it and raises ``Unparsable`` with a
finding code when the cell does not say one clear thing. The parsers of numbers and the
spelling of text can be had from here as well.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from asahi_metrics.core.calendar import ERAS, Month, month_of
from asahi_metrics.core.numerals import (
    CELL_ERRORS,
    Unparsable,
    is_formula,
    parse_count,
    parse_decimal,
    parse_yen,
    value_text,
)
from asahi_metrics.core.spelling import normalize_key, plain, tidy_text

__all__ = [
    "CELL_ERRORS", "Unparsable", "is_formula", "normalize_key", "parse_count", "parse_date",
    "parse_decimal", "parse_fiscal_year", "parse_month", "parse_yen", "serial_of_1904", "tidy_text",
]  # fmt: skip

_ERA = "|".join(f"{kanji}|{kanji[0]}|{letter}" for kanji, letter, *_ in ERAS)
_YEAR = rf"(?:(?P<era>{_ERA})(?P<era_year>元|\d{{1,2}})|(?P<year>\d{{4}}))"
_TIME = r"(?:(?:[ T]|(?<!\d))\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_WEEKDAY = r"(?:\([月火水木金土日][^()]{0,4}\)|[月火水木金土日]曜日?)?"
_DATE = re.compile(
    rf"{_YEAR}(?:年|[/.\-])(?P<month>\d{{1,2}})(?:月|[/.\-])(?P<day>\d{{1,2}})日?{_WEEKDAY}{_TIME}",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"{_YEAR}(?:年|[/.\-])(?P<month>\d{{1,2}})月?分?", re.IGNORECASE)
_FISCAL_YEAR = re.compile(rf"(?:FY)?{_YEAR}(?:年度|年)?", re.IGNORECASE)
_COMPACT_DATE = re.compile(r"(?P<year>[12]\d{3})(?P<month>\d{2})(?P<day>\d{2})")
_COMPACT_MONTH = re.compile(r"(?P<year>[12]\d{3})(?P<month>\d{2})")
# Serials from 1954 to 2123: the five-digit numbers that cannot be meant as anything else.
_SERIALS = range(20_000, 80_000)
# Day 0 of Excel's 1900 system, its 29 February 1900 that never was taken into account.
_SERIAL_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)


def parse_date(value: object) -> date:
    """A day: date cells, Excel serials, ``2026/4/1``, ``R8.4.1``, ``令和8年4月1日(水)``."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    return _date_from_text(_cell_text(value, "not_a_date"))


def parse_month(value: object) -> Month:
    """A month: whatever gives a date, ``令和８年４月``, ``R8.4``, ``2026/4``, ``202604``."""
    if isinstance(value, date):
        return month_of(value)
    return _month_from_text(_cell_text(value, "not_a_month"))


def parse_fiscal_year(value: object) -> int:
    """A fiscal year: ``2026``, ``2026年度``, ``令和8年度``, ``R8``; ``8年度`` is refused."""
    return _fiscal_year_from_text(_cell_text(value, "not_a_fiscal_year"))


def serial_of_1904(value: object) -> object:
    """The day of a bare serial in a workbook that counts from 1904; all else as it is.

    >>> serial_of_1904(44738), serial_of_1904("R8.6.27")
    (datetime.date(2026, 6, 27), 'R8.6.27')
    """
    if isinstance(value, date | bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return value
    serial = _serial(plain(_cell_text(value, "not_a_date")))
    return value if serial is None else _EPOCH_1904 + timedelta(days=serial)


def _serial(text: str) -> int | None:
    is_serial = text.isdecimal() and len(text) == 5 and int(text) in _SERIALS
    return int(text) if is_serial else None


def _cell_text(value: object, code: str) -> str:
    """The value as text to parse; ``code`` is raised for what cannot be meant."""
    if isinstance(value, float) and math.isfinite(value):
        value = math.floor(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unparsable(code)
    return str(value)


@lru_cache(maxsize=65_536)
def _date_from_text(text: str) -> date:
    text = value_text(text)
    if (serial := _serial(text)) is not None:
        return _SERIAL_EPOCH + timedelta(days=serial)
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match is None:
        raise Unparsable("not_a_date")
    try:
        day = date(_gregorian_year(match), int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise Unparsable("impossible_date") from error
    return _within_era(match, day, day, code="impossible_date")


@lru_cache(maxsize=65_536)
def _month_from_text(text: str) -> Month:
    match = _MONTH.fullmatch(value_text(text)) or _COMPACT_MONTH.fullmatch(plain(text))
    if match is None:
        return _month_of_date(text)
    try:
        first = date(_gregorian_year(match), int(match["month"]), 1)
    except ValueError as error:
        raise Unparsable("impossible_month") from error
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return month_of(_within_era(match, first, last, code="impossible_month"))


def _month_of_date(text: str) -> Month:
    try:
        return month_of(_date_from_text(text))
    except Unparsable as error:
        renamed = {"not_a_date": "not_a_month"}
        raise Unparsable(renamed.get(error.code, error.code)) from error


@lru_cache(maxsize=1_024)
def _fiscal_year_from_text(text: str) -> int:
    match = _FISCAL_YEAR.fullmatch(value_text(text))
    if match is None or not 1868 <= _gregorian_year(match) <= 2200:
        raise Unparsable("not_a_fiscal_year")
    april, march = date(_gregorian_year(match), 4, 1), date(_gregorian_year(match) + 1, 3, 31)
    return _within_era(match, april, march, code="not_a_fiscal_year").year


def _gregorian_year(match: re.Match[str]) -> int:
    named = match.groupdict()
    if named.get("era") is None:
        return int(named["year"])
    number = 1 if named["era_year"] == "元" else int(named["era_year"])
    return _era_span(named["era"])[0].year + number - 1


def _within_era(match: re.Match[str], first: date, last: date, *, code: str) -> date:
    """``first``, when its era holds some day from ``first`` to ``last``; else raises ``code``."""
    era = match.groupdict().get("era")
    if era is not None:
        begin, end = _era_span(era)
        if last < begin or first >= end or match["era_year"] in ("0", "00"):
            raise Unparsable(code)
    return first


def _era_span(written: str) -> tuple[date, date]:
    """First day of the era, and of the one after it."""
    end = date.max
    for kanji, letter, _, begin in ERAS:
        if written in (kanji, kanji[0]) or written.upper() == letter:
            return begin, end
        end = begin
    raise Unparsable("not_a_date")
