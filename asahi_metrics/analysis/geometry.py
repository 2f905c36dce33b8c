"""Polygons of areas: schematic cells, dissolving, cleaning, simplifying, measuring.

Frames have the columns ``code`` and ``geometry`` and come in WGS 84 unless said
otherwise. Lengths and areas are taken in JGD2011 / Japan Plane Rectangular CS IX.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

PLANE = "EPSG:6677"
WGS84 = "EPSG:4326"
SMALLEST_GAP_M2 = 1.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Overlap:
    """Two areas that claim the same ground; ``share`` is of the smaller one."""

    first: str
    second: str
    area_m2: float
    share: float


@dataclass(frozen=True)
class Coverage:
    """How well areas tile the ground: their overlaps, and the holes between them in m²."""

    overlaps: tuple[Overlap, ...]
    gaps_m2: tuple[float, ...]


def schematic_towns(points: Mapping[str, Point], outline: Sequence[Point]) -> gpd.GeoDataFrame:
    """Voronoi cells of the towns' points (lon, lat), clipped to the ward's outline."""
    dots = gpd.GeoSeries(gpd.points_from_xy(*zip(*points.values(), strict=True)), crs=WGS84)
    plane = dots.to_crs(PLANE)
    ward = gpd.GeoSeries([shapely.Polygon(outline)], crs=WGS84).to_crs(PLANE).iloc[0]
    seeds = shapely.MultiPoint(plane.to_numpy())
    cells = shapely.voronoi_polygons(seeds, extend_to=ward, ordered=True)
    clipped = shapely.intersection(shapely.get_parts(cells), ward)
    frame = gpd.GeoDataFrame({"code": list(points)}, geometry=clipped, crs=PLANE)
    return frame.to_crs(WGS84)


def dissolve(areas: gpd.GeoDataFrame, by: Mapping[str, str]) -> gpd.GeoDataFrame:
    """One MultiPolygon for each value of ``by`` (code of an area → code of the whole)."""
    joined = areas[["geometry"]].assign(code=areas["code"].map(dict(by)))
    whole = joined.dissolve(by="code", sort=True).reset_index()
    whole["geometry"] = [polygons_of(shape) for shape in whole.geometry]
    return whole[["code", "geometry"]]


def clean_coverage(areas: gpd.GeoDataFrame, gap_width_m: float = 1.0) -> gpd.GeoDataFrame:
    """Snap neighbours to the same border, and give slivers to the longer neighbour."""
    plane = areas.to_crs(PLANE)
    plane["geometry"] = shapely.coverage_clean(plane.geometry.to_numpy(), gap_width=gap_width_m)
    return plane.to_crs(areas.crs)


def simplify_topology(areas: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Fewer vertices, with neighbours still sharing their borders (Visvalingam–Whyatt).

    The areas must tile the ground: see ``clean_coverage``.
    """
    plane = areas.to_crs(PLANE)
    plane["geometry"] = shapely.coverage_simplify(plane.geometry.to_numpy(), tolerance_m)
    return plane.to_crs(areas.crs)


def coverage_findings(areas: gpd.GeoDataFrame) -> Coverage:
    """Where areas overlap, and where holes lie between them."""
    plane = areas.to_crs(PLANE)
    shapes, codes = plane.geometry.to_numpy(), list(plane["code"])
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = [(i, j) for i, j in zip(first, second, strict=True) if i < j]
    overlaps = []
    for i, j in pairs:
        shared = shapely.intersection(shapes[i], shapes[j]).area
        if shared > 0:
            share = shared / min(shapes[i].area, shapes[j].area)
            overlaps.append(Overlap(codes[i], codes[j], shared, share))
    return Coverage(tuple(overlaps), _gaps(shapely.union_all(shapes)))


def area_km2(areas: gpd.GeoDataFrame) -> dict[str, float]:
    """The area of each in km²."""
    plane = areas.to_crs(PLANE)
    return dict(zip(plane["code"], plane.area / 1e6, strict=True))


def label_points(areas: gpd.GeoDataFrame) -> dict[str, Point]:
    """A point (lon, lat) inside each area, far from its border, for its label."""
    plane = areas.to_crs(PLANE)
    parts = [max(shapely.get_parts(shape), key=shapely.area) for shape in plane.geometry]
    centres = [shapely.maximum_inscribed_circle(part, 10).coords[0] for part in parts]
    inside = gpd.GeoSeries(gpd.points_from_xy(*zip(*centres, strict=True)), crs=PLANE).to_crs(WGS84)
    return dict(zip(areas["code"], zip(inside.x, inside.y, strict=True), strict=True))


def round_coordinates(areas: gpd.GeoDataFrame, decimals: int = 5) -> gpd.GeoDataFrame:
    """Coordinates of ``decimals`` places (5 are about a metre); still valid polygons."""
    rounded = shapely.transform(areas.geometry.to_numpy(), lambda xy: np.round(xy, decimals))
    mended = [polygons_of(shapely.make_valid(shape)) for shape in rounded]
    return areas.assign(geometry=gpd.GeoSeries(mended, index=areas.index, crs=areas.crs))


def write_geojson(areas: gpd.GeoDataFrame) -> str:
    """A compact FeatureCollection: ``id`` and the property ``code`` are the area's code."""
    features = [
        {"type": "Feature", "id": code, "properties": {"code": code},
         "geometry": shapely.geometry.mapping(shape)}
        for code, shape in zip(areas["code"], areas.geometry, strict=True)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def read_geojson(geojson: str) -> gpd.GeoDataFrame:
    """The frame that ``write_geojson`` wrote."""
    frame = gpd.GeoDataFrame.from_features(json.loads(geojson), crs=WGS84)
    return frame[["code", "geometry"]]


def polygons_of(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """The shape's polygons alone: mending may leave points and lines beside them."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _gaps(ground: shapely.Geometry) -> tuple[float, ...]:
    rings = [ring for part in shapely.get_parts(ground) for ring in part.interiors]
    areas = sorted((shapely.Polygon(ring).area for ring in rings), reverse=True)
    return tuple(area for area in areas if area >= SMALLEST_GAP_M2)
