"""Which Japanese font a picture is drawn with on the machine that draws it."""

from __future__ import annotations

from functools import cache

from asahi_metrics.core.errors import AsahiMetricsError

OFFICE_FONT = "BIZ UDPGothic"
"""The font that slides ask for: on every Windows since 2018, made to be read from afar."""

JAPANESE_FONTS = (
    OFFICE_FONT,
    "BIZ UDGothic",
    "Meiryo",
    "Yu Gothic",
    "MS Gothic",
    "Hiragino Sans",
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "IPAexGothic",
    "IPAGothic",
    "TakaoGothic",
    "VL Gothic",
)
"""Tried in turn: Windows, macOS, then what Linux distributions bring."""


_OWN_FONT = "DejaVu Sans"
"""Comes with matplotlib and has no Japanese."""


def picture_font(said: str) -> str:
    """The font to draw a text with: the first of the Japanese ones that is installed.

    Figures alone can do without; raises AsahiMetricsError for Japanese where none is.
    """
    found = _installed_font()
    if found is None and not said.isascii():
        raise AsahiMetricsError("error.deck.no_font", fonts=", ".join(JAPANESE_FONTS))
    return found or _OWN_FONT


@cache
def _installed_font() -> str | None:
    # Imported here: matplotlib looks through all fonts, and only pictures need it.
    from matplotlib import font_manager  # noqa: PLC0415

    installed = {one.name for one in font_manager.fontManager.ttflist}
    return next((one for one in JAPANESE_FONTS if one in installed), None)
