"""Maps, tables, large figures and lists on the slides that a browser shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, radians
from typing import Any

from asahi_metrics.core.report import Cell, ListPicture, MapPicture, NumberPicture, TablePicture
from asahi_metrics.exports.svg import (
    Box,
    Ink,
    box_svg,
    fitting,
    line_svg,
    text_height,
    text_svg,
    text_width,
    wrapped,
)
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes

LETTERS = 28
_ROW_ROOMS, _CELL_GAP = (8.0, 26.0), 24
_LIST_GAP = 14
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
    """The districts by class, each with its figure; ``name`` keeps pictures of a page apart."""
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
    drawn += _figures(picture, shapes, frame)
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


def _figures(picture: MapPicture, shapes: DistrictShapes, frame: _Frame) -> Iterator[str]:
    """Each district's figure, the own one first, moved a little where another stands already."""
    taken: list[Box] = []
    codes = sorted(picture.cells.keys() & shapes.label_points.keys())
    for code in sorted(codes, key=lambda one: one != picture.highlighted):
        lat, lon = shapes.label_points[code]
        label = _bare(picture.cells[code], picture.decimals)
        wide = text_width(label, LETTERS)
        x, y = _free(frame.place(lon, lat), wide, taken)
        taken.append((x - wide / 2, y - LETTERS / 2, wide, LETTERS))
        fill = _fill(picture, code) or theme.NO_DATA
        own = code == picture.highlighted
        ink = Ink(LETTERS, theme.text_on(fill), own, "middle", rim=fill)
        yield text_svg([label], (x, y - 17), ink)


def _free(spot: tuple[float, float], wide: float, taken: Sequence[Box]) -> tuple[float, float]:
    """The nearest place to the spot where a label meets the others least."""
    places = [(spot[0] + dx, spot[1] + dy) for dx, dy in _MOVES]
    return min(places, key=lambda at: sum(_meeting(at, wide, one) for one in taken))


def _meeting(at: tuple[float, float], wide: float, other: Box) -> float:
    """The area in px that a label at that place shares with another."""
    left, top, width, height = other
    across = min(at[0] + wide / 2, left + width) - max(at[0] - wide / 2, left)
    down = min(at[1] + LETTERS / 2, top + height) - max(at[1] - LETTERS / 2, top)
    return max(across, 0.0) * max(down, 0.0)


def _bare(cell: Cell, decimals: int) -> str:
    """The bare number: the legend says the unit."""
    if cell.value is not None:
        return f"{cell.value:,.{decimals}f}"
    return cell.text if cell.state == "withheld" else ""


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


def number_svg(picture: NumberPicture, box: Box) -> str:
    """The figure large on the left, what it is held against on the right."""
    left, top, width, height = box
    wide = width * 0.6 if picture.comparisons else width
    label = wrapped(picture.label, 32, wide - 48)
    size = fitting(picture.cell.text, (168, 140, 116, 96, 80, 64, 52, 40), wide - 48)
    middle = left + wide / 2
    below = top + 28 + text_height(label, 32)
    figure = below + (top + height - below - size * 1.3) / 2
    ink = Ink(size, theme.DARK_BLUE, True, "middle")
    drawn = [
        box_svg((left, top, wide, height), theme.SEQUENCE[0]),
        text_svg(label, (middle, top + 24), Ink(32, anchor="middle")),
        text_svg([picture.cell.text], (middle, figure), ink),
    ]
    right = left + wide + 36
    step = height / max(len(picture.comparisons), 3)
    for at, one in enumerate(picture.comparisons):
        y = top + at * step
        size = fitting(one.text, (52, 44, 38, 32, 28), width - wide - 36)
        drawn += [
            text_svg([one.label], (right, y), Ink(LETTERS, theme.SOFT_TEXT)),
            text_svg([one.text], (right, y + 40), Ink(size, bold=True)),
        ]
    return "".join(drawn)


def table_svg(picture: TablePicture, box: Box) -> str:
    """The table, its head on blue; numbers stand at the right of their columns."""
    left, top, width, height = box
    columns = _columns(picture, width)
    room = _row_room(picture, columns, height)
    drawn, y = [], top
    for at, row in enumerate((picture.header, *picture.rows)):
        high = _row_height(row, columns) + room
        if not at:
            drawn.append(box_svg((left, y, width, high), theme.DARK_BLUE))
        x = left
        for place, (cell, wide) in enumerate(zip(row, columns, strict=True)):
            lines = wrapped(cell, LETTERS, wide - _CELL_GAP)
            start = y + (high - text_height(lines, LETTERS)) / 2
            ink = Ink(
                LETTERS,
                theme.TEXT if at else theme.WHITE,
                bold=not at or place == picture.highlighted,
                anchor="end" if place else "start",
            )
            edge = x + wide - _CELL_GAP / 2 if place else x + _CELL_GAP / 2
            drawn.append(text_svg(lines, (edge, start), ink))
            x += wide
        y += high
        drawn.append(line_svg((left, y), (left + width, y), theme.NO_DATA_LINE, 1.5))
    return "".join(drawn)


def _columns(picture: TablePicture, width: float) -> list[float]:
    """Columns of figures as wide as they ask for; the names get the rest, a third at least."""
    figures = list(zip(picture.header, *picture.rows, strict=True))[1:]
    wishes = [
        max(min(text_width(head, LETTERS), 150), *(text_width(one, LETTERS) for one in cells))
        + _CELL_GAP
        for head, *cells in figures
    ]
    room = width * 0.67
    shrink = min(1.0, room / sum(wishes)) if wishes else 1.0
    fitted = [one * shrink for one in wishes]
    return [width - sum(fitted), *fitted]


def _row_height(row: Sequence[str], columns: Sequence[float]) -> float:
    lines = (
        wrapped(cell, LETTERS, wide - _CELL_GAP) for cell, wide in zip(row, columns, strict=True)
    )
    return max(text_height(one, LETTERS) for one in lines)


def _row_room(picture: TablePicture, columns: Sequence[float], height: float) -> float:
    """The room between rows: as much as lets all of them stand on one slide."""
    rows = (picture.header, *picture.rows)
    left = height - sum(_row_height(row, columns) for row in rows)
    return min(_ROW_ROOMS[1], max(_ROW_ROOMS[0], left / len(rows)))


def table_parts(picture: TablePicture, width: float, height: float) -> list[tuple[int, int]]:
    """Which rows stand together on one slide: first and behind the last."""
    columns = _columns(picture, width)
    room = _row_room(picture, columns, height)
    heights = [_row_height(row, columns) + room for row in picture.rows]
    return _parts(heights, height - _row_height(picture.header, columns) - room)


def list_svg(picture: ListPicture, box: Box, first: int = 1) -> str:
    """Lines with their numbers."""
    left, top, width, height = box
    size = _list_size(picture, width, height)
    drawn, y = [], top
    gap = _LIST_GAP if size == LETTERS else size * 0.6
    for at, line in enumerate(picture.lines, start=first):
        lines = wrapped(line, size, width - 70)
        drawn.append(text_svg([str(at)], (left, y), Ink(size, theme.DARK_BLUE, bold=True)))
        drawn.append(text_svg(lines, (left + 70, y), Ink(size)))
        y += text_height(lines, size) + gap
    return "".join(drawn)


def list_parts(picture: ListPicture, width: float, height: float) -> list[tuple[int, int]]:
    """Which lines stand together on one slide: first and behind the last."""
    if _list_size(picture, width, height) > LETTERS:
        return [(0, len(picture.lines))]
    return _parts(_line_heights(picture, LETTERS, width, _LIST_GAP), height + _LIST_GAP)


def _list_size(picture: ListPicture, width: float, height: float) -> int:
    for size in (54, 48, 44, 40, 36, 32):
        if sum(_line_heights(picture, size, width, size * 0.6)) - size * 0.6 <= height:
            return size
    return LETTERS


def _line_heights(picture: ListPicture, size: int, width: float, gap: float) -> list[float]:
    return [text_height(wrapped(one, size, width - 70), size) + gap for one in picture.lines]


def _parts(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """As few parts as fit, of about as many rows each where these fit too."""
    full = _filled(heights, room, len(heights))
    even = _filled(heights, room, ceil(len(heights) / len(full)))
    return even if len(even) == len(full) else full


def _filled(heights: Sequence[float], room: float, most: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    first, used = 0, 0.0
    for at, high in enumerate(heights):
        if at > first and (used + high > room or at - first >= most):
            parts.append((first, at))
            first, used = at, 0.0
        used += high
    return [*parts, (first, len(heights))]
