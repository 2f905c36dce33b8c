"""The districts' figures as counted and smoothed, for two maps side by side."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.analysis.smoothing import Smoothed, smooth
from asahi_metrics.analysis.trend_test import CHANCE_ALONE, Scatter
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_years import comparable_years, scatter_of_years
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import Scale, scale_of


@dataclass(frozen=True)
class Smoothing:
    """An indicator's districts on their scale, and smoothed.

    ``smoothed`` is None where chance has no formula for the indicator, or nothing was counted.
    ``scatter`` is that of the years, by which chance is put higher.
    """

    scale: Scale
    smoothed: Smoothed | None
    scatter: Scatter = CHANCE_ALONE

    @property
    def before(self) -> dict[str, float]:
        """Each district's figure as counted, in the unit of the scale."""
        return self.scale.districts

    @property
    def after(self) -> dict[str, float]:
        """Each district's smoothed figure, in the unit of the scale."""
        values = self.smoothed.smoothed if self.smoothed else {}
        return {code: self.scale.per * value for code, value in values.items()}

    @property
    def most_moved(self) -> str | None:
        """The district that smoothing changed most; None where it changed none."""
        moved = self.smoothed.moved if self.smoothed else {}
        found = max(moved, key=lambda code: abs(moved[code]), default=None)
        return found if found is not None and moved[found] else None

    def place_by_base(self, code: str) -> int:
        """How many districts have a base as small as this one's or smaller, itself counted."""
        own = self.scale.counted[code].base
        return sum(one.base <= own for one in self.scale.counted.values())

    @property
    def nearer(self) -> float:
        """By what part the districts' distance from the average has shrunk, 0 to 1."""
        if self.smoothed is None:
            return 0.0
        before = sum(abs(one - self.smoothed.average) for one in self.smoothed.raw.values())
        after = sum(abs(one - self.smoothed.average) for one in self.smoothed.smoothed.values())
        return 1 - after / before if before else 0.0


def smoothing(figures: Figures, indicator: Indicator, period: Period) -> Smoothing | None:
    """The districts over the period as far as it has data; None where none has a figure."""
    require(figures.office, "read")
    reached = figures.to_date(indicator, period)
    scale = scale_of(figures, indicator, reached)
    if scale is None:
        return None
    if scale.method == "none":
        return Smoothing(scale, None)
    # Not under the indicator's id: like the scale, it hangs on the residents too.
    return figures.keep(
        ("smoothing", "", indicator.id, reached),
        lambda: _smoothing(figures, indicator, scale, reached),
    )


def _smoothing(figures: Figures, indicator: Indicator, scale: Scale, period: Period) -> Smoothing:
    scatter = scatter_of_years(figures, indicator, comparable_years(figures, indicator, period))
    shares = scale.method == "share"
    return Smoothing(scale, smooth(scale.counted, shares=shares, scatter=scatter.factor), scatter)
