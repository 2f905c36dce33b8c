"""The pictures of slides: charts, maps with their legend, tables, large figures, lists."""

from __future__ import annotations

import io
from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from asahi_metrics.core.report import (
    BarPicture,
    LinePicture,
    LinkPicture,
    ListPicture,
    MapPicture,
    NumberPicture,
    Picture,
    TablePicture,
)
from asahi_metrics.exports.maps import map_png
from asahi_metrics.exports.qr import qr_png
from asahi_metrics.exports.slide_charts import add_bars, add_months
from asahi_metrics.exports.slide_shapes import (
    Box,
    Style,
    add_box,
    add_text,
    colour,
    describe,
    fitting,
    hatch,
    inches,
    letters,
    write,
)
from asahi_metrics.visuals import theme

_LEFT, _TOP, _WIDTH, _HEIGHT = 0.6, 1.85, 12.1, 4.6
_LINE, _GAP = 0.31, 0.12
_MAP_WIDTH = 8.2
_LONG_LIST = 8
_HEAD_PT, _CELL_PT = 18, 20


def add_picture(slide: Any, picture: Picture, geojson: str, *, lang: str) -> None:
    """Put the slide's one picture on it, its caption below."""
    below = _caption_height(picture.caption)
    height = _HEIGHT - below
    box = (_LEFT, _TOP, _WIDTH, height)
    if isinstance(picture, BarPicture):
        add_bars(slide, picture, box)
    elif isinstance(picture, LinePicture):
        _months(slide, picture, box, lang=lang)
    elif isinstance(picture, MapPicture):
        _map(slide, picture, geojson, box, lang=lang)
    elif isinstance(picture, TablePicture):
        _table(slide, picture, box, lang=lang)
    elif isinstance(picture, NumberPicture):
        _number(slide, picture, box, lang=lang)
    elif isinstance(picture, LinkPicture):
        _link(slide, picture, box, lang=lang)
    else:
        _list(slide, picture, box, lang=lang)
    if picture.caption:
        place = (_LEFT, _TOP + height, _WIDTH, below)
        add_text(slide, place, [picture.caption], Style(colour=theme.SOFT_TEXT), lang=lang)


def _caption_height(caption: str) -> float:
    """As many lines as the caption takes, in inches."""
    return ceil(letters(caption) / (_WIDTH * 72 / 18 - 2)) * _LINE + _GAP if caption else 0.0


def _months(slide: Any, picture: LinePicture, box: Box, *, lang: str) -> None:
    """The chart, and the unit that its numbers are in."""
    add_months(slide, picture, box)
    add_text(slide, (*box[:2], 3.0, 0.4), [f"({picture.unit})"], Style(), lang=lang)


def _map(slide: Any, picture: MapPicture, geojson: str, box: Box, *, lang: str) -> None:
    left, top, _, height = box
    drawn = map_png(picture, geojson, (_MAP_WIDTH, height))
    shape = slide.shapes.add_picture(io.BytesIO(drawn), *inches((left, top, _MAP_WIDTH, height)))
    describe(shape, picture.alt)
    right = left + _MAP_WIDTH + 0.2
    title = Style(20, bold=True, anchor=MSO_ANCHOR.BOTTOM)
    add_text(slide, (right, top, 3.7, 1.4), [picture.legend_title], title, lang=lang)
    colours = theme.class_colours(len(picture.classes)) if picture.classes else ()
    rows = list(zip(colours, picture.classes, strict=True))[::-1]
    if picture.without_class:
        rows.append((theme.NO_DATA, picture.without_class))
    if picture.highlighted is not None:
        rows.insert(0, (theme.WHITE, picture.names[picture.highlighted]))
    for at, (fill, label) in enumerate(rows):
        line = top + 1.55 + 0.52 * at
        swatch = (right + 0.1, line + 0.06, 0.6, 0.34)
        own = fill == theme.WHITE
        drawn_box = add_box(
            slide, swatch, fill, line=theme.ACCENT_TEXT if own else theme.NO_DATA_LINE
        )
        if own:
            drawn_box.line.width = Pt(4)
        if fill == theme.NO_DATA:
            hatch(drawn_box)
        words = Style(20, anchor=MSO_ANCHOR.MIDDLE)
        add_text(slide, (right + 0.8, line, 2.9, 0.46), [label], words, lang=lang)


def _number(slide: Any, picture: NumberPicture, box: Box, *, lang: str) -> None:
    """The figure large on the left, what it is held against on the right."""
    left, top, width, height = box
    wide = 7.2 if picture.comparisons else width
    panel = add_box(slide, (left, top, wide, height), theme.SEQUENCE[0])
    label = Style(24, align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)
    add_text(slide, (left + 0.2, top + 0.3, wide - 0.4, 1.1), [picture.label], label, lang=lang)
    size = fitting(picture.cell.text, (115, 96, 80, 66, 54, 44), width=wide - 0.4, lines=1)
    figure = Style(size, theme.DARK_BLUE, True, PP_ALIGN.CENTER, MSO_ANCHOR.MIDDLE)
    below = (left + 0.2, top + 1.4, wide - 0.4, height - 1.8)
    add_text(slide, below, [picture.cell.text], figure, lang=lang)
    describe(panel, picture.alt)
    for at, one in enumerate(picture.comparisons):
        line = top + at * height / 3
        place = (left + wide + 0.4, line, width - wide - 0.4, 0.45)
        add_text(slide, place, [one.label], Style(20, theme.SOFT_TEXT), lang=lang)
        size = fitting(one.text, (36, 30, 26, 22), width=place[2] - 0.2, lines=1)
        add_text(
            slide,
            (place[0], line + 0.42, place[2], 0.8),
            [one.text],
            Style(size, bold=True),
            lang=lang,
        )


def _table(slide: Any, picture: TablePicture, box: Box, *, lang: str) -> None:
    left, top, width, height = box
    rows = len(picture.rows) + 1
    row = min(0.72, height / rows)
    shape = slide.shapes.add_table(
        rows, len(picture.header), *inches((left, top, width, row * rows))
    )
    describe(shape, picture.alt)
    table = shape.table
    lines = (picture.header, *picture.rows)
    for at, wide in enumerate(_columns(picture, width)):
        table.columns[at].width = inches((wide, 0, 0, 0))[0]
    for at, cells in enumerate(lines):
        for column, words in enumerate(cells):
            _cell(table.cell(at, column), words, head=at == 0, first=column == 0, lang=lang)


def _columns(picture: TablePicture, width: float) -> list[float]:
    """Each column as wide as its longest text asks for, in inches.

    Figures and words of heads keep to one line as long as the names are left a third.
    """
    columns = list(zip(picture.header, *picture.rows, strict=True))
    wishes = [_wish(head, words) for head, *words in columns]
    shares = [width * one / sum(wishes) for one in wishes]
    least = [_least(head, words) for head, *words in columns]
    figures = [max(pair) for pair in zip(shares[1:], least[1:], strict=True)]
    name = width - sum(figures)
    return [name, *figures] if name >= width / 3 else shares


def _wish(head: str, words: Sequence[str]) -> float:
    """How wide a column should be, in letters; its head may take two lines."""
    return 2 + max(0.6 * letters(head), *(letters(one) for one in words))


def _least(head: str, words: Sequence[str]) -> float:
    """What no figure and no word of the head is broken in; bold letters are wider."""
    word = max(map(letters, head.split()), default=0.0) * _HEAD_PT * 1.2
    figure = max(map(letters, words), default=0.0) * _CELL_PT * 1.05
    return max(word, figure) / 72 + 0.2


def _cell(cell: Any, words: str, *, head: bool, first: bool, lang: str) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(theme.DARK_BLUE if head else theme.WHITE)
    align = PP_ALIGN.LEFT if first else PP_ALIGN.RIGHT
    ink = theme.WHITE if head else theme.TEXT
    style = Style(_HEAD_PT if head else _CELL_PT, ink, head, align, MSO_ANCHOR.MIDDLE)
    write(cell.text_frame, [words], style, lang=lang)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE


def _link(slide: Any, picture: LinkPicture, box: Box, *, lang: str) -> None:
    """The QR code as large as goes, its address in letters below, which can be followed."""
    left, top, width, height = box
    size = fitting(picture.address, (28, 24, 20, 18), width=width, lines=1)
    high = 0.6 if letters(picture.address) < width * 72 / size else 1.0
    side = height - high
    place = inches((left + (width - side) / 2, top, side, side))
    describe(slide.shapes.add_picture(io.BytesIO(qr_png(picture.address)), *place), picture.alt)
    style = Style(size, theme.DARK_BLUE, True, PP_ALIGN.CENTER, MSO_ANCHOR.MIDDLE)
    below = (left, top + side, width, high)
    shape = add_text(slide, below, [picture.address], style, lang=lang)
    shape.text_frame.paragraphs[0].runs[0].hyperlink.address = picture.address


def _list_size(lines: Sequence[str], sizes: Sequence[int], box: Box) -> int:
    """The largest of the sizes at which the lines, broken where they must be, stand in the box."""
    fitting = (size for size in sizes if _height(lines, size, box) <= box[3] * 72)
    return next(fitting, sizes[-1])


def _height(lines: Sequence[str], size: int, box: Box) -> float:
    """What the lines take in points, broken where they must be."""
    broken = sum(ceil(letters(one) * size / 72 / (box[2] - 0.4)) for one in lines)
    return 1.4 * size * broken


def _list(slide: Any, picture: ListPicture, box: Box, *, lang: str) -> None:
    many = len(picture.lines) > _LONG_LIST
    few = sum(len(one) for one in picture.lines) < 100 and max(map(letters, picture.lines)) < 24
    lines = [f"{at}  {line}" for at, line in enumerate(picture.lines, start=1)]
    size = 18 if many else _list_size(lines, (32, 22, 20, 18) if few else (22, 20, 18), box)
    style = Style(size)
    room = max(0.0, box[3] * 72 - _height(lines, size, box)) / len(lines)
    shape = add_text(slide, box, lines, style, lang=lang, columns=2 if many else 1)
    for paragraph in shape.text_frame.paragraphs:
        paragraph.space_after = Pt(0 if many else min(size, room))
