"""The months of a fiscal year as the season and the projection take them."""

from __future__ import annotations

from asahi_metrics.analysis.projection import Course
from asahi_metrics.core.calendar import Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.sources import dataset


def is_yearly(indicator: Indicator) -> bool:
    """Whether the figure comes once a year, and is then the year's."""
    return dataset(indicator.dataset).update_months >= 12


def grows_through_the_year(indicator: Indicator) -> bool:
    """Whether months add up to the year: counts, and counts per resident or household.

    A share of two flows (yen granted of yen requested) and a level do not.
    """
    term = indicator.denominator
    return indicator.adds_up and (term is None or term.over in {"carry", "last"})


def year_course(figures: Figures, indicator: Indicator, year: int) -> Course:
    """The ward's amounts by month, and what they relate to where both are flows."""
    return figures.keep(("course", indicator.id, year), lambda: _course(figures, indicator, year))


def past_courses(figures: Figures, indicator: Indicator, year: int) -> list[Course]:
    """The courses of the years before, oldest first, from the first that has data."""
    span = figures.data_span(indicator)
    first = fiscal_year_of(span[0]) if span else year
    return [year_course(figures, indicator, past) for past in range(first, year)]


def _course(figures: Figures, indicator: Indicator, year: int) -> Course:
    if indicator.numerator.over == "distinct":
        return Course(_newcomers(figures, indicator, year))
    months = figures.monthly(indicator, Period(year))
    found = [months.get(month) for month in Period(year).months]
    amounts = tuple(one.numerator if one else None for one in found)
    if grows_through_the_year(indicator):
        return Course(amounts)
    return Course(amounts, tuple(one.denominator if one else None for one in found))


def _newcomers(figures: Figures, indicator: Indicator, year: int) -> tuple[float | None, ...]:
    """How many different items each month added to those of the year before it.

    A shelter that is supported in May and in June counts once in the year.
    """
    span = figures.data_span(indicator)
    whole = Period(year)
    amounts: list[float | None] = []
    before = 0.0
    for place, month in enumerate(whole.months, start=1):
        value = None
        if span and span[0] <= month <= span[1]:
            value = figures.of(indicator, Period(year, 1, place)).value
        amounts.append(None if value is None else value - before)
        before = before if value is None else value
    return tuple(amounts)
