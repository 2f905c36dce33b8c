"""Clustering of the sample's districts and towns, and of the small ward's six towns by hand."""

from __future__ import annotations

import json

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.services.analysis_clustering import (
    clustering,
    is_by_town,
    town_clustering,
)
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.territory import replace_boundaries, territory
from tests.ward import districts_geojson, open_filled_ward, towns_geojson

FY2024 = Period(2024)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The small ward with a square for each of its towns."""
    office = open_filled_ward(tmp_path_factory.mktemp("ward"))
    replace_boundaries(office, read_boundaries(towns_geojson(), "towns.geojson", office.pack))
    return Figures(office)


def test_three_districts_are_too_few(ward: Figures) -> None:
    boundaries = territory(ward.office).boundaries
    found = clustering(ward, ward.office.catalogue["drills"], FY2024, boundaries)
    assert found is not None
    assert found.moran is None
    assert found.are_too_few
    assert found.beside.of == {"01": {"02"}, "02": {"01", "03"}, "03": {"02"}}


def test_no_district_with_a_figure_gives_nothing(ward: Figures) -> None:
    boundaries = territory(ward.office).boundaries
    ties = ward.office.catalogue["sentiment_ties"]
    assert clustering(ward, ties, FY2024, boundaries) is None


def test_towns_are_taken_from_the_newest_figures_of_each(ward: Figures) -> None:
    boundaries = territory(ward.office).boundaries
    indicator = ward.office.catalogue["people_per_household"]
    found = town_clustering(ward, indicator, FY2024, boundaries)
    assert found is not None
    # In 2024 three towns have figures of their own; the census has two people a household.
    assert list(found.by_town.values()) == pytest.approx([110 / 60, 210 / 100, 2, 2, 2, 2])
    assert found.missing == ()
    assert found.beside.of["141120020"] == {"141120010", "141120030"}
    assert found.moran is not None
    assert found.found == ()
    # The census alone has the same in all towns, of which no pattern can be told.
    before = town_clustering(ward, indicator, Period(2023), boundaries)
    assert before is not None
    assert before.moran is None
    assert set(before.by_town.values()) == {2}


def test_towns_without_a_figure_are_named_and_join_nobody(ward: Figures) -> None:
    boundaries = territory(ward.office).boundaries
    found = town_clustering(ward, ward.office.catalogue["over65_share"], FY2024, boundaries)
    assert found is not None
    assert found.by_town == pytest.approx(
        {"141120010": 100 * 30 / 110, "141120020": 100 * 70 / 210, "141120030": 100 * 90 / 310}
    )
    assert found.missing == ("141120040", "141120050", "141120060")
    assert found.moran is None


def test_without_shapes_of_towns_there_is_nothing_to_say_of_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = open_filled_ward(tmp_path_factory.mktemp("districts"))
    drawn = read_boundaries(districts_geojson(), "districts.geojson", office.pack)
    replace_boundaries(office, drawn)
    indicator = office.catalogue["people_per_household"]
    assert town_clustering(Figures(office), indicator, FY2024, drawn) is None


def test_rates_from_records_of_towns_are_known_by_town_and_no_others(figures: Figures) -> None:
    found = [one.id for one in figures.office.catalogue if is_by_town(one)]
    assert found == ["over65_share", "under15_share", "people_per_household"]


def test_the_sample_has_all_its_districts_and_towns_on_the_map(figures: Figures) -> None:
    boundaries = territory(figures.office).boundaries
    drawn = json.loads(boundaries.towns_geojson or "")["features"]
    for one in figures.office.catalogue:
        if not figures.data_span(one) or not figures.is_by_district(one):
            continue
        found = clustering(figures, one, Period(2025), boundaries)
        if found is None:
            continue
        assert set(found.beside.of) == set(found.scale.counted)
        assert found.moran is not None
        assert -1 <= found.moran.index <= 1
        towns = town_clustering(figures, one, Period(2025), boundaries)
        assert (towns is not None) == is_by_town(one)
        if towns is not None:
            assert len(towns.by_town) == len(drawn)
            assert set(towns.local) == set(towns.by_town)
            assert len(towns.found) <= towns.found_without_control


def test_small_districts_are_allowed_for_in_rates_of_counts_alone(figures: Figures) -> None:
    boundaries = territory(figures.office).boundaries
    catalogue, year = figures.office.catalogue, Period(2025)
    adjusted = {
        name: found.adjusted
        for name in ("drills", "over65_share", "grant_yen_per_resident", "population")
        if (found := clustering(figures, catalogue[name], year, boundaries))
    }
    assert adjusted == {
        "drills": True, "over65_share": True, "grant_yen_per_resident": False, "population": False,
    }  # fmt: skip
