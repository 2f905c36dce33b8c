"""Large figures, tables and lists on the slides that a browser shows."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from asahi_metrics.core.report import LinkPicture, ListPicture, NumberPicture, TablePicture
from asahi_metrics.exports.qr import qr_svg
from asahi_metrics.exports.svg import (
    LETTERS,
    Box,
    Ink,
    box_svg,
    fitting,
    line_svg,
    text_height,
    text_svg,
    text_width,
    widest_word,
    wrapped,
)
from asahi_metrics.visuals import theme

_ROW_ROOMS, _CELL_GAP = (8.0, 26.0), 24
_LIST_GAP = 14
_TABLE_SIZES = (40, 36, 32)


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
    size = _table_size(picture, width, height)
    columns = _columns(picture, width, size)
    room = _row_room(picture, columns, height, size)
    drawn, y = [], top
    for at, row in enumerate((picture.header, *picture.rows)):
        high = _row_height(row, columns, size) + room
        if not at:
            drawn.append(box_svg((left, y, width, high), theme.DARK_BLUE))
        x = left
        for place, (cell, wide) in enumerate(zip(row, columns, strict=True)):
            lines = wrapped(cell, size, wide - _CELL_GAP)
            start = y + (high - text_height(lines, size)) / 2
            ink = Ink(
                size,
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


def _table_size(picture: TablePicture, width: float, height: float) -> float:
    """Letters as large as let each cell keep to one line and all rows stand on one slide."""
    rows = (picture.header, *picture.rows)
    for size in _TABLE_SIZES:
        columns = _columns(picture, width, size)
        plain = all(_row_height(row, columns, size) <= text_height("1", size) for row in rows)
        if plain and (text_height("1", size) + _ROW_ROOMS[1]) * len(rows) <= height:
            return size
    return LETTERS


def _columns(picture: TablePicture, width: float, size: float) -> list[float]:
    """Columns of figures as wide as they ask for; the names get the rest, about a third at least.

    No column is narrower than the longest word of its head.
    """
    figures = list(zip(picture.header, *picture.rows, strict=True))[1:]
    wishes = [
        max(min(text_width(head, size), 150), *(text_width(one, size) for one in cells)) + _CELL_GAP
        for head, *cells in figures
    ]
    room = width * 0.67
    shrink = min(1.0, room / sum(wishes)) if wishes else 1.0
    least = [widest_word(head, size) + _CELL_GAP for head, *_ in figures]
    fitted = [max(one * shrink, word) for one, word in zip(wishes, least, strict=True)]
    return [width - sum(fitted), *fitted]


def _row_height(row: Sequence[str], columns: Sequence[float], size: float) -> float:
    lines = (wrapped(cell, size, wide - _CELL_GAP) for cell, wide in zip(row, columns, strict=True))
    return max(text_height(one, size) for one in lines)


def _row_room(picture: TablePicture, columns: Sequence[float], height: float, size: float) -> float:
    """The room between rows: as much as lets all of them stand on one slide."""
    rows = (picture.header, *picture.rows)
    left = height - sum(_row_height(row, columns, size) for row in rows)
    return min(_ROW_ROOMS[1], max(_ROW_ROOMS[0], left / len(rows)))


def table_parts(picture: TablePicture, width: float, height: float) -> list[tuple[int, int]]:
    """Which rows stand together on one slide: first and behind the last."""
    size = _table_size(picture, width, height)
    columns = _columns(picture, width, size)
    room = _row_room(picture, columns, height, size)
    heights = [_row_height(row, columns, size) + room for row in picture.rows]
    return _parts(heights, height - _row_height(picture.header, columns, size) - room)


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


def link_svg(picture: LinkPicture, box: Box) -> str:
    """The QR code as large as goes, its address in letters below."""
    left, top, width, height = box
    size = fitting(picture.address, (44, 38, 32, LETTERS), width)
    lines = wrapped(picture.address, size, width)
    side = height - text_height(lines, size) - 12
    middle = left + width / 2
    ink = Ink(size, theme.DARK_BLUE, True, "middle")
    drawn = qr_svg(picture.address, (middle - side / 2, top), side)
    return drawn + text_svg(lines, (middle, top + side + 12), ink)


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
