"""Whether an indicator rises or falls in each district: a verdict that is tested, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asahi_metrics.analysis.ranking import Counted, together
from asahi_metrics.analysis.trend_test import YEARS, Mark, Scatter, Verdict, judge
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_years import (
    comparable_years,
    points_by_year,
    scatter_of_years,
)
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import Scale, scale_of


@dataclass(frozen=True)
class AreaTrend:
    """An area's values by fiscal year on the scale that compares, and what they amount to.

    ``slope`` is the change per year in the scale's unit, None where no line is tested.
    """

    code: str
    by_year: Mapping[int, float | None]
    verdict: Verdict
    slope: float | None


@dataclass(frozen=True)
class Trends:
    """The districts and the ward over the same months of each year.

    The ward is the sum of the districts that are known in every year; ``left_out`` are the
    others. Where the ward's figure is no sum of theirs it has its own. ``scale`` is that of the
    newest year.
    """

    years: tuple[Period, ...]
    scale: Scale
    districts: tuple[AreaTrend, ...]
    ward: AreaTrend
    scatter: Scatter
    left_out: tuple[str, ...]

    def marked(self, mark: Mark) -> tuple[AreaTrend, ...]:
        """The districts with a verdict."""
        return tuple(one for one in self.districts if one.verdict.mark == mark)


def trends(figures: Figures, indicator: Indicator, period: Period) -> Trends | None:
    """The verdicts over up to five years that end with the period's; None without data in it."""
    require(figures.office, "read")
    # Not under the indicator's id: the scale hangs on the residents too.
    return figures.keep(
        ("trends", "", indicator.id, period), lambda: _trends(figures, indicator, period)
    )


def _trends(figures: Figures, indicator: Indicator, period: Period) -> Trends | None:
    even = figures.like_for_like(indicator, period, years=YEARS)
    years = comparable_years(figures, indicator, even) if even else ()
    scale = scale_of(figures, indicator, years[-1]) if years else None
    if scale is None:
        return None
    points = points_by_year(figures, indicator, years)
    scatter = scatter_of_years(figures, indicator, years)
    whole = {code: of for code, of in points.items() if None not in of.values()}
    ward = _summed(years, whole.values())
    if scale.basis == "average":
        ward = {one.year: _own(figures, indicator, one) for one in years}
    return Trends(
        years=years,
        scale=scale,
        districts=tuple(_area(code, of, scale, scatter) for code, of in points.items()),
        ward=_area(figures.office.ward, ward, scale, scatter),
        scatter=scatter,
        left_out=tuple(code for code in points if code not in whole),
    )


def _own(figures: Figures, indicator: Indicator, year: Period) -> Counted | None:
    scale = scale_of(figures, indicator, year)
    return scale.whole if scale else None


def _summed(
    years: tuple[Period, ...], points: Iterable[Mapping[int, Counted | None]]
) -> dict[int, Counted | None]:
    """The areas together in each year, sum over sum; None where there are none."""
    known = list(points)
    return {one.year: _sum([of[one.year] for of in known]) for one in years}


def _sum(counted: list[Counted | None]) -> Counted | None:
    parts = [one for one in counted if one is not None]
    return together(parts) if parts else None


def _area(
    code: str, points: Mapping[int, Counted | None], scale: Scale, scatter: Scatter
) -> AreaTrend:
    by_year = {
        year: one.events / one.base * scale.per if one and one.base else None
        for year, one in points.items()
    }
    if scale.method == "none":
        return AreaTrend(code, by_year, Verdict("unknown", "untested"), None)
    verdict = judge(points, shares=scale.method == "share", scatter=scatter)
    slope = verdict.trend.slope * scale.per if verdict.trend else None
    return AreaTrend(code, by_year, verdict, slope)
