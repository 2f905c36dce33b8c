"""Scales on which the districts compare: the figure itself, or the count by its residents.

What a number of drills or visitors says depends on how many people live there, so that every
count is set against the residents before districts are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose
from statistics import quantiles
from typing import Literal

from asahi_metrics.analysis.figures import Figure
from asahi_metrics.analysis.ranking import Counted, together
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Catalogue, Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.sources import dataset as dataset_of

PER_RESIDENTS = 10_000
"""A count without a rate of its own in the catalogue is compared per so many residents."""

Method = Literal["share", "rate", "none"]
"""How chance is judged: Wilson's interval, a Poisson interval, or not at all."""

Basis = Literal["own", "sister", "residents", "average"]
"""What is compared: the figure itself, the catalogue's rate of the same count, the count per
``PER_RESIDENTS``, or the figure itself against the average of the districts."""


@dataclass(frozen=True)
class Scale:
    """The districts' figures on a scale that compares, and the ward's on the same scale.

    ``shown_as`` is the indicator whose unit the scale has. ``counted`` has those districts
    whose figures are known. ``own`` is the ward's own count, where it is no sum of theirs.
    """

    basis: Basis
    method: Method
    shown_as: Indicator
    per: float
    counted: Mapping[str, Counted]
    own: Counted | None = None

    @property
    def districts(self) -> dict[str, float]:
        """The value of each district that is known."""
        return {code: one.events / one.base * self.per for code, one in self.counted.items()}

    @property
    def ward(self) -> float:
        """The ward's value: sum over sum."""
        known = together(self.counted.values())
        return known.events / known.base * self.per

    @property
    def whole(self) -> Counted:
        """The ward's own count, or the sum of the districts'."""
        return self.own or together(self.counted.values())

    @property
    def middle_half(self) -> tuple[float, float]:
        """The bounds between which the middle half of the districts lies."""
        known = list(self.districts.values())
        if len(known) < 2:
            return (known[0], known[0])
        low, _, high = quantiles(known, n=4, method="inclusive")
        return low, high


def scale_of(figures: Figures, indicator: Indicator, period: Period) -> Scale | None:
    """The scale on which the districts compare; None where none of them has a value."""
    require(figures.office, "read")
    # Not under the indicator's id: a scale hangs on the residents too, and is made anew
    # with every revision.
    return figures.keep(
        ("scale", "", indicator.id, period), lambda: _scale(figures, indicator, period)
    )


def residents(figures: Figures) -> Indicator:
    """The indicator that counts the residents: the catalogue's first count of its context."""
    return residents_of(figures.office.catalogue)


def residents_of(catalogue: Catalogue) -> Indicator:
    """The same by the catalogue alone."""
    return next(one for one in catalogue if one.kind == "context" and not one.is_rate)


def _scale(figures: Figures, indicator: Indicator, period: Period) -> Scale | None:
    sister = sister_of(figures.office.catalogue, indicator)
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
    return replace(scale, basis="average", own=_counted(scale.shown_as, ward, None))


def sister_of(catalogue: Catalogue, indicator: Indicator) -> Indicator | None:
    """The catalogue's rate that relates the same count to residents; None for what is no count."""
    rates = (
        one
        for one in catalogue
        if one.numerator == indicator.numerator
        and one.denominator is not None
        and one.denominator.over == "carry"
    )
    counts = not indicator.is_rate and indicator.kind != "context"
    return next(rates, None) if counts else None


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
    return "rate" if related and counts_things(indicator) else "none"


def counts_things(indicator: Indicator) -> bool:
    """Whether the numerator counts records, people or things, and not yen."""
    dataset = dataset_of(indicator.dataset)
    own = [one for one in dataset.series if one.id in indicator.numerator.series]
    return bool(own) and all(
        one.field is None or dataset.column(one.field).kind == "count" for one in own
    )
