"""The look of every chart and map: colours of the Digital Agency design system, fonts, sizes."""

from __future__ import annotations

from functools import cache
from typing import Any

SEQUENCE = ("#E8F1FE", "#9DB7F9", "#7096F8", "#3460FB", "#0017C1")
"""Five steps of one blue, light to dark, which stay apart in grey print too."""

BLUE = "#3460FB"
DARK_BLUE = "#0017C1"
PALE_BLUE = "#C5D7FB"
LAST_YEAR_TEXT = "#3B5BBD"
"""Words beside last year's pale line: its blue, dark enough for a contrast of 4.5:1 on white."""

ACCENT = "#FE3939"
ACCENT_TEXT = "#CE0000"
"""The accent's darker step: red letters and thin lines keep a contrast of 4.5:1 on white."""

TEXT = "#1A1A1A"
SOFT_TEXT = "#595959"
GRID = "#E6E6E6"
NO_DATA = "#F2F2F2"
NO_DATA_LINE = "#949494"
WHITE = "#FFFFFF"

FONTS = (
    '"Noto Sans JP","BIZ UDPGothic","Yu Gothic UI","Hiragino Sans","Noto Sans CJK JP",sans-serif'
)
SMALLEST_PX = 12
LABEL_PX = 13

_STEPS_FOR = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


def class_colours(count: int) -> tuple[str, ...]:
    """As many steps of the blue as there are classes (1 to 5), as far apart as they go."""
    return tuple(SEQUENCE[step] for step in _STEPS_FOR[count])


@cache
def text_on(colour: str) -> str:
    """White or dark letters, whichever has the higher contrast on the colour.

    >>> text_on("#0017C1"), text_on("#E8F1FE")
    ('#FFFFFF', '#1A1A1A')
    """
    return max((WHITE, TEXT), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _axis() -> dict[str, Any]:
    return {
        "fixedrange": True,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "gridcolor": GRID,
        # Margins are given: measuring every label for them takes longer than drawing the chart.
        "automargin": False,
        "tickfont": {"size": LABEL_PX, "color": TEXT},
        "title": {"standoff": 8, "font": {"size": LABEL_PX, "color": TEXT}},
    }


def chart_template() -> dict[str, Any]:
    """The plotly template: fonts, colours and axes of every chart."""
    return {
        "layout": {
            "font": {"family": FONTS, "size": LABEL_PX, "color": TEXT},
            "paper_bgcolor": WHITE,
            "plot_bgcolor": WHITE,
            "colorway": [DARK_BLUE, "#7096F8", BLUE, PALE_BLUE],
            "hoverlabel": {
                "bgcolor": WHITE,
                "bordercolor": NO_DATA_LINE,
                "font": {"family": FONTS, "size": LABEL_PX, "color": TEXT},
                "align": "left",
            },
            "dragmode": False,
            "showlegend": False,
            "separators": ".,",
            "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
            "xaxis": _axis(),
            "yaxis": _axis(),
        }
    }
