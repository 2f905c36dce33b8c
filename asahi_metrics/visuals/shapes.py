"""The districts' shapes, made ready once for every map that is drawn of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely
from jinja2.utils import htmlsafe_json_dumps
from shapely.geometry import shape

Position = tuple[float, float]
"""Latitude and longitude, as Leaflet wants them."""

_FIVE_DECIMALS = 1e-5  # about one metre


# Each is a thing of its own, which what is drawn of it is kept by.
@dataclass(frozen=True, eq=False)
class DistrictShapes:
    """Shapes by district code, in WGS 84 and rounded to about a metre."""

    geometry: Mapping[str, Mapping[str, Any]]
    label_points: Mapping[str, Position]
    bounds: tuple[Position, Position]

    @cached_property
    def geometry_json(self) -> str:
        """The shapes as JSON that may stand in a script, written once for all maps."""
        return str(htmlsafe_json_dumps(dict(self.geometry)))

    @cached_property
    def digest(self) -> str:
        """What tells these shapes from any others, for an address that may be kept."""
        return hashlib.sha256(self.geometry_json.encode()).hexdigest()[:16]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """District codes in the order of the file."""
        return tuple(self.geometry)


def prepare_shapes(geojson: Mapping[str, Any]) -> DistrictShapes:
    """Make a feature collection of districts ready; each feature's ``id`` is its code."""
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in geojson["features"]}
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    return DistrictShapes(
        geometry={code: _rounded(one) for code, one in shapes.items()},
        label_points={code: _label_point(one) for code, one in shapes.items()},
        bounds=((float(south), float(west)), (float(north), float(east))),
    )


def _rounded(one: shapely.Geometry) -> Mapping[str, Any]:
    fine = shapely.set_precision(one, _FIVE_DECIMALS, mode="pointwise")
    return {"type": fine.geom_type, "coordinates": shapely.geometry.mapping(fine)["coordinates"]}


def _label_point(one: shapely.Geometry) -> Position:
    """The middle of the widest place, so that the name lies inside even a bent district."""
    parts = shapely.get_parts(one)
    largest = max(parts, key=shapely.area)
    # A degree of longitude is about 0.81 of one of latitude here; names run from side to side.
    squeezed = shapely.transform(largest, lambda xy: xy * (0.5, 1.0))
    middle = shapely.maximum_inscribed_circle(squeezed, tolerance=2e-4)
    x, y = shapely.get_coordinates(middle)[0]
    return round(float(y), 5), round(float(x) / 0.5, 5)
