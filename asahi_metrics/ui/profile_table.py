"""The district's profile as a table to read and to download: every number behind the rows."""

from __future__ import annotations

import pandas as pd

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.services.profile import ProfileRow
from asahi_metrics.ui.profile_view import ProfileView


def profile_table(view: ProfileView) -> pd.DataFrame:
    """A row for each indicator: values of the district, the ward and the compared districts,
    the range, what is compared, interval, rank and verdict."""
    return pd.DataFrame([_table_row(view, row) for row in view.rows])


def _table_row(view: ProfileView, row: ProfileRow) -> dict[str, object]:
    now, decimals = view.desk, row.indicator.decimals + row.indicator.is_rate
    areas, before = (
        now.figures.by_area(row.indicator, one) for one in (row.period, row.period.previous)
    )
    values = {
        now.name(view.code): row.figure.value,
        now.text("profile.last_year"): before.get(view.code, NO_FIGURE).value,
        now.text("column.ward"): row.ward.value,
    } | {now.name(code): areas.get(code, NO_FIGURE).value for code in view.others}
    return {
        now.text("column.indicator"): now.text.pick(row.indicator.name),
        now.text("column.unit"): now.text.pick(row.indicator.unit),
        **{name: _rounded(value, decimals) for name, value in values.items()},
        **_compared(view, row),
        now.text("profile_page.head.verdict"): now.text(f"profile_page.verdict.{row.verdict}"),
    }


def _compared(view: ProfileView, row: ProfileRow) -> dict[str, object]:
    text, scale = view.desk.text, row.scale
    known = list(scale.districts.values()) if scale else []
    decimals = 2 if scale is None or scale.basis == "residents" else scale.shown_as.decimals + 1
    judged = row.place if row.interval else None
    numbers = {
        "profile_page.table.value": row.value,
        "profile_page.table.ward": scale.ward if scale else None,
        "profile_page.table.smallest": min(known, default=None),
        "profile_page.table.largest": max(known, default=None),
        "profile_page.table.low": row.interval.low if row.interval else None,
        "profile_page.table.high": row.interval.high if row.interval else None,
    }
    return {
        text("profile_page.table.compared_as"): _compared_as(view, row),
        **{text(key): _rounded(value, decimals) for key, value in numbers.items()},
        text("column.rank"): row.place.rank if row.place else None,
        text("profile_page.table.best"): judged.best if judged else None,
        text("profile_page.table.worst"): judged.worst if judged else None,
    }


def _compared_as(view: ProfileView, row: ProfileRow) -> str:
    """What the districts are compared by; empty where none has a value."""
    text, scale = view.desk.text, row.scale
    if scale is None:
        return ""
    if scale.basis == "sister":
        return text.pick(scale.shown_as.name)
    keys = {"residents": "per_residents", "own": "as_is", "average": "average"}
    return text(f"profile_page.table.{keys[scale.basis]}")


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals)
