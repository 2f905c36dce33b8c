"""Progress of the ward's own indicators, on the sample pack as it is on a fresh install."""

from __future__ import annotations

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.policy import Initiative, load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.courses import grows_through_the_year
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.review import progress, standing

DATA = ROOT / "data"
INITIATIVES = load_policies(DATA / "policy", load_catalogue(DATA / "catalogue"))[2026].initiatives


@pytest.mark.parametrize("initiative", INITIATIVES, ids=lambda one: one.id)
def test_every_initiative_has_an_output_indicator_with_data(
    initiative: Initiative, figures: Figures
) -> None:
    found = [figures.office.catalogue[one] for one in initiative.indicators]
    assert any(one.kind == "output" for one in found)
    assert all(figures.of(one, Period(2026)).value is not None for one in found)


def test_a_count_is_judged_by_its_season_and_not_by_twelfths(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    found = progress(figures, drills, 2026)
    years = [
        [figure.value or 0 for figure in figures.monthly(drills, Period(year)).values()]
        for year in (2023, 2024, 2025)
    ]
    assert found is not None
    reached = sum(sum(year[:7]) for year in years) / sum(sum(year) for year in years)
    assert found.season == pytest.approx(reached)
    assert found.season != pytest.approx(7 / 12, abs=0.01)


def test_a_year_that_is_over_is_achieved_or_missed(figures: Figures) -> None:
    found = [progress(figures, one, 2025) for one in figures.office.catalogue]
    assert {one.status for one in found if one} <= {"achieved", "missed"}
    assert {one.season for one in found if one} == {1.0}


def test_what_does_not_grow_through_the_year_is_due_whole(figures: Figures) -> None:
    for one in figures.office.catalogue:
        found = progress(figures, one, 2026)
        if found and not grows_through_the_year(one):
            assert found.season == 1.0


def test_without_a_target_or_a_wanted_direction_there_is_no_status(figures: Figures) -> None:
    catalogue = figures.office.catalogue
    assert progress(figures, catalogue["grant_yen_per_resident"], 2026) is None
    assert progress(figures, catalogue["drills"], 2031) is None
    # No whole year lies before the first one.
    assert progress(figures, catalogue["grants"], 2022) is not None


def test_a_standing_stops_at_the_month_it_is_asked_for(figures: Figures) -> None:
    catalogue = figures.office.catalogue
    september = Period(2026, 1, 6).last_month
    for one in (catalogue["drills"], catalogue["patrol_members"], catalogue["childcare_places"]):
        found = standing(figures, one, 2026, september)
        assert found.period == Period(2026, 1, 6)
        assert found.value == figures.of(one, Period(2026, 1, 6)).value
        assert found.last_year == figures.of(one, Period(2025, 1, 6)).value
    # The survey of June was the newest in September, and stands alone.
    survey = standing(figures, catalogue["sentiment_ties"], 2026, september)
    assert survey.period == Period(2026, 1, 3)


def test_gap_and_chance_say_how_far_and_how_sure(figures: Figures) -> None:
    found = [standing(figures, one, 2026) for one in figures.office.catalogue]
    for one in found:
        assert 0 <= one.gap < 1
        if one.chance is None:
            continue
        assert 0 <= one.chance <= 1
        # What is as good as reached leaves nothing to fall short by.
        assert (one.gap == 0) == (one.chance == 1)
    without_range = [one for one in found if one.progress and one.chance is None]
    assert any(one.gap > 0 for one in without_range)


def test_before_the_first_month_of_data_only_the_target_is_known(figures: Figures) -> None:
    found = standing(figures, figures.office.catalogue["drills"], 2031)
    assert (found.period, found.value, found.progress, found.projection) == (None,) * 4
    early = standing(figures, figures.office.catalogue["grants"], 2022, 202204)
    assert early.value is None
    assert early.target is not None
