"""Where each indicator stands against the year's target: the rule and its past years."""

from __future__ import annotations

from asahi_metrics.analysis.progress import Progress, judge, seasonal_share
from asahi_metrics.core.calendar import Period, fiscal_position
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.sources import dataset

PAST_YEARS = 3
"""How many of the newest whole years make the season."""


def progress(figures: Figures, indicator: Indicator, year: int) -> Progress | None:
    """The ward's progress in a fiscal year, as far as there is data.

    None without a target, a value, a wanted direction, or a past year to know the season by.
    """
    target = indicator.target(year)
    span = figures.data_span(indicator)
    whole = Period(year)
    if target is None or span is None or indicator.polarity == "neutral":
        return None
    period = whole.until(span[1])
    value = figures.of(indicator, period).value if period else None
    if period is None or value is None:
        return None
    over = period == whole or _is_yearly(indicator)
    season = 1.0 if over else _season(figures, indicator, year, fiscal_position(period.last_month))
    if season is None:
        return None
    return judge(
        value, target.value, season, over=over, lower_is_better=indicator.polarity == "lower"
    )


def _season(figures: Figures, indicator: Indicator, year: int, months: int) -> float | None:
    """The season's part of a year; a figure that does not grow through it is due whole."""
    if not grows_through_the_year(indicator):
        return 1.0
    span = figures.data_span(indicator)
    past = [Period(before) for before in range(year - PAST_YEARS, year)]
    monthly = [
        [figure.numerator for figure in figures.monthly(indicator, one).values()]
        for one in past
        if span and span[0] <= one.first_month
    ]
    return seasonal_share(monthly, months)


def _is_yearly(indicator: Indicator) -> bool:
    """Whether the figure comes once a year, and is then the year's."""
    return dataset(indicator.dataset).update_months >= 12


def grows_through_the_year(indicator: Indicator) -> bool:
    """Whether months add up to the year: counts, and counts per resident or household.

    A share of two flows (yen granted of yen requested) and a level do not.
    """
    term = indicator.denominator
    return indicator.adds_up and (term is None or term.over in {"carry", "last"})
