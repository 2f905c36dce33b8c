"""The policy page's parts without indicators: organisation, bureau projects, known dates."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from asahi_metrics.core.catalogue import Words
from asahi_metrics.core.policy import BureauProject, Item, Milestone, OrganisationItem, Policy
from asahi_metrics.services.milestones import bureau_milestones, staff_milestones
from asahi_metrics.services.office import today
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.milestones import (
    Milestones,
    projects_html,
    show_on_axis,
    show_others,
    show_standing,
)
from asahi_metrics.ui.panels import heading, show_figure
from asahi_metrics.visuals import charts
from asahi_metrics.visuals.cards import paragraphs_html, sentence_html


def show_organisation(now: Desk, policy: Policy) -> None:
    """How the ward office manages itself and its staff's projects, with their milestones."""
    found = staff_milestones(now.data_office, policy)
    items = (*policy.organisation_items, *policy.improvement_projects)
    milestones = Milestones("staff_projects", items, found)
    show_standing(now, milestones)
    show_on_axis(now, milestones, policy.year)
    for part in policy.organisation:
        st.html(_band(now, part))
        _cards(now, milestones, [(one, _organisation_head(now, one)) for one in part.items])
    _improvement(now, policy, milestones)
    show_others(now, milestones)


def _improvement(now: Desk, policy: Policy, milestones: Milestones) -> None:
    column = policy.improvement
    if column is None:
        return
    done_in = now.text("policy.done_in", year=now.formats.fiscal_year(column.done_in))
    title = html.escape(now.text.pick(column.title))
    st.html(f'<div class="am-pillar">{title}</div>{paragraphs_html(now.text.pick(column.lead))}')
    _cards(
        now,
        milestones,
        [
            (one, _head(now, one, f"{done_in}: {now.text.pick(one.done)}", one.owner))
            for one in column.projects
        ],
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
    milestones = Milestones(
        "bureau_projects", policy.bureau_projects, bureau_milestones(now.data_office, policy)
    )
    show_standing(now, milestones)
    show_on_axis(now, milestones, policy.year)
    _cards(
        now,
        milestones,
        [(one, _bureau_head(now, policy, one)) for one in policy.bureau_projects],
    )
    show_others(now, milestones)


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


def _cards(now: Desk, milestones: Milestones, said: Sequence[tuple[Item, str]]) -> None:
    st.html(projects_html(now, milestones, said))


def _organisation_head(now: Desk, item: OrganisationItem) -> str:
    """The short name, and the text's own sentence below it."""
    return _head(now, item, now.text.pick(item.title), item.owner, name=item.label)


def _bureau_head(now: Desk, policy: Policy, project: BureauProject) -> str:
    known = [
        now.text("milestone.known", name=now.text.pick(one.title), when=_when(now, one))
        for one in policy.milestones_of(project.id)
    ]
    dates = "".join(f'<p class="am-known">{html.escape(one)}</p>' for one in known)
    return _head(now, project, now.text.pick(project.explanation), project.owner) + dates


def _head(
    now: Desk, item: Item, told: str, owner: Words | None, *, name: Words | None = None
) -> str:
    title = html.escape(now.text.pick(name or item.title))
    owned = now.text("policy.owned_by", owner=now.text.pick(owner)) if owner else ""
    return (
        f'<b>{title}</b><p>{html.escape(told)}</p><div class="am-small">{html.escape(owned)}</div>'
    )


def _band(now: Desk, item: Item) -> str:
    return f'<div class="am-pillar">{html.escape(now.text.pick(item.title))}</div>'
