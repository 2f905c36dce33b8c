"""The target of a year as a line across a chart of months."""

from __future__ import annotations

from typing import Any, Literal

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.measure import Measure


def target_line(target: float) -> dict[str, Any]:
    """A dashed line at the target's height."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": target,
        "y1": target,
        "line": {"color": theme.ACCENT_TEXT, "width": 2, "dash": "dash"},
    }


def target_label(
    target: float,
    measure: Measure,
    *,
    side: Literal["left", "right"] = "right",
    below: bool = False,
) -> dict[str, Any]:
    """The target in words at one end of its line, above it or below."""
    return {
        "text": measure.text("chart.target", value=measure.say(target)),
        "xref": "paper",
        "x": 1 if side == "right" else 0,
        "y": target,
        "xanchor": side,
        "yanchor": "top" if below else "bottom",
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,0.8)",
        "font": {"size": theme.SMALLEST_PX, "color": theme.ACCENT_TEXT},
    }
