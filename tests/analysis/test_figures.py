"""Quotients, sums of areas, ranks, and levels carried forward."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.figures import (
    Amount,
    Figure,
    carried_forward,
    quotient,
    ranks,
    together,
)


def rate(top: float | None, bottom: float | None, per: float = 1000) -> Figure:
    return quotient(Amount(top), Amount(bottom), rate=True, per=per)


def test_a_rate_is_the_quotient_times_per() -> None:
    assert rate(30, 2000) == Figure(15, 30, 2000)


def test_a_count_is_its_numerator() -> None:
    assert quotient(Amount(30, missing=2), None, rate=False, per=1) == Figure(30, 30, None, 2)


@pytest.mark.parametrize(("top", "bottom"), [(None, 5), (5, None), (5, 0), (0, 0), (None, None)])
def test_a_missing_part_or_nobody_to_relate_to_gives_no_value(
    top: float | None, bottom: float | None
) -> None:
    assert rate(top, bottom).value is None


def test_an_area_without_observations_gives_no_value() -> None:
    assert quotient(None, None, rate=True, per=1) == Figure(None)


def test_zero_of_something_is_zero() -> None:
    assert rate(0, 5).value == 0


def test_several_areas_are_sum_over_sum_and_not_the_mean_of_rates() -> None:
    found = together([rate(10, 100), rate(10, 900)], rate=True, per=1000)
    assert found == Figure(20, 20, 1000)


def test_areas_that_lack_are_left_out_of_both_sums_and_counted() -> None:
    found = together([rate(10, 100), rate(None, 900), rate(5, None)], rate=True, per=1000)
    assert found == Figure(100, 10, 100, missing=2)


def test_an_area_with_nobody_to_relate_to_is_reported_and_adds_nothing() -> None:
    found = together([rate(10, 100), rate(0, 0)], rate=True, per=1000)
    assert found == Figure(100, 10, 100, missing=0)


def test_areas_that_all_have_nobody_to_relate_to_give_no_value() -> None:
    assert together([rate(0, 0), rate(0, 0)], rate=True, per=1).value is None


def test_no_areas_that_are_known_give_no_value() -> None:
    assert together([Figure(None), Figure(None)], rate=False, per=1) == Figure(None, missing=2)
    assert together([], rate=False, per=1) == Figure(None)


def test_a_denominator_that_all_share_is_not_added_up() -> None:
    found = together([rate(30, 2, 1), rate(20, 2, 1)], rate=True, per=1, shared_denominator=True)
    assert found == Figure(25, 50, 2)


parts = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=19)


@given(parts)
def test_a_ward_value_lies_between_its_districts_values(pairs: list[tuple[int, int]]) -> None:
    figures = [rate(top, bottom) for top, bottom in pairs]
    values = [figure.value for figure in figures if figure.value is not None]
    whole = together(figures, rate=True, per=1000).value
    assert whole is not None
    assert min(values) - 1e-9 <= whole <= max(values) + 1e-9


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    assert ranks({"a": 5, "b": 3, "c": 5, "d": 1}) == {"a": 1, "b": 3, "c": 1, "d": 4}


def test_the_lowest_is_first_where_less_is_wanted() -> None:
    assert ranks({"a": 5.0, "b": 3.0, "c": None}, lowest_first=True) == {"a": 2, "b": 1}


def test_a_level_is_carried_until_a_newer_one_is_known() -> None:
    old, new = Amount(300, month=202010), Amount(320, month=202405)
    months = (202404, 202405, 202406)
    assert carried_forward(old, {202405: new}, months) == {
        202404: old,
        202405: new,
        202406: new,
    }


def test_a_level_that_lacks_does_not_end_the_older_one() -> None:
    old = Amount(300, month=202010)
    assert carried_forward(old, {202404: Amount(None)}, (202404,)) == {202404: old}


def test_before_the_first_level_there_is_none() -> None:
    new = Amount(320, month=202405)
    assert carried_forward(None, {202405: new}, (202404, 202405)) == {202405: new}
