"""The schematic map, and which district a point lies in."""

from __future__ import annotations

import json

import pytest
import shapely

from asahi_metrics.analysis import geometry
from asahi_metrics.core.pack import Pack, load_pack
from asahi_metrics.services.boundary_layers import Boundaries
from asahi_metrics.services.geography import (
    MAX_DISTRICTS_BYTES,
    MAX_TOWNS_BYTES,
    district_of_point,
    districts_of_points,
    redistrict,
    schematic,
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def drawn(pack: Pack) -> Boundaries:
    return schematic(pack)


def test_the_schematic_map_shows_every_district_once(pack: Pack, drawn: Boundaries) -> None:
    features = json.loads(drawn.districts_geojson)["features"]
    assert [feature["id"] for feature in features] == sorted(pack.areas.district_codes)
    assert {feature["geometry"]["type"] for feature in features} == {"MultiPolygon"}


def test_the_schematic_map_is_small_and_of_the_wards_size(pack: Pack, drawn: Boundaries) -> None:
    assert drawn.kind == "schematic"
    assert drawn.towns_geojson is not None
    assert len(drawn.districts_geojson) <= MAX_DISTRICTS_BYTES
    assert len(drawn.towns_geojson) <= MAX_TOWNS_BYTES
    assert drawn.total_area_km2 == pytest.approx(pack.facts["area_km2"].value, rel=0.01)


def test_schematic_neighbours_share_their_borders(drawn: Boundaries) -> None:
    districts = geometry.read_geojson(drawn.districts_geojson)
    assert shapely.coverage_is_valid(districts.geometry.to_numpy())


def test_every_town_point_lies_in_its_own_district(pack: Pack, drawn: Boundaries) -> None:
    districts = geometry.read_geojson(drawn.districts_geojson)
    lons, lats = zip(*pack.town_points.values(), strict=True)
    found = districts_of_points(districts, lons, lats)
    assert dict(zip(pack.towns, found, strict=True)) == pack.areas.town_table


def test_a_point_outside_the_ward_lies_in_no_district(drawn: Boundaries) -> None:
    districts = geometry.read_geojson(drawn.districts_geojson)
    assert district_of_point(districts, 139.70, 35.45) is None


def test_another_town_table_redraws_the_districts(pack: Pack, drawn: Boundaries) -> None:
    table = pack.areas.town_table | {"141120070": "18"}
    redrawn = redistrict(drawn, table)
    districts = geometry.read_geojson(redrawn.districts_geojson)
    assert district_of_point(districts, *pack.town_points["141120070"]) == "18"
    assert redrawn.districts_geojson == schematic(pack, table).districts_geojson
    assert redrawn.towns_geojson == drawn.towns_geojson
