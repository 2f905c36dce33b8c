"""The small ward with figures of its newest year, boundaries, and a release: what residents see."""

from __future__ import annotations

from pathlib import Path

from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.office import LOCAL_USER, PUBLIC_READER, Office
from asahi_metrics.services.public_edition import Edition, current_edition
from asahi_metrics.services.releasing import release
from asahi_metrics.services.territory import replace_boundaries, shapes_in_use
from tests.ward import Rows, districts_geojson, load, open_filled_ward

# FY2025: members 01 15, 02 20, 03 3, which is too few to be told, so another of them hides it.
PATROL_2025: Rows = [
    ("2025-04", "山手", 15, 6, 9, 16),
    ("2025-04", "川端", 20, 7, 12, 22),
    ("2025-04", "野原", 3, 0, 2, 3),
]
BOUNDARY_FILE = "地区の境界_山田太郎.geojson"


def edition_of(office: Office) -> Edition:
    """The edition as the public gets it: the program reads the shapes, the public the figures."""
    shapes = shapes_in_use(office.acting_as(LOCAL_USER))
    return current_edition(office.acting_as(PUBLIC_READER), shapes)


def open_unreleased_ward(folder: Path) -> Office:
    """All but the release."""
    office = open_filled_ward(folder)
    load(office, "dog_patrol", PATROL_2025)
    replace_boundaries(office, read_boundaries(districts_geojson(), BOUNDARY_FILE, office.pack))
    return office


def open_public_ward(folder: Path) -> Office:
    """The ward with its figures released."""
    office = open_unreleased_ward(folder)
    release(office)
    return office
