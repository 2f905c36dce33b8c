"""QR codes, black on white with the quiet margin of four modules that readers need."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

from asahi_metrics.exports.svg import box_svg
from asahi_metrics.visuals import theme

_MARGIN = 4
_PNG_SCALE = 16
"""Px of each module: crisp on a projector and on paper."""


@lru_cache(maxsize=64)
def _code(address: str) -> segno.QRCode:
    # Level M: a fold or a shadow may take 15 % of the code.
    return segno.make_qr(address, error="m")


def qr_svg(address: str, spot: tuple[float, float], side: float) -> str:
    """The code with its margin as a part of an SVG, a square of ``side`` from ``spot`` on."""
    rows = [bytes(row) for row in _code(address).matrix_iter(border=_MARGIN)]
    runs = "".join(_runs(row, at) for at, row in enumerate(rows))
    left, top = spot
    place = f"translate({left:g} {top:g}) scale({side / len(rows):.5f})"
    return (
        f"{box_svg((left, top, side, side), theme.WHITE)}"
        f'<path transform="{place}" d="{runs}" fill="#000000" shape-rendering="crispEdges"/>'
    )


def _runs(row: bytes, at: int) -> str:
    """The dark modules of a row, those that touch in one piece.

    >>> _runs(bytes([0, 1, 1, 0, 1]), 2)
    'M1 2h2v1h-2zM4 2h1v1h-1z'
    """
    found, start = "", None
    for column, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            found += f"M{start} {at}h{column - start}v1h-{column - start}z"
            start = None
    return found


def qr_image(address: str) -> str:
    """The code as an SVG of its own."""
    drawn = qr_svg(address, (0, 0), 100)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{drawn}</svg>'


def qr_png(address: str) -> bytes:
    """The code as a PNG picture."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=_PNG_SCALE, border=_MARGIN)
    return out.getvalue()
