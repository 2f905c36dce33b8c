"""Small drawings as images, since pages leave out SVG that stands in their text."""

from __future__ import annotations

import base64
import html


def svg_image(drawn: str, size: tuple[int, int], alt: str) -> str:
    """Shapes of SVG as an image of that width and height in px, with its text."""
    width, height = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{drawn}</svg>'
    )
    data = base64.b64encode(svg.encode()).decode()
    return (
        f'<img alt="{html.escape(alt)}" width="{width}" height="{height}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )
