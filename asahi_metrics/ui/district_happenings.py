"""The year of a district by day: drills, grants, events and whatever else registers date."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.core.calendar import Month, add_months, first_day, month_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.happenings import Happening, happenings
from asahi_metrics.services.office import today
from asahi_metrics.sources.spec import Column, Scalar
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.lines import Line, lines_html
from asahi_metrics.ui.panels import heading, show_chart
from asahi_metrics.visuals.happenings import DayMark, day_chart


def show_happenings(now: Desk, code: str) -> None:
    """The marks of the chosen period by register, with the table of the records."""
    found = happenings(now.data_office, code, now.view.period)
    year = now.formats.fiscal_year_name(now.view.year)
    heading(now.text("profile_page.happenings.title", year=year, count=f"{len(found):,}"))
    if not found:
        st.caption(now.text("profile_page.happenings.none"))
        return
    st.html(months_html(now, found))
    show_chart(
        lambda: happenings_chart(now, found),
        name=f"{code}_happenings",
        of=_alike(now, found),
        table=lambda: happenings_table(now, found),
        moment=(code, today()),
    )


def happenings_chart(now: Desk, found: list[Happening]) -> go.Figure:
    """A row for each register that has any record."""
    registers = _registers(found)
    period = now.view.period
    end = first_day(add_months(period.last_month, 1)) - timedelta(days=1)
    return day_chart(
        [now.text(f"dataset.{one}.name") for one in registers],
        [DayMark(registers.index(one.dataset), one.day, _told(now, one)) for one in found],
        (first_day(period.first_month), end),
        today=today(),
        text=now.text,
    )


def months_html(now: Desk, found: list[Happening]) -> str:
    """How many records each register has in each month: for paper, where no chart is cut off.

    A month that a register does not reach yet has a dash and no 0.
    """
    reached = {one: _reach(now, one, found) for one in _registers(found)}
    months = [one for one in now.view.period.months if one <= max(reached.values())]
    counts = Counter((one.dataset, month_of(one.day)) for one in found)
    header = [
        now.text("profile_page.happenings.register"),
        *(now.formats.month_name(month) for month in months),
    ]
    lines = []
    for register, last in reached.items():
        told = [str(counts[register, month]) if month <= last else "–" for month in months]
        lines.append(Line((now.text(f"dataset.{register}.name"), *told)))
    return f'<div class="am-paper am-paper-table">{lines_html(header, lines)}</div>'


def _reach(now: Desk, register: str, found: list[Happening]) -> Month:
    """The newest month that a register covers, as far as indicators or its records tell."""
    own = [one for one in now.office.catalogue if one.dataset == register]
    spans = [span[1] for one in own if (span := now.figures.data_span(one))]
    return max(spans + [month_of(one.day) for one in found if one.dataset == register])


def happenings_table(now: Desk, found: list[Happening]) -> pd.DataFrame:
    """One row for each record: day, register, all that it says, revision."""
    comma = now.text("chart.alt.list_comma")
    return pd.DataFrame(
        {
            now.text("profile_page.happenings.day"): [now.formats.date(one.day) for one in found],
            now.text("profile_page.happenings.register"): [
                now.text(f"dataset.{one.dataset}.name") for one in found
            ],
            now.text("profile_page.happenings.details"): [
                comma.join(_details(now, one)) for one in found
            ],
            now.text("records.revision"): [one.revision for one in found],
        }
    )


def _told(now: Desk, one: Happening) -> tuple[str, ...]:
    return (now.formats.date(one.day), *_details(now, one))


def _details(now: Desk, one: Happening) -> list[str]:
    return [
        now.text(
            "profile_page.happenings.detail",
            name=now.text(f"column.{one.dataset}.{column.field}.name"),
            value=_value(now, one.dataset, column, value),
        )
        for column, value in one.told
    ]


def _value(now: Desk, dataset: str, column: Column, value: Scalar) -> str:
    if column.kind == "choice":
        return now.item(dataset, str(value))
    if column.kind == "yen" and isinstance(value, int):
        return now.formats.quantity(value, now.text("profile_page.happenings.yen"))
    return now.formats.number(value) if isinstance(value, int | float) else str(value)


def _registers(found: list[Happening]) -> list[str]:
    return sorted({one.dataset for one in found})


def _alike(now: Desk, found: list[Happening]) -> Indicator:
    """An indicator that is sample data just as the records are, or just as they are not."""
    sample = any(now.ledger.states[one.dataset].sample for one in found)
    catalogue = list(now.office.catalogue)
    return next((one for one in catalogue if now.uses_sample(one) == sample), catalogue[0])
