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


@cache
def picture_font() -> str:
    """The first of the fonts that is installed; raises AsahiMetricsError when none is."""
    # Imported here: matplotlib looks through all fonts, and only pictures need it.
    from matplotlib import font_manager  # noqa: PLC0415

    installed = {one.name for one in font_manager.fontManager.ttflist}
    found = next((one for one in JAPANESE_FONTS if one in installed), None)
    if found is None:
        raise AsahiMetricsError("error.deck.no_font", fonts=", ".join(JAPANESE_FONTS))
    return found
