"""The overview's upper part, for managers: pillars, what to look at first, what is open."""

from __future__ import annotations

import html

import streamlit as st

from asahi_metrics.core.policy import Pillar, Policy
from asahi_metrics.ui.attention_list import attention_panel
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.freshness import freshness_panel
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.policy_projects import countdown_sentences
from asahi_metrics.ui.policy_rows import as_of, status_counts
from asahi_metrics.ui.remarks import open_decisions_panel
from asahi_metrics.ui.since_review import since_review_panel
from asahi_metrics.visuals.cards import note_html
from asahi_metrics.visuals.status import status_counts_html


def show_managers_part(now: Desk, policy: Policy) -> None:
    """The state of the year's policy, within one screen."""
    for column, pillar in zip(
        st.columns(len(policy.pillars), gap="small"), policy.pillars, strict=True
    ):
        with column:
            _pillar(now, pillar)
    if told := scope(now, policy):
        st.html(note_html(*told))
    first, beside = st.columns([8.4, 3.6], gap="medium")
    with first:
        attention_panel()
    with beside, st.container(key="beside"):
        since_review_panel(now)
        freshness_panel(now)
        # Decisions may be many: what is short stands above them.
        open_decisions_panel()


def countdown_html(now: Desk, policy: Policy) -> str:
    """How far off the dates are that the ward works towards."""
    return "".join(
        f'<b class="am-countdown">{html.escape(one)}</b>'
        for one in countdown_sentences(now, policy)
    )


def scope(now: Desk, policy: Policy) -> list[str]:
    """What the statuses are of, where the filters may let a reader think otherwise."""
    year, until = now.formats.fiscal_year, as_of(now)
    told = []
    if until:
        told.append(
            now.text("overview.until", year=year(now.view.year), month=now.formats.month(until))
        )
    if now.view.districts:
        told.append(now.text("overview.whole_ward"))
    if policy.year != now.view.year:
        told.append(now.text("policy.other_year", year=year(policy.year)))
    return told


def _pillar(now: Desk, pillar: Pillar) -> None:
    """A pillar with the counts of its indicators' statuses, and the way to its initiatives."""
    with st.container(key=f"pillar_{pillar.id}", border=True, gap=None, height="stretch"):
        st.page_link(
            page_file("policy"),
            label=f"**{literal(now.text.pick(pillar.title))}**",
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params=encode(now.view) | {"pillar": pillar.id},
        )
        st.html(status_counts_html(now.text, status_counts(now, pillar)))
