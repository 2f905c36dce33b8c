"""Smoothing of the small ward, worked out by hand, and of the sample pack."""

from __future__ import annotations

import pytest

from asahi_metrics.analysis.smoothing import smooth
from asahi_metrics.core.calendar import Period
from asahi_metrics.services.analysis_smoothing import Smoothing, smoothing
from asahi_metrics.services.figures import Figures
from tests.ward import open_filled_ward


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("ward")))


def of(figures: Figures, indicator: str, year: int) -> Smoothing:
    found = smoothing(figures, figures.office.catalogue[indicator], Period(year))
    assert found is not None
    return found


def test_what_the_districts_differ_by_beyond_chance_is_kept(ward: Figures) -> None:
    # Participants per 1,000: 80 of 300 in 01 and none of 1,100 in 03; 02 told no numbers.
    found = of(ward, "drill_participants_rate", 2023)
    average = 80 / 1_400
    spread = (300 * (80 / 300 - average) ** 2 + 1_100 * average**2) / 1_400
    between = spread - average / 700
    trust = between / (between + average / 300)
    assert found.smoothed is not None
    assert found.smoothed.between == pytest.approx(between)
    assert found.before == pytest.approx({"01": 1_000 * 80 / 300, "03": 0})
    assert found.after["01"] == pytest.approx(1_000 * (average + trust * (80 / 300 - average)))
    assert found.after["03"] > 0


def test_the_district_that_moved_most_is_told_with_its_size(ward: Figures) -> None:
    found = of(ward, "drill_participants_rate", 2023)
    assert found.most_moved == "01"
    assert found.place_by_base("01") == 1
    assert found.place_by_base("03") == 2
    assert 0 < found.nearer < 0.1


def test_differences_by_chance_alone_become_the_average(ward: Figures) -> None:
    # One drill each in 02 (700 residents) and 03 (1,200), none in 01 (320).
    found = of(ward, "drills", 2024)
    assert found.smoothed is not None
    assert found.smoothed.between == 0
    assert list(found.after.values()) == pytest.approx([10_000 * 2 / 2_220] * 3)
    assert found.nearer == 1


def test_what_comes_in_groups_is_drawn_nearer_by_the_scatter_of_its_years(figures: Figures) -> None:
    found = of(figures, "expo_event_participants", 2025)
    assert found.scatter.factor > 2
    alone = smooth(found.scale.counted, shares=False)
    assert found.smoothed is not None
    assert alone is not None
    assert all(found.smoothed.trust[code] < one for code, one in alone.trust.items())


def test_yen_is_not_smoothed(ward: Figures) -> None:
    found = of(ward, "grant_yen", 2023)
    assert found.smoothed is None
    assert found.before
    assert found.after == {}
    assert (found.most_moved, found.nearer) == (None, 0)


def test_no_figure_at_all_gives_nothing(ward: Figures) -> None:
    assert smoothing(ward, ward.office.catalogue["sentiment_ties"], Period(2023)) is None


def test_the_sample_is_brought_nearer_to_the_average_and_never_past_it(figures: Figures) -> None:
    for name in ("sentiment_green", "call_blockers", "childcare_consultations"):
        found = of(figures, name, 2025)
        assert 0 < found.nearer < 1
        for code, value in found.after.items():
            low, high = sorted((found.before[code], found.scale.ward))
            assert low - 1e-9 <= value <= high + 1e-9
