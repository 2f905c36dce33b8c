"""The record of past projections, worked out by hand."""

from __future__ import annotations

import pytest

from asahi_metrics.analysis.backtest import Trial, summarize


def trial(projected: float, plain: float, *ranges: tuple[float, float]) -> Trial:
    return Trial(year=2025, months=6, projected=projected, plain=plain, actual=100.0, ranges=ranges)


def test_errors_are_parts_of_what_came_and_coverage_counts_the_ranges_that_held_it() -> None:
    found = summarize(
        [
            trial(90, 80, (85, 95), (80, 105)),
            trial(105, 140, (100, 110), (90, 120)),
            trial(130, 130),
        ]
    )
    assert found is not None
    assert (found.trials, found.ranged) == (3, 2)
    assert found.error == pytest.approx((0.10 + 0.05) / 2)
    assert found.plain_error == pytest.approx((0.20 + 0.40) / 2)
    assert found.coverage == (0.5, 1.0)
    assert found.beats_plain


def test_without_a_range_there_is_no_record() -> None:
    assert summarize([]) is None
    assert summarize([trial(90, 90)]) is None
