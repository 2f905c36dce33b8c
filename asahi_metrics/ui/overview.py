"""The overview: what managers look at first, each subject at a glance, every indicator."""

from __future__ import annotations

import html
from collections.abc import Callable

import pandas as pd
import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.freshness import freshness_table
from asahi_metrics.ui.map_view import district_map
from asahi_metrics.ui.navigation import has_page, page_of
from asahi_metrics.ui.overview_managers import countdown_html, show_managers_part
from asahi_metrics.ui.panels import card_of, page_name, show_table
from asahi_metrics.ui.sentences import comparison
from asahi_metrics.ui.shown import Shown
from asahi_metrics.ui.tables import stage_column
from asahi_metrics.visuals.cards import cards_html

_CARDS_A_SUBJECT = 2


def show_overview() -> None:
    """Lay out the page."""
    now = desk()
    page_name(now, "overview")
    policy = now.office.policy_in_force(now.view.year)
    st.html(_facts(now, countdown_html(now, policy) if policy else ""))
    if policy:
        show_managers_part(now, policy)
    else:
        st.caption(now.text("policy.none"))
    _show_parts(now)


def _show_parts(now: Desk) -> None:
    """What stands behind; each part is drawn only while its tab is open.

    No fragment: a click in the map changes the filters above it.
    """
    parts: dict[str, Callable[[Desk], None]] = {
        "subjects": _show_subjects,
        "indicators": _show_indicators,
        "freshness": freshness_table,
    }
    tabs = st.tabs(
        [now.text(f"overview.tab.{name}") for name in parts],
        key="overview_parts",
        on_change="rerun",
    )
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show(now)


def _show_subjects(now: Desk) -> None:
    subjects = [one for one in now.office.catalogue.subjects if has_page(one)]
    for column, subject in zip(st.columns(len(subjects), gap="small"), subjects, strict=True):
        with column:
            _subject(now, subject)


def _show_indicators(now: Desk) -> None:
    """Every indicator in a table, and one of them on the map."""
    own = [one for one in now.office.catalogue if one.kind != "context"]
    table, where = st.columns([7.4, 5], gap="medium")
    with table:
        show_table(
            _indicator_table(now, own),
            name="indicators",
            sample=any(now.uses_sample(one) for one in own),
            provisional=any(now.is_provisional(one) for one in own),
            height=420,
            column_config={
                now.text("column.subject"): st.column_config.Column(width=140),
                now.text("overview.course"): st.column_config.LineChartColumn(width="small"),
                now.text("target.of"): st.column_config.ProgressColumn(
                    format="%d%%", min_value=0, max_value=100, width="small"
                ),
            },
        )
    with where:
        _map(now)


def _facts(now: Desk, countdown: str) -> str:
    """The ward's published totals with their day; facts, and never sample data.

    ``countdown`` is HTML to follow them.
    """
    facts, text = now.office.pack.facts, now.text
    told = [
        text(f"fact.{one.id}", value=now.formats.number(one.value, _places(one.value)))
        for one in facts.values()
        if text.has(f"fact.{one.id}")
    ]
    parts = [f"<b>{html.escape(one)}</b>" for one in told]
    areas = now.areas
    count = text("fact.areas", districts=len(areas.districts), towns=len(areas.towns))
    parts.append(html.escape(count))
    day = next((one.as_of for one in facts.values() if one.as_of), None)
    source = facts["population"].source if "population" in facts else None
    if day and source:
        said = text("fact.as_of", day=now.formats.date(day), source=text.pick(source))
        parts.append(f'<span class="am-small">{html.escape(said)}</span>')
    return f'<p class="am-facts">{" ".join(parts)} {countdown}</p>'


def _places(value: float) -> int:
    return 0 if value == int(value) else 2


def _subject(now: Desk, subject: str) -> None:
    """A subject's first figures as cards, and the way to its page."""
    cards = [card_of(now, one) for one in _of(now, subject)[:_CARDS_A_SUBJECT]]
    st.page_link(
        page_of(subject),
        label=f"**{now.text(f'subject.{subject}')}**",
        icon=":material/arrow_forward:",
        icon_position="right",
    )
    st.html(cards_html(cards))


def _of(now: Desk, subject: str) -> list[Indicator]:
    return [one for one in now.office.catalogue.of_subject(subject) if one.kind != "context"]


def _map(now: Desk) -> None:
    ids = [one.id for one in now.office.catalogue if now.figures.is_by_district(one)]
    chosen = choose(
        "indicator",
        now.text("map.indicator"),
        ids,
        say=lambda one: now.text.pick(now.office.catalogue[one].name),
    )
    district_map(now, Shown(now.office.catalogue[chosen]), key="map_overview", height=380)


def _course_of(now: Desk, indicator: Indicator) -> list[float]:
    """The known months of the chosen year, for a small line in a table."""
    found = now.figures.monthly(indicator, Period(now.view.year), now.view.districts)
    return [one.value for _, one in sorted(found.items()) if one.value is not None]


def _indicator_table(now: Desk, indicators: list[Indicator]) -> pd.DataFrame:
    codes = now.view.districts
    found = [now.figures.of(one, now.period(one), codes) for one in indicators]
    frame = pd.DataFrame([_row(now, one) for one in indicators])
    for name, stages in stage_column(now.text, found).items():
        frame[name] = stages
    return frame


def _row(now: Desk, indicator: Indicator) -> dict[str, object]:
    text = now.text
    period = now.period(indicator)
    measure = now.measure(indicator)
    value = now.figures.of(indicator, period, now.view.districts).value
    target = None if now.view.districts else indicator.target(now.view.year)
    found = comparison(now, indicator)
    share = round(100 * value / target.value) if target and value is not None else None
    return {
        text("column.subject"): text(f"subject.{indicator.subject}"),
        text("column.indicator"): text.pick(indicator.short),
        text("overview.value"): measure.say(value),
        text("compare.last_year"): now.formats.signed(found.difference, indicator.decimals),
        text("target.of"): share,
        text("overview.course"): _course_of(now, indicator),
    }
