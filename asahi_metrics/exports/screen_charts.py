"""Charts on the slides that a browser shows: bars, columns and lines by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from asahi_metrics.core.report import BarPicture, Cell, LinePicture, Series
from asahi_metrics.exports.svg import (
    LETTERS,
    LINE,
    Box,
    Ink,
    box_svg,
    line_svg,
    text_svg,
    text_width,
    wrapped,
)
from asahi_metrics.visuals import theme

_LARGE = 34
_OTHERS = theme.SEQUENCE[2]
"""What stands beside the own district or the newest year."""


def bars_svg(picture: BarPicture, box: Box) -> str:
    """Bars that lie, each with its name on the left and its figure at the end."""
    left, top, width, height = box
    cells = picture.series[0].cells if picture.series else ()
    if not cells:
        return ""
    row = min(height / len(cells), 110)
    names = min(400.0, max(text_width(one, LETTERS) for one in picture.categories) + 16)
    figures = max(text_width(cell.text, _LARGE) for cell in cells) + 20
    room = width - names - figures
    most = max((cell.value for cell in cells if cell.value is not None), default=0) or 1
    drawn = []
    for at, (name, cell) in enumerate(zip(picture.categories, cells, strict=True)):
        own = at == picture.highlighted
        middle = top + row * (at + 0.5)
        lines = wrapped(name, LETTERS, names - 12)
        start = middle - len(lines) * LETTERS * LINE / 2
        drawn.append(text_svg(lines, (left, start), Ink(LETTERS, bold=own)))
        long = room * max(cell.value or 0, 0) / most
        thick = min(row * 0.62, 56)
        if cell.value is not None:
            bar = (left + names, middle - thick / 2, max(long, 3), thick)
            drawn.append(box_svg(bar, theme.DARK_BLUE if own else _OTHERS))
        ink = Ink(_LARGE, theme.DARK_BLUE if own else theme.TEXT, bold=own)
        drawn.append(text_svg([cell.text], (left + names + long + 14, middle - 22), ink))
    return "".join(drawn) + line_svg(
        (left + names, top), (left + names, top + row * len(cells)), theme.NO_DATA_LINE, 2
    )


def months_svg(picture: LinePicture, box: Box) -> str:
    """The course of the months from 0, its unit above and its years below."""
    left, top, width, height = box
    values = [
        one.value for series in picture.series for one in series.cells if one.value is not None
    ]
    ticks = _ticks(max(values, default=0), picture.decimals)
    words = [_number(one, picture.decimals if ticks[1] < 1 else 0) for one in ticks]
    axis = max(text_width(one, LETTERS) for one in words) + 16
    # The unit above; the months' names and the years below.
    plot = (left + axis, top + 84, width - axis, height - 84 - 96)
    scale = plot[3] / ticks[-1]
    drawn = [text_svg([f"({picture.unit})"], (left, top), Ink(LETTERS, theme.SOFT_TEXT))]
    for tick, said in zip(ticks, words, strict=True):
        y = plot[1] + plot[3] - tick * scale
        drawn.append(line_svg((plot[0], y), (plot[0] + plot[2], y), theme.GRID, 2))
        ink = Ink(LETTERS, theme.SOFT_TEXT, anchor="end")
        drawn.append(text_svg([said], (plot[0] - 12, y - 18), ink))
    draw = _columns if picture.form == "columns" else _lines
    drawn += [*draw(picture, plot, scale), *_months(picture, plot)]
    drawn += _legend(picture, (left + axis, top + height - 44))
    return "".join(drawn)


def _columns(picture: LinePicture, plot: Box, scale: float) -> Iterator[str]:
    """Columns side by side, last year's first; the newest bear their figures where they fit."""
    slot = plot[2] / len(picture.categories)
    count = len(picture.series)
    wide = min(slot * 0.8 / count, 64)
    foot = plot[1] + plot[3]
    labelled = all(
        text_width(_figure(cell, picture), LETTERS) <= slot * 1.05
        for cell in picture.series[0].cells
    )
    for place, series in enumerate(picture.series):
        for at, cell in enumerate(series.cells):
            middle = plot[0] + slot * (at + 0.5)
            start = middle + wide * (count / 2 - 1 - place)
            high = max(cell.value or 0, 0) * scale
            if cell.value is not None:
                fill = _OTHERS if place else theme.DARK_BLUE
                yield box_svg((start, foot - high, wide - 3, max(high, 2)), fill)
            if not place and (labelled or cell.state == "withheld"):
                ink = Ink(LETTERS, theme.DARK_BLUE, True, "middle", rim=theme.WHITE)
                yield text_svg([_figure(cell, picture)], (start + wide / 2, foot - high - 40), ink)


def _lines(picture: LinePicture, plot: Box, scale: float) -> Iterator[str]:
    """A line for each year, the newest drawn last and its ends told."""
    slot, foot = plot[2] / len(picture.categories), plot[1] + plot[3]
    for place, series in reversed(list(enumerate(picture.series))):
        colour = _OTHERS if place else theme.DARK_BLUE
        dashes = ' stroke-dasharray="14 10"' if place else ""
        spots = [
            None if cell.value is None else (plot[0] + slot * (at + 0.5), foot - cell.value * scale)
            for at, cell in enumerate(series.cells)
        ]
        yield f'<path d="{_path(spots)}" stroke="{colour}" stroke-width="6" fill="none"{dashes}/>'
        for x, y in filter(None, spots):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if place else 9}" fill="{colour}"/>'
        if not place:
            yield from _ends(series, spots, picture, plot)
            yield from _withheld(series, plot)


def _ends(
    series: Series, spots: Sequence[tuple[float, float] | None], picture: LinePicture, plot: Box
) -> Iterator[str]:
    """The first and the last figure, moved inwards where the chart is narrow."""
    known = [at for at, spot in enumerate(spots) if spot]
    for at in sorted({known[0], known[-1]}) if known else ():
        spot = spots[at]
        if spot:
            ink = Ink(_LARGE, theme.DARK_BLUE, True, "middle", rim=theme.WHITE)
            figure = _figure(series.cells[at], picture)
            half = text_width(figure, _LARGE) / 2
            x = min(max(spot[0], plot[0] + half), plot[0] + plot[2] - half)
            yield text_svg([figure], (x, spot[1] - 58), ink)


def _withheld(series: Series, plot: Box) -> Iterator[str]:
    """An X above each month whose figure is withheld."""
    slot, foot = plot[2] / len(series.cells), plot[1] + plot[3]
    for at, cell in enumerate(series.cells):
        if cell.state == "withheld":
            place = (plot[0] + slot * (at + 0.5), foot - 40)
            yield text_svg([cell.text], place, Ink(LETTERS, theme.DARK_BLUE, True, "middle"))


def _path(spots: Sequence[tuple[float, float] | None]) -> str:
    """A line through the spots, broken where one lacks."""
    parts, drawing = [], False
    for spot in spots:
        if spot is not None:
            parts.append(f"{'L' if drawing else 'M'}{spot[0]:.1f} {spot[1]:.1f}")
        drawing = spot is not None
    return "".join(parts) or "M0 0"


def _months(picture: LinePicture, plot: Box) -> Iterator[str]:
    """The months' names, and every second one where they would touch."""
    slot = plot[2] / len(picture.categories)
    widest = max(text_width(one, LETTERS) for one in picture.categories)
    step = 1 if widest < slot else 2
    for at, name in list(enumerate(picture.categories))[::step]:
        place = (plot[0] + slot * (at + 0.5), plot[1] + plot[3] + 6)
        yield text_svg([name], place, Ink(LETTERS, anchor="middle"))


def _legend(picture: LinePicture, at: tuple[float, float]) -> Iterator[str]:
    x, y = at
    for place, series in enumerate(picture.series):
        colour = _OTHERS if place else theme.DARK_BLUE
        if picture.form == "columns":
            yield box_svg((x, y + 6, 44, 26), colour)
        else:
            dashes = ' stroke-dasharray="14 10"' if place else ""
            yield f'<path d="M{x} {y + 19}h44" stroke="{colour}" stroke-width="6"{dashes}/>'
        yield text_svg([series.name], (x + 56, y), Ink(LETTERS, bold=not place))
        x += 56 + text_width(series.name, LETTERS) + 48


def _ticks(most: float, decimals: int) -> list[float]:
    """Round values from 0 to the largest or above it, three to five of them."""
    if most <= 0:
        return [0, 1]
    size = 10.0 ** floor(log10(most))
    whole = [size * one for one in (0.2, 0.25, 0.5, 1, 2, 5)]
    steps = [one for one in whole if decimals or one >= 1] or [1.0]
    step = next((one for one in steps if most / one <= 4), steps[-1])
    return [step * at for at in range(ceil(most / step - 1e-9) + 1)]


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def _figure(cell: Cell, picture: LinePicture) -> str:
    """The bare figure: the unit stands above the chart."""
    if cell.value is not None:
        return _number(cell.value, picture.decimals)
    return cell.text if cell.state == "withheld" else ""
