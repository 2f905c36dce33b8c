"""Tables of figures in the reader's words, for the screen and for downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.frames import heat_frame, items_frame, trend_frame


def trend_table(desk: Desk, indicator: Indicator) -> pd.DataFrame:
    """Months with this year's and last year's values."""
    frame = trend_frame(desk, indicator)
    unit = desk.text.pick(indicator.unit)
    told = desk.figures.monthly(indicator, Period(desk.view.year), desk.view.districts)
    return pd.DataFrame(
        {
            desk.text("column.month"): frame["month"].map(desk.formats.month),
            desk.text("column.value", unit=unit): _rounded(frame["value"], indicator),
            desk.text("column.last_year", unit=unit): _rounded(frame["previous"], indicator),
            **stage_column(desk.text, [told.get(month, NO_FIGURE) for month in frame["month"]]),
        }
    )


def districts_table(desk: Desk, indicator: Indicator) -> pd.DataFrame:
    """Districts with value, last year's, rank and what the value was computed from.

    The ward stands last, after visitors from outside where the indicator counts them.
    """
    period = desk.period(indicator)
    this = desk.figures.by_area(indicator, period)
    last = desk.figures.by_area(indicator, period.previous)
    ranks = desk.figures.ranks(indicator, period)
    unit = desk.text.pick(indicator.unit)
    codes = [code for code in this if code != desk.areas.ward.code] + [desk.areas.ward.code]
    found = [this.get(code, NO_FIGURE) for code in codes]
    columns: dict[str, object] = {
        desk.text("column.code"): codes,
        desk.text("column.district"): [desk.name(code) for code in codes],
        desk.text("column.rank"): pd.array([ranks.get(code) for code in codes], dtype="Int64"),
        desk.text("column.value", unit=unit): _values(found, indicator),
        desk.text("column.last_year", unit=unit): _values(
            [last.get(code, NO_FIGURE) for code in codes], indicator
        ),
    }
    if indicator.is_rate:
        columns[desk.text("column.numerator")] = [figure.numerator for figure in found]
        columns[desk.text("column.denominator")] = [figure.denominator for figure in found]
    return pd.DataFrame(columns | stage_column(desk.text, found))


def stage_column(text: Text, figures: Sequence[Figure]) -> dict[str, list[str | None]]:
    """The column that says of each figure whether it is provisional; none where none is."""
    if not any(one.shows_provisional for one in figures):
        return {}
    said = {True: text("stage.provisional"), False: text("stage.final")}
    stages = [None if one.value is None else said[one.provisional] for one in figures]
    return {text("stage.column"): stages}


def shown_table(desk: Desk, indicator: Indicator, frame: pd.DataFrame) -> pd.DataFrame:
    """The districts of a map's frame with rank and value, for one month of it."""
    unit = desk.text.pick(indicator.unit)
    return pd.DataFrame(
        {
            desk.text("column.code"): frame["code"],
            desk.text("column.district"): frame["name"],
            desk.text("column.rank"): frame["rank"],
            desk.text("column.value", unit=unit): _rounded(frame["value"], indicator),
        }
    )


def heat_table(desk: Desk, indicator: Indicator) -> pd.DataFrame:
    """One row for each district, one column for each month of the year."""
    frame = heat_frame(desk, indicator)
    codes = frame["code"].unique()
    columns: dict[str, object] = {
        desk.text("column.code"): codes,
        desk.text("column.district"): [desk.name(code) for code in codes],
    }
    for month, rows in frame.groupby("month"):
        columns[desk.formats.month(int(str(month)))] = _rounded(rows["value"], indicator).tolist()
    return pd.DataFrame(columns)


def items_table(desk: Desk, indicator: Indicator) -> pd.DataFrame:
    """Items with their value and their share of the whole in per cent."""
    frame = items_frame(desk, indicator, desk.period(indicator))
    unit = desk.text.pick(indicator.unit)
    return pd.DataFrame(
        {
            desk.text("column.item"): frame["item"],
            desk.text("column.value", unit=unit): frame["value"],
            desk.text("column.share"): (100 * frame["value"] / frame["value"].sum()).round(1),
        }
    )


def _values(figures: list[Figure], indicator: Indicator) -> pd.Series[Any]:
    return _rounded(pd.Series([figure.value for figure in figures], dtype="float64"), indicator)


def _rounded(values: pd.Series[float], indicator: Indicator) -> pd.Series[Any]:
    """Rates to one decimal more than the page shows; counts as whole numbers, missing or not."""
    if indicator.is_rate:
        return values.round(indicator.decimals + 1)
    return values.astype("Int64") if indicator.decimals == 0 else values
