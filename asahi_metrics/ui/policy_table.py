"""The policy as a table: one row for each indicator of an initiative, to sort and to take along."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import gap_as_shown
from asahi_metrics.core.policy import Initiative, Pillar, Policy
from asahi_metrics.services.review import Standing
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import show_table
from asahi_metrics.ui.policy_cells import RANGE, say_months
from asahi_metrics.ui.policy_rows import (
    ALL,
    choose_of_policy,
    course_of,
    spread_of,
    standing_of,
    stands_provisional,
    tell_nothing_left,
)

_ROW_PX = 35
_ROWS = 16


def show_policy_table(now: Desk, policy: Policy) -> None:
    """The rows of what the reader has chosen, and their download."""
    choice = choose_of_policy(now, policy)
    rows = [
        _row(now, pillar, initiative, indicator)
        for pillar in policy.pillars
        for initiative in pillar.initiatives
        if choice.takes(pillar, initiative)
        for indicator in choice.taken(now, initiative) or _without(choice.status)
    ]
    if not rows:
        tell_nothing_left(now)
        return
    frame = pd.DataFrame(rows)
    sample = now.text("policy.sample_file") if _has_sample(now, policy) else ""
    provisional = any(stands_provisional(now, one) for one in _indicators(now, policy))
    if not provisional:
        frame = frame.drop(columns=now.text("stage.column"), errors="ignore")
    show_table(
        frame,
        name=f"policy_{policy.year}{sample}",
        provisional=provisional,
        height=_ROW_PX * (min(len(frame), _ROWS) + 1) + 3,
        column_config=_columns(now),
    )


def _without(status: str) -> tuple[None, ...]:
    """A row of its own for an initiative without indicators, unless a status is wanted."""
    return (None,) if status == ALL else ()


def _has_sample(now: Desk, policy: Policy) -> bool:
    return any(now.uses_sample(one) for one in _indicators(now, policy))


def _indicators(now: Desk, policy: Policy) -> list[Indicator]:
    ids = dict.fromkeys(id_ for one in policy.initiatives for id_ in one.indicators)
    return [now.office.catalogue[id_] for id_ in ids]


def _columns(now: Desk) -> dict[str, Any]:
    """Widths by which the status and the forecast are in sight without scrolling."""
    text, config = now.text, st.column_config
    return {
        text("policy.head.indicator"): config.TextColumn(width=215),
        text("policy.head.status"): config.TextColumn(width=130),
        text("policy.initiative"): config.TextColumn(width=135),
        text("policy.target"): config.NumberColumn(width=100, format="localized"),
        text("policy.column.reached"): config.ProgressColumn(
            format="%.1f%%", min_value=0, max_value=100, width=120
        ),
        text("policy.head.course"): config.LineChartColumn(width=90),
        text("policy.column.projection"): config.NumberColumn(width=130, format="localized"),
        text("policy.column.due"): config.NumberColumn(width=100),
    }


def _row(
    now: Desk, pillar: Pillar, initiative: Initiative, indicator: Indicator | None
) -> dict[str, object]:
    text = now.text
    row: dict[str, object] = {
        text("policy.head.indicator"): text.pick(indicator.name) if indicator else "",
        text("policy.head.status"): "",
        text("policy.initiative"): text.pick(initiative.label),
    }
    if indicator:
        found = standing_of(now, indicator)
        row |= _figures(now, found) | _projected(now, found) | _districts(now, found)
    return row | {
        text("policy.pillar"): text.pick(pillar.title),
        text("policy.mark"): text("policy.expanded") if initiative.expanded else "",
        text("policy.owner"): text.pick(initiative.owner),
        **(_kinds_of_data(now, indicator) if indicator else {}),
    }


def _figures(now: Desk, found: Standing) -> dict[str, object]:
    """The actual, what it is held against, and the status."""
    text, one, progress = now.text, found.indicator, found.progress
    difference = None
    if found.value is not None and found.last_year is not None:
        difference = gap_as_shown(found.value, found.last_year, one.decimals)
    target = found.target.value if found.target else None
    share = 100 * found.value / target if target and found.value is not None else None
    return {
        text("policy.head.status"): text(f"status.{progress.status if progress else 'none'}"),
        text("overview.value"): _number(found.value, one),
        text("column.unit"): text.pick(one.unit),
        text("policy.column.last_year"): _number(found.last_year, one),
        text("policy.column.difference"): _number(difference, one),
        text("policy.target"): _number(target, one),
        text("policy.column.reached"): None if share is None else round(share, 1),
        text("policy.head.course"): [v for v in course_of(now, found).this if v is not None],
    }


def _projected(now: Desk, found: Standing) -> dict[str, object]:
    text, one = now.text, found.indicator
    projection, progress = found.projection, found.progress
    low, high = (projection.interval(RANGE) if projection else None) or (None, None)
    chance = found.chance
    return {
        text("policy.column.projection"): _number(projection.value if projection else None, one),
        text("policy.column.low"): _number(low, one),
        text("policy.column.high"): _number(high, one),
        text("policy.column.chance"): None if chance is None else round(100 * chance),
        text("policy.column.due"): round(100 * progress.season) if progress else None,
        text("policy.column.months"): say_months(now, found),
    }


def _districts(now: Desk, found: Standing) -> dict[str, object]:
    text, one, spread = now.text, found.indicator, spread_of(now, found)
    return {
        text("policy.column.smallest"): _number(spread.low if spread else None, one),
        text("policy.column.middle"): _number(spread.middle if spread else None, one),
        text("policy.column.largest"): _number(spread.high if spread else None, one),
    }


def _kinds_of_data(now: Desk, indicator: Indicator) -> dict[str, object]:
    """Whether the figures and the target are samples or the ward's own, row by row."""
    text = now.text
    target = indicator.target(now.view.year)
    kinds = {True: text("sample.short"), False: text("policy.column.real")}
    return {
        text("sample.column"): kinds[now.uses_sample(indicator)],
        text("stage.column"): text(
            "stage.provisional" if stands_provisional(now, indicator) else "stage.final"
        ),
        text("policy.column.target_kind"): kinds[target.sample] if target else "",
    }


def _number(value: float | None, indicator: Indicator) -> float | None:
    """A number at the indicator's decimals, so that it sorts and can be reckoned with."""
    return None if value is None else round(float(value), indicator.decimals)
