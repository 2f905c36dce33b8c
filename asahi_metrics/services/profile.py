"""One district's figures beside the ward's and those of all districts, and what they amount to."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import pstdev
from typing import Literal

from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.analysis.intervals import Interval, poisson, wilson
from asahi_metrics.analysis.ranking import Counted, Place, places
from asahi_metrics.analysis.standout import Departure, is_beyond
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import Scale, scale_of

Verdict = Literal["better", "similar", "worse", "unjudged"]


@dataclass(frozen=True)
class ProfileRow:
    """One indicator of a district: its value as it is told, and how it compares.

    ``scale`` is None where no district has a value, ``value`` where the district has none.
    """

    indicator: Indicator
    period: Period
    figure: Figure
    ward: Figure
    last_year: Figure
    scale: Scale | None = None
    value: float | None = None
    interval: Interval | None = None
    place: Place | None = None

    @property
    def verdict(self) -> Verdict:
        """On which side of the ward the figure lies, if that is more than chance."""
        if self.scale is None or self.interval is None or self.value is None:
            return "unjudged"
        if not is_beyond(self.interval, self.scale.ward):
            return "similar"
        above = self.value > self.scale.ward
        return "better" if above == (self.indicator.polarity == "higher") else "worse"

    @property
    def departure(self) -> Departure | None:
        """How far the figure departs from the ward; None where that is not judged."""
        if self.scale is None or self.interval is None or self.value is None:
            return None
        spread = pstdev(self.scale.districts.values())
        away = (self.value - self.scale.ward) / spread if spread else 0.0
        return Departure(
            id=self.indicator.id,
            topic=",".join(self.indicator.numerator.series),
            distance=-away if self.indicator.polarity == "lower" else away,
            beyond_chance=self.verdict in {"better", "worse"},
        )


def profile_row(figures: Figures, indicator: Indicator, code: str, period: Period) -> ProfileRow:
    """A district's figure of an indicator that is known by district."""
    require(figures.office, "read")
    reached = figures.to_date(indicator, period)
    areas = figures.by_area(indicator, reached)
    before = figures.by_area(indicator, reached.previous)
    scale = scale_of(figures, indicator, reached)
    own = scale.counted.get(code) if scale else None
    return ProfileRow(
        indicator=indicator,
        period=reached,
        figure=areas.get(code, NO_FIGURE),
        ward=areas.get(figures.office.ward, NO_FIGURE),
        last_year=before.get(code, NO_FIGURE),
        scale=scale,
        value=scale.districts[code] if scale and own else None,
        interval=_interval(scale, own) if scale and own else None,
        place=_places(figures, scale, indicator, reached).get(code) if scale else None,
    )


def _interval(scale: Scale, own: Counted) -> Interval | None:
    if scale.method == "share":
        return wilson(own.events, own.base, per=scale.per)
    if scale.method == "rate":
        return poisson(own.events, own.base, per=scale.per)
    return None


def _places(
    figures: Figures, scale: Scale, indicator: Indicator, period: Period
) -> dict[str, Place]:
    """The districts' ranks; without a method of chance a rank is its own interval."""
    lowest_first = indicator.polarity == "lower"

    def compute() -> dict[str, Place]:
        found = places(scale.counted, shares=scale.method == "share", lowest_first=lowest_first)
        if scale.method != "none":
            return found
        return {code: Place(one.rank, one.rank, one.rank) for code, one in found.items()}

    return figures.keep(("places", "", indicator.id, period), compute)
