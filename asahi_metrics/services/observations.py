"""Figures as plain rows, for the command line and for files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from asahi_metrics.analysis.figures import Figure
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from asahi_metrics.services.figures import Figures

Grouping = Literal["district", "month", "ward"]


def observation_rows(
    figures: Figures, indicator: Indicator, period: Period, *, by: Grouping, text: Text
) -> list[dict[str, object]]:
    """One row for each district, month of the ward, or the ward; missing values are None."""
    areas = figures.office.pack.areas
    if by == "month":
        months = figures.monthly(indicator, period)
        return [_row(indicator, areas.ward.code, text.pick(areas.ward.name), month, figure)
                for month, figure in months.items()]  # fmt: skip
    found = figures.by_area(indicator, period)
    codes: Sequence[str] = [areas.ward.code] if by == "ward" else areas.district_codes
    return [
        _row(indicator, code, text.pick(areas[code].name), period.code, found.get(code))
        for code in codes
    ]


def _row(
    indicator: Indicator, code: str, name: str, period: object, figure: Figure | None
) -> dict[str, object]:
    return {
        "indicator": indicator.id,
        "area_code": code,
        "area": name,
        "period": period,
        "value": figure.value if figure else None,
        "numerator": figure.numerator if figure else None,
        "denominator": figure.denominator if figure else None,
        "missing": figure.missing if figure else None,
        "provisional": figure.shows_provisional if figure else None,
    }
