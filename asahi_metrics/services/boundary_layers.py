"""One set of boundaries as it is stored and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

BoundaryKind = Literal["schematic", "census", "own"]


@dataclass(frozen=True)
class Boundaries:
    """One set of boundaries, ready to be stored and drawn.

    The layers are GeoJSON in WGS 84 whose features carry the area's code as ``id`` and as
    their only property; neighbours share their borders.
    """

    kind: BoundaryKind
    districts_geojson: str
    towns_geojson: str | None
    source_name: str

    @cached_property
    def area_km2(self) -> dict[str, float]:
        """The area of each district, as drawn."""
        # Imported here: drawing needs the text alone, and geopandas takes half a second.
        from asahi_metrics.analysis import geometry  # noqa: PLC0415

        return geometry.area_km2(geometry.read_geojson(self.districts_geojson))

    @property
    def total_area_km2(self) -> float:
        """The ground that the districts cover together."""
        return sum(self.area_km2.values())
