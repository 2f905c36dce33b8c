"""The districts most like one: by ages, household size and density."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.analysis.likeness import Like, nearest, used_traits
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import residents

DENSITY = "density"
"""The trait that is no indicator: residents for each km² of the boundaries in use."""


@dataclass(frozen=True)
class LikeDistricts:
    """The districts most like one, and what describes all districts.

    ``traits`` are values by district code and trait, ``used`` the traits that counted: ids
    of indicators, and ``DENSITY``.
    """

    found: tuple[Like, ...]
    used: tuple[str, ...]
    traits: Mapping[str, Mapping[str, float | None]]


def like_districts(
    figures: Figures, code: str, period: Period, area_km2: Mapping[str, float]
) -> LikeDistricts:
    """The three nearest districts by every rate of the context, and by density."""
    require(figures.office, "read")
    traits = {
        other: _traits(figures, other, period, area_km2)
        for other in figures.office.pack.areas.district_codes
    }
    return LikeDistricts(nearest(traits, code), used_traits(traits, code), traits)


def density(
    figures: Figures, code: str, period: Period, area_km2: Mapping[str, float]
) -> float | None:
    """Residents for each km²; None where either is not known."""
    people, area = _value(figures, residents(figures), code, period), area_km2.get(code)
    return people / area if people is not None and area else None


def _traits(
    figures: Figures, code: str, period: Period, area_km2: Mapping[str, float]
) -> dict[str, float | None]:
    rates = [one for one in figures.office.catalogue if one.kind == "context" and one.is_rate]
    found = {one.id: _value(figures, one, code, period) for one in rates}
    return found | {DENSITY: density(figures, code, period, area_km2)}


def _value(figures: Figures, indicator: Indicator, code: str, period: Period) -> float | None:
    reached = figures.to_date(indicator, period)
    return figures.by_area(indicator, reached).get(code, NO_FIGURE).value
