"""One district's figures beside the ward's and those of all districts, on scales that compare.

What a number of drills or visitors says depends on how many people live there, so that every
count is set against the residents before districts are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from statistics import pstdev, quantiles
from typing import Literal

from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.analysis.intervals import Interval, poisson, wilson
from asahi_metrics.analysis.ranking import Counted, Place, places
from asahi_metrics.analysis.standout import Departure, is_beyond
from asahi_metrics.core.access import require
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.sources import dataset as dataset_of

PER_RESIDENTS = 10_000
"""A count without a rate of its own in the catalogue is compared per so many residents."""

Method = Literal["share", "rate", "none"]
"""How chance is judged: Wilson's interval, a Poisson interval, or not at all."""

Basis = Literal["own", "sister", "residents", "average"]
"""What is compared: the figure itself, the catalogue's rate of the same count, the count per
``PER_RESIDENTS``, or the figure itself against the average of the districts."""

Verdict = Literal["better", "similar", "worse", "unjudged"]


@dataclass(frozen=True)
class Scale:
    """The districts' figures on a scale that compares, and the ward's on the same scale.

    ``shown_as`` is the indicator whose unit the scale has. ``counted`` has those districts
    whose figures are known.
    """

    basis: Basis
    method: Method
    shown_as: Indicator
    per: float
    counted: Mapping[str, Counted]

    @property
    def districts(self) -> dict[str, float]:
        """The value of each district that is known."""
        return {code: one.events / one.base * self.per for code, one in self.counted.items()}

    @property
    def ward(self) -> float:
        """The ward's value: sum over sum."""
        known = self.counted.values()
        return sum(one.events for one in known) / sum(one.base for one in known) * self.per

    @property
    def middle_half(self) -> tuple[float, float]:
        """The bounds between which the middle half of the districts lies."""
        known = list(self.districts.values())
        if len(known) < 2:
            return (known[0], known[0])
        low, _, high = quantiles(known, n=4, method="inclusive")
        return low, high


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
    require(figures.office.principal, "read")
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


def scale_of(figures: Figures, indicator: Indicator, period: Period) -> Scale | None:
    """The scale on which the districts compare; None where none of them has a value."""
    # Not under the indicator's id: a scale hangs on the residents too, and is made anew
    # with every revision.
    return figures.keep(
        ("scale", "", indicator.id, period), lambda: _scale(figures, indicator, period)
    )


def residents(figures: Figures) -> Indicator:
    """The indicator that counts the residents: the catalogue's first count of its context."""
    catalogue = figures.office.catalogue
    return next(one for one in catalogue if one.kind == "context" and not one.is_rate)


def _scale(figures: Figures, indicator: Indicator, period: Period) -> Scale | None:
    sister = None if indicator.is_rate else _sister(figures, indicator)
    shown_as = sister or indicator
    areas = figures.by_area(shown_as, period)
    people = figures.by_area(residents(figures), period)
    context = indicator.kind == "context"
    codes = figures.office.pack.areas.district_codes
    counted = {
        code: one
        for code in codes
        if (one := _counted(shown_as, areas.get(code), None if context else people.get(code)))
    }
    if not counted:
        return None
    plain = not shown_as.is_rate and not context
    scale = Scale(
        basis="sister" if sister else "residents" if plain else "own",
        method=_method(shown_as, per_resident=plain),
        shown_as=shown_as,
        per=PER_RESIDENTS if plain else shown_as.per,
        counted=counted,
    )
    return scale if scale.basis != "own" else _against(scale, areas.get(figures.office.ward))


def _against(scale: Scale, ward: Figure | None) -> Scale:
    """A figure of which the ward's is no average of its districts' has their average instead."""
    own = ward.value if ward else None
    if own is not None and isclose(own, scale.ward, rel_tol=1e-6):
        return scale
    return Scale("average", scale.method, scale.shown_as, scale.per, scale.counted)


def _sister(figures: Figures, indicator: Indicator) -> Indicator | None:
    """The catalogue's rate that relates the same count to residents."""
    rates = (
        one
        for one in figures.office.catalogue
        if one.numerator == indicator.numerator
        and one.denominator is not None
        and one.denominator.over == "carry"
    )
    return next(rates, None) if indicator.kind != "context" else None


def _counted(indicator: Indicator, figure: Figure | None, people: Figure | None) -> Counted | None:
    if figure is None or figure.value is None or figure.numerator is None:
        return None
    if indicator.is_rate:
        return Counted(figure.numerator, figure.denominator) if figure.denominator else None
    if indicator.kind == "context":
        return Counted(figure.numerator, 1)
    base = people.value if people else None
    return Counted(figure.numerator, base) if base else None


def _method(indicator: Indicator, *, per_resident: bool) -> Method:
    """How chance is judged, by the catalogue and the columns of the dataset alone."""
    if indicator.polarity == "neutral" or indicator.kind == "context":
        return "none"
    if indicator.proportion:
        return "share"
    related = per_resident or (
        indicator.denominator is not None and indicator.denominator.over == "carry"
    )
    return "rate" if related and _counts_things(indicator) else "none"


def _counts_things(indicator: Indicator) -> bool:
    """Whether the numerator counts records, people or things, and not yen."""
    dataset = dataset_of(indicator.dataset)
    own = [one for one in dataset.series if one.id in indicator.numerator.series]
    return bool(own) and all(
        one.field is None or dataset.column(one.field).kind == "count" for one in own
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
