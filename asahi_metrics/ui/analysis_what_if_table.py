"""What each district needs, as a frame for the picture and as a table to take along."""

from __future__ import annotations

from typing import Any

import pandas as pd

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_what_if import WhatIf
from asahi_metrics.ui.analysis_scale import base_name, scale_measure
from asahi_metrics.ui.desk import Desk


def count_unit(now: Desk, indicator: Indicator) -> str:
    """The unit of what is added: that of the count behind a rate, where the catalogue has it."""
    if not indicator.is_rate:
        return now.text.pick(indicator.unit)
    counts = (
        one
        for one in now.office.catalogue
        if not one.is_rate and one.numerator == indicator.numerator
    )
    found = next(counts, None)
    return now.text.pick(found.unit) if found else ""


def additions_frame(now: Desk, indicator: Indicator, found: WhatIf) -> pd.DataFrame:
    """One row for each district that is known, as the picture takes it."""
    unit = count_unit(now, indicator)
    return pd.DataFrame(
        {
            "code": [one.code for one in found.needs],
            "name": [now.name(one.code) for one in found.needs],
            "value": [one.value for one in found.needs],
            "raised": [one.raised for one in found.needs],
            "needed": [
                now.text("analysis_what_if.added", value=now.formats.quantity(one.needed, unit))
                if one.needed
                else ""
                for one in found.needs
            ],
        }
    )


def what_if_table(now: Desk, indicator: Indicator, found: WhatIf) -> pd.DataFrame:
    """A row for each district, and their sum: what there is, what is added, what it makes."""
    text, needs = now.text, found.needs
    measure, unit = scale_measure(now, found.scale), count_unit(now, indicator)
    places = measure.decimals + 1
    columns: dict[str, object] = {
        text("column.code"): [*(one.code for one in needs), ""],
        text("column.district"): [
            *(now.name(one.code) for one in needs),
            text("analysis_what_if.total"),
        ],
        text("analysis.column.base", name=base_name(now, found.scale)): _summed(
            [one.counted.base for one in needs]
        ),
        text("analysis_what_if.now", unit=unit): _summed([one.counted.events for one in needs]),
        text("analysis_what_if.value", unit=measure.unit): _levels(found, places, raised=False),
        text("analysis_what_if.needed", unit=unit): _summed([one.needed for one in needs]),
        text("analysis_what_if.then", unit=unit): _summed(
            [one.counted.events + one.needed for one in needs]
        ),
        text("analysis_what_if.raised", unit=measure.unit): _levels(found, places, raised=True),
    }
    table = pd.DataFrame(columns)
    if not found.outside:
        return table
    # What the ward has beside the districts, of which nothing is raised.
    outside = {
        text("column.code"): "",
        text("column.district"): text("analysis_what_if.outside_row"),
        text("analysis_what_if.now", unit=unit): found.outside,
        text("analysis_what_if.then", unit=unit): found.outside,
    }
    row = pd.DataFrame([dict.fromkeys(table.columns) | outside]).astype(table.dtypes)
    return pd.concat([table, row], ignore_index=True)


def _summed(values: list[float]) -> pd.Series[Any]:
    """The districts' numbers and their sum below; whole ones as such."""
    whole = pd.Series([*values, sum(values)], dtype="float64")
    return whole.astype("Int64") if (whole == whole.round()).all() else whole.round(1)


def _levels(found: WhatIf, places: int, *, raised: bool) -> pd.Series[float]:
    """The districts' levels, and below that of them all together, sum over sum."""
    values = [one.raised if raised else one.value for one in found.needs]
    base = sum(one.counted.base for one in found.needs)
    top = sum(one.counted.events + (one.needed if raised else 0) for one in found.needs)
    return pd.Series([*values, top / base * found.scale.per], dtype="float64").round(places)
