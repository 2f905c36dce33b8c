"""What the views of the analysis page share: the scale districts compare on, notes, names."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.analysis.trend_test import Scatter
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.scales import Scale
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.measure import Measure

_NAMED = 7
"""So many names a sentence bears; of more the first are said."""

_WORTH_TELLING = 1.05


def scale_measure(now: Desk, indicator: Indicator, scale: Scale) -> Measure:
    """How pictures and tables name and write a figure on its scale."""
    if scale.basis != "residents":
        return now.measure(scale.shown_as)
    return Measure(
        name=now.text("analysis_scale.name", name=now.text.pick(indicator.name)),
        unit=now.text("analysis_scale.unit", unit=now.text.pick(indicator.unit)),
        decimals=1,
        text=now.text,
    )


def scale_note(now: Desk, indicator: Indicator, scale: Scale) -> str:
    """That a count was related to residents; empty where the figure itself compares."""
    if scale.basis == "residents":
        return now.text("analysis_scale.residents")
    if scale.basis == "sister" and scale.shown_as.id != indicator.id:
        return now.text("analysis_scale.sister", name=now.text.pick(scale.shown_as.name))
    return ""


def scatter_note(now: Desk, scatter: Scatter) -> str:
    """That the years scatter more than chance; empty where they do not."""
    if scatter.factor < _WORTH_TELLING:
        return ""
    return now.text("analysis_scale.scatter", factor=now.formats.number(scatter.factor, 1))


def level_note(now: Desk, indicator: Indicator) -> str:
    """That a level counts the same people each year; empty for flows."""
    return "" if indicator.adds_up else now.text("analysis_scale.level")


def names_of(now: Desk, codes: Sequence[str]) -> str:
    """All names, one after the other."""
    return now.text("chart.alt.list_comma").join(now.name(code) for code in codes)


def counted_names(now: Desk, codes: Sequence[str]) -> str:
    """How many districts, and their names as far as a sentence bears them."""
    names = names_of(now, codes[:_NAMED])
    if len(codes) > _NAMED:
        names = now.text("analysis_scale.more", names=names)
    return now.text("analysis_scale.named", count=len(codes), names=names)


def left_out_note(now: Desk, codes: Sequence[str]) -> str:
    """The districts that lack data; empty where none does."""
    if not codes:
        return ""
    return now.text("analysis_scale.left_out", count=len(codes), names=names_of(now, codes))
