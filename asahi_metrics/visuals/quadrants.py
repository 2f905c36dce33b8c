"""Two averages that part a plot in four, the field where both sides are weak, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import plain
from asahi_metrics.visuals.labels import HALO, Box, Plot, mark_box, meet
from asahi_metrics.visuals.measure import Measure

# What the words take at the most, in px.
_AVERAGE_PX, _WEAK_PX, _LINE_PX = 110, 116, 17


@dataclass(frozen=True)
class Averages:
    """Where the lines stand that part the plot in four, and which side of each is weak.

    ``field`` is the key of the words that stand in the field where both are.
    """

    x: float
    y: float
    low_is_weak: bool = True
    high_across_is_weak: bool = False
    field: str = "scatter.weak"


@dataclass(frozen=True)
class _Place:
    """Where words may stand: the part of the plot's width and height, and what lies there."""

    box: Box
    x: float
    y: float
    xanchor: str
    yanchor: str

    @property
    def layout(self) -> dict[str, Any]:
        """The place in plotly's words."""
        at = {"xref": "paper", "x": self.x, "xanchor": self.xanchor}
        return {**at, "yref": "paper", "y": self.y, "yanchor": self.yanchor}


class Quadrants:
    """The averages within a plot; their words keep clear of the marks of ``rows``."""

    def __init__(self, averages: Averages, plot: Plot, rows: Sequence[Any]) -> None:
        self.averages, self.plot = averages, plot
        self._marks = [mark_box(row, plot) for row in rows]

    @property
    def taken(self) -> list[Box]:
        """Where words stand within the plot."""
        return [place.box for place in (self._level_place, self._weak_place) if place]

    def shapes(self) -> list[dict[str, Any]]:
        """The field where both sides are weak in grey, the averages as dashed lines."""
        averages, plot = self.averages, self.plot
        edge = plot.y[0] if averages.low_is_weak else plot.y[1]
        side = plot.x[1] if averages.high_across_is_weak else plot.x[0]
        field = {"x0": side, "x1": averages.x, "y0": edge, "y1": averages.y}
        look = {"fillcolor": theme.NO_DATA, "line": {"width": 0}, "layer": "below"}
        stroke = {"type": "line", "line": {"color": theme.SOFT_TEXT, "width": 1, "dash": "dash"}}
        return [
            {"type": "rect", **field, **look},
            {**stroke, "x0": averages.x, "x1": averages.x, "yref": "paper", "y0": 0, "y1": 1},
            {**stroke, "y0": averages.y, "y1": averages.y, "xref": "paper", "x0": 0, "x1": 1},
        ]

    def annotations(self, across: Measure, upward: Measure) -> list[dict[str, Any]]:
        """What the averages are, and the grey field's name where no mark is in its way."""
        above = {"x": self.averages.x, "yref": "paper", "y": 1, "yanchor": "bottom"}
        words = [_words(_say(across, self.averages.x)) | above]
        if self._level_place:
            said = _words(_say(upward, self.averages.y)) | self._level_place.layout
            words.append(said | {"bgcolor": theme.WHITE})
        if self._weak_place:
            words.append(_words(across.text(self.averages.field)) | self._weak_place.layout)
        return words

    @cached_property
    def _level_place(self) -> _Place | None:
        """The level line's words stand at its end, above or below it."""
        _, line = self.plot.at(self.averages.x, self.averages.y)
        wide, part = self.plot.width, line / self.plot.height
        places = [
            _Place((left, low, left + _AVERAGE_PX, low + _LINE_PX), x, part, xanchor, yanchor)
            for left, x, xanchor in ((wide - _AVERAGE_PX, 1, "right"), (0, 0, "left"))
            for low, yanchor in ((line, "bottom"), (line - _LINE_PX, "top"))
        ]
        # The average is told in any case.
        return self._first_free(places) or places[0]

    @cached_property
    def _weak_place(self) -> _Place | None:
        """The grey field's words stand in its outer corners; it may be too narrow for them."""
        across, _ = self.plot.at(self.averages.x, self.averages.y)
        high, y, yanchor = (
            (_LINE_PX, 0, "bottom") if self.averages.low_is_weak else (self.plot.height, 1, "top")
        )
        wide = self.plot.width
        inner, outer = (0.0, across) if not self.averages.high_across_is_weak else (across, wide)
        places = [
            _Place((left, high - _LINE_PX, left + _WEAK_PX, high), x / wide, y, xanchor, yanchor)
            for left, x, xanchor in (
                (inner, inner, "left"),
                (outer - _WEAK_PX, outer, "right"),
            )
        ]
        return self._first_free(places) if outer - inner > _WEAK_PX else None

    def _first_free(self, places: Iterable[_Place]) -> _Place | None:
        free = (one for one in places if not any(meet(one.box, mark) for mark in self._marks))
        return next(free, None)


def _say(measure: Measure, value: float) -> str:
    """The average; that of whole numbers has a decimal, as it stands between them."""
    said = measure.formats.quantity(value, measure.unit, max(measure.decimals, 1))
    return measure.text("scatter.average", value=said)


def _words(words: str) -> dict[str, Any]:
    font = {"size": theme.SMALLEST_PX, "color": theme.SOFT_TEXT, "shadow": HALO}
    return {"text": plain(words), "showarrow": False, "font": font}
