"""The policy as a tree: pillar, measures, initiatives, and the line of each indicator."""

from __future__ import annotations

import html

import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.policy import Initiative, Item, Pillar, Policy
from asahi_metrics.services.remarks import remark_counts
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.policy_cells import indicators_html
from asahi_metrics.ui.policy_rows import (
    ALL,
    PolicyChoice,
    choose_of_policy,
    status_counts,
    tell_nothing_left,
)
from asahi_metrics.ui.policy_years import years_button
from asahi_metrics.ui.remarks import remarks_button
from asahi_metrics.visuals.status import status_counts_html
from asahi_metrics.visuals.strips import course_image, progress_image, spread_image

Taken = list[tuple[Initiative, tuple[Indicator, ...]]]


def show_tree(now: Desk, policy: Policy) -> None:
    """The tree of what the reader has chosen."""
    choice = choose_of_policy(now, policy)
    found = [(pillar, _taken(now, pillar, choice)) for pillar in policy.pillars]
    if not any(taken for _, taken in found):
        tell_nothing_left(now)
        return
    st.html(_key_html(now))
    counts = remark_counts(now.office)
    for pillar, taken in found:
        if taken:
            _show_pillar(now, pillar)
        for initiative, indicators in taken:
            _show_initiative(now, pillar, initiative, remarks=counts["initiative", initiative.id])
            st.html(indicators_html(now, indicators))


def _taken(now: Desk, pillar: Pillar, choice: PolicyChoice) -> Taken:
    """The chosen initiatives of a pillar with their chosen indicators."""
    found = [
        (one, choice.taken(now, one)) for one in pillar.initiatives if choice.takes(pillar, one)
    ]
    return [(one, indicators) for one, indicators in found if indicators or choice.status == ALL]


def _show_pillar(now: Desk, pillar: Pillar) -> None:
    counts = status_counts_html(now.text, status_counts(now, pillar))
    st.html(f'<div class="am-pillar am-pillar-counted">{_said(now, pillar)}{counts}</div>')
    measures = "".join(f"<li>{_said(now, one)}</li>" for one in pillar.measures)
    title = html.escape(now.text("policy.measures"))
    with st.container(horizontal=True, key=f"policy_measures_{pillar.id}"):
        st.html(f'<div class="am-small">{title}</div><ul class="am-measures">{measures}</ul>')
        years_button(now, pillar, pillar.measures[0])


def _show_initiative(now: Desk, pillar: Pillar, one: Initiative, *, remarks: int) -> None:
    with st.container(horizontal=True, key=f"policy_row_{one.id}"):
        st.html(_initiative_html(now, one))
        years_button(now, pillar, one)
        remarks_button("initiative", one.id, remarks)


def _initiative_html(now: Desk, one: Initiative) -> str:
    mark = f'<span class="am-mark">{html.escape(now.text("policy.expanded"))}</span>'
    owner = now.text("policy.owned_by", owner=now.text.pick(one.owner))
    told = f"{now.text.pick(one.explanation)} {owner}"
    return (
        f'<div class="am-initiative">{mark if one.expanded else ""}<b>{_said(now, one)}</b>'
        f'<div class="am-small">{html.escape(told)}</div></div>'
    )


def _key_html(now: Desk) -> str:
    """What the marks of the small pictures mean."""
    pictures = {
        "progress": progress_image(0.5, 0.7, alt=""),
        "course": course_image((2, 4, 3, 5), (1, 2, 3, 3, 2, 4), alt="", from_zero=True),
        "spread": spread_image((1, 2, 3, 3.2, 4, 7), middle=3.1, alt=""),
    }
    told = "".join(
        f"<span>{image}{html.escape(now.text(f'policy.key.{name}'))}</span>"
        for name, image in pictures.items()
    )
    return f'<div class="am-tree-key">{told}</div>'


def _said(now: Desk, item: Item) -> str:
    return html.escape(now.text.pick(item.title))
