"""One district beside the ward: on the map page as a panel, on the district page at length."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.desk import Desk


def district_panel(desk: Desk, code: str, indicator: Indicator) -> None:
    """The district's figures of the indicator's subject, and its place among the districts."""
    figures = desk.figures.by_area(indicator, desk.period(indicator))
    rank = desk.figures.ranks(indicator, desk.period(indicator)).get(code)
    said = desk.measure(indicator).say
    rows = [
        (desk.text("profile.ward"), said(figures[desk.areas.ward.code].value)),
        (desk.text("profile.rank"), _rank(desk, rank)),
        (desk.text("profile.last_year"), said(_last_year(desk, code, indicator))),
    ]
    others = [
        (desk.text.pick(one.short), desk.measure(one).say(_value(desk, code, one)))
        for one in desk.office.catalogue.of_subject(indicator.subject)
        if one.id != indicator.id and desk.figures.is_by_district(one)
    ]
    people = [
        (desk.text.pick(one.short), desk.measure(one).say(_value(desk, code, one)))
        for one in desk.office.catalogue
        if one.kind == "context" and one.id != indicator.id
    ]
    st.html(
        f'<div class="am-panel"><h3>{html.escape(desk.name(code))}</h3>'
        f'<div class="am-name">{html.escape(desk.text.pick(indicator.name))}</div>'
        f'<div class="am-value">{html.escape(said(figures.get(code, NO_FIGURE).value))}</div>'
        f"{_list(rows)}{_list(others)}{_list(people)}</div>"
    )


def profile_table(
    desk: Desk, codes: Sequence[str], indicators: Sequence[Indicator]
) -> pd.DataFrame:
    """Every indicator of the districts beside the ward and the range of all districts.

    One district also has its rank and last year's value.
    """
    shown = [one for one in indicators if desk.figures.is_by_district(one)]
    return pd.DataFrame([_profile_row(desk, codes, one) for one in shown])


def _profile_row(desk: Desk, codes: Sequence[str], indicator: Indicator) -> dict[str, object]:
    text, number = desk.text, desk.measure(indicator).number
    period = desk.period(indicator)
    areas = desk.figures.by_area(indicator, period)
    known = [
        value
        for one in desk.areas.district_codes
        if (value := areas.get(one, NO_FIGURE).value) is not None
    ]
    row: dict[str, object] = {
        text("column.indicator"): text.pick(indicator.name),
        text("column.unit"): text.pick(indicator.unit),
    }
    row |= {desk.name(code): number(areas.get(code, NO_FIGURE).value) for code in codes}
    if len(codes) == 1:
        rank = desk.figures.ranks(indicator, period).get(codes[0])
        row[text("profile.last_year")] = number(_last_year(desk, codes[0], indicator))
        row[text("column.rank")] = _rank(desk, rank)
    row[text("column.ward")] = number(areas[desk.areas.ward.code].value)
    row[text("profile.range")] = f"{number(min(known))}–{number(max(known))}" if known else ""
    return row


def _value(desk: Desk, code: str, indicator: Indicator) -> float | None:
    return desk.figures.by_area(indicator, desk.period(indicator)).get(code, NO_FIGURE).value


def _last_year(desk: Desk, code: str, indicator: Indicator) -> float | None:
    period = desk.period(indicator).previous
    return desk.figures.by_area(indicator, period).get(code, NO_FIGURE).value


def _rank(desk: Desk, rank: int | None) -> str:
    if rank is None:
        return desk.text("value.missing")
    return desk.text("profile.place", rank=rank, count=len(desk.areas.district_codes))


def _list(rows: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>"
        for name, value in rows
    )
    return f"<dl>{items}</dl>" if rows else ""
