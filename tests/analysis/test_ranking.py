"""Ranks and their intervals: the same every time, wide where little was counted."""

from __future__ import annotations

import pytest

from asahi_metrics.analysis.ranking import Counted, Place, places

FAR_APART = {"a": Counted(900, 1000), "b": Counted(500, 1000), "c": Counted(100, 1000)}


@pytest.mark.parametrize("shares", [True, False])
def test_figures_far_apart_leave_no_doubt(shares: bool) -> None:
    found = places(FAR_APART, shares=shares)
    assert found == {"a": Place(1, 1, 1), "b": Place(2, 2, 2), "c": Place(3, 3, 3)}


def test_the_lowest_comes_first_where_low_is_wanted() -> None:
    assert places(FAR_APART, shares=True, lowest_first=True)["c"] == Place(1, 1, 1)


def test_the_same_figures_give_the_same_ranks_every_time() -> None:
    few = {
        code: Counted(events, 1000)
        for code, events in zip("abcdef", (3, 4, 5, 5, 6, 9), strict=True)
    }
    assert places(few, shares=False) == places(few, shares=False)


def test_little_counted_makes_a_rank_uncertain_and_more_makes_it_surer() -> None:
    def width(times: int) -> int:
        rates = {
            code: Counted(n * times, 1000 * times) for code, n in zip("abc", (3, 4, 5), strict=True)
        }
        place = places(rates, shares=False)["a"]
        return place.worst - place.best

    assert width(1) == 2
    assert width(10_000) == 0


def test_equal_figures_share_a_rank_and_may_be_anywhere() -> None:
    found = places({code: Counted(5, 1000) for code in "abcd"}, shares=False)
    assert all(one == Place(1, 1, 4) for one in found.values())


def test_a_rank_lies_in_its_own_interval() -> None:
    none = {code: Counted(0, base) for code, base in zip("abc", (10, 1000, 100_000), strict=True)}
    for one in places(none, shares=False).values():
        assert one.best <= one.rank <= one.worst


def test_no_figures_have_no_ranks() -> None:
    assert places({}, shares=True) == {}
