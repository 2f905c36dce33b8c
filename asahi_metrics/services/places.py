"""Places on the map: shelters that were loaded, and the ward's own such as the market."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import shape

from asahi_metrics.analysis.points import areas_of_points
from asahi_metrics.core.text import Text
from asahi_metrics.services import queries
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.territory import territory


@dataclass(frozen=True)
class PlaceOnMap:
    """One place: ``kind`` is the kind as its register names it, ``district`` a code or None."""

    kind: str
    name: str
    detail: str
    lat: float
    lon: float
    district: str | None

    def kind_name(self, text: Text) -> str:
        """The kind in the language of the page; one that a file made up stays as it is."""
        key = f"map.place.{self.kind}"
        return text(key) if text.has(key) else self.kind


def places(office: Office, text: Text) -> list[PlaceOnMap]:
    """The ward's own places first, then every shelter, each with the district it lies in."""
    require(office, "read")
    own = [
        (place.kind, text.pick(place.name), text.pick(place.note), place.point[1], place.point[0])
        for place in office.pack.places
    ]
    with office.reading() as connection:
        rows = queries.records_between(connection, office.ward, "shelters", 0, 999912)
    shelters = [
        (row["kind"], row["name"], row["address"], row["lat"], row["lon"])
        for _, _, row, _, _ in rows
    ]
    return _placed(office, [*own, *shelters])


def _placed(
    office: Office, found: Sequence[tuple[str, str, str, float, float]]
) -> list[PlaceOnMap]:
    if not found:
        return []
    layer = json.loads(territory(office).boundaries.districts_geojson)
    shapes = {one["id"]: shape(one["geometry"]) for one in layer["features"]}
    districts = areas_of_points(shapes, [one[4] for one in found], [one[3] for one in found])
    return [PlaceOnMap(*one, district) for one, district in zip(found, districts, strict=True)]
