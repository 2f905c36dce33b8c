"""The projection of an indicator to the end of a fiscal year, in the indicator's unit."""

from __future__ import annotations

from asahi_metrics.analysis.projection import (
    Course,
    Projection,
    plain_forecast,
    project_course,
    project_level,
)
from asahi_metrics.core.calendar import Month, Period, fiscal_position, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.courses import (
    grows_through_the_year,
    is_yearly,
    past_courses,
    year_course,
)
from asahi_metrics.services.figures import Figures


def project(
    figures: Figures, indicator: Indicator, year: int, until: Month | None = None
) -> Projection | None:
    """The ward's figure at the year's end, from the months up to ``until`` or to the newest.

    None without data in the year or in a year before it, for a figure that comes once a
    year, and for one that joins its months in a way of its own (yen per association).
    """
    period = known_part(figures, indicator, year, until)
    if period is None or period == Period(year) or not _can_be_projected(indicator):
        return None
    key = ("projection", indicator.id, period)
    return figures.keep(key, lambda: _project(figures, indicator, period))


def plain(figures: Figures, indicator: Indicator, year: int, until: Month) -> float | None:
    """The forecast that a projection must beat: a level stays, and a flow goes on as last year."""
    period = known_part(figures, indicator, year, until)
    if period is None or not _can_be_projected(indicator):
        return None
    if indicator.numerator.over == "last":
        return figures.of(indicator, period).value
    past, now = _courses(figures, indicator, period)
    forecast = plain_forecast(past, now)
    return None if forecast is None else forecast * _scale(figures, indicator, period)


def known_part(
    figures: Figures, indicator: Indicator, year: int, until: Month | None = None
) -> Period | None:
    """The months of a fiscal year that have data; None when it has not begun."""
    span = figures.data_span(indicator)
    if span is None or span[0] > Period(year).last_month:
        return None
    return Period(year).until(span[1] if until is None else min(span[1], until))


def _can_be_projected(indicator: Indicator) -> bool:
    if is_yearly(indicator) or indicator.numerator.over == "carry":
        return False
    return indicator.denominator is None or indicator.denominator.over != "distinct"


def _project(figures: Figures, indicator: Indicator, period: Period) -> Projection | None:
    if indicator.numerator.over == "last":
        months_ahead = 12 - fiscal_position(period.last_month)
        found = project_level(_levels(figures, indicator, period), months_ahead)
    else:
        found = project_course(*_courses(figures, indicator, period))
    return found and found.scaled(_scale(figures, indicator, period))


def _courses(figures: Figures, indicator: Indicator, period: Period) -> tuple[list[Course], Course]:
    now = year_course(figures, indicator, period.year).until(fiscal_position(period.last_month))
    return past_courses(figures, indicator, period.year), now


def _levels(figures: Figures, indicator: Indicator, period: Period) -> list[float]:
    """The levels of all months up to the end of the period, as far back as there are any."""
    span = figures.data_span(indicator)
    first = fiscal_year_of(span[0]) if span else period.year
    return [
        figure.numerator
        for year in range(first, period.year + 1)
        for month, figure in figures.monthly(indicator, Period(year)).items()
        if figure.numerator is not None and month <= period.last_month
    ]


def _scale(figures: Figures, indicator: Indicator, period: Period) -> float:
    """What one of the projected numerator, or quotient, comes to in the indicator's unit."""
    if indicator.denominator is None:
        return 1.0
    if indicator.adds_up and not grows_through_the_year(indicator):
        return indicator.per
    denominator = figures.of(indicator, period).denominator
    return indicator.per / denominator if denominator else 0.0
