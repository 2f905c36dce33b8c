"""Marks of places on the map: five shapes that differ without their colours."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Literal

Shape = Literal["circle", "square", "triangle", "diamond", "star"]

_PATHS: dict[Shape, str] = {
    "circle": "M9 1.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 1 1 0-15z",
    "square": "M2 2h14v14H2z",
    "triangle": "M9 1.5L17 16H1z",
    "diamond": "M9 .5L17.5 9L9 17.5L.5 9z",
    "star": "M9 .5l2.6 5.6 6 .7-4.5 4.1 1.3 6L9 13.9l-5.4 3 1.3-6L.4 6.8l6-.7z",
}


@dataclass(frozen=True)
class PointKind:
    """One kind of place: its id in the data, its name for the legend, its shape and colour."""

    id: str
    label: str
    shape: Shape
    colour: str


def point_image(shape: Shape, colour: str, *, size: int = 18) -> str:
    """The mark as an image, for places where inline SVG is taken out, such as ``st.html``."""
    drawn = point_mark(shape, colour, size=size).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
    )
    data = base64.b64encode(drawn.encode()).decode()
    return f'<img alt="" width="{size}" height="{size}" src="data:image/svg+xml;base64,{data}">'


def point_mark(shape: Shape, colour: str, *, size: int = 18) -> str:
    """The mark as inline SVG with a white rim, so that it reads on every class colour."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 18 18" aria-hidden="true">'
        f'<path d="{_PATHS[shape]}" fill="{colour}" stroke="#FFFFFF" stroke-width="1.6" '
        'paint-order="stroke"/></svg>'
    )
