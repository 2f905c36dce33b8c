"""What the public could be shown of an indicator in a fiscal year, before any control.

The tables are few, fixed and nested: the year to date by district and for the ward, the months
of the ward and, unless the catalogue says ``public_by = "year"``, of the districts, the kinds
of the whole year, and the same months of the year before. There are no other periods.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.public_bonds import Bonds
from asahi_metrics.sources import dataset

Section = Literal["areas", "months", "kinds", "before"]
Spot = tuple[Section, str, str]
"""Where a figure stands: section, area code, and the month or the kind."""


@dataclass(frozen=True)
class Sheet:
    """The figures of an indicator in a year, up to the newest month that has data."""

    indicator: Indicator
    period: Period
    codes: tuple[str, ...]
    figures: dict[Spot, Figure]


def sheet(figures: Figures, bonds: Bonds, indicator: Indicator, year: int) -> Sheet | None:
    """The sheet of an indicator and a year; None when there is no data."""
    period = _known_part(figures, indicator, Period(year))
    if period is None:
        return None
    codes = _codes(figures, indicator)
    found = _areas(figures, indicator, period, codes)
    if not any(one.numerator is not None for one in found.values()):
        return None
    counted = bonds.under_control(indicator)
    # Different items do not add up, so only whole years of them are under control.
    if not any(term.over == "distinct" for term in counted):
        by_district = not counted or not bonds.yearly & {"+".join(one.series) for one in counted}
        found |= _months(figures, indicator, period, codes if by_district else codes[-1:])
        found |= dict(_before(figures, indicator, period, codes))
        found |= dict(_kinds(figures, indicator, period, codes))
    return Sheet(indicator, period, codes, found)


def _codes(figures: Figures, indicator: Indicator) -> tuple[str, ...]:
    """The areas of the sheet; the ward stands last."""
    areas, ward = figures.office.pack.areas, figures.office.ward
    if not figures.is_by_district(indicator):
        return (ward,)
    outside = [area.code for area in areas.outside] if indicator.ward == "all" else []
    return (*areas.district_codes, *outside, ward)


def _known_part(figures: Figures, indicator: Indicator, period: Period) -> Period | None:
    """The part of the period that has data; what is carried forward stands for later years."""
    span = figures.data_span(indicator)
    if span is None or span[0] > period.last_month:
        return None
    if indicator.numerator.over == "carry":
        return figures.to_date(indicator, period)
    return period.until(span[1])


def _areas(
    figures: Figures, indicator: Indicator, period: Period, codes: tuple[str, ...]
) -> dict[Spot, Figure]:
    areas = figures.by_area(indicator, period)
    return {("areas", code, ""): areas.get(code, NO_FIGURE) for code in codes}


def _months(
    figures: Figures, indicator: Indicator, period: Period, codes: tuple[str, ...]
) -> dict[Spot, Figure]:
    ward = figures.office.ward
    by_month = dict(figures.by_month(indicator, period))
    # Of a level the ward's months keep what a district last reported.
    by_month[ward] = figures.monthly(indicator, period)
    return {
        ("months", code, str(month)): by_month.get(code, {}).get(month, NO_FIGURE)
        for code in codes
        for month in period.months
    }


def _before(
    figures: Figures, indicator: Indicator, period: Period, codes: tuple[str, ...]
) -> Iterator[tuple[Spot, Figure]]:
    """The same months a year before, where the indicator had begun by then."""
    span = figures.data_span(indicator)
    if span is not None and span[0] <= period.previous.first_month:
        areas = figures.by_area(indicator, period.previous)
        for code in codes:
            yield ("before", code, ""), areas.get(code, NO_FIGURE)


def _kinds(
    figures: Figures, indicator: Indicator, period: Period, codes: tuple[str, ...]
) -> Iterator[tuple[Spot, Figure]]:
    if not has_kinds(indicator):
        return
    for code in codes:
        chosen = () if code == figures.office.ward else (code,)
        for item, value in figures.by_item(indicator, period, chosen).items():
            yield ("kinds", code, item), Figure(value, value)


def has_kinds(indicator: Indicator) -> bool:
    """Whether the numerator is told by kind: by a choice of the file's, and never by free text."""
    if indicator.is_rate or indicator.numerator.over != "sum":
        return False
    spec = dataset(indicator.dataset)
    items = {one.id: one.item for one in spec.series}
    return all(
        (item := items.get(name)) is not None and spec.column(item).kind == "choice"
        for name in indicator.numerator.series
    )
