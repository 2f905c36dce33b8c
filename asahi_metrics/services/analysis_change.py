"""This year's months against the same months of last year, in each district, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from asahi_metrics.analysis.change import difference_of_shares, ratio_of_rates
from asahi_metrics.analysis.intervals import Interval
from asahi_metrics.analysis.ranking import Counted, together
from asahi_metrics.analysis.standout import is_beyond
from asahi_metrics.analysis.trend_test import Scatter
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

Kind = Literal["percent", "points"]
"""A rate changes by per cent of last year's, a share by points."""


@dataclass(frozen=True)
class AreaChange:
    """Both years' values on the scale that compares, and the change with its interval.

    ``change`` and ``interval`` are in per cent of last year's or in points. ``change`` is None
    where a year is not known, and where last year had none to relate to: then the interval
    has no upper end.
    """

    code: str
    this: float | None
    last: float | None
    change: float | None
    interval: Interval | None = None

    @property
    def is_known(self) -> bool:
        """Whether both years are known."""
        return self.this is not None and self.last is not None

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves no change out."""
        return is_beyond(self.interval, 0.0)

    @property
    def rises(self) -> bool:
        """Whether this year's value is the larger one."""
        return self.this is not None and self.last is not None and self.this > self.last


@dataclass(frozen=True)
class Changes:
    """The districts in both years, and the ward.

    The ward is the sum of the districts known in both years, or its own figure where that is
    no sum of theirs.
    """

    period: Period
    kind: Kind
    scale: Scale
    districts: tuple[AreaChange, ...]
    ward: AreaChange
    scatter: Scatter

    @property
    def known(self) -> tuple[AreaChange, ...]:
        """The districts that are known in both years."""
        return tuple(one for one in self.districts if one.is_known)

    @property
    def left_out(self) -> tuple[AreaChange, ...]:
        """The districts of which a year is not known."""
        return tuple(one for one in self.districts if not one.is_known)

    @property
    def is_judged(self) -> bool:
        """Whether a law of chance is known for the figure."""
        return self.scale.method != "none"

    def beyond(self, *, rises: bool) -> tuple[AreaChange, ...]:
        """The districts that rose, or fell, by more than chance."""
        return tuple(one for one in self.known if one.beyond_chance and one.rises == rises)


def changes(figures: Figures, indicator: Indicator, period: Period) -> Changes | None:
    """The change from last year; None where a year, or all districts of one, are not known."""
    require(figures.office, "read")
    return figures.keep(
        ("change", "", indicator.id, period), lambda: _changes(figures, indicator, period)
    )


def _changes(figures: Figures, indicator: Indicator, period: Period) -> Changes | None:
    even = figures.like_for_like(indicator, period)
    if even is None:
        return None
    period, years = even, comparable_years(figures, indicator, even)
    scale = scale_of(figures, indicator, period)
    if len(years) < 2 or scale is None:
        return None
    scatter = scatter_of_years(figures, indicator, years)
    pairs = {
        code: (of[period.year], of[period.year - 1])
        for code, of in points_by_year(figures, indicator, years[-2:]).items()
    }
    both = [(this, last) for this, last in pairs.values() if this and last]
    if not both:
        return None
    kind: Kind = "points" if scale.per == 100 else "percent"
    judging = _Judging(scale, kind, scatter)
    ward: tuple[Counted | None, Counted | None]
    ward = (together(this for this, _ in both), together(last for _, last in both))
    if scale.basis == "average":
        before = scale_of(figures, indicator, period.previous)
        ward = (scale.whole, before.whole if before else None)
    return Changes(
        period=period,
        kind=kind,
        scale=scale,
        districts=tuple(judging.area(code, *pair) for code, pair in pairs.items()),
        ward=judging.area(figures.office.ward, *ward),
        scatter=scatter,
    )


@dataclass(frozen=True)
class _Judging:
    scale: Scale
    kind: Kind
    scatter: Scatter

    def area(self, code: str, this: Counted | None, last: Counted | None) -> AreaChange:
        now, then = self._value(this), self._value(last)
        if this is None or last is None or now is None or then is None:
            return AreaChange(code, now, then, None)
        if self.kind == "points":
            change: float | None = now - then
        else:
            change = 100 * (now / then - 1) if then else None
        return AreaChange(code, now, then, change, self._interval(this, last))

    def _value(self, counted: Counted | None) -> float | None:
        return counted.events / counted.base * self.scale.per if counted and counted.base else None

    def _interval(self, this: Counted, last: Counted) -> Interval | None:
        scale, factor = self.scale, self.scatter.factor
        if scale.method == "share":
            return difference_of_shares(this, last, scatter=factor, per=scale.per)
        if scale.method == "none":
            return None
        ratio = ratio_of_rates(this, last, scatter=factor)
        if ratio is None:
            return None
        if self.kind == "percent":
            return Interval(100 * (ratio.low - 1), 100 * (ratio.high - 1))
        # A rate per hundred, such as households of all households, is told in points too.
        then = last.events / last.base * scale.per
        return Interval(then * (ratio.low - 1), then * (ratio.high - 1)) if then else None
