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

    ``compared`` are the figures of this year and the last over ``even``, the months that both
    years have. ``scale`` is None where no district has a value, ``value`` where the district
    has none.
    """

    indicator: Indicator
    period: Period
    figure: Figure
    ward: Figure
    compared: tuple[Figure, Figure]
    even: Period | None
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
    even = figures.like_for_like(indicator, reached, (code,))
    scale = scale_of(figures, indicator, reached)
    own = scale.counted.get(code) if scale else None
    return ProfileRow(
        indicator=indicator,
        period=reached,
        figure=areas.get(code, NO_FIGURE),
        ward=areas.get(figures.office.ward, NO_FIGURE),
        compared=_pair(figures, indicator, even, code),
        even=even,
        scale=scale,
        value=scale.districts[code] if scale and own else None,
        interval=_interval(scale, own) if scale and own else None,
        place=_places(figures, scale, indicator, reached).get(code) if scale else None,
    )


def _pair(
    figures: Figures, indicator: Indicator, even: Period | None, code: str
) -> tuple[Figure, Figure]:
    """The district's figure of this year's months and of the same months a year before."""
    if even is None:
        return NO_FIGURE, NO_FIGURE
    this, last = (figures.of(indicator, one, (code,)) for one in (even, even.previous))
    return this, last


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
