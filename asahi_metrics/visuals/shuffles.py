"""Where a figure lies among those that shuffling gives: bars, and a line for the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.figure import figure, plain

_BARS = 41
_MARGIN = {"l": 12, "r": 12, "t": 44, "b": 76}


@dataclass(frozen=True)
class ShuffleWords:
    """What stands on the picture: the figure's own name, the axis and its ends, the alt text."""

    found: str
    axis: str
    alt: str


def shuffles_chart(
    found: float,
    shuffled: Sequence[float],
    usual: tuple[float, float],
    *,
    words: ShuffleWords,
    text: Text,
    height: int,
) -> go.Figure:
    """How often shuffling gives which value, the ``usual`` ones in colour, and what was found."""
    counts, edges = np.histogram(shuffled, bins=_BARS)
    middles = ((edges[:-1] + edges[1:]) / 2).tolist()
    low, high = usual
    bars = {
        "type": "bar",
        "x": middles,
        "y": counts.tolist(),
        "marker": {
            "color": [theme.SEQUENCE[1] if low <= one <= high else theme.GRID for one in middles]
        },
        "hoverinfo": "skip",
    }
    reach = [min(*middles, found), max(*middles, found)]
    air = 0.06 * (reach[1] - reach[0])
    layout = {
        "margin": _MARGIN,
        "bargap": 0.06,
        "xaxis": {
            "range": [reach[0] - air, reach[1] + air],
            "title": {"text": plain(words.axis)},
            "showgrid": False,
        },
        "yaxis": {"visible": False},
        "shapes": [_line(found)],
        "annotations": [_name(found, words.found, reach), *_ends(text)],
    }
    return figure([bars], height=height, alt=words.alt, layout=layout)


def _line(found: float) -> dict[str, Any]:
    line = {"color": theme.ACCENT_TEXT, "width": 3}
    ends = {"yref": "paper", "y0": 0, "y1": 1, "x0": found, "x1": found}
    return {"type": "line", **ends, "line": line}


def _name(found: float, said: str, reach: Sequence[float]) -> dict[str, Any]:
    """The figure's name above its line, turned to where there is more room."""
    left = found < (reach[0] + reach[1]) / 2
    at = {"x": found, "xanchor": "left" if left else "right", "yref": "paper", "y": 1}
    font = {"size": theme.LABEL_PX, "color": theme.ACCENT_TEXT}
    return {
        "text": f"<b>{plain(said)}</b>",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": font,
        **at,
    }


def _ends(text: Text) -> list[dict[str, Any]]:
    """What the ends of the axis mean, below it."""
    font = {"size": theme.SMALLEST_PX, "color": theme.SOFT_TEXT}
    common = {"xref": "paper", "yref": "paper", "y": 0, "yanchor": "top", "showarrow": False}
    return [
        {**common, "yshift": -28, "x": x, "xanchor": side, "text": text(key), "font": font}
        for x, side, key in ((0, "left", "shuffles.unlike"), (1, "right", "shuffles.alike"))
    ]
