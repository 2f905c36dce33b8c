"""Which shape a point lies in; apart from ``geometry``, so that pages need no geopandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely


def areas_of_points(
    shapes: Mapping[str, shapely.Geometry], lons: Sequence[float], lats: Sequence[float]
) -> list[str | None]:
    """The code of the shape that each point (WGS 84) lies in, None for points in none.

    A point on a common border counts to the shape that comes first.
    """
    codes = list(shapes)
    points = shapely.points(lons, lats)
    hits, areas = shapely.STRtree(list(shapes.values())).query(points, predicate="intersects")
    found: list[str | None] = [None] * len(points)
    for point, area in sorted(zip(hits, areas, strict=True), reverse=True):
        found[point] = codes[area]
    return found
