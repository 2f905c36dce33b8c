"""Progress towards a target: the season's part and the status that follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.progress import judge, seasonal_share

YEAR = [1.0, 1, 2, 2, 0, 4, 0, 0, 0, 0, 0, 10]


def test_the_season_is_what_past_years_had_reached() -> None:
    assert seasonal_share([YEAR], 6) == 0.5
    # 10 of 20 and 6 of 12 and 0 of 8: 16 of 40.
    late = [0.0] * 11 + [8]
    even = [1.0] * 12
    assert seasonal_share([YEAR, even, late], 6) == 16 / 40


def test_a_year_with_a_gap_or_with_nothing_says_nothing_of_the_season() -> None:
    gap: list[float | None] = [None, *YEAR[1:]]
    assert seasonal_share([gap], 6) is None
    assert seasonal_share([[0.0] * 12], 6) is None
    assert seasonal_share([gap, YEAR], 6) == 0.5


@pytest.mark.parametrize(
    ("value", "season", "over", "status"),
    [
        (100, 0.5, False, "achieved"),
        (50, 0.5, False, "on_track"),
        (49.9, 0.5, False, "slightly_behind"),
        (45, 0.5, False, "slightly_behind"),
        (44.9, 0.5, False, "behind"),
        (99.9, 1.0, True, "missed"),
        (100, 1.0, True, "achieved"),
        # Where past years had nothing yet, nothing is late.
        (0, 0.0, False, "on_track"),
    ],
)
def test_a_status_follows_from_the_target_and_the_season(
    value: float, season: float, over: bool, status: str
) -> None:
    found = judge(value, 100, season, over=over)
    assert found.status == status
    assert found.expected == 100 * season


@pytest.mark.parametrize(
    ("value", "over", "status"),
    [
        (50, False, "on_track"),
        (51, False, "behind"),
        (100, True, "achieved"),
        (101, True, "behind"),
    ],
)
def test_where_less_is_better_the_target_is_a_limit(value: float, over: bool, status: str) -> None:
    assert judge(value, 100, 0.5, over=over, lower_is_better=True).status == status


@given(
    st.lists(st.lists(st.integers(0, 1000), min_size=12, max_size=12), min_size=1, max_size=3),
    st.integers(1, 11),
)
def test_the_season_grows_from_nothing_to_all(years: list[list[int]], months: int) -> None:
    now, later = (seasonal_share(years, after) for after in (months, months + 1))
    if now is None or later is None:
        assert not any(sum(year) for year in years)
        return
    assert 0 <= now <= later <= 1
    assert seasonal_share(years, 12) == 1
