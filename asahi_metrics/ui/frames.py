"""Figures as the frames that charts, maps and tables take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from asahi_metrics.analysis.figures import NO_FIGURE, Figure, ranks
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.desk import Desk


def districts_frame(desk: Desk, indicator: Indicator, period: Period) -> pd.DataFrame:
    """One row for each district: code, name, value, rank (NA where there is no value).

    The frame is shared by all who read: it is not to be changed.
    """

    def build() -> pd.DataFrame:
        figures = desk.figures.by_area(indicator, period)
        values = {code: figures.get(code, NO_FIGURE).value for code in desk.areas.district_codes}
        return frame_of(desk, values, lowest_first=indicator.polarity == "lower")

    return desk.figures.keep(("districts", indicator.id, period, desk.text.lang), build)


def frame_of(desk: Desk, values: Mapping[str, float | None], *, lowest_first: bool) -> pd.DataFrame:
    """Districts' values by code as the frame that maps and rankings take."""
    placed = ranks(values, lowest_first=lowest_first)
    return pd.DataFrame(
        {
            "code": list(values),
            "name": [desk.name(code) for code in values],
            "value": pd.Series(list(values.values()), dtype="float64"),
            "rank": pd.array([placed.get(code) for code in values], dtype="Int64"),
        }
    )


def trend_frame(desk: Desk, indicator: Indicator) -> pd.DataFrame:
    """One row for each month of the chosen year: month, value, previous (a year before).

    The values are those of the chosen districts together, or of the ward.
    """
    year = Period(desk.view.year)
    codes = desk.view.districts
    this = desk.figures.monthly(indicator, year, codes)
    last = desk.figures.monthly(indicator, year.previous, codes)
    return pd.DataFrame(
        {
            "month": list(year.months),
            "value": _floats([this.get(month, NO_FIGURE) for month in year.months]),
            "previous": _floats([last.get(month, NO_FIGURE) for month in year.previous.months]),
        }
    )


def heat_frame(desk: Desk, indicator: Indicator) -> pd.DataFrame:
    """One row for each district and month of the chosen year: code, name, month, value."""
    year = Period(desk.view.year)
    found = desk.figures.by_month(indicator, year)
    rows = [
        (code, desk.name(code), month, found.get(code, {}).get(month, NO_FIGURE))
        for code in desk.areas.district_codes
        for month in year.months
    ]
    return pd.DataFrame(
        {
            "code": [row[0] for row in rows],
            "name": [row[1] for row in rows],
            "month": [row[2] for row in rows],
            "value": _floats([row[3] for row in rows]),
        }
    )


def items_frame(desk: Desk, indicator: Indicator, period: Period) -> pd.DataFrame:
    """One row for each item (kind, purpose): item, value, largest first."""
    found = desk.figures.by_item(indicator, period, desk.view.districts)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return pd.DataFrame(
        {
            "item": [desk.item(indicator.dataset, item) for item, _ in ordered],
            "value": [value for _, value in ordered],
        }
    )


def _floats(figures: Sequence[Figure]) -> pd.Series[float]:
    return pd.Series([figure.value for figure in figures], dtype="float64")
