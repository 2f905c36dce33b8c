"""The years of an indicator that can be compared with each other: the same months of each."""

from __future__ import annotations

from dataclasses import replace

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.analysis.trend_test import YEARS, Scatter, scatter_of, trend_of
from asahi_metrics.core.calendar import Month, Period, fiscal_position, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures, may_have_gaps
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import scale_of

_FOR_A_LINE = 3
"""Points from which a departure from a straight line can be told."""


def comparable_years(figures: Figures, indicator: Indicator, period: Period) -> tuple[Period, ...]:
    """The same months of up to five years that end with the period's, oldest first.

    Years from before the data begin are left out, and so is a first year in which they begin
    only after months that count in the next one.
    """
    require(figures.office, "read")
    span = figures.data_span(indicator)
    if span is None or span[1] < period.first_month:
        return ()
    first = fiscal_year_of(span[0])
    if _begins_late(figures, indicator, span[0], period):
        first += 1
    years = range(max(first, period.year - YEARS + 1), period.year + 1)
    found = [replace(period, year=year) for year in years]
    return tuple(one for one in found if span[0] <= one.last_month)


def points_by_year(
    figures: Figures, indicator: Indicator, years: tuple[Period, ...]
) -> dict[str, dict[int, Counted | None]]:
    """What was counted in each district and year, None where it is not known.

    Of a district that has no data for a month of a year, that month is left out of all years.
    """
    require(figures.office, "read")
    codes = figures.office.pack.areas.district_codes
    if not may_have_gaps(indicator, of_ward=False):
        scales = {one.year: scale_of(figures, indicator, one) for one in years}
        return {
            code: {year: one.counted.get(code) if one else None for year, one in scales.items()}
            for code in codes
        }
    return {code: _points(figures, indicator, years, code) for code in codes}


def uneven_districts(
    figures: Figures, indicator: Indicator, years: tuple[Period, ...]
) -> tuple[str, ...]:
    """The districts of which months are left out, since a year has no data for them."""
    require(figures.office, "read")
    codes = figures.office.pack.areas.district_codes if years else ()
    return tuple(code for code in codes if _even(figures, indicator, years, code) != years[-1])


def _points(
    figures: Figures, indicator: Indicator, years: tuple[Period, ...], code: str
) -> dict[int, Counted | None]:
    even = _even(figures, indicator, years, code) if years else None
    points: dict[int, Counted | None] = {}
    for one in years:
        scale = scale_of(figures, indicator, replace(even, year=one.year)) if even else None
        points[one.year] = scale.counted.get(code) if scale else None
    return points


def _even(
    figures: Figures, indicator: Indicator, years: tuple[Period, ...], code: str
) -> Period | None:
    return figures.like_for_like(indicator, years[-1], (code,), years=len(years))


def scatter_of_years(figures: Figures, indicator: Indicator, years: tuple[Period, ...]) -> Scatter:
    """How many times as much as chance the districts' years scatter around their own lines."""
    require(figures.office, "read")
    scale = scale_of(figures, indicator, years[-1]) if years else None
    if scale is None or scale.method == "none":
        return Scatter()
    points = points_by_year(figures, indicator, years).values()
    known = [{year: one for year, one in of.items() if one is not None} for of in points]
    return scatter_of(
        trend_of(one, shares=scale.method == "share") for one in known if len(one) >= _FOR_A_LINE
    )


def _begins_late(figures: Figures, indicator: Indicator, start: Month, period: Period) -> bool:
    """Whether the data begin within the period, after months in which the next year has some."""
    year, place = fiscal_year_of(start), fiscal_position(start)
    if not period.first < place <= period.last:
        return False
    before = Period(year + 1, period.first, place - 1)
    ward = figures.by_month(indicator, before).get(figures.office.ward, {})
    return any(ward.get(month, NO_FIGURE).numerator for month in before.months)
