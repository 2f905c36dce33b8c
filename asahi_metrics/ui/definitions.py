"""The definitions of the indicators: a list to search, and all that is known of one of them."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.services.formulas import formula_text
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.formulas import formula_html
from asahi_metrics.ui.freshness import say_cycle
from asahi_metrics.ui.history import loaded_tag, say_span
from asahi_metrics.ui.lines import Cell, Line, cell_html, lines_html
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file, page_of
from asahi_metrics.ui.outlook import show_outlook
from asahi_metrics.ui.panels import heading, table_button
from asahi_metrics.ui.remarks import show_remarks
from asahi_metrics.ui.state import change_choice, read_choice

_CHOICE = "indicator"


def show_definitions() -> None:
    """Lay out the page."""
    now = desk()
    ids = [one.id for one in now.office.catalogue]
    chosen = read_choice(_CHOICE, ids, ids[0])
    names, one = st.columns([3.6, 8.4], gap="large")
    with names:
        _show_list(now, chosen)
        table_button("indicator_definitions", lambda: definitions_frame(desk()))
    with one:
        _show_definition(now, now.office.catalogue[chosen])


def definitions_frame(now: Desk) -> pd.DataFrame:
    """One row for each indicator with all that the page says of it."""
    text = now.text
    rows = []
    for one in now.office.catalogue:
        facts = [
            (text("definition.id"), one.id),
            (text("definition.subject"), text(f"subject.{one.subject}")),
            (text("definition.name"), text.pick(one.name)),
            (text("definition.unit"), text.pick(one.unit)),
            (text("definition.meaning"), text.pick(one.definition)),
            (text("definition.formula"), formula_text(text, one)),
            *((name, _plain(cell)) for name, cell in _facts(now, one)),
        ]
        rows.append(dict(facts))
    return pd.DataFrame(rows)


def found_indicators(now: Desk, words: str) -> list[Indicator]:
    """The indicators whose names, definition, owner or id hold all the words."""
    wanted = normalize_key(words).split()
    return [one for one in now.office.catalogue if all(word in _searched(one) for word in wanted)]


def _searched(one: Indicator) -> str:
    both = (one.name, one.short, one.definition, one.owner)
    return normalize_key(
        " ".join((one.id, *(part[lang] for part in both for lang in ("ja", "en"))))
    )


def _show_list(now: Desk, chosen: str) -> None:
    text = now.text
    words = st.text_input(
        text("definition.search"), key="search", placeholder=text("definition.search_hint")
    )
    found = found_indicators(now, words)
    if not found:
        st.caption(text("definition.none_found", words=words))
    with st.container(key="indicator_list", height=430, gap=None):
        for subject in dict.fromkeys(one.subject for one in found):
            st.markdown(f"**{text(f'subject.{subject}')}**")
            for one in (each for each in found if each.subject == subject):
                st.button(
                    text.pick(one.name),
                    key=f"indicator_{one.id}",
                    type="primary" if one.id == chosen else "tertiary",
                    width="stretch",
                    on_click=change_choice,
                    args=(_CHOICE, one.id),
                )


def _show_definition(now: Desk, one: Indicator) -> None:
    text = now.text
    st.html(f'<h1 class="am-title">{html.escape(text.pick(one.name))}</h1>')
    st.html(_value_html(now, one))
    st.markdown(text.pick(one.definition))
    st.html(formula_html(text, one))
    facts, targets = st.columns([5.6, 5.4], gap="medium")
    with facts:
        st.html(_facts_html(_facts(now, one)))
    with targets:
        heading(text("definition.targets"))
        st.html(_targets_html(now, one))
        if any(target.sample for target in one.targets):
            st.caption(text("definition.sample_targets"))
        heading(text("definition.see"))
        for file in (page_of(one.subject), page_file("map")):
            st.page_link(
                file,
                label=text(f"nav.{file.stem}"),
                icon=":material/arrow_forward:",
                query_params=encode(now.view) | {_CHOICE: one.id},
            )
    if one.kind != "context":
        show_outlook(now, one)
    show_remarks("indicator", one.id)


def _value_html(now: Desk, one: Indicator) -> str:
    period = now.period(one)
    value = now.measure(one).say(now.figures.of(one, period).value)
    when = now.text("definition.latest", period=now.formats.period(period))
    return f'<p class="am-big">{html.escape(value)}<small>{html.escape(when)}</small></p>'


def _facts(now: Desk, one: Indicator) -> list[tuple[str, Cell]]:
    """What is known of an indicator, line by line."""
    text, state = now.text, now.ledger.states[one.dataset]
    moment = state.written_at
    updated = (
        text(
            "definition.updated_line",
            moment=now.formats.moment(now.office.local_time(moment)),
            revision=state.revision,
        )
        if moment
        else text("value.missing")
    )
    return [
        (text("definition.data_kind"), loaded_tag(now, state)),
        (text("definition.span"), _span(now, one)),
        (text("definition.updated"), updated),
        (text("definition.cycle"), say_cycle(now, one.dataset)),
        (text("definition.dataset"), text(f"dataset.{one.dataset}.name")),
        (text("definition.source"), text.pick(one.source)),
        (text("definition.owner"), text.pick(one.owner)),
        (text("definition.unit"), text.pick(one.unit)),
        (text("definition.kind"), text(f"definition.of.kind.{one.kind}")),
        (text("definition.polarity"), text(f"definition.of.polarity.{one.polarity}")),
        (text("definition.disclosure"), text(f"definition.of.disclosure.{one.disclosure}")),
        (text("definition.id"), one.id),
    ]


def _facts_html(facts: list[tuple[str, Cell]]) -> str:
    rows = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{cell_html(cell)}</dd>" for name, cell in facts
    )
    return f'<dl class="am-definition">{rows}</dl>'


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.word


def _span(now: Desk, one: Indicator) -> str:
    return say_span(now, now.figures.data_span(one)) or now.text("value.missing")


def _targets_html(now: Desk, one: Indicator) -> str:
    """Each year's target, the ward's value, and the share of the target that it comes to."""
    text, unit = now.text, now.text.pick(one.unit)
    header = [
        text("definition.year"),
        *(
            text("definition.in_unit", name=text(f"definition.{name}"), unit=unit)
            for name in ("target", "actual")
        ),
        text("definition.share"),
    ]
    lines = [
        Line(_target_cells(now, one, year), chosen=year == now.view.year)
        for year in sorted(now.ledger.years, reverse=True)
    ]
    return lines_html(header, lines, numbers={1, 2, 3})


def _target_cells(now: Desk, one: Indicator, year: int) -> tuple[str, ...]:
    number = now.measure(one).number
    target = one.target(year)
    period = now.figures.to_date(one, Period(year))
    value = now.figures.of(one, period).value
    actual = number(value)
    if value is not None and period.last_month < Period(year).last_month:
        month = now.formats.month_name(period.last_month)
        actual = now.text("definition.until", value=actual, month=month)
    reached = 100 * value / target.value if target and value is not None else None
    return (
        now.formats.fiscal_year_name(year),
        number(target.value) if target else now.text("definition.no_target"),
        actual,
        now.formats.quantity(reached, "%") if reached is not None else "",
    )
