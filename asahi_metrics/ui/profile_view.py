"""What the district page shows: the district, whom it is compared with, and its rows by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.profile import ProfileRow, profile_row
from asahi_metrics.ui.desk import Desk

COLUMNS = 3
"""How many compared districts have a column of their own."""


@dataclass(frozen=True)
class ProfileView:
    """A district's rows, and the districts that it is compared with besides the ward."""

    desk: Desk
    code: str
    others: tuple[str, ...]
    rows: tuple[ProfileRow, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The compared districts that have a column."""
        return self.others[:COLUMNS]


@dataclass(frozen=True)
class RowGroup:
    """A pillar of the policy, with its initiatives' rows; ``parts`` are names and rows."""

    name: str
    parts: tuple[tuple[str, tuple[ProfileRow, ...]], ...]


def profile_rows(now: Desk, code: str) -> tuple[ProfileRow, ...]:
    """A row for each indicator that is known by district and ever had a value."""
    return tuple(
        profile_row(now.figures, one, code, now.view.period)
        for one in now.office.catalogue
        if now.figures.has_districts(one)
    )


def row_groups(view: ProfileView) -> Iterator[RowGroup]:
    """The rows by pillar and initiative; what belongs to none of them comes last, by subject."""
    now, rest = view.desk, {row.indicator.id: row for row in view.rows}
    policy = now.office.policy_in_force(now.view.year)
    for pillar in policy.pillars if policy else ():
        parts = [
            (
                now.text.pick(one.label),
                tuple(rest.pop(id_) for id_ in one.indicators if id_ in rest),
            )
            for one in pillar.initiatives
        ]
        if any(rows for _, rows in parts):
            yield RowGroup(now.text.pick(pillar.label), tuple(part for part in parts if part[1]))
    if rest:
        left = tuple(_by_subject(now, list(rest.values())))
        yield RowGroup(now.text("profile_page.rest"), left)


def _by_subject(
    now: Desk, rows: Sequence[ProfileRow]
) -> Iterator[tuple[str, tuple[ProfileRow, ...]]]:
    for subject in dict.fromkeys(row.indicator.subject for row in rows):
        own = tuple(row for row in rows if row.indicator.subject == subject)
        yield now.text(f"subject.{subject}"), own


def unit_of(now: Desk, indicator: Indicator) -> str:
    """The unit behind a number, with the space that the language sets before it."""
    unit = now.text.pick(indicator.unit)
    return unit if now.text.lang == "ja" or unit.startswith("%") else f" {unit}"
