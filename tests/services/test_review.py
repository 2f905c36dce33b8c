"""Progress of the ward's own indicators, on the sample pack as it is on a fresh install."""

from __future__ import annotations

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.policy import Initiative, load_policies
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from asahi_metrics.services.courses import grows_through_the_year
from asahi_metrics.services.review import progress
from asahi_metrics.services.setup import fill_if_empty

DATA = ROOT / "data"
INITIATIVES = load_policies(DATA / "policy", load_catalogue(DATA / "catalogue"))[2026].initiatives


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    database = tmp_path_factory.mktemp("review") / "fresh.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    return Figures(office)


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
