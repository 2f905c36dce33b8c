"""Where each indicator stands: its progress, its projection, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.analysis.progress import Progress, judge, seasonal_share
from asahi_metrics.analysis.projection import Projection
from asahi_metrics.core.calendar import Month, Period, fiscal_position
from asahi_metrics.core.catalogue import Indicator, Target
from asahi_metrics.services.courses import grows_through_the_year, is_yearly, year_course
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.projection import known_part, project

PAST_YEARS = 3
"""How many of the newest whole years make the season."""


@dataclass(frozen=True)
class Standing:
    """Where the ward stands with an indicator in a fiscal year.

    ``period`` are the year's months that are known, ``last_year`` the value of the same
    months a year before. All but the indicator may be lacking.
    """

    indicator: Indicator
    year: int
    period: Period | None = None
    value: float | None = None
    last_year: float | None = None
    target: Target | None = None
    progress: Progress | None = None
    projection: Projection | None = None

    @property
    def chance(self) -> float | None:
        """The probability that the year ends at its target or better."""
        if self.projection is None or self.target is None:
            return None
        low = self.indicator.polarity == "lower"
        return self.projection.chance_to_reach(self.target.value, lower_is_better=low)

    @property
    def gap(self) -> float:
        """The part of the target by which the year is expected to end short; 0 without one."""
        if self.target is None or self.progress is None:
            return 0.0
        low = self.indicator.polarity == "lower"
        if self.projection is not None:
            return self.projection.expected_gap(self.target.value, lower_is_better=low)
        return self.progress.gap(lower_is_better=low)


def standing(
    figures: Figures, indicator: Indicator, year: int, until: Month | None = None
) -> Standing:
    """The ward's standing by the months up to ``until``, or up to the newest."""
    key = ("standing", indicator.id, year, until)
    return figures.keep(key, lambda: _standing(figures, indicator, year, until))


def progress(
    figures: Figures, indicator: Indicator, year: int, until: Month | None = None
) -> Progress | None:
    """The ward's progress in a fiscal year, as far as there is data.

    None without a target, a value, a wanted direction, or a past year to know the season by.
    """
    target = indicator.target(year)
    period = known_part(figures, indicator, year, until)
    if target is None or period is None or indicator.polarity == "neutral":
        return None
    value = figures.of(indicator, period).value
    over = period == Period(year) or is_yearly(indicator)
    season = 1.0 if over else _season(figures, indicator, year, fiscal_position(period.last_month))
    if value is None or season is None:
        return None
    return judge(
        value, target.value, season, over=over, lower_is_better=indicator.polarity == "lower"
    )


def _standing(figures: Figures, indicator: Indicator, year: int, until: Month | None) -> Standing:
    period = known_part(figures, indicator, year, until)
    if period is None:
        return Standing(indicator, year, target=indicator.target(year))
    return Standing(
        indicator=indicator,
        year=year,
        period=period,
        value=figures.of(indicator, period).value,
        last_year=figures.of(indicator, period.previous).value
        if figures.like_for_like(indicator, period) == period
        else None,
        target=indicator.target(year),
        progress=progress(figures, indicator, year, until),
        projection=project(figures, indicator, year, until),
    )


def _season(figures: Figures, indicator: Indicator, year: int, months: int) -> float | None:
    """The season's part of a year; a figure that does not grow through it is due whole."""
    if not grows_through_the_year(indicator):
        return 1.0
    span = figures.data_span(indicator)
    past = [
        year_course(figures, indicator, before).amounts
        for before in range(year - PAST_YEARS, year)
        if span and span[0] <= Period(before).first_month
    ]
    return seasonal_share(past, months)
