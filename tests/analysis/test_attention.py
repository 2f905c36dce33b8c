"""What is looked at first: who is in the list, in which order, and for whom each stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.attention import Case, rank
from asahi_metrics.analysis.progress import STATUSES, Status

CASE = Case("a", "a", "behind", 0.1, 0.2)

STATUS = st.sampled_from([None, *STATUSES])
CHANCE = st.one_of(st.none(), st.floats(0, 1))


@pytest.mark.parametrize(
    ("status", "chance", "taken"),
    [
        ("behind", None, True),
        ("slightly_behind", 0.9, True),
        ("missed", None, True),
        ("on_track", 0.49, True),
        ("achieved", 0.2, True),
        (None, 0.49, True),
        ("on_track", 0.5, False),
        ("on_track", None, False),
        ("achieved", None, False),
        (None, None, False),
    ],
)
def test_what_is_late_or_rather_misses_its_target_is_taken(
    status: Status | None, chance: float | None, taken: bool
) -> None:
    case = replace(CASE, status=status, chance=chance)
    assert case.needs_a_look is taken
    assert [one.case for one in rank([case])] == [case] * taken


def test_the_largest_gap_comes_first_and_of_equal_gaps_the_smaller_chance() -> None:
    far = replace(CASE, id="far", kin=1, gap=0.4, chance=0.4)
    unsure = replace(CASE, id="unsure", kin=2, chance=0.3)
    sure = replace(CASE, id="sure", kin=3, chance=0.0)
    unknown = replace(CASE, id="unknown", kin=4, chance=None)
    found = rank([unknown, unsure, sure, far])
    assert [one.case.id for one in found] == ["far", "sure", "unsure", "unknown"]


def test_of_those_that_count_the_same_the_one_with_the_larger_gap_stands_for_the_others() -> None:
    count = replace(CASE, id="count", kin="visitors", gap=0.1)
    rate = replace(CASE, id="rate", kin="visitors", gap=0.3)
    fine = replace(CASE, id="fine", kin="visitors", status="achieved", chance=0.9)
    other = replace(CASE, id="other", kin="stalls", gap=0.2)
    found = rank([count, fine, other, rate])
    assert [(one.case.id, one.others) for one in found] == [("rate", ("count",)), ("other", ())]


@given(st.lists(st.tuples(STATUS, CHANCE, st.floats(0, 2), st.integers(0, 3)), max_size=9))
def test_each_case_that_needs_a_look_is_told_once(
    drawn: list[tuple[Status | None, float | None, float, int]],
) -> None:
    cases = [Case(str(at), kin, s, c, gap) for at, (s, c, gap, kin) in enumerate(drawn)]
    found = rank(cases)
    told = [id_ for one in found for id_ in (one.case.id, *one.others)]
    assert sorted(told) == sorted(one.id for one in cases if one.needs_a_look)
    gaps = [one.case.gap for one in found]
    assert gaps == sorted(gaps, reverse=True)
