"""Maps on the slides that a browser shows.

Each district is a path that bears its code, name and figure, so that the page's script can zoom
the very drawing that is on paper too: sharp at any size, in the script that the page has anyway.
Leaflet would bring a second drawing of the same map, with styles of its own and ten times the code.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, radians
from typing import Any

from asahi_metrics.core.report import MapPicture
from asahi_metrics.exports.svg import (
    LETTERS,
    Box,
    Ink,
    box_svg,
    text_height,
    text_svg,
    text_width,
    wrapped,
)
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes

_MAP_PART = 0.66
_MOVES = sorted(
    ((dx, dy) for dx in range(-60, 61, 6) for dy in range(-36, 37, 6)),
    key=lambda move: move[0] ** 2 + move[1] ** 2,
)
"""How far a label may stand from the middle of its district, in px, nearest first."""
_HATCH = (
    '<pattern id="{id}" width="10" height="10" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="10" height="10" fill="{ground}"/>'
    '<path d="M0 0v10" stroke="{line}" stroke-width="3"/></pattern>'
)


@dataclass(frozen=True)
class _Frame:
    """How longitude and latitude become px, a degree of longitude as long as it is there."""

    left: float
    top: float
    west: float
    north: float
    across: float
    down: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return self.left + (lon - self.west) * self.across, self.top + (
            self.north - lat
        ) * self.down


@lru_cache(maxsize=2)
def _shapes(districts_geojson: str) -> DistrictShapes:
    return prepare_shapes(json.loads(districts_geojson))


def map_svg(picture: MapPicture, districts_geojson: str, box: Box, name: str) -> str:
    """The districts by class, each with its label; ``name`` keeps pictures of a page apart."""
    shapes = _shapes(districts_geojson)
    left, top, width, height = box
    pane = (left, top, width * _MAP_PART, height)
    frame = _frame(shapes, pane)
    hatch = f"hatch-{name}"
    across = width - pane[2] - 24
    return "".join(
        [
            _HATCH.format(id=hatch, ground=theme.NO_DATA, line=theme.NO_DATA_LINE),
            _pane(pane, _land(picture, shapes, frame, hatch) + _figures(picture, shapes, frame)),
            *_legend(picture, (left + width - across, top, across, height), hatch),
        ]
    )


def _pane(pane: Box, drawn: str) -> str:
    """The part of the slide that the map may move in: what lies beyond it is cut off."""
    left, top, width, height = (f"{one:.1f}" for one in pane)
    return (
        f'<svg class="map" x="{left}" y="{top}" width="{width}" height="{height}"'
        f' viewBox="{left} {top} {width} {height}">{drawn}</svg>'
    )


def _land(picture: MapPicture, shapes: DistrictShapes, frame: _Frame, hatch: str) -> str:
    """The districts with what each says when it is pointed at, and the own one's outline."""
    drawn = []
    for code, geometry in shapes.geometry.items():
        fill = _fill(picture, code) or f"url(#{hatch})"
        drawn.append(
            f'<path d="{_outline(geometry, frame)}" fill="{fill}" fill-rule="evenodd"'
            f"{_told(picture, code, _spot(shapes, code, frame))}/>"
        )
    if own := shapes.geometry.get(picture.highlighted or ""):
        drawn.append(
            f'<path class="own" d="{_outline(own, frame)}" fill="none" pointer-events="none"'
            f' stroke="{theme.ACCENT_TEXT}" stroke-width="7"/>'
        )
    rim = f'stroke="{theme.NO_DATA_LINE}" stroke-width="1.5" stroke-linejoin="round"'
    return f'<g class="land" {rim}>{"".join(drawn)}</g>'


def _told(picture: MapPicture, code: str, spot: tuple[float, float]) -> str:
    """What the script needs of a district; ``spot`` is the middle of its widest place.

    Before the public another district says its class and not its figure.
    """
    if code not in picture.names:
        return ""
    told = {"code": code, "name": picture.names[code], "figure": picture.told(code)}
    told["spot"] = "{:.1f} {:.1f}".format(*spot)
    return "".join(f' data-{key}="{html.escape(value)}"' for key, value in told.items())


def _spot(shapes: DistrictShapes, code: str, frame: _Frame) -> tuple[float, float]:
    lat, lon = shapes.label_points[code]
    return frame.place(lon, lat)


def _frame(shapes: DistrictShapes, box: Box) -> _Frame:
    (south, west), (north, east) = shapes.bounds
    squeeze = cos(radians((south + north) / 2))
    left, top, width, height = box
    scale = min(width / ((east - west) * squeeze), height / (north - south)) * 0.98
    return _Frame(
        left=left + (width - (east - west) * squeeze * scale) / 2,
        top=top + (height - (north - south) * scale) / 2,
        west=west,
        north=north,
        across=squeeze * scale,
        down=scale,
    )


def _outline(geometry: Mapping[str, Any], frame: _Frame) -> str:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return "".join(_ring(ring, frame) for polygon in polygons for ring in polygon)


def _ring(ring: Sequence[Sequence[float]], frame: _Frame) -> str:
    """The ring to a tenth of a px; points that fall on the one before are left out."""
    spots = ["{:.1f} {:.1f}".format(*frame.place(point[0], point[1])) for point in ring]
    kept = [one for at, one in enumerate(spots) if not at or one != spots[at - 1]]
    return f"M{'L'.join(kept)}Z"


def _fill(picture: MapPicture, code: str) -> str:
    place = picture.class_of.get(code)
    return "" if place is None else theme.class_colours(len(picture.classes))[place]


def _figures(picture: MapPicture, shapes: DistrictShapes, frame: _Frame) -> str:
    """What each district bears, the own one first, moved a little where another stands already."""
    taken: list[Box] = []
    rims, labels = [], []
    codes = sorted(code for code in shapes.label_points if picture.label(code))
    for code in sorted(codes, key=lambda one: one != picture.highlighted):
        label = picture.label(code)
        wide = text_width(label, LETTERS)
        x, y = _free(_spot(shapes, code, frame), wide, taken)
        taken.append((x - wide / 2, y - LETTERS / 2, wide, LETTERS))
        fill = _fill(picture, code) or theme.NO_DATA
        own = code == picture.highlighted
        ink = Ink(LETTERS, theme.text_on(fill), own, "middle", rim=fill)
        place = f'data-x="{x:.1f}" data-y="{y:.1f}" data-wide="{wide:.1f}"'
        named = f'<g data-of="{html.escape(code)}" {place}>'
        rims.append(f"{named}{text_svg([label], (x, y - 17), ink)}</g>")
        labels.append(f"{named}{text_svg([label], (x, y - 17), replace(ink, rim=''))}</g>")
    # No rim covers another label.
    return f'<g class="figures" pointer-events="none">{"".join([*rims, *labels])}</g>'


def _free(spot: tuple[float, float], wide: float, taken: Sequence[Box]) -> tuple[float, float]:
    """The nearest place to the spot where a label meets the others least."""
    places = [(spot[0] + dx, spot[1] + dy) for dx, dy in _MOVES]
    for at in places:
        if not any(_meeting(at, wide, one) for one in taken):
            return at
    return min(places, key=lambda at: sum(_meeting(at, wide, one) for one in taken))


def _meeting(at: tuple[float, float], wide: float, other: Box) -> float:
    """The area in px that a label at that place shares with another."""
    left, top, width, height = other
    across = min(at[0] + wide / 2, left + width) - max(at[0] - wide / 2, left)
    down = min(at[1] + LETTERS / 2, top + height) - max(at[1] - LETTERS / 2, top)
    return max(across, 0.0) * max(down, 0.0)


def _legend(picture: MapPicture, box: Box, hatch: str) -> Iterator[str]:
    left, top, width, _ = box
    title = wrapped(picture.legend_title, LETTERS, width)
    yield text_svg(title, (left, top), Ink(LETTERS, bold=True))
    colours = theme.class_colours(len(picture.classes)) if picture.classes else ()
    rows = [(colour, label) for colour, label in zip(colours, picture.classes, strict=True)][::-1]
    if picture.without_class:
        rows.append((f"url(#{hatch})", picture.without_class))
    y = top + text_height(title, LETTERS) + 14
    if picture.highlighted is not None:
        frame = (left + 3, y + 5, 48, 28)
        yield box_svg(frame, theme.WHITE, line=theme.ACCENT_TEXT, width=6)
        lines = wrapped(picture.names[picture.highlighted], LETTERS, width - 68)
        yield text_svg(lines, (left + 68, y), Ink(LETTERS, bold=True))
        y += text_height(lines, LETTERS) + 14
    for fill, label in rows:
        yield box_svg((left, y + 4, 54, 30), fill, line=theme.NO_DATA_LINE, width=1.5)
        lines = wrapped(label, LETTERS, width - 68)
        yield text_svg(lines, (left + 68, y), Ink(LETTERS))
        y += text_height(lines, LETTERS) + 12


def outlines(districts_geojson: str, box: Box) -> dict[str, str]:
    """The outline of each district as an SVG path, for pages that draw the shapes once."""
    shapes = _shapes(districts_geojson)
    frame = _frame(shapes, box)
    return {code: _outline(one, frame) for code, one in shapes.geometry.items()}


def figures_svg(picture: MapPicture, districts_geojson: str, box: Box) -> str:
    """Each district's figure where ``outlines`` has it in the same box."""
    shapes = _shapes(districts_geojson)
    return _figures(picture, shapes, _frame(shapes, box))


def middles(districts_geojson: str, box: Box) -> dict[str, tuple[float, float]]:
    """The middle of the widest place of each district, where ``outlines`` has it."""
    shapes = _shapes(districts_geojson)
    frame = _frame(shapes, box)
    return {code: frame.place(lon, lat) for code, (lat, lon) in shapes.label_points.items()}


def map_height(districts_geojson: str, width: float) -> float:
    """How tall the ward is at a width."""
    (south, west), (north, east) = _shapes(districts_geojson).bounds
    return width * (north - south) / ((east - west) * cos(radians((south + north) / 2)))
