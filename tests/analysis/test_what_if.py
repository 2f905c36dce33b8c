"""What it takes, worked out by hand, and what must hold of any districts."""

from __future__ import annotations

from math import ceil
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.analysis.what_if import level_of, raised_to, shared_out

# Per 1,000: 10, 20, 30, 40.
FOUR = {
    "a": Counted(10, 1_000),
    "b": Counted(40, 2_000),
    "c": Counted(15, 500),
    "d": Counted(60, 1_500),
}


def test_the_median_lies_between_the_two_in_the_middle() -> None:
    assert level_of(FOUR, 2) == pytest.approx(0.025)
    assert level_of(FOUR, 3) == pytest.approx(0.0325)


def test_one_district_is_its_own_level() -> None:
    assert level_of({"a": Counted(1, 4)}, 2) == 0.25


def test_those_below_are_raised_by_whole_people_and_the_others_stay() -> None:
    assert raised_to(FOUR, 0.025) == {"a": 15, "b": 10, "c": 0, "d": 0}
    assert raised_to(FOUR, 0.0251) == {"a": 16, "b": 11, "c": 0, "d": 0}


def test_a_gap_is_shared_out_by_population() -> None:
    # 100 by 1,000 : 2,000 : 500 : 1,500 of 5,000.
    assert shared_out(FOUR, 100) == {"a": 20, "b": 40, "c": 10, "d": 30}
    # 19.8, 39.6, 9.9 and 29.7: three of the four are rounded up, so that 99 it remains.
    assert shared_out(FOUR, 99) == {"a": 20, "b": 39, "c": 10, "d": 30}
    assert shared_out(FOUR, 98.5) == shared_out(FOUR, 99)


def test_a_target_that_is_reached_takes_nothing() -> None:
    assert set(shared_out(FOUR, -5).values()) == {0}
    assert set(shared_out(FOUR, 0).values()) == {0}


wards = st.dictionaries(
    st.sampled_from([f"{at:02}" for at in range(19)]),
    st.builds(Counted, st.integers(0, 5_000).map(float), st.integers(1, 20_000).map(float)),
    min_size=1,
)


@given(wards)
def test_half_of_the_districts_have_the_median_and_afterwards_all(
    ward: dict[str, Counted],
) -> None:
    level = level_of(ward, 2)
    assert level == pytest.approx(median(one.events / one.base for one in ward.values()))
    needed = raised_to(ward, level)
    for code, one in ward.items():
        assert (one.events + needed[code]) / one.base >= level - 1e-9
        # One fewer would not do.
        assert not needed[code] or (one.events + needed[code] - 1) / one.base < level


@given(wards, st.floats(0, 10_000))
def test_what_is_shared_out_is_the_gap_rounded_up_and_no_part_is_off_by_one(
    ward: dict[str, Counted], gap: float
) -> None:
    parts = shared_out(ward, gap)
    total = ceil(gap - 1e-9)
    assert sum(parts.values()) == total
    whole = sum(one.base for one in ward.values())
    for code, one in ward.items():
        assert abs(parts[code] - total * one.base / whole) < 1 + 1e-9
