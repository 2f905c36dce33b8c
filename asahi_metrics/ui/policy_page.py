"""The policy page: the year's policy whole, as a tree and as a table, with its figures."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from asahi_metrics.analysis.progress import SLIGHTLY_BEHIND
from asahi_metrics.core.policy import Policy
from asahi_metrics.services.review import PAST_YEARS
from asahi_metrics.ui.desk import Desk, desk, renewed_desk
from asahi_metrics.ui.policy_cells import RANGE
from asahi_metrics.ui.policy_projects import show_bureau_projects, show_organisation
from asahi_metrics.ui.policy_rows import as_of
from asahi_metrics.ui.policy_table import show_policy_table
from asahi_metrics.ui.policy_tree import show_tree
from asahi_metrics.visuals.cards import note_html, paragraphs_html, sentence_html


def show_policy_page() -> None:
    """Lay out the page."""
    now = desk()
    policy = now.office.policy_in_force(now.view.year)
    if policy is None:
        st.info(now.text("policy.none"))
        return
    st.html(f'<h2 class="am-title">{html.escape(now.text.pick(policy.title))}</h2>')
    st.html(sentence_html(now.text.pick(policy.goal.title)))
    _details(policy.year)


@st.fragment
def _details(year: int) -> None:
    """The parts of the policy; each is drawn only while its tab is open."""
    now = renewed_desk()
    policy = now.office.policies[year]
    parts: dict[str, Callable[[Desk, Policy], None]] = {
        "tree": _tree,
        "table": _table,
        "goal": _goal,
        "organisation": show_organisation,
        "projects": show_bureau_projects,
    }
    tabs = st.tabs(
        [now.text(f"policy.tab.{name}") for name in parts], key="policy", on_change="rerun"
    )
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show(now, policy)


def _tree(now: Desk, policy: Policy) -> None:
    _scope(now, policy, districts=now.text("policy.scope_districts"))
    show_tree(now, policy)
    _notes(now, policy)


def _table(now: Desk, policy: Policy) -> None:
    _scope(now, policy, districts=now.text("policy.scope_ward"))
    show_policy_table(now, policy)
    _notes(now, policy)


def _scope(now: Desk, policy: Policy, *, districts: str) -> None:
    """What the figures cover: the ward, from April to the end of the chosen period.

    ``districts`` says what a choice of districts does.
    """
    text, year = now.text, now.formats.fiscal_year(now.view.year)
    until = as_of(now)
    told = [
        text("policy.scope_until", year=year, month=now.formats.month(until))
        if until
        else text("policy.scope", year=year)
    ]
    if now.view.districts:
        told.append(districts)
    if now.view.year != policy.year:
        told.append(text("policy.other_year", year=now.formats.fiscal_year(policy.year)))
    st.html(note_html(*told))


def _notes(now: Desk, policy: Policy) -> None:
    """The rules that status and projection follow, and whose word the owners are."""
    percent = now.formats.quantity
    behind = percent(100 * SLIGHTLY_BEHIND, "%")
    st.html(note_html(now.text("status.rule", years=PAST_YEARS, behind=behind)))
    st.html(note_html(now.text("policy.projection_rule", share=percent(100 * RANGE, "%"))))
    if not policy.owners_confirmed:
        st.html(note_html(now.text("policy.owners_assumed")))


def _goal(now: Desk, policy: Policy) -> None:
    goal = policy.goal
    st.html(paragraphs_html(now.text.pick(goal.lead)))
    for part in goal.parts:
        further = [now.text.pick(part.further)] if part.further else []
        st.html(paragraphs_html(now.text.pick(part.title), *further))
    st.html(paragraphs_html(now.text.pick(goal.closing)))
    st.html(note_html(now.text.pick(policy.source)))
