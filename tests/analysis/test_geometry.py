"""Polygons in a plane that can be checked by hand: squares of known size."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from asahi_metrics.analysis import geometry

ORIGIN = (-20_000.0, -60_000.0)
"""A place near the ward in EPSG:6677, metres."""


def squares(*boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Rectangles in metres from the origin, as a frame in WGS 84 with codes a, b, c …"""
    x, y = ORIGIN
    shapes = [shapely.box(x + w, y + s, x + e, y + n) for w, s, e, n in boxes]
    frame = gpd.GeoDataFrame({"code": list("abcdef")[: len(boxes)]}, geometry=shapes)
    return frame.set_crs(geometry.PLANE).to_crs(geometry.WGS84)


def test_areas_are_measured_in_square_kilometres_on_the_plane() -> None:
    areas = geometry.area_km2(squares((0, 0, 1000, 2000), (1000, 0, 1500, 1000)))
    assert areas == pytest.approx({"a": 2.0, "b": 0.5}, rel=1e-6)


def test_neighbours_that_share_a_border_neither_overlap_nor_leave_a_gap() -> None:
    found = geometry.coverage_findings(squares((0, 0, 100, 100), (100, 0, 200, 100)))
    assert [overlap for overlap in found.overlaps if overlap.share > 1e-9] == []
    assert found.gaps_m2 == ()


def test_an_overlap_is_a_share_of_the_smaller_area() -> None:
    found = geometry.coverage_findings(squares((0, 0, 100, 100), (90, 0, 290, 100)))
    (overlap,) = found.overlaps
    assert (overlap.first, overlap.second) == ("a", "b")
    assert overlap.area_m2 == pytest.approx(1000, rel=1e-4)
    assert overlap.share == pytest.approx(0.1, rel=1e-4)


def test_a_hole_between_areas_is_found_with_its_size() -> None:
    ring = squares((0, 0, 300, 100), (0, 200, 300, 300), (0, 100, 100, 200), (200, 100, 300, 200))
    assert geometry.coverage_findings(ring).gaps_m2 == pytest.approx([10_000], rel=1e-4)


def test_cleaning_closes_slivers_between_neighbours() -> None:
    ragged = squares((0, 0, 100, 100), (100.4, 0, 200, 100), (0, 100, 200, 200))
    cleaned = geometry.clean_coverage(ragged, gap_width_m=1)
    assert shapely.coverage_is_valid(cleaned.geometry.to_numpy())


def test_dissolving_gives_one_multipolygon_for_each_whole() -> None:
    parts = squares((0, 0, 100, 100), (100, 0, 200, 100), (500, 0, 600, 100))
    whole = geometry.dissolve(parts, {"a": "x", "b": "x", "c": "x"})
    assert list(whole["code"]) == ["x"]
    assert whole.geom_type.tolist() == ["MultiPolygon"]
    assert len(whole.geometry.iloc[0].geoms) == 2


def test_simplifying_keeps_neighbours_on_the_same_border() -> None:
    x, y = ORIGIN
    wavy = [(x + 100 + (i % 2), y + i) for i in range(101)]
    left = shapely.Polygon([(x, y), *wavy, (x, y + 100)])
    right = shapely.Polygon([(x + 200, y), *wavy, (x + 200, y + 100)])
    frame = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=[left, right], crs=geometry.PLANE)
    simple = geometry.simplify_topology(frame, tolerance_m=5)
    assert shapely.coverage_is_valid(simple.geometry.to_numpy())
    assert shapely.get_num_coordinates(simple.geometry.to_numpy()).sum() < 20


def test_a_label_lies_inside_the_largest_part_of_its_area() -> None:
    parts = squares((0, 0, 50, 50), (500, 0, 900, 300))
    whole = geometry.dissolve(parts, {"a": "x", "b": "x"})
    assert parts.geometry.iloc[1].contains(shapely.Point(geometry.label_points(whole)["x"]))


def test_rounded_coordinates_have_five_places_and_stay_valid() -> None:
    rounded = geometry.round_coordinates(squares((0, 0, 100, 100), (100, 0, 100.3, 100)))
    assert shapely.is_valid(rounded.geometry.to_numpy()).all()
    x, y = rounded.geometry.iloc[0].geoms[0].exterior.coords[0]
    assert (round(x, 5), round(y, 5)) == (x, y)


def test_schematic_cells_belong_to_their_points_and_fill_the_outline() -> None:
    outline = [(139.5, 35.4), (139.6, 35.4), (139.6, 35.5), (139.5, 35.5), (139.5, 35.4)]
    points = {"n": (139.55, 35.48), "s": (139.55, 35.42), "w": (139.51, 35.45)}
    cells = geometry.schematic_towns(points, outline)
    assert list(cells["code"]) == ["n", "s", "w"]
    for code, shape in zip(cells["code"], cells.geometry, strict=True):
        assert shape.contains(shapely.Point(points[code]))
    ward = gpd.GeoDataFrame({"code": ["o"]}, geometry=[shapely.Polygon(outline)], crs="EPSG:4326")
    assert sum(geometry.area_km2(cells).values()) == pytest.approx(geometry.area_km2(ward)["o"])


def test_geojson_carries_the_code_alone_and_reads_back() -> None:
    frame = squares((0, 0, 100, 100), (100, 0, 200, 100))
    written = geometry.write_geojson(frame)
    feature = json.loads(written)["features"][1]
    assert (feature["id"], feature["properties"]) == ("b", {"code": "b"})
    assert geometry.read_geojson(written).geometry.equals(frame.geometry)
