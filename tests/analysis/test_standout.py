"""What stands out: only beyond chance, the farthest first, one for each topic."""

from __future__ import annotations

import pytest

from asahi_metrics.analysis.intervals import Interval
from asahi_metrics.analysis.standout import Departure, gaps, is_beyond, strengths

FOUND = [
    Departure("drills", "drills", 1.0, beyond_chance=True),
    Departure("people", "people", 2.0, beyond_chance=True),
    Departure("people_rate", "people", 2.5, beyond_chance=True),
    Departure("visits", "visits", 9.0, beyond_chance=False),
    Departure("loans", "loans", -0.5, beyond_chance=True),
    Departure("grants", "grants", -3.0, beyond_chance=True),
    Departure("same", "same", 0.0, beyond_chance=True),
]


def test_strengths_lie_on_the_wanted_side_the_farthest_first() -> None:
    assert strengths(FOUND) == ("people_rate", "drills")


def test_gaps_lie_on_the_other_side() -> None:
    assert gaps(FOUND) == ("grants", "loans")


def test_no_more_are_told_than_asked_for() -> None:
    assert gaps(FOUND, count=1) == ("grants",)


def test_what_may_be_chance_does_not_stand_out() -> None:
    assert strengths([FOUND[3]]) == ()


@pytest.mark.parametrize(
    ("value", "beyond"), [(0.9, True), (1.0, False), (2.0, False), (2.1, True)]
)
def test_a_value_outside_the_interval_is_beyond_chance(value: float, beyond: bool) -> None:
    assert is_beyond(Interval(1.0, 2.0), value) == beyond


def test_without_an_interval_nothing_is_beyond_chance() -> None:
    assert not is_beyond(None, 5)
