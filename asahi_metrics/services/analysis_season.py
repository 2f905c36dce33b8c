"""The season of a monthly count of the ward or of chosen districts, and its odd months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.analysis.seasonality import MONTHS, Season, longest_run, take_apart
from asahi_metrics.core.calendar import Month, Period, fiscal_year_of, month_range
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.courses import is_yearly
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require


@dataclass(frozen=True)
class OddMonth:
    """A month out of the ordinary: what was counted, what was to be expected, how far off."""

    month: Month
    value: float
    expected: float
    score: float


@dataclass(frozen=True)
class Seasons:
    """The months from first to last, their values, and the part that was taken apart.

    ``first`` and ``last`` bound that part, which has short gaps only; ``season`` is None
    where it is too short or never changes.
    """

    months: tuple[Month, ...]
    values: tuple[float | None, ...]
    first: int
    last: int
    season: Season | None

    @property
    def used(self) -> tuple[Month, ...]:
        """The months that were taken apart, or would have been."""
        return self.months[self.first : self.last]

    @property
    def profile(self) -> dict[int, float]:
        """The season by month of the calendar (1 to 12), April first."""
        if self.season is None:
            return {}
        found = {month % 100: one for month, one in zip(self.used, self.season.season, strict=True)}
        return {one: found[one] for one in (*range(4, 13), 1, 2, 3)}

    @property
    def odd(self) -> tuple[OddMonth, ...]:
        """The months out of the ordinary, newest first."""
        if self.season is None:
            return ()
        found = []
        for at in reversed(self.season.unusual):
            value, score = self.values[self.first + at], self.season.score[at]
            if value is not None and score is not None:
                found.append(OddMonth(self.used[at], value, self.season.expected[at], score))
        return tuple(found)

    @property
    def missing(self) -> tuple[Month, ...]:
        """The months within the part taken apart that nothing is known of."""
        values = self.values[self.first : self.last]
        return tuple(month for month, one in zip(self.used, values, strict=True) if one is None)


def with_seasons(figures: Figures) -> tuple[Indicator, ...]:
    """The counts that come month by month, with more than one year of them."""
    require(figures.office, "read")
    return tuple(
        one
        for one in figures.office.catalogue
        if one.numerator.over == "sum"
        and not one.is_rate
        and not is_yearly(one)
        and _months(figures, one, None)[MONTHS:]
    )


def season_of(
    figures: Figures, indicator: Indicator, year: int, codes: Sequence[str] = ()
) -> Seasons:
    """The months up to the end of a fiscal year, of the ward or of districts together."""
    require(figures.office, "read")
    chosen = tuple(codes) if figures.is_by_district(indicator) else ()
    key = ("season", indicator.id, year, chosen)
    return figures.keep(key, lambda: _season(figures, indicator, year, chosen))


def _season(figures: Figures, indicator: Indicator, year: int, codes: tuple[str, ...]) -> Seasons:
    months = _months(figures, indicator, year)
    years = sorted({fiscal_year_of(month) for month in months})
    found = {
        month: one.value
        for each in years
        for month, one in figures.monthly(indicator, Period(each), codes).items()
    }
    values = tuple(found.get(month, NO_FIGURE.value) for month in months)
    first, last = longest_run(values)
    return Seasons(months, values, first, last, take_apart(values[first:last]))


def _months(figures: Figures, indicator: Indicator, year: int | None) -> tuple[Month, ...]:
    span = figures.data_span(indicator)
    if span is None:
        return ()
    last = span[1] if year is None else min(span[1], Period(year).last_month)
    return month_range(span[0], last)
