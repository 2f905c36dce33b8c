"""The states that a project's milestone (節目) can be in, and when it is overdue."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

MilestoneState = Literal["not_started", "under_way", "delayed", "done", "stopped"]
STATES: tuple[MilestoneState, ...] = get_args(MilestoneState)
CLOSED: frozenset[MilestoneState] = frozenset({"done", "stopped"})
"""Of these nothing more is awaited."""


def days_overdue(due: date, state: MilestoneState, today: date) -> int:
    """Days since a milestone was due that is not closed; 0 on its day and before.

    >>> days_overdue(date(2026, 10, 1), "under_way", date(2026, 10, 3))
    2
    >>> days_overdue(date(2026, 10, 1), "done", date(2026, 10, 3))
    0
    """
    return 0 if state in CLOSED else max((today - due).days, 0)
