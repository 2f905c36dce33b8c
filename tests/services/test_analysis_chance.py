"""Funnel and ranks of the small ward, worked out by hand, and of the sample pack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asahi_metrics.analysis.funnel import WIDE, Dispersion
from asahi_metrics.analysis.intervals import LEVEL, Interval, poisson, wilson
from asahi_metrics.core.calendar import Period
from asahi_metrics.services.analysis_chance import Chance, chance, judged_of
from asahi_metrics.services.figures import Figures
from tests.ward import load, open_filled_ward

FY2023 = Period(2023)
SAFE = "防犯面で安心して暮らせる"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    office = open_filled_ward(tmp_path_factory.mktemp("ward"))
    # 01 18 of 40, 02 90 of 100; in 03 nobody answered.
    survey = [
        ("2023-06", "山手", SAFE, 40, 18),
        ("2023-06", "川端", SAFE, 100, 90),
        ("2023-06", "野原", SAFE, 0, 0),
    ]
    load(office, "sentiment_survey", survey)
    return Figures(office)


def of(figures: Figures, indicator: str, period: Period = FY2023) -> Chance:
    found = chance(figures, figures.office.catalogue[indicator], period)
    assert found is not None
    return found


def test_a_count_stands_by_its_residents_with_its_poisson_interval(ward: Figures) -> None:
    found = of(ward, "drills")
    one, two, three = found.districts
    # Two drills among 300 residents, one among 700, none among 1,100.
    assert (one.value, two.value) == pytest.approx((10_000 * 2 / 300, 10_000 / 700))
    assert one.interval == poisson(2, 300, per=10_000)
    assert three.value == 0
    assert found.funnel is not None
    assert found.funnel.average == pytest.approx(3 / 2_100)
    assert (one.is_above, three.is_above) == (True, False)


def test_so_few_events_tell_no_district_apart_and_every_rank_is_open(ward: Figures) -> None:
    found = of(ward, "drills")
    assert found.lying("within") == ("01", "02", "03")
    assert found.lying("beyond") == found.lying("apart") == ()
    assert [one.place.rank for one in found.districts] == [1, 2, 3]
    assert all(one.place.best < one.place.worst for one in found.districts)


def test_a_share_has_wilsons_interval_and_nobody_asked_is_no_zero(ward: Figures) -> None:
    found = of(ward, "sentiment_safety")
    one, two = found.districts
    assert (one.code, two.code) == ("01", "02")
    assert one.interval == wilson(18, 40)
    assert found.funnel is not None
    assert found.funnel.shares
    assert found.funnel.average == pytest.approx(108 / 140)
    # 45 per cent lie 4.8 standard errors below 77, 90 per cent 3.1 above: more than chance
    # has two districts apart, so that the limits are widened and hold both.
    assert found.funnel.dispersion.is_beyond_chance
    assert found.lying("within") == ("01", "02")
    narrow = replace(found.funnel, dispersion=Dispersion(1, 1))
    assert [narrow.position(code) for code in ("01", "02")] == ["beyond", "apart"]


def test_yen_and_full_counts_have_no_part_of_chance(ward: Figures) -> None:
    for indicator in ("grant_yen", "population", "people_per_household"):
        found = of(ward, indicator)
        assert found.funnel is None
        assert found.districts == ()
        assert found.scale.districts


def test_nothing_at_all_in_a_year_makes_no_funnel(ward: Figures) -> None:
    # No device was lent from January to March 2024, which the register covers.
    found = of(ward, "call_blockers", Period(2023, 10, 12))
    assert set(found.scale.districts.values()) == {0}
    assert found.funnel is None
    assert found.scale.method == "rate"


def test_no_district_with_a_figure_gives_nothing(ward: Figures) -> None:
    visitors = ward.office.catalogue["sentiment_ties"]
    assert chance(ward, visitors, FY2023) is None


def test_the_indicators_of_a_subject_that_chance_is_judged_of(figures: Figures) -> None:
    found = judged_of(figures, "crime_prevention", Period(2025))
    assert [one.id for one in found] == ["grants", "call_blockers"]


@pytest.mark.parametrize("year", [2023, 2025])
def test_every_verdict_of_the_sample_follows_from_its_limits(figures: Figures, year: int) -> None:
    judged = 0
    for indicator in figures.office.catalogue:
        if not figures.data_span(indicator) or not figures.is_by_district(indicator):
            continue
        found = chance(figures, indicator, Period(year))
        if found is None or found.funnel is None:
            continue
        judged += 1
        for one in found.districts:
            counted = found.scale.counted[one.code]
            inner, outer = (found.funnel.limits(counted.base, level) for level in (LEVEL, WIDE))
            rate = counted.events / counted.base
            assert _holds(one.interval, one.value)
            assert one.value == pytest.approx(found.scale.per * rate)
            expected = "within" if _holds(inner, rate) else "apart"
            assert one.position == (expected if _holds(outer, rate) else "beyond")
            assert one.place.best <= one.place.rank <= one.place.worst
    assert judged > 30


def _holds(interval: Interval, value: float) -> bool:
    return interval.low <= value <= interval.high
