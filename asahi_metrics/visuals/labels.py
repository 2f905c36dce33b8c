"""Places for the names of points: each where it meets no other name and no mark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from asahi_metrics.visuals import theme

HALO = ", ".join(f"{x}px {y}px 1px {theme.WHITE}" for x in (-1, 0, 1) for y in (-1, 0, 1))
"""A white rim as plotly's ``shadow`` of a font, for words that lie over thin bars."""

_LINE_PX = 16
# Half a mark, and how far from its middle plotly begins a name.
_MARK_PX = 7
_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
    "top center": (0, 1),
    "bottom center": (0, -1),
}

Box = tuple[float, float, float, float]
"""Left, low, right and high edge, in px from the lower left corner of the plot."""
# A name over the thin bar of an interval can be read; over a mark or a name it cannot.
_OVER_BAR, _OVER_SIGN = 1, 100


@dataclass(frozen=True)
class Plot:
    """The ranges of both axes, and the width and height in px that they are drawn in."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands, in px from the lower left corner."""
        (left, right), (low, high) = self.x, self.y
        return self.width * (x - left) / (right - left), self.height * (y - low) / (high - low)


def label_places(
    rows: Sequence[Any],
    plot: Plot,
    *,
    chosen: Collection[int] = (),
    first: Collection[int] = (),
    taken: Sequence[Box] = (),
) -> tuple[list[str], list[str]]:
    """For each point plotly's word for the side of its name, and the name or nothing.

    ``rows`` have ``name``, ``x``, ``y``, ``low``, ``high``; ``taken`` are places of other
    words. Rows are meant by their places: those ``chosen`` are named in any case, others
    where their names lie over no mark and no other word, and ``first`` before the rest.
    """
    signs = [*taken, *(mark_box(row, plot) for row in rows)]
    bars = _bars(rows, plot)
    sides, labels = [""] * len(rows), [""] * len(rows)
    for at in sorted(range(len(rows)), key=lambda one: (one not in chosen, one not in first)):
        boxes = {side: _box(rows[at], plot, side) for side in _SIDES}
        costs = {side: _cost(box, plot, signs, bars) for side, box in boxes.items()}
        side = min(costs, key=costs.__getitem__)
        sides[at] = side
        if at in chosen or costs[side] < _OVER_SIGN:
            labels[at] = rows[at].name
            signs.append(boxes[side])
    return sides, labels


def mark_box(row: Any, plot: Plot) -> Box:
    """What the mark of a row with ``x`` and ``y`` takes."""
    x, y = plot.at(row.x, row.y)
    return x - _MARK_PX, y - _MARK_PX, x + _MARK_PX, y + _MARK_PX


def _bars(rows: Sequence[Any], plot: Plot) -> list[Box]:
    """The intervals, which are drawn as thin upright bars."""
    known = [row for row in rows if row.low is not None and row.high is not None]
    ends = [(plot.at(row.x, row.low), plot.at(row.x, row.high)) for row in known]
    return [(x - 1, low, x + 1, high) for (x, low), (_, high) in ends]


def _box(row: Any, plot: Plot, side: str) -> Box:
    right, up = _SIDES[side]
    x, y = plot.at(row.x, row.y)
    width = _width(row.name)
    left = x - width / 2 + right * (width / 2 + _MARK_PX)
    low = y - _LINE_PX / 2 + up * (_LINE_PX / 2 + _MARK_PX)
    return left, low, left + width, low + _LINE_PX


def _width(name: str) -> float:
    widths = (1.0 if east_asian_width(sign) in "WFA" else 0.6 for sign in name)
    return theme.SMALLEST_PX * sum(widths)


def _cost(box: Box, plot: Plot, signs: Sequence[Box], bars: Sequence[Box]) -> int:
    """How badly a name would lie there: over signs, over bars, over the plot's edge."""
    outside = box[0] < 0 or box[1] < 0 or box[2] > plot.width or box[3] > plot.height
    over_signs = outside + sum(meet(box, other) for other in signs)
    return _OVER_SIGN * over_signs + _OVER_BAR * sum(meet(box, other) for other in bars)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes lie over each other."""
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
