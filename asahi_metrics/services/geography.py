"""The ward's boundaries as the maps use them, and the district that a point lies in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import shapely

from asahi_metrics.analysis import geometry
from asahi_metrics.analysis.points import areas_of_points
from asahi_metrics.core.errors import BadBoundaries
from asahi_metrics.core.pack import Pack
from asahi_metrics.services.boundary_layers import Boundaries, BoundaryKind

MAX_DISTRICTS_BYTES = 150_000
MAX_TOWNS_BYTES = 400_000
TOLERANCES_M = (4, 6, 8, 10, 15, 25, 40, 60)
"""Tried in turn until the layers are small enough to be sent with every map."""


def schematic(pack: Pack, town_table: Mapping[str, str] | None = None) -> Boundaries:
    """The districts in outline (概形), made from the towns' points and the ward's outline."""
    cells = geometry.schematic_towns(pack.town_points, pack.outline)
    return boundaries_of_towns(
        cells,
        pack.areas.town_table if town_table is None else town_table,
        kind="schematic",
        source_name="areas/towns.csv, areas/outline.csv",
    )


def boundaries_of_towns(
    towns: gpd.GeoDataFrame,
    town_table: Mapping[str, str],
    *,
    kind: BoundaryKind,
    source_name: str,
) -> Boundaries:
    """Boundaries from the towns' polygons, the districts dissolved by the table."""
    exact = geometry.clean_coverage(towns)
    for tolerance in TOLERANCES_M:
        layer = _simplified(exact, tolerance)
        districts = geometry.dissolve(layer, town_table)
        if _fits(layer, MAX_TOWNS_BYTES) and _fits(districts, MAX_DISTRICTS_BYTES):
            return Boundaries(
                kind=kind,
                districts_geojson=geometry.write_geojson(districts),
                towns_geojson=geometry.write_geojson(layer),
                source_name=source_name,
            )
    raise BadBoundaries("error.boundaries.too_detailed", file=source_name)


def boundaries_of_districts(districts: gpd.GeoDataFrame, *, source_name: str) -> Boundaries:
    """Boundaries from a district layer of the ward's own, which knows no towns."""
    exact = geometry.clean_coverage(districts)
    for tolerance in TOLERANCES_M:
        layer = _simplified(exact, tolerance)
        if _fits(layer, MAX_DISTRICTS_BYTES):
            return Boundaries(
                kind="own",
                districts_geojson=geometry.write_geojson(layer),
                towns_geojson=None,
                source_name=source_name,
            )
    raise BadBoundaries("error.boundaries.too_detailed", file=source_name)


def redistrict(boundaries: Boundaries, town_table: Mapping[str, str]) -> Boundaries:
    """The same towns dissolved by another table; a layer without towns stays as it is."""
    if boundaries.towns_geojson is None:
        return boundaries
    towns = geometry.read_geojson(boundaries.towns_geojson)
    districts = geometry.dissolve(towns, town_table)
    return replace(boundaries, districts_geojson=geometry.write_geojson(districts))


def districts_of_points(
    districts: gpd.GeoDataFrame, lons: Sequence[float], lats: Sequence[float]
) -> list[str | None]:
    """The district code of each point (WGS 84), None for points in no district.

    A point on a common border counts to the district that comes first.
    """
    shapes = dict(zip(districts["code"], districts.geometry, strict=True))
    return areas_of_points(shapes, lons, lats)


def district_of_point(districts: gpd.GeoDataFrame, lon: float, lat: float) -> str | None:
    """The district code of one point (WGS 84), None when it lies in none."""
    return districts_of_points(districts, [lon], [lat])[0]


def _simplified(exact: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    return geometry.round_coordinates(geometry.simplify_topology(exact, tolerance_m))


def _fits(layer: gpd.GeoDataFrame, max_bytes: int) -> bool:
    """Small enough, and rounding has not let neighbours run across each other."""
    return len(geometry.write_geojson(layer)) <= max_bytes and bool(
        shapely.coverage_is_valid(layer.geometry.to_numpy())
    )
