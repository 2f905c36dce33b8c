"""The districts around their average, and their ranks, with what chance makes of both."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.analysis.funnel import Funnel, Position, funnel
from asahi_metrics.analysis.intervals import Interval, poisson, wilson
from asahi_metrics.analysis.ranking import Place, places
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import Scale, scale_of


@dataclass(frozen=True)
class District:
    """A district's figure with its interval, its place in the funnel and among the ranks."""

    code: str
    value: float
    interval: Interval
    position: Position
    is_above: bool
    place: Place


@dataclass(frozen=True)
class Chance:
    """An indicator's districts on the scale that compares them.

    ``districts`` are those with a figure; there are none, and no ``funnel``, where chance has
    no formula for the indicator or nothing was counted at all.
    """

    scale: Scale
    funnel: Funnel | None
    districts: tuple[District, ...]

    def lying(self, position: Position, *, above: bool | None = None) -> tuple[str, ...]:
        """The districts that lie there, on one side of the average or on both."""
        return tuple(
            one.code
            for one in self.districts
            if one.position == position and above in (None, one.is_above)
        )


def chance(figures: Figures, indicator: Indicator, period: Period) -> Chance | None:
    """The districts over the period as far as it has data; None where none has a figure."""
    require(figures.office, "read")
    reached = figures.to_date(indicator, period)
    scale = scale_of(figures, indicator, reached)
    if scale is None:
        return None
    # Not under the indicator's id: like the scale, it hangs on the residents too.
    return figures.keep(
        ("chance", "", indicator.id, reached),
        lambda: _chance(scale, lowest_first=indicator.polarity == "lower"),
    )


def judged_of(figures: Figures, subject: str, period: Period) -> tuple[Indicator, ...]:
    """The indicators of a subject whose districts chance can be judged of."""
    require(figures.office, "read")
    found = []
    for one in figures.office.catalogue:
        if one.subject == subject and figures.has_districts(one):
            scale = scale_of(figures, one, figures.to_date(one, period))
            if scale is not None and scale.method != "none":
                found.append(one)
    return tuple(found)


def _chance(scale: Scale, *, lowest_first: bool) -> Chance:
    shares = scale.method == "share"
    drawn = None if scale.method == "none" else funnel(scale.counted, shares=shares)
    if drawn is None:
        return Chance(scale, None, ())
    placed = places(scale.counted, shares=shares, lowest_first=lowest_first)
    districts = tuple(
        District(
            code=code,
            value=value,
            interval=_interval(scale, code),
            position=drawn.position(code),
            is_above=drawn.is_above(code),
            place=placed[code],
        )
        for code, value in scale.districts.items()
    )
    return Chance(scale, drawn, districts)


def _interval(scale: Scale, code: str) -> Interval:
    one = scale.counted[code]
    by_method = wilson if scale.method == "share" else poisson
    found = by_method(one.events, one.base, per=scale.per)
    # A scale has no district with a base of 0.
    return found or Interval(0.0, 0.0)
