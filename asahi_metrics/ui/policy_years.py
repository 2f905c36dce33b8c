"""A measure or an initiative followed through the fiscal years, in a dialog."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.policy import Initiative, Item, Pillar, PolicyMeasure, across_years
from asahi_metrics.services.courses import is_yearly
from asahi_metrics.services.review import Standing, standing
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import heading, show_chart
from asahi_metrics.ui.policy_cells import RANGE, say_months
from asahi_metrics.visuals.cards import note_html
from asahi_metrics.visuals.years import Foreseen, YearFigure, by_year


def years_button(now: Desk, pillar: Pillar, item: PolicyMeasure | Initiative) -> None:
    """A button that opens the years of an item; another of the pillar can be chosen there."""
    label = now.text("policy.years.open")
    if st.button(label, key=f"years_{item.id}", type="tertiary", icon=":material/timeline:"):
        st.session_state[_key(pillar)] = item.id
        st.dialog(now.text("policy.years.title"), width="large")(lambda: _show(pillar))()


def _key(pillar: Pillar) -> str:
    return f"years_item_{pillar.id}"


def _show(pillar: Pillar) -> None:
    now = desk()
    items = {one.id: one for one in (*pillar.measures, *pillar.initiatives)}
    chosen = st.selectbox(
        now.text("policy.years.item"),
        list(items),
        format_func=lambda one: _item_name(now, items[one]),
        key=_key(pillar),
    )
    titles = across_years(now.office.policies, chosen)
    st.html(_titles_html(now, titles))
    indicators = _indicators(now, pillar, titles)
    if not indicators:
        st.caption(now.text("policy.no_indicator"))
        return
    if isinstance(items[chosen], PolicyMeasure):
        st.html(note_html(now.text("policy.years.of_pillar", pillar=now.text.pick(pillar.title))))
    st.html(_figures_html(now, indicators))
    _show_chart(now, indicators, name=f"years_{chosen}")


def _item_name(now: Desk, item: Item) -> str:
    kind = "measure" if isinstance(item, PolicyMeasure) else "initiative"
    return now.text(
        "policy.years.item_name", kind=now.text(f"policy.{kind}"), name=now.text.pick(item.label)
    )


def _indicators(now: Desk, pillar: Pillar, titles: Mapping[int, Item]) -> list[Indicator]:
    """The indicators that an initiative has had in any year; of a measure those of its pillar."""
    initiatives = [one for one in titles.values() if isinstance(one, Initiative)]
    ids = dict.fromkeys(id_ for one in initiatives or pillar.initiatives for id_ in one.indicators)
    return [now.office.catalogue[id_] for id_ in ids]


def _titles_html(now: Desk, titles: Mapping[int, Item]) -> str:
    """The item's title in each year that has a policy, and which years these are."""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(now.formats.fiscal_year_name(year))}</th>'
        f"<td>{html.escape(now.text.pick(item.title))}</td></tr>"
        for year, item in titles.items()
    )
    known = [now.formats.fiscal_year_name(year) for year in sorted(now.office.policies)]
    years = now.text("chart.alt.list_comma").join(known)
    return (
        f'<table class="am-years-titles">{rows}</table>'
        f"{note_html(now.text('policy.years.known', years=years))}"
    )


def _figures_html(now: Desk, indicators: Sequence[Indicator]) -> str:
    """Actual over target, one line for each indicator, one column for each fiscal year."""
    names = [now.text("policy.head.indicator")]
    names += [now.formats.fiscal_year_name(year) for year in now.ledger.years]
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
    body = "".join(_line_html(now, one) for one in indicators)
    return (
        f'<table class="am-years"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f"{note_html(now.text('policy.years.cells'))}"
    )


def _line_html(now: Desk, indicator: Indicator) -> str:
    cells = "".join(
        f"<td>{_cell_html(now, standing(now.figures, indicator, year))}</td>"
        for year in now.ledger.years
    )
    name = html.escape(now.measure(indicator).name)
    unit = html.escape(now.text("chart.unit", unit=now.text.pick(indicator.unit)))
    return f'<tr><th scope="row">{name}<div class="am-small">{unit}</div></th>{cells}</tr>'


def _cell_html(now: Desk, found: Standing) -> str:
    number = now.measure(found.indicator).number
    value = html.escape(number(found.value))
    target = number(found.target.value) if found.target else now.text("policy.cell.no_target")
    months = ""
    if found.value is not None and _is_so_far(found):
        months = f'<div class="am-small">{html.escape(say_months(now, found))}</div>'
    return f'<b>{value}</b><div class="am-small">/ {html.escape(target)}</div>{months}'


def _is_so_far(found: Standing) -> bool:
    """Whether the year is under way, so that its value will still move."""
    return found.period != Period(found.year) and not is_yearly(found.indicator)


def _show_chart(now: Desk, indicators: Sequence[Indicator], *, name: str) -> None:
    names = {one.id: now.text.pick(one.name) for one in indicators}
    first = next((one for one in indicators if one.targets), indicators[0])
    chosen = st.selectbox(
        now.text("block.indicator"),
        list(names),
        index=list(names).index(first.id),
        format_func=names.__getitem__,
        key=f"{name}_indicator",
    )
    indicator = now.office.catalogue[chosen]
    heading(now.text("policy.years.chart", name=names[chosen]))
    show_chart(
        lambda: _figure(now, indicator),
        name=f"{indicator.id}_years",
        of=indicator,
        table=lambda: years_table(desk(), indicators),
    )


def _figure(now: Desk, indicator: Indicator) -> go.Figure:
    found = [standing(now.figures, indicator, year) for year in now.ledger.years]
    points = [
        YearFigure(
            label=now.formats.fiscal_year_name(one.year),
            value=one.value,
            target=one.target.value if one.target else None,
            so_far=_is_so_far(one),
        )
        for one in found
    ]
    last = found[-1].projection
    foreseen = Foreseen(last.value, last.interval(RANGE)) if last else None
    return by_year(points, now.measure(indicator), foreseen)


def years_table(now: Desk, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """One row for each indicator and fiscal year: months, actual, target, whether decided."""
    text = now.text
    rows = []
    for one in indicators:
        for year in now.ledger.years:
            found = standing(now.figures, one, year)
            kind = (
                ("sample.short" if found.target.sample else "policy.column.real")
                if (found.target)
                else ""
            )
            rows.append(
                {
                    text("policy.head.indicator"): text.pick(one.name),
                    text("definition.year"): now.formats.fiscal_year_name(year),
                    text("policy.column.months"): say_months(now, found),
                    text("overview.value"): found.value,
                    text("column.unit"): text.pick(one.unit),
                    text("policy.target"): found.target.value if found.target else None,
                    text("policy.column.target_kind"): text(kind) if kind else "",
                }
            )
    return pd.DataFrame(rows)
