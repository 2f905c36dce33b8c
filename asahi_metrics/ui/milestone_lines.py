"""Milestones in words: as lines of a table, as a frame to download, as what a mark says."""

from __future__ import annotations

import html
from collections.abc import Iterable

import pandas as pd

from asahi_metrics.services.milestones import ProjectMilestone
from asahi_metrics.services.office import today
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.milestones import STATE_STYLES

_STEP_COLUMNS = (
    "milestone.state_name",
    "milestone.name",
    "milestone.due",
    "milestone.remark",
    "milestone.updated",
)


def steps_html(
    now: Desk, milestones: Iterable[ProjectMilestone], *, with_item: bool = False
) -> str:
    """Milestones as a table; ``with_item`` names the item of each."""
    item = ("milestone.item",) if with_item else ()
    keys = (*item, *_STEP_COLUMNS)
    head = "".join(
        f'<th class="{key.replace("milestone.", "am-step-")}">{html.escape(now.text(key))}</th>'
        for key in keys
    )
    rows = "".join(_step_html(now, one, with_item=with_item) for one in milestones)
    return f'<table class="am-steps"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def milestones_frame(now: Desk, milestones: Iterable[ProjectMilestone]) -> pd.DataFrame:
    """The milestones as a table to sort and to download; dates in ISO form."""
    text = now.text
    return pd.DataFrame(
        [
            {
                text("milestone.item"): item_name(now, one),
                text("milestone.name"): one.name,
                text("milestone.due"): one.due.isoformat(),
                text("milestone.state_name"): text(f"milestone.state.{one.state}"),
                text("milestone.overdue_days"): one.days_overdue(today()),
                text("milestone.updated"): one.updated.isoformat(),
                text("milestone.remark"): one.remark or "",
            }
            for one in milestones
        ]
    )


def item_name(now: Desk, milestone: ProjectMilestone) -> str:
    """The item's short name in the language of the page, or the name that the file gave."""
    return now.text.pick(milestone.item.label) if milestone.item else milestone.item_name


def overdue_words(now: Desk, days: int) -> str:
    """By how many days something is overdue."""
    if days == 1:
        return now.text("milestone.overdue_by_one")
    return now.text("milestone.overdue_by", days=now.formats.number(days))


def told(now: Desk, one: ProjectMilestone) -> tuple[str, ...]:
    """What a mark on an axis says when it is pointed at, line by line."""
    late = one.days_overdue(today())
    return (
        one.name,
        item_name(now, one),
        now.formats.date(one.due),
        state_words(now, one) + (f" {overdue_words(now, late)}" if late else ""),
        *((one.remark,) if one.remark else ()),
    )


def _step_html(now: Desk, one: ProjectMilestone, *, with_item: bool) -> str:
    late = one.days_overdue(today())
    due = html.escape(now.formats.date(one.due))
    if late:
        due += f'<br><b class="am-overdue">{html.escape(overdue_words(now, late))}</b>'
    item = f"<td>{html.escape(item_name(now, one))}</td>" if with_item else ""
    return (
        f'<tr>{item}<td class="am-state am-state-{one.state}">'
        f"{html.escape(state_words(now, one))}</td>"
        f"<td>{html.escape(one.name)}</td><td>{due}</td>"
        f"<td>{html.escape(one.remark or '')}</td>"
        f"<td>{html.escape(now.formats.date(one.updated))}</td></tr>"
    )


def state_words(now: Desk, one: ProjectMilestone) -> str:
    """The state's sign and its word."""
    return f"{STATE_STYLES[one.state].sign} {now.text(f'milestone.state.{one.state}')}"
