"""The policy page's parts without indicators: organisation, bureau projects, known dates."""

from __future__ import annotations

import html

import streamlit as st

from asahi_metrics.core.policy import Item, Milestone, Policy
from asahi_metrics.services.office import today
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading, show_figure
from asahi_metrics.visuals import charts
from asahi_metrics.visuals.cards import paragraphs_html, sentence_html


def show_organisation(now: Desk, policy: Policy) -> None:
    """How the ward office manages itself, and its staff's improvement projects."""
    for part in policy.organisation:
        items = "".join(f"<li>{_said(now, one)}</li>" for one in part.items)
        st.html(
            f'<div class="am-pillar">{_said(now, part)}</div><ul class="am-measures">{items}</ul>'
        )
    column = policy.improvement
    if column is None:
        return
    projects = "".join(
        f"<li><b>{_said(now, one)}</b><br>{html.escape(now.text.pick(one.done))}</li>"
        for one in column.projects
    )
    done_in = now.text("policy.done_in", year=now.formats.fiscal_year(column.done_in))
    st.html(
        f'<div class="am-pillar">{html.escape(now.text.pick(column.title))}</div>'
        f"{paragraphs_html(now.text.pick(column.lead), done_in)}"
        f'<ul class="am-measures">{projects}</ul>'
    )


def show_bureau_projects(now: Desk, policy: Policy) -> None:
    """The known dates with their countdown, and the bureaus' projects in the ward."""
    heading(now.text("policy.dates"))
    for sentence in countdown_sentences(now, policy):
        st.html(sentence_html(sentence))
    spans = [
        charts.Span(
            name=now.text.pick(one.title),
            first=one.first_day,
            last=one.last_day,
            when=_when(now, one),
            aimed=one.aimed,
        )
        for one in policy.milestones
    ]
    show_figure(charts.timeline(spans, today(), now.text), name="policy_dates")
    heading(now.text("policy.bureau"))
    items = "".join(
        f"<li><b>{_said(now, one)}</b> {html.escape(now.text.pick(one.explanation))}</li>"
        for one in policy.bureau_projects
    )
    st.html(f'<ul class="am-measures">{items}</ul>')


def countdown_sentences(now: Desk, policy: Policy) -> list[str]:
    """How far off each date is that is fixed to the day and not yet over."""
    said = (_countdown(now, milestone) for milestone in policy.milestones)
    return [words for words in said if words]


def _when(now: Desk, milestone: Milestone) -> str:
    """The dates of a milestone: fiscal years, a day, or a span of days."""
    if milestone.fiscal_years:
        first, last = (now.formats.fiscal_year(year) for year in milestone.fiscal_years)
    else:
        first, last = now.formats.date(milestone.first_day), now.formats.date(milestone.last_day)
    dash = "–" if now.text.lang == "en" else "〜"
    return first if first == last else f"{first}{dash}{last}"


def _countdown(now: Desk, milestone: Milestone) -> str:
    """How many days it is to a date that is fixed to the day, or that it is on."""
    if milestone.fiscal_years or milestone.last_day < today():
        return ""
    name = now.text.pick(milestone.title)
    days = (milestone.first_day - today()).days
    if days > 0:
        return now.text("policy.days_to", name=name, days=days)
    return now.text("policy.days_left", name=name, days=(milestone.last_day - today()).days + 1)


def _said(now: Desk, item: Item) -> str:
    return html.escape(now.text.pick(item.title))
