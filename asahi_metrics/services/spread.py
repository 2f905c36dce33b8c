"""How far a ward's districts lie apart in one indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures


@dataclass(frozen=True)
class Spread:
    """The districts' values by code, and what they are held against.

    ``middle`` is the ward's value of a rate, sum over sum (``of_ward``), and the districts'
    median where the ward's value is a sum that no district can be compared with.
    ``missing`` districts have no value.
    """

    values: Mapping[str, float]
    middle: float
    of_ward: bool
    missing: int

    @property
    def low(self) -> float:
        """The smallest value."""
        return min(self.values.values())

    @property
    def high(self) -> float:
        """The largest value."""
        return max(self.values.values())

    def with_value(self, value: float) -> tuple[str, ...]:
        """The districts that have exactly this value; several where they share a place."""
        return tuple(code for code, one in self.values.items() if one == value)


def spread(figures: Figures, indicator: Indicator, period: Period) -> Spread | None:
    """The districts' values over the period; None when no district has one."""
    if not figures.is_by_district(indicator):
        return None
    areas = figures.by_area(indicator, period)
    codes = figures.office.pack.areas.district_codes
    found = {code: areas.get(code, NO_FIGURE).value for code in codes}
    values = {code: value for code, value in found.items() if value is not None}
    if not values:
        return None
    missing = len(found) - len(values)
    ward = figures.of(indicator, period).value if indicator.is_rate else None
    # Sum over sum lies among its parts. Where all districts relate to one quantity of the
    # ward, such as market days, it is their sum and lies beyond them.
    if ward is not None and min(values.values()) <= ward <= max(values.values()):
        return Spread(values, ward, of_ward=True, missing=missing)
    return Spread(values, median(values.values()), of_ward=False, missing=missing)
