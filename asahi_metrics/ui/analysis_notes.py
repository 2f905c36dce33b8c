"""What the views of trend, change and the like share: notes on chance, lists of names."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.analysis.trend_test import Scatter
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_years import uneven_districts
from asahi_metrics.ui.analysis_scale import listed_areas
from asahi_metrics.ui.desk import Desk

_NAMED = 7
"""So many names a sentence bears; of more the first are said."""

_WORTH_TELLING = 1.05


def scatter_note(now: Desk, scatter: Scatter, key: str = "analysis_notes.scatter") -> str:
    """That the years scatter more than chance, and what of it; empty where they do not.

    ``key`` names the sentence.
    """
    if scatter.factor < _WORTH_TELLING:
        return ""
    return now.text(key, factor=now.formats.number(scatter.factor, 1))


def level_note(now: Desk, indicator: Indicator) -> str:
    """That a level counts the same people each year; empty for flows."""
    return "" if indicator.adds_up else now.text("analysis_notes.level")


def some_names(now: Desk, codes: Sequence[str]) -> str:
    """The districts' names as far as a sentence bears them."""
    names = listed_areas(now, codes[:_NAMED])
    return now.text("analysis_notes.more", names=names) if len(codes) > _NAMED else names


def counted_names(now: Desk, codes: Sequence[str]) -> str:
    """How many districts, and their names."""
    return now.text("analysis_notes.named", count=len(codes), names=some_names(now, codes))


def uneven_note(now: Desk, indicator: Indicator, years: tuple[Period, ...]) -> str:
    """The districts of which months are left out of all years; empty where none is."""
    codes = uneven_districts(now.figures, indicator, years)
    if not codes:
        return ""
    return now.text("analysis_notes.uneven", count=len(codes), names=listed_areas(now, codes))


def left_out_note(now: Desk, codes: Sequence[str]) -> str:
    """The districts that lack data; empty where none does."""
    if not codes:
        return ""
    return now.text("analysis_notes.left_out", count=len(codes), names=listed_areas(now, codes))
