"""What may lie over the districts of a map: circles of a second indicator, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from asahi_metrics.services.places import PlaceOnMap
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.marks import PointKind, Shape

NO_PLACES = "none"
_ALL = "all"
_SHAPES: tuple[tuple[Shape, str], ...] = (
    ("star", theme.ACCENT_TEXT),
    ("square", "#00703C"),
    ("triangle", "#8A4B00"),
    ("diamond", "#5C2D91"),
    ("circle", "#1A1A1A"),
)


@dataclass(frozen=True)
class Overlay:
    """What lies over the districts."""

    second: Indicator | None = None
    places: pd.DataFrame | None = None
    kinds: Sequence[PointKind] = ()


NO_OVERLAY = Overlay()


def overlay_of(desk: Desk, second: Indicator | None, places: str) -> Overlay:
    """The circles and the places of one kind, of all kinds, or of none."""
    if places == NO_PLACES:
        return Overlay(second)
    found = [one for one in desk.places if places in {_ALL, one.kind}]
    return replace(places_overlay(found, desk.text), second=second)


def places_overlay(found: Sequence[PlaceOnMap], text: Text) -> Overlay:
    """These places, each kind with a mark of its own."""
    kinds = {one.kind: one.kind_name(text) for one in found}
    return Overlay(
        places=pd.DataFrame(
            [(one.lat, one.lon, one.name, one.kind, one.detail) for one in found],
            columns=["lat", "lon", "name", "kind", "detail"],
        ),
        kinds=[
            PointKind(kind, name, *_SHAPES[at % len(_SHAPES)])
            for at, (kind, name) in enumerate(kinds.items())
        ],
    )


def place_choices(desk: Desk) -> dict[str, str]:
    """What may be chosen with its name: none, each kind of place, all where there are several."""
    kinds = {one.kind: one.kind_name(desk.text) for one in desk.places}
    chosen = {NO_PLACES: desk.text(f"map.place.{NO_PLACES}"), **kinds}
    return chosen | {_ALL: desk.text(f"map.place.{_ALL}")} if len(kinds) > 1 else chosen
