"""Pictures of one line's height as images, for rows of a table: course, spread, progress.

Inline SVG is taken out of ``st.html``, so each picture is an image with a text of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.image import svg_image

COURSE_PX = (112, 34)
SPREAD_PX = (176, 18)
PROGRESS_PX = (176, 14)
_LAST_YEAR = theme.NO_DATA_LINE
_ROOM = 4
_DOT = 1.8
# Not the accent itself: a thin stroke needs the darker step to be seen.
_CHOSEN = theme.ACCENT_TEXT


def course_image(
    this: Sequence[float | None], last: Sequence[float | None] = (), *, alt: str, from_zero: bool
) -> str:
    """The year in one stroke that ends in a dot, last year's thinner and paler behind it.

    Both begin with the same month; a gap stays open. ``from_zero`` is for amounts, whose
    height counts; a level or a share fills the height with its range.
    """
    known = [value for value in (*this, *last) if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    place = _Scale(min(low, 0.0) if from_zero else low, high, COURSE_PX, max(len(this), len(last)))
    drawn = [*_strokes(last, place, _LAST_YEAR, 1.5), *_strokes(this, place, theme.DARK_BLUE, 2.0)]
    ends = [at for at, value in enumerate(this) if value is not None]
    if ends:
        x, y = place(ends[-1], this[ends[-1]] or 0.0)
        drawn.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{theme.DARK_BLUE}"/>')
    return svg_image("".join(drawn), COURSE_PX, alt)


def spread_image(
    values: Sequence[float], *, middle: float, chosen: Sequence[float] = (), alt: str
) -> str:
    """A stroke for each district from the lowest to the highest, a triangle over the middle.

    The ``chosen`` districts have longer and thicker strokes of another colour.
    """
    width, height = SPREAD_PX
    low, high = min((*values, middle)), max((*values, middle))
    reach = (width - 2 * _ROOM) / (high - low) if high > low else 0.0

    def across(value: float) -> float:
        return round(_ROOM + (value - low) * reach if reach else width / 2, 1)

    ticks = "".join(f"M{across(value)} 7v9" for value in values)
    strong = "".join(f"M{across(value)} 3v15" for value in chosen)
    x = across(middle)
    drawn = [
        f'<path d="M{_ROOM} 11.5H{width - _ROOM}" stroke="{theme.GRID}"/>',
        f'<path d="{ticks}" stroke="{theme.BLUE}" stroke-width="1.5" stroke-opacity=".75"/>',
        f'<path d="{strong}" stroke="{_CHOSEN}" stroke-width="3"/>' if strong else "",
        f'<path d="M{round(x - 4, 1)} 0h8l-4 6z" fill="{theme.TEXT}"/>',
    ]
    return svg_image("".join(drawn), (width, height), alt)


def progress_image(share: float, due: float | None = None, *, alt: str) -> str:
    """The part of a target that is reached, as a bar, and across it what is due by now."""
    width, height = PROGRESS_PX
    drawn = [
        f'<rect y="3" width="{width}" height="8" rx="2" fill="{theme.GRID}"/>',
        f'<rect y="3" width="{_within(share, width)}" height="8" rx="2" fill="{theme.BLUE}"/>',
    ]
    if due is not None:
        x = min(max(_within(due, width), 1.5), width - 1.5)
        drawn.append(
            f'<path d="M{x} 0v{height}" stroke="{theme.WHITE}" stroke-width="5"/>'
            f'<path d="M{x} 0v{height}" stroke="{theme.TEXT}" stroke-width="2"/>'
        )
    return svg_image("".join(drawn), (width, height), alt)


class _Scale:
    """Where a value of a course stands in its picture."""

    def __init__(self, low: float, high: float, size: tuple[int, int], count: int) -> None:
        self._low, self._reach = low, high - low
        self._across = (size[0] - 2 * _ROOM) / max(count - 1, 1)
        self._height = size[1]

    def __call__(self, at: int, value: float) -> tuple[float, float]:
        """Pixels from the left and from above; a course that is flat lies half way up."""
        part = (value - self._low) / self._reach if self._reach else 0.5
        y = self._height - _ROOM - part * (self._height - 2 * _ROOM)
        return round(_ROOM + at * self._across, 1), round(y, 1)


def _strokes(
    values: Sequence[float | None], place: _Scale, colour: str, width: float
) -> Iterator[str]:
    """A line for each run of known values, a dot for one that stands alone."""
    for known, run in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        points = [place(at, value) for at, value in run if value is not None]
        if not known:
            continue
        if len(points) == 1:
            x, y = points[0]
            yield f'<circle cx="{x}" cy="{y}" r="{_DOT}" fill="{colour}"/>'
        else:
            line = " ".join(f"{x},{y}" for x, y in points)
            yield (
                f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
            )


def _within(share: float, width: int) -> float:
    return round(width * min(max(share, 0.0), 1.0), 1)
