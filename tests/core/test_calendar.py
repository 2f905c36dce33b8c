"""Months, fiscal years, eras and the periods that links name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.calendar import (
    Period,
    add_months,
    era_year,
    first_day,
    fiscal_position,
    fiscal_year,
    fiscal_year_of,
    month_of,
    month_range,
    parse_period,
)
from asahi_metrics.core.errors import AsahiMetricsError

months = st.builds(
    lambda year, month: year * 100 + month, st.integers(1900, 2100), st.integers(1, 12)
)
periods = st.builds(
    lambda year, ends: Period(year, min(ends), max(ends)),
    st.integers(1900, 2100),
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("day", "year", "position"),
    [
        (date(2026, 3, 31), 2025, 12),
        (date(2026, 4, 1), 2026, 1),
        (date(2026, 12, 31), 2026, 9),
        (date(2027, 1, 1), 2026, 10),
    ],
)
def test_the_fiscal_year_turns_between_march_and_april(day: date, year: int, position: int) -> None:
    month = month_of(day)
    assert (fiscal_year_of(month), fiscal_position(month)) == (year, position)


@given(months, st.integers(-500, 500))
def test_months_added_can_be_taken_away_again(month: int, count: int) -> None:
    assert add_months(add_months(month, count), -count) == month
    assert 1 <= add_months(month, count) % 100 <= 12


@given(months, st.integers(0, 40))
def test_a_range_of_months_has_both_its_ends(month: int, count: int) -> None:
    found = month_range(month, add_months(month, count))
    assert (found[0], len(found)) == (month, count + 1)
    assert [fiscal_position(one) for one in found[:12]] == [
        (fiscal_position(month) - 1 + step) % 12 + 1 for step in range(min(12, count + 1))
    ]


def test_a_range_that_runs_backwards_is_empty() -> None:
    assert month_range(202605, 202604) == ()


def test_the_first_day_of_a_month() -> None:
    assert first_day(202604) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "era", "year"),
    [
        (date(2019, 4, 30), "平成", 31),
        (date(2019, 5, 1), "令和", 1),
        (date(1989, 1, 7), "昭和", 64),
        (date(1989, 1, 8), "平成", 1),
        (date(1926, 12, 24), "大正", 15),
        (date(1926, 12, 25), "昭和", 1),
        (date(1912, 7, 29), "明治", 45),
        (date(1912, 7, 30), "大正", 1),
    ],
)
def test_an_era_begins_on_its_day(day: date, era: str, year: int) -> None:
    assert era_year(day)[::2] == (era, year)


def test_there_is_no_era_before_meiji() -> None:
    with pytest.raises(AsahiMetricsError, match="date_before_eras"):
        era_year(date(1868, 1, 24))


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    year = fiscal_year(2026)
    assert (year.first_month, year.last_month, len(year.months)) == (202604, 202703, 12)
    assert year.previous == Period(2025)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("fy", 202604, 202703),
        ("h1", 202604, 202609),
        ("h2", 202610, 202703),
        ("q1", 202604, 202606),
        ("q4", 202701, 202703),
        ("04-10", 202604, 202610),
        ("12-01", 202612, 202701),
        ("03-03", 202703, 202703),
    ],
)
def test_a_link_names_its_months(code: str, first: int, last: int) -> None:
    found = parse_period(2026, code)
    assert (found.first_month, found.last_month, found.code) == (first, last, code)


@given(periods)
def test_a_period_is_read_back_from_its_code(period: Period) -> None:
    assert parse_period(period.year, period.code) == period


@pytest.mark.parametrize("code", ["", "FY", "q5", "h3", "4-10", "00-04", "04-13", "04-10 ", "年度"])
def test_what_names_no_period_is_refused(code: str) -> None:
    with pytest.raises(AsahiMetricsError, match="bad_period"):
        parse_period(2026, code)


def test_a_period_never_crosses_the_end_of_its_year_and_the_refusal_names_the_code() -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        parse_period(2026, "03-04")
    assert caught.value.params == {"code": "03-04"}


@pytest.mark.parametrize("ends", [(0, 5), (3, 2), (1, 13)])
def test_a_period_out_of_the_year_cannot_be_made(ends: tuple[int, int]) -> None:
    with pytest.raises(AsahiMetricsError, match="bad_period"):
        Period(2026, *ends)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (202603, None),
        (202604, Period(2026, 1, 1)),
        (202610, Period(2026, 1, 7)),
        (202703, Period(2026)),
        (203001, Period(2026)),
    ],
)
def test_a_period_is_cut_at_a_month(month: int, expected: Period | None) -> None:
    assert Period(2026).until(month) == expected
