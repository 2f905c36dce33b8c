"""The live milestones of the policy's projects: to which item each belongs, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from asahi_metrics.core.milestones import CLOSED, MilestoneState, days_overdue
from asahi_metrics.core.policy import Item, Policy
from asahi_metrics.core.spelling import normalize_key, without_blanks
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.sources.milestones import STATES
from asahi_metrics.store.records import Version, live_versions


@dataclass(frozen=True)
class ProjectMilestone:
    """A milestone as it stands; ``item`` is None where the policy has no item of that name."""

    item: Item | None
    item_name: str
    name: str
    due: date
    state: MilestoneState
    updated: date
    remark: str | None
    sample: bool
    provisional: bool = False

    def days_overdue(self, today: date) -> int:
        """Days that it has been due without being done or stopped; 0 when it is not overdue."""
        return days_overdue(self.due, self.state, today)


def staff_milestones(office: Office, policy: Policy) -> list[ProjectMilestone]:
    """The milestones of the organisation's items and the staff's projects, by due date."""
    items = (*policy.organisation_items, *policy.improvement_projects)
    return _milestones(office, "staff_projects", items)


def bureau_milestones(office: Office, policy: Policy) -> list[ProjectMilestone]:
    """The milestones of the bureaus' projects in the ward, by due date."""
    return _milestones(office, "bureau_projects", policy.bureau_projects)


def overdue(milestones: Iterable[ProjectMilestone], today: date) -> list[ProjectMilestone]:
    """Those that were due before today and are neither done nor stopped, oldest first."""
    late = (one for one in milestones if one.days_overdue(today))
    return sorted(late, key=lambda one: one.due)


def upcoming(milestones: Iterable[ProjectMilestone], today: date) -> list[ProjectMilestone]:
    """Those that are due today or later and neither done nor stopped, nearest first."""
    awaited = (one for one in milestones if one.due >= today and one.state not in CLOSED)
    return sorted(awaited, key=lambda one: one.due)


def _milestones(office: Office, dataset_id: str, items: Sequence[Item]) -> list[ProjectMilestone]:
    require(office, "read")
    with office.reading() as connection:
        versions = live_versions(connection, office.ward, dataset_id)
    known = _by_name(items)
    found = (_milestone(version, known) for version in versions)
    return sorted(found, key=lambda one: (one.due, one.item_name, one.name))


def _milestone(version: Version, known: Mapping[str, Item]) -> ProjectMilestone:
    told = version.payload
    return ProjectMilestone(
        item=known.get(_key(told["item"])),
        item_name=told["item"],
        name=told["name"],
        due=date.fromisoformat(told["due_on"]),
        state=STATES[told["state"]],
        updated=date.fromisoformat(told["updated_on"]),
        remark=told.get("remark"),
        sample=version.sample,
        provisional=version.stage == "provisional",
    )


def _by_name(items: Iterable[Item]) -> dict[str, Item]:
    """The items by id, title and short name; a name of two items stands for neither."""
    found: dict[str, Item | None] = {}
    for item in items:
        names = {
            item.id,
            *(both[lang] for both in (item.title, item.label) for lang in ("ja", "en")),
        }
        for key in {_key(name) for name in names}:
            found[key] = None if key in found else item
    return {key: item for key, item in found.items() if item is not None}


def _key(name: str) -> str:
    return without_blanks(normalize_key(name))
