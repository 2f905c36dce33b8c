"""What is chosen one after the other, the same on every page that is compared."""

from __future__ import annotations

from asahi_metrics.core.calendar import Period, parse_period
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.ui.filters import period_name

YEAR = 2025
SERIES = "drills"
CODES = ("q1", "h1", "q2", "q3", "h2", "q4", "05-05", "06-06", "07-07", "08-08", "09-09", "10-10")
NAMES = ("all", *CODES)
"""How the plain pages name the whole year and then each choice."""


def period_of(name: str) -> Period:
    """The months that a choice stands for."""
    return parse_period(YEAR, "fy" if name == "all" else name)


def said(code: str) -> str:
    """A choice as the program's own filter names it."""
    text = Text("ja")
    return period_name(code, text, Formats(text))
