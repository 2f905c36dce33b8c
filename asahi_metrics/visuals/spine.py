"""Spine charts: a district on the range of all districts, the ward's value in the middle.

Each row is an image with a text of its own, since inline SVG is taken out of ``st.html``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.image import svg_image

SPINE_PX = (236, 24)
_ROOM = 8
_TOP, _BAR = 6, 12
_MIDDLE_HALF = "#949494"


@dataclass(frozen=True)
class VerdictStyle:
    """How a verdict looks: a sign in text, the same shape in the picture, and a colour."""

    sign: str
    path: str
    colour: str
    hollow: bool = False


# Shapes around 0, drawn where the district stands.
VERDICT_STYLES: Mapping[str, VerdictStyle] = {
    "better": VerdictStyle("▲", "M0 -7L7 6H-7z", theme.DARK_BLUE),
    "similar": VerdictStyle("●", "M0 -5.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z", theme.TEXT),
    "worse": VerdictStyle("▼", "M0 7L7 -6H-7z", theme.ACCENT_TEXT),
    "unjudged": VerdictStyle(
        "○", "M0 -5a5 5 0 1 1 0 10a5 5 0 1 1 0-10z", theme.SOFT_TEXT, hollow=True
    ),
}


@dataclass(frozen=True)
class Spine:
    """What one row shows, all on the same scale.

    ``values`` are those of all districts, ``middle_half`` the bounds of their middle half,
    ``others`` the districts that the reader compares with.
    """

    values: Sequence[float]
    middle_half: tuple[float, float]
    ward: float
    value: float | None
    verdict: str
    others: Sequence[float] = ()
    low_is_better: bool = False


def spine_image(spine: Spine, *, alt: str) -> str:
    """The row as an image: range, middle half, the ward's line, others' strokes, the mark.

    What is wanted lies to the right. The ward stands in the middle of every row, and the
    farther end of the range reaches the edge.
    """
    width, height = SPINE_PX
    place = _Place(spine)
    drawn = [
        _bar(place, min(spine.values), max(spine.values), theme.GRID, theme.NO_DATA_LINE),
        _bar(place, *spine.middle_half, _MIDDLE_HALF, _MIDDLE_HALF),
        *(
            f'<path d="M{place(one)} 3v18" stroke="{theme.WHITE}" stroke-width="4"/>'
            f'<path d="M{place(one)} 3v18" stroke="{theme.BLUE}" stroke-width="2"/>'
            for one in spine.others
        ),
        f'<path d="M{width / 2} 0v{height}" stroke="{theme.TEXT}" stroke-width="2"/>',
    ]
    if spine.value is not None:
        drawn.append(_mark(place(spine.value), spine.verdict))
    return svg_image("".join(drawn), SPINE_PX, alt)


def verdict_image(verdict: str) -> str:
    """The mark of a verdict alone, for the key; its word stands beside it."""
    return svg_image(_mark(9, verdict, 9), (18, 18), "")


def key_image(part: str) -> str:
    """A piece of a row alone, for the key: the range, its middle half, the ward, the others."""
    drawn = {
        "range": f'<rect x="1" y="3" width="32" height="12" fill="{theme.GRID}" '
        f'stroke="{theme.NO_DATA_LINE}" stroke-width=".75"/>',
        "middle_half": f'<rect x="1" y="3" width="32" height="12" fill="{_MIDDLE_HALF}"/>',
        "ward": f'<path d="M17 0v18" stroke="{theme.TEXT}" stroke-width="2"/>',
        "others": f'<path d="M17 1v16" stroke="{theme.BLUE}" stroke-width="2"/>',
    }
    return svg_image(drawn[part], (34, 18), "")


class _Place:
    """Where a value stands in the row, in pixels from the left."""

    def __init__(self, spine: Spine) -> None:
        shown = (*spine.values, *spine.others)
        self._ward = spine.ward
        self._farthest = max(abs(one - spine.ward) for one in shown)
        self._sign = -1 if spine.low_is_better else 1

    def __call__(self, value: float) -> float:
        half = SPINE_PX[0] / 2
        if not self._farthest:
            return half
        part = self._sign * (value - self._ward) / self._farthest
        return round(half + part * (half - _ROOM), 1)


def _bar(place: _Place, low: float, high: float, colour: str, line: str) -> str:
    left, right = sorted((place(low), place(high)))
    return (
        f'<rect x="{left}" y="{_TOP}" width="{round(right - left, 1)}" height="{_BAR}" '
        f'fill="{colour}" stroke="{line}" stroke-width=".75"/>'
    )


def _mark(x: float, verdict: str, y: float = SPINE_PX[1] / 2) -> str:
    style = VERDICT_STYLES[verdict]
    inner = theme.WHITE if style.hollow else style.colour
    line = f'stroke="{style.colour}" stroke-width="2"' if style.hollow else ""
    return (
        f'<g transform="translate({x} {y})">'
        f'<path d="{style.path}" fill="{theme.WHITE}" stroke="{theme.WHITE}" stroke-width="4"/>'
        f'<path d="{style.path}" fill="{inner}" {line}/></g>'
    )
