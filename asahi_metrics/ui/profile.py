"""One district beside the ward, as a panel of the map page."""

from __future__ import annotations

import html
from collections.abc import Sequence

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.desk import Desk


def district_panel_html(desk: Desk, code: str, indicator: Indicator) -> str:
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
    return (
        f'<div class="am-panel"><h2>{html.escape(desk.name(code))}</h2>'
        f'<div class="am-name">{html.escape(desk.text.pick(indicator.name))}</div>'
        f'<div class="am-value">{html.escape(said(figures.get(code, NO_FIGURE).value))}</div>'
        f"{_list(rows)}{_list(others)}{_list(people)}</div>"
    )


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
