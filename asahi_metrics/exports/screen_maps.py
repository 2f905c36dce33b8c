"""Maps on the slides that a browser shows."""

from __future__ import annotations

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
    ((dx, dy) for dx in range(-30, 31, 6) for dy in range(-24, 25, 6)),
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
    frame = _frame(shapes, (left, top, width * _MAP_PART, height))
    hatch = f"hatch-{name}"
    drawn = [_HATCH.format(id=hatch, ground=theme.NO_DATA, line=theme.NO_DATA_LINE)]
    for code, geometry in shapes.geometry.items():
        fill = _fill(picture, code)
        drawn.append(
            f'<path d="{_outline(geometry, frame)}" fill="{fill or f"url(#{hatch})"}"'
            f' fill-rule="evenodd" stroke="{theme.NO_DATA_LINE}" stroke-width="1.5"/>'
        )
    own = shapes.geometry.get(picture.highlighted or "")
    if own:
        drawn.append(
            f'<path d="{_outline(own, frame)}" fill="none" stroke="{theme.ACCENT_TEXT}"'
            ' stroke-width="7" stroke-linejoin="round"/>'
        )
    drawn.append(_figures(picture, shapes, frame))
    legend = (left + width * _MAP_PART + 24, top, width * (1 - _MAP_PART) - 24, height)
    return "".join([*drawn, *_legend(picture, legend, hatch)])


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
        lat, lon = shapes.label_points[code]
        label = picture.label(code)
        wide = text_width(label, LETTERS)
        x, y = _free(frame.place(lon, lat), wide, taken)
        taken.append((x - wide / 2, y - LETTERS / 2, wide, LETTERS))
        fill = _fill(picture, code) or theme.NO_DATA
        own = code == picture.highlighted
        ink = Ink(LETTERS, theme.text_on(fill), own, "middle", rim=fill)
        rims.append(text_svg([label], (x, y - 17), ink))
        labels.append(text_svg([label], (x, y - 17), replace(ink, rim="")))
    # No rim covers another label.
    return "".join([*rims, *labels])


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
        yield text_svg(
            [picture.names[picture.highlighted]], (left + 68, y), Ink(LETTERS, bold=True)
        )
        y += 50
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
