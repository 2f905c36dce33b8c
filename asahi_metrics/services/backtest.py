"""Projections of past years set against what came: the record that the pages show."""

from __future__ import annotations

from asahi_metrics.analysis.backtest import SHARES, Record, Trial, summarize
from asahi_metrics.analysis.projection import Projection
from asahi_metrics.core.calendar import Period, fiscal_position, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.projection import plain, project

CUTS = (3, 6, 9)
"""After how many months of a past year the trials are made: the ends of its quarters."""


def trials(figures: Figures, indicator: Indicator) -> list[Trial]:
    """Every whole past year of the indicator as it would have been projected at each cut.

    Only the months up to the cut are looked at, in today's data: corrections that came
    later are in them.
    """
    return figures.keep(("trials", indicator.id), lambda: _trials(figures, indicator))


def record(figures: Figures, indicator: Indicator) -> Record | None:
    """The indicator's trials in numbers; None where no projection with a range was possible."""
    return summarize(trials(figures, indicator))


def whole_record(figures: Figures) -> Record | None:
    """The trials of all indicators that have a target, in numbers."""
    every = (one for one in figures.office.catalogue if one.targets)
    return summarize([trial for one in every for trial in trials(figures, one)])


def _trials(figures: Figures, indicator: Indicator) -> list[Trial]:
    span = figures.data_span(indicator)
    if span is None:
        return []
    over = fiscal_year_of(span[1]) + (fiscal_position(span[1]) == 12)
    found = (
        _trial(figures, indicator, year, cut)
        for year in range(fiscal_year_of(span[0]) + 1, over)
        for cut in CUTS
    )
    return [one for one in found if one is not None]


def _trial(figures: Figures, indicator: Indicator, year: int, cut: int) -> Trial | None:
    until = Period(year, 1, cut).last_month
    projected = project(figures, indicator, year, until)
    forecast = plain(figures, indicator, year, until)
    actual = figures.of(indicator, Period(year)).value
    if projected is None or forecast is None or not actual:
        return None
    return Trial(
        year=year,
        months=cut,
        projected=projected.value,
        plain=forecast,
        actual=actual,
        ranges=_ranges(projected),
    )


def _ranges(projected: Projection) -> tuple[tuple[float, float], ...]:
    found = (projected.interval(share) for share in SHARES)
    return tuple(one for one in found if one is not None)
