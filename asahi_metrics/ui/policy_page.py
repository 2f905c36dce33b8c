"""The policy page: the year's policy whole, as a tree and as a table, with its figures."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from asahi_metrics.analysis.progress import SLIGHTLY_BEHIND, STATUSES
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.policy import Initiative, Item, Pillar, Policy
from asahi_metrics.services.review import PAST_YEARS, progress
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import has_page, page_file, page_of
from asahi_metrics.ui.overview import course_of
from asahi_metrics.ui.panels import show_table
from asahi_metrics.ui.policy_projects import show_bureau_projects, show_organisation
from asahi_metrics.ui.sentences import comparison
from asahi_metrics.visuals.cards import note_html, paragraphs_html, sentence_html

_ALL = "all"
_COLUMNS = (
    "column.indicator",
    "overview.value",
    "compare.last_year",
    "policy.target",
    "target.of",
    "status.title",
)


@dataclass(frozen=True)
class PolicyChoice:
    """Which initiatives the reader wants to see."""

    pillar: str
    owner: str
    marked: str
    status: str

    def takes(self, pillar: Pillar, initiative: Initiative) -> bool:
        """Whether an initiative is among them."""
        return (
            self.pillar in {_ALL, pillar.id}
            and self.owner in {_ALL, initiative.owner["ja"]}
            and (self.marked == _ALL or initiative.expanded)
        )


def show_policy_page() -> None:
    """Lay out the page."""
    now = desk()
    policy = _policy(now)
    if policy is None:
        st.info(now.text("policy.none"))
        return
    st.html(f'<h2 class="am-title">{html.escape(now.text.pick(policy.title))}</h2>')
    st.html(sentence_html(now.text.pick(policy.goal.title)))
    _details(policy.year)


@st.fragment
def _details(year: int) -> None:
    """The parts of the policy; each is drawn only while its tab is open."""
    now = desk()
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


def _policy(now: Desk) -> Policy | None:
    """The policy of the chosen year, or the newest one before it, or the first there is."""
    years = sorted(now.office.policies)
    if not years:
        return None
    before = [year for year in years if year <= now.view.year]
    return now.office.policies[before[-1] if before else years[0]]


def _choices(now: Desk, policy: Policy) -> PolicyChoice:
    text = now.text
    pillars = {one.id: text.pick(one.title) for one in policy.pillars}
    owners = {one.owner["ja"]: text.pick(one.owner) for one in policy.initiatives}
    every = text("policy.all")
    pillar, owner, marked, status = st.columns([5, 3, 2, 3])
    with pillar:
        chosen = choose(
            "pillar", text("policy.pillar"), [_ALL, *pillars], say=lambda p: pillars.get(p, every)
        )
    with owner:
        section = choose(
            "owner", text("policy.owner"), [_ALL, *owners], say=lambda o: owners.get(o, every)
        )
    with marked:
        mark = choose(
            "marked",
            text("policy.marked"),
            [_ALL, "expanded"],
            say=lambda m: every if m == _ALL else text("policy.expanded_only"),
        )
    with status:
        stands = choose(
            "status",
            text("status.title"),
            [_ALL, *STATUSES],
            say=lambda s: every if s == _ALL else text(f"status.{s}"),
        )
    return PolicyChoice(chosen, section, mark, stands)


def _tree(now: Desk, policy: Policy) -> None:
    choice = _choices(now, policy)
    for pillar in policy.pillars:
        taken = [
            (one, _indicators(now, one, choice))
            for one in pillar.initiatives
            if choice.takes(pillar, one)
        ]
        taken = [pair for pair in taken if pair[1] or choice.status == _ALL]
        if not taken:
            continue
        st.html(_pillar_html(now, pillar))
        for initiative, indicators in taken:
            _initiative(now, initiative, indicators)
    _notes(now, policy)


def _notes(now: Desk, policy: Policy) -> None:
    """The rule that statuses follow, and whose word the owners are."""
    behind = now.formats.quantity(100 * SLIGHTLY_BEHIND, "%")
    st.html(note_html(now.text("status.rule", years=PAST_YEARS, behind=behind)))
    if not policy.owners_confirmed:
        st.html(note_html(now.text("policy.owners_assumed")))


def _initiative(now: Desk, initiative: Initiative, indicators: Sequence[Indicator]) -> None:
    said, links = st.columns([9.4, 2.6], gap="medium")
    with said:
        st.html(_initiative_html(now, initiative, indicators))
    with links:
        for subject in dict.fromkeys(one.subject for one in indicators):
            first = next(one for one in indicators if one.subject == subject)
            page, named = _where_shown(now, first)
            st.page_link(
                page,
                label=now.text(f"subject.{subject}"),
                icon=":material/arrow_forward:",
                query_params=encode(now.view) | named,
            )


def _where_shown(now: Desk, indicator: Indicator) -> tuple[Path, dict[str, str]]:
    """The page that shows an indicator best, and the choice that opens it there."""
    if has_page(indicator.subject):
        return page_of(indicator.subject), {indicator.subject: indicator.id}
    name = "map" if now.figures.is_by_district(indicator) else "indicators"
    return page_file(name), {"indicator": indicator.id}


def _indicators(now: Desk, initiative: Initiative, choice: PolicyChoice) -> tuple[Indicator, ...]:
    """The initiative's indicators, those alone that have the wanted status."""
    every = (now.office.catalogue[one] for one in initiative.indicators)
    return tuple(one for one in every if choice.status in {_ALL, _status(now, one)})


def _status(now: Desk, indicator: Indicator) -> str | None:
    found = progress(now.figures, indicator, now.view.year)
    return found.status if found else None


def _pillar_html(now: Desk, pillar: Pillar) -> str:
    measures = "".join(f"<li>{_said(now, one)}</li>" for one in pillar.measures)
    return (
        f'<div class="am-pillar">{_said(now, pillar)}</div>'
        f'<div class="am-small">{html.escape(now.text("policy.measures"))}</div>'
        f'<ul class="am-measures">{measures}</ul>'
        f'<div class="am-small">{html.escape(now.text("policy.initiatives"))}</div>'
    )


def _initiative_html(now: Desk, one: Initiative, indicators: Sequence[Indicator]) -> str:
    mark = _mark_html(now) if one.expanded else ""
    owner = now.text("policy.owned_by", owner=now.text.pick(one.owner))
    told = f"{now.text.pick(one.explanation)} {owner}"
    return (
        f'<div class="am-initiative">{mark}<b>{_said(now, one)}</b>'
        f'<div class="am-small">{html.escape(told)}</div>{_lines_html(now, indicators)}</div>'
    )


def _lines_html(now: Desk, indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return f'<div class="am-small">{html.escape(now.text("policy.no_indicator"))}</div>'
    head = "".join(f"<th>{html.escape(now.text(name))}</th>" for name in _COLUMNS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(now, one)) + "</tr>"
        for one in indicators
    )
    return f'<table class="am-lines"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _cells(now: Desk, indicator: Indicator) -> tuple[str, ...]:
    measure = now.measure(indicator)
    value = now.figures.of(indicator, now.period(indicator), now.view.districts).value
    target = None if now.view.districts else indicator.target(now.view.year)
    sample = f" ({now.text('sample.short')})" if target and target.sample else ""
    share = 100 * value / target.value if target and value is not None else None
    return (
        now.text.pick(indicator.name),
        measure.say(value),
        now.formats.signed(comparison(now, indicator).difference, indicator.decimals),
        f"{measure.say(target.value)}{sample}" if target else "–",
        now.formats.quantity(share, "%") if share is not None else "–",
        _status_words(now, indicator),
    )


def _status_words(now: Desk, indicator: Indicator) -> str:
    """The ward's status in a word, with what the season says should be reached by now."""
    found = progress(now.figures, indicator, now.view.year)
    if found is None:
        return "–"
    said = now.text(f"status.{found.status}")
    if found.season == 1.0 or found.status == "achieved":
        return said
    return now.text(
        "status.by_now", status=said, share=now.formats.quantity(100 * found.season, "%")
    )


def _table(now: Desk, policy: Policy) -> None:
    choice = _choices(now, policy)
    rows = [
        _row(now, pillar, initiative, indicator)
        for pillar in policy.pillars
        for initiative in pillar.initiatives
        if choice.takes(pillar, initiative)
        for indicator in _indicators(now, initiative, choice) or _without(choice)
    ]
    course, indicator = now.text("overview.course"), now.text("column.indicator")
    show_table(
        pd.DataFrame(rows),
        name=f"policy_{policy.year}",
        height=520,
        column_config={
            course: st.column_config.LineChartColumn(width="small"),
            # The status shall be in sight without scrolling.
            indicator: st.column_config.TextColumn(width="medium"),
        },
        sample=any(one.sample for one in now.ledger.states.values()),
    )
    _notes(now, policy)


def _without(choice: PolicyChoice) -> tuple[None, ...]:
    """A row of its own for an initiative without indicators, unless a status is wanted."""
    return (None,) if choice.status == _ALL else ()


def _row(
    now: Desk, pillar: Pillar, initiative: Initiative, indicator: Indicator | None
) -> dict[str, object]:
    text = now.text
    row: dict[str, object] = {
        text("policy.pillar"): text.pick(pillar.title),
        text("policy.initiative"): text.pick(initiative.label),
        text("policy.mark"): text("policy.expanded") if initiative.expanded else "",
        text("policy.owner"): text.pick(initiative.owner),
    }
    cells = _cells(now, indicator) if indicator else ("",) * len(_COLUMNS)
    row |= {text(name): cell for name, cell in zip(_COLUMNS, cells, strict=True)}
    row[text("overview.course")] = course_of(now, indicator) if indicator else []
    return row


def _goal(now: Desk, policy: Policy) -> None:
    goal = policy.goal
    st.html(paragraphs_html(now.text.pick(goal.lead)))
    for part in goal.parts:
        further = [now.text.pick(part.further)] if part.further else []
        st.html(paragraphs_html(now.text.pick(part.title), *further))
    st.html(paragraphs_html(now.text.pick(goal.closing)))
    st.html(note_html(now.text.pick(policy.source)))


def _mark_html(now: Desk) -> str:
    return f'<span class="am-mark">{html.escape(now.text("policy.expanded"))}</span>'


def _said(now: Desk, item: Item) -> str:
    return html.escape(now.text.pick(item.title))
