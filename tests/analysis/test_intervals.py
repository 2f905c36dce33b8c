"""Wilson's interval against published figures, and what must hold of any of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.intervals import wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_newcombe_1998_table_i(
    part: int, whole: int, low: float, high: float
) -> None:
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion: comparison
    # of seven methods. Statistics in Medicine 17 (1998), 857-872, method 3 (score).
    found = wilson(part, whole, per=1)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_an_interval_is_in_the_unit_of_its_figure() -> None:
    of_one, of_hundred = wilson(81, 263, per=1), wilson(81, 263)
    assert of_one is not None
    assert of_hundred is not None
    assert of_hundred.low == pytest.approx(100 * of_one.low)
    assert of_hundred.high == pytest.approx(100 * of_one.high)


def test_no_answers_give_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(6, 5), (-1, 5), (0, -1)])
def test_what_is_no_part_of_the_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        wilson(part, whole)


answers = st.integers(1, 100_000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
)


@given(answers)
def test_the_share_lies_in_its_interval_and_the_interval_among_the_shares(
    answer: tuple[int, int],
) -> None:
    part, whole = answer
    found = wilson(part, whole)
    assert found is not None
    assert 0 <= found.low <= 100 * part / whole <= found.high <= 100 + 1e-9
    assert found.low < found.high


@given(answers)
def test_who_says_no_has_the_mirrored_interval(answer: tuple[int, int]) -> None:
    part, whole = answer
    yes, no = wilson(part, whole), wilson(whole - part, whole)
    assert yes is not None
    assert no is not None
    assert yes.low == pytest.approx(100 - no.high, abs=1e-6)


@given(answers)
def test_twice_the_answers_make_it_narrower(answer: tuple[int, int]) -> None:
    part, whole = answer
    once, twice = wilson(part, whole), wilson(2 * part, 2 * whole)
    assert once is not None
    assert twice is not None
    assert twice.high - twice.low < once.high - once.low
