"""Likeness by standardised distance, worked out by hand."""

from __future__ import annotations

from math import sqrt

import pytest

from asahi_metrics.analysis.likeness import nearest, used_traits

# Standard deviations: old 2 (of 8, 12, 8, 12), dense 100.
TRAITS = {
    "a": {"old": 8.0, "dense": 100.0, "same": 1.0},
    "b": {"old": 12.0, "dense": 100.0, "same": 1.0},
    "c": {"old": 8.0, "dense": 300.0, "same": 1.0},
    "d": {"old": 12.0, "dense": 300.0, "same": 1.0},
}


def test_the_nearest_come_first_by_distance_in_standard_deviations() -> None:
    found = {one.code: one.distance for one in nearest(TRAITS, "a")}
    assert found == {"b": 2.0, "c": 2.0, "d": pytest.approx(sqrt(8))}
    assert list(found) == ["b", "c", "d"]


def test_no_more_are_told_than_asked_for() -> None:
    assert [one.code for one in nearest(TRAITS, "d", count=1)] == ["b"]


def test_a_trait_that_is_the_same_everywhere_does_not_count() -> None:
    assert used_traits(TRAITS, "a") == ("old", "dense")


def test_a_district_that_lacks_a_trait_is_left_out() -> None:
    gap = TRAITS | {"b": {"old": None, "dense": 100.0, "same": 1.0}}
    assert "b" not in {one.code for one in nearest(gap, "a")}


def test_a_trait_that_the_district_itself_lacks_is_left_out() -> None:
    gap = TRAITS | {"a": {"old": None, "dense": 100.0, "same": 1.0}}
    assert used_traits(gap, "a") == ("dense",)
    assert nearest(gap, "a")[0].code == "b"


def test_without_traits_no_district_is_like_another() -> None:
    assert nearest({"a": {"old": None}, "b": {"old": 3.0}}, "a") == ()
