"""The scale that the analysis views compare districts on: its name, its words, who is missing."""

from __future__ import annotations

from collections.abc import Iterable

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.formulas import say_base
from asahi_metrics.services.scales import Scale, residents
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.measure import Measure


def scale_measure(now: Desk, scale: Scale) -> Measure:
    """How pictures name and write the figures of a scale: a count has its residents beside it."""
    own = now.measure(scale.shown_as)
    if scale.basis != "residents":
        return own
    return Measure(
        name=now.text("analysis.by_residents.name", name=own.name),
        unit=now.text("analysis.by_residents.unit", unit=own.unit),
        decimals=1,
        text=now.text,
    )


def base_name(now: Desk, scale: Scale) -> str:
    """What the figures relate to: residents, households, answers."""
    term = scale.shown_as.denominator
    if term is None:
        return now.text.pick(residents(now.figures).short)
    return say_base(now.text, term)


def say_basis(now: Desk, indicator: Indicator, scale: Scale) -> str:
    """What is compared, where that is not the indicator's own figure; empty where it is."""
    name = now.text.pick(indicator.short)
    if scale.basis == "residents":
        return now.text("analysis.basis.residents", name=name)
    if scale.basis == "sister":
        sister = now.text.pick(scale.shown_as.name)
        return now.text("analysis.basis.sister", name=name, sister=sister)
    return ""


def say_missing(now: Desk, scale: Scale) -> str:
    """The districts without a figure by their names; empty where all have one."""
    missing = [code for code in now.areas.district_codes if code not in scale.counted]
    if not missing:
        return ""
    return now.text("analysis.missing", count=len(missing), names=listed_areas(now, missing))


def say_period(now: Desk, indicator: Indicator) -> str:
    """What months the figures are of; a level that is carried on is of its own month."""
    period, span = now.period(indicator), now.figures.data_span(indicator)
    if span and span[1] < period.first_month:
        return now.text("analysis.carried", month=now.formats.month(span[1]))
    return now.text("analysis.period", period=now.formats.period(period))


def listed_areas(now: Desk, codes: Iterable[str]) -> str:
    """Areas' names, one after the other."""
    return now.text("chart.alt.list_comma").join(now.name(code) for code in codes)
