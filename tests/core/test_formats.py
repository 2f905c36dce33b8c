"""Numbers and dates as people read them."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.calendar import Period, parse_period
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import Text

JA, EN = Formats(Text("ja")), Formats(Text("en"))


@pytest.mark.parametrize("value", [None, math.nan])
def test_what_is_missing_is_said_and_never_shown_as_zero(value: float | None) -> None:
    assert JA.number(value) == JA.signed(value) == JA.quantity(value, "人") == "データなし"
    assert EN.number(value) == "No data"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
        (12.345, 1, "12.3"),
        (-1234, 0, "-1,234"),
        (0, 1, "0.0"),
    ],
)
def test_a_number_has_separators_and_its_decimals(value: float, decimals: int, shown: str) -> None:
    assert JA.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (12, 0, "+12"),
        (-3, 0, "−3"),
        (0, 0, "±0"),
        (0.04, 1, "±0.0"),
        (-0.04, 1, "±0.0"),
        (-0.06, 1, "−0.1"),
        (1234.5, 1, "+1,234.5"),
    ],
)
def test_a_change_has_its_sign_after_rounding(value: float, decimals: int, shown: str) -> None:
    assert JA.signed(value, decimals) == shown


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(0, 3))
def test_a_change_that_rounds_to_nothing_has_no_direction(value: float, decimals: int) -> None:
    shown = JA.signed(value, decimals)
    assert shown.startswith("±") == (float(f"{abs(value):.{decimals}f}") == 0)


def test_one_alone_has_no_plural_in_english_and_every_unit_of_the_catalogue_has_one() -> None:
    assert EN.quantity(1, "grants") == "1 grant"
    assert EN.quantity(1.0, "people", 1) == "1.0 people"
    assert EN.quantity(0, "grants") == "0 grants"
    assert EN.quantity(1.2, "grants") == "1 grant"
    assert JA.quantity(1, "件") == "1件"
    units = {one.unit["en"] for one in load_catalogue(ROOT / "data" / "catalogue")}
    counted = {unit for unit in units if unit[0].isalpha() and not unit.startswith(("per ", "yen"))}
    assert counted
    assert [unit for unit in counted if EN.unit(1, unit) == unit] == []


def test_a_unit_follows_as_each_language_writes_it() -> None:
    assert JA.quantity(1234, "人") == "1,234人"
    assert EN.quantity(1234, "people") == "1,234 people"
    assert JA.quantity(12.34, "%", 1) == EN.quantity(12.34, "%", 1) == "12.3%"


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2019, 4, 30), "平成31年4月30日", "30 Apr 2019"),
        (date(2019, 5, 1), "令和元年5月1日", "1 May 2019"),
        (date(2026, 4, 1), "令和8年4月1日", "1 Apr 2026"),
    ],
)
def test_a_date_is_in_the_era_or_gregorian(day: date, ja: str, en: str) -> None:
    assert (JA.date(day), EN.date(day)) == (ja, en)


def test_a_moment_has_the_time_to_the_minute() -> None:
    assert JA.moment(datetime(2026, 4, 1, 9, 5, 59)) == "令和8年4月1日 09:05"


def test_months() -> None:
    assert (JA.month(201904), JA.month(201905)) == ("平成31年4月", "令和元年5月")
    assert (EN.month(202604), EN.month_name(202604), JA.month_name(202604)) == (
        "Apr 2026",
        "Apr",
        "4月",
    )


@pytest.mark.parametrize(
    ("year", "ja", "en"),
    [
        (2018, "平成30年度(2018)", "FY2018 (Heisei 30)"),
        # 令和元年度 by the government's notice of April 2019, though it began in 平成31年4月.
        (2019, "令和元年度(2019)", "FY2019 (Reiwa 1)"),
        (2026, "令和8年度(2026)", "FY2026 (Reiwa 8)"),
    ],
)
def test_a_fiscal_year_bears_the_era_of_its_may(year: int, ja: str, en: str) -> None:
    assert (JA.fiscal_year(year), EN.fiscal_year(year)) == (ja, en)


def test_a_period_names_its_months_unless_it_is_the_whole_year() -> None:
    assert JA.period(Period(2026)) == "令和8年度(2026)"
    assert JA.period(parse_period(2026, "h1")) == "令和8年度(2026) 4月〜9月"
    assert EN.period(parse_period(2026, "12-02")) == "FY2026 (Reiwa 8) Dec–Feb"
    assert JA.period(parse_period(2026, "03-03")) == "令和8年度(2026) 3月"
