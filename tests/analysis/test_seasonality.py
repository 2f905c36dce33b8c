"""Season and odd months of made-up series whose parts are known, and against statsmodels."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, pi, sin

import numpy as np
import pytest
from statsmodels.robust import mad
from statsmodels.tsa.seasonal import STL

from asahi_metrics.analysis.seasonality import (
    FEWEST_MONTHS,
    UNUSUAL,
    Season,
    longest_run,
    take_apart,
)

FACTORS = [0.5, 0.6, 0.8, 0.9, 0.7, 1.9, 2.0, 1.6, 0.9, 0.6, 0.5, 1.0]


def series(years: int = 4, *, noise: float = 0.03) -> list[float | None]:
    """A level that rises by a tenth a year, a season of twelve factors, a little noise."""
    random = np.random.default_rng(7)
    return [
        100 * exp(0.1 * at / 12) * FACTORS[at % 12] * exp(noise * random.normal())
        for at in range(12 * years)
    ]


def apart(values: list[float | None]) -> Season:
    found = take_apart(values)
    assert found is not None
    return found


def test_the_season_that_was_put_in_comes_out() -> None:
    found = apart(series())
    assert found.scale == "times"
    # Factors whose mean is 1.
    assert found.season[:12] == pytest.approx(FACTORS, rel=0.06)
    assert np.mean(found.season[:12]) == pytest.approx(1)
    assert found.season[:12] == pytest.approx(found.season[12:24])


def test_the_trend_that_was_put_in_comes_out() -> None:
    found = apart(series())
    assert found.trend[42] / found.trend[6] == pytest.approx(exp(0.3), rel=0.05)


def test_trend_and_season_make_what_is_expected() -> None:
    found = apart(series())
    product = [one * other for one, other in zip(found.trend, found.season, strict=True)]
    assert found.expected == pytest.approx(product)


def test_the_parts_are_those_of_statsmodels() -> None:
    values = [5000 + 2000 * sin(2 * pi * at / 12) - 100 * (at % 5) for at in range(48)]
    values[3] = 0.0
    found = apart(list(values))
    assert found.scale == "plus"
    theirs = STL(values, period=12, seasonal=481, seasonal_deg=0).fit()
    assert found.expected == pytest.approx(theirs.trend + theirs.seasonal)
    rest = values - theirs.trend - theirs.seasonal
    scores = (rest - np.median(rest)) / mad(rest)
    # So large a count swings by less than this one does.
    assert mad(rest) > max(found.expected) ** 0.5
    assert found.score == pytest.approx(scores, rel=1e-4)


def test_a_month_three_times_as_large_is_the_most_unusual_of_all() -> None:
    values = series()
    values[30] = 3 * (values[30] or 0)
    found = apart(values)
    scores = [one or 0.0 for one in found.score]
    assert max(range(48), key=lambda at: abs(scores[at])) == 30
    assert scores[30] > UNUSUAL


def test_a_month_of_a_third_is_unusual_downwards() -> None:
    values = series()
    values[17] = (values[17] or 0) / 3
    score = apart(values).score[17]
    assert score is not None
    assert score < -UNUSUAL


def test_a_month_without_a_report_is_not_judged_and_does_not_bend_the_others() -> None:
    whole, values = apart(series()), series()
    values[20] = None
    found = apart(values)
    assert found.score[20] is None
    assert 20 not in found.unusual
    others = [at for at in range(12) if at != 20 % 12]
    assert [found.season[at] for at in others] == pytest.approx(
        [whole.season[at] for at in others], rel=0.05
    )


def test_a_month_with_nothing_makes_the_parts_add_up() -> None:
    values = series()
    values[5] = 0.0
    found = apart(values)
    assert found.scale == "plus"
    added = [one + other for one, other in zip(found.trend, found.season, strict=True)]
    assert found.expected == pytest.approx(added)
    assert np.mean(found.season[:12]) == pytest.approx(0, abs=1e-9)


def test_less_than_two_years_have_no_season() -> None:
    assert take_apart(series()[: FEWEST_MONTHS - 1]) is None
    assert take_apart(series()[:FEWEST_MONTHS]) is not None


def test_a_series_that_never_changes_has_no_season() -> None:
    assert take_apart([5.0] * 36) is None


def test_a_series_that_repeats_to_the_last_digit_has_no_odd_months() -> None:
    assert apart([float(one) for one in FACTORS * 3]).unusual == ()


@pytest.mark.parametrize(
    ("values", "run"),
    [
        ([], (0, 0)),
        ([None, None], (0, 0)),
        ([1, 2, 3], (0, 3)),
        ([None, 1, None, None, 2, None], (1, 5)),
        ([1, 2, 3, None, None, None, 4, 5], (0, 3)),
        # Of two as long the newer.
        ([1, 2, None, None, None, 4, 5], (5, 7)),
    ],
)
def test_short_gaps_are_bridged_and_long_ones_end_a_series(
    values: list[float | None], run: tuple[int, int]
) -> None:
    assert longest_run(values) == run


def test_chance_alone_is_rarely_called_unusual() -> None:
    random = np.random.default_rng(14112)
    odd = months = 0
    for _ in range(100):
        drawn = [float(100 * factor * exp(0.1 * random.normal())) for factor in FACTORS * 4]
        odd += len(apart(list(drawn)).unusual)
        months += 48
    # Measured: 0.1 % of the months; with STL's robust weights it would be 5.4 %.
    assert odd / months < 0.006


@pytest.mark.parametrize("mean", [0.3, 1, 4, 20])
def test_of_few_cases_chance_alone_marks_no_more(mean: float) -> None:
    marked, real = chance_alone(lambda random: random.poisson(mean, 55).astype(float))
    # Measured: 0 to 0.1 % of the months; a season is claimed of 2 to 8 % of the series.
    assert marked < 0.005
    assert real < 0.12


@pytest.mark.parametrize("months", [24, 36, 55])
def test_where_many_are_counted_at_one_time_it_marks_one_month_in_a_hundred(months: int) -> None:
    marked, _ = chance_alone(lambda random: random.gamma(4, 250, months))
    # Measured: 0.9 to 1.5 %.
    assert 0.004 < marked < 0.02


def test_a_season_is_real_where_every_year_has_it() -> None:
    assert apart(series()).is_real


def chance_alone(draw: Callable[[np.random.Generator], np.ndarray]) -> tuple[float, float]:
    """What part of the months is marked where nothing is odd, and of the series has a season."""
    random = np.random.default_rng(14112)
    found = [apart([float(one) for one in draw(random)]) for _ in range(200)]
    months = sum(len(one.score) for one in found)
    marked = sum(len(one.unusual) for one in found)
    return marked / months, sum(one.is_real for one in found) / len(found)
