"""Milestones of projects on a page: how they stand, on a time axis, and by item."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from asahi_metrics.core.calendar import first_day, fiscal_year
from asahi_metrics.core.policy import Item
from asahi_metrics.services.milestones import ProjectMilestone, overdue, upcoming
from asahi_metrics.services.office import today
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.milestone_lines import item_name, milestones_frame, steps_html, told
from asahi_metrics.ui.panels import heading, show_figure, table_button
from asahi_metrics.visuals import charts
from asahi_metrics.visuals.cards import note_html, paragraphs_html, sentence_html

_TABLE_PX = 680


@dataclass(frozen=True)
class Milestones:
    """The milestones of a part of the policy with the items they may belong to.

    ``dataset`` is where they come from, and names the files of their charts and tables.
    """

    dataset: str
    items: tuple[Item, ...]
    found: Sequence[ProjectMilestone]

    @property
    def sample(self) -> bool:
        """Whether any of them is sample data."""
        return any(one.sample for one in self.found)

    @property
    def provisional(self) -> bool:
        """Whether any of them is provisional."""
        return any(one.provisional for one in self.found)

    @property
    def others(self) -> list[ProjectMilestone]:
        """Those of no item."""
        return [one for one in self.found if one.item is None]

    def of(self, item: Item) -> list[ProjectMilestone]:
        """The milestones of an item, by due date."""
        return [one for one in self.found if one.item and one.item.id == item.id]


def show_standing(now: Desk, milestones: Milestones) -> None:
    """How many are done, what is overdue and what comes next, in a sentence and a list."""
    if not milestones.found:
        dataset = now.text(f"dataset.{milestones.dataset}.name")
        st.caption(now.text("milestone.none", dataset=dataset))
        return
    st.html(sentence_html(_summary(now, milestones.found)))
    if ahead := upcoming(milestones.found, today()):
        st.html(paragraphs_html(_next(now, ahead[0])))
    late = overdue(milestones.found, today())
    if late:
        heading(now.text("milestone.overdue_list"))
        st.html(steps_html(now, late, with_item=True))


def show_on_axis(now: Desk, milestones: Milestones, year: int) -> None:
    """The fiscal year by month, what lies beyond it by year, and the table of all."""
    if not milestones.found:
        return
    begins, ends = first_day(fiscal_year(year).first_month), _last_day(year)
    names = now.formats.fiscal_year_name
    inside = [one for one in milestones.found if begins <= one.due <= ends]
    beyond = [one for one in milestones.found if one.due > ends]
    if inside:
        heading(now.text("milestone.this_year", year=names(year)))
        _chart(now, milestones, inside, (begins, ends), name=f"{milestones.dataset}_{year}")
    if beyond:
        heading(now.text("milestone.later", year=names(year + 1)))
        last = max(one.due for one in beyond)
        span = (ends + timedelta(days=1), max(_year_end(last), _last_day(year + 2)))
        _chart(now, milestones, beyond, span, name=f"{milestones.dataset}_later")
    table_button(
        milestones.dataset,
        lambda: milestones_frame(desk(), milestones.found),
        sample=milestones.sample,
        provisional=milestones.provisional,
        width=_TABLE_PX,
    )


def projects_html(now: Desk, milestones: Milestones, said: Sequence[tuple[Item, str]]) -> str:
    """A card for each item: ``said`` is its heading in HTML, below it stand its milestones."""
    cards = "".join(
        f'<div class="am-project">{head}{_steps_or_none(now, milestones.of(item))}</div>'
        for item, head in said
    )
    return f'<div class="am-projects">{cards}</div>'


def show_others(now: Desk, milestones: Milestones) -> None:
    """The milestones of items that the policy does not have, under their own names."""
    if milestones.others:
        heading(now.text("milestone.other"))
        st.html(steps_html(now, milestones.others, with_item=True))
        st.html(note_html(now.text("milestone.other_note")))


def _summary(now: Desk, milestones: Sequence[ProjectMilestone]) -> str:
    done = sum(one.state == "done" for one in milestones)
    late = overdue(milestones, today())
    said = [now.text("milestone.summary", count=len(milestones), done=done)]
    if late:
        said.append(now.text("milestone.summary_overdue", count=len(late)))
    else:
        said.append(now.text("milestone.summary_none_overdue"))
    return now.text.join(said)


def _next(now: Desk, one: ProjectMilestone) -> str:
    day = now.formats.date(one.due)
    return now.text("milestone.next", day=day, name=one.name, item=item_name(now, one))


def _chart(
    now: Desk,
    milestones: Milestones,
    shown: Sequence[ProjectMilestone],
    span: tuple[date, date],
    *,
    name: str,
) -> None:
    keys = [one.id for one in milestones.items]
    keys += sorted({one.item_name for one in milestones.others})
    present = [key for key in keys if any(_row_key(one) == key for one in shown)]
    names = {_row_key(one): item_name(now, one) for one in shown}
    marks = [
        charts.MilestoneMark(
            row=present.index(_row_key(one)),
            due=one.due,
            state=one.state,
            told=told(now, one),
            overdue=bool(one.days_overdue(today())),
        )
        for one in shown
    ]
    figure = charts.milestone_chart(
        [names[key] for key in present], marks, span, today=today(), text=now.text
    )
    sample, provisional = milestones.sample, milestones.provisional
    show_figure(charts.marked(figure, now.text, sample=sample, provisional=provisional), name=name)


def _row_key(milestone: ProjectMilestone) -> str:
    return milestone.item.id if milestone.item else milestone.item_name


def _steps_or_none(now: Desk, milestones: Sequence[ProjectMilestone]) -> str:
    if milestones:
        return steps_html(now, milestones)
    return f'<div class="am-small">{html.escape(now.text("milestone.none_of_item"))}</div>'


def _last_day(year: int) -> date:
    return first_day(fiscal_year(year + 1).first_month) - timedelta(days=1)


def _year_end(day: date) -> date:
    """The last day of the fiscal year that a day lies in."""
    return _last_day(day.year - (day.month < 4))
