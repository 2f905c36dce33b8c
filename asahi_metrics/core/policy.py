"""The ward's management policy (運営方針): one TOML file of the pack for each year.

``load_policies`` reads and checks them, ``Policy`` finds what stands in one, and
``across_years`` follows an item from file to file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StrictBool, ValidationError

from asahi_metrics.core.catalogue import Words
from asahi_metrics.core.errors import CatalogueError, NotFound
from asahi_metrics.core.pack_files import read_toml
from asahi_metrics.core.policy_items import (
    BureauProject,
    Goal,
    GoalPart,
    Improvement,
    ImprovementProject,
    Initiative,
    Item,
    Milestone,
    OrganisationItem,
    OrganisationPart,
    Pillar,
    PolicyMeasure,
    Strict,
)

__all__ = [
    "BureauProject",
    "Goal",
    "GoalPart",
    "Improvement",
    "ImprovementProject",
    "Initiative",
    "Item",
    "Milestone",
    "OrganisationItem",
    "OrganisationPart",
    "Pillar",
    "Policy",
    "PolicyMeasure",
    "across_years",
    "load_policies",
]


class Policy(Strict):
    """The management policy of one fiscal year.

    ``owners_confirmed`` is false while the owner sections are the pack's own assignment.
    """

    year: int
    title: Words
    source: Words
    owners_confirmed: StrictBool
    goal: Goal
    pillars: Annotated[tuple[Pillar, ...], Field(min_length=1)]
    organisation: tuple[OrganisationPart, ...] = ()
    improvement: Improvement | None = None
    bureau_projects: tuple[BureauProject, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def measures(self) -> tuple[PolicyMeasure, ...]:
        """The policy measures of all pillars."""
        return tuple(one for pillar in self.pillars for one in pillar.measures)

    @property
    def initiatives(self) -> tuple[Initiative, ...]:
        """The initiatives of all pillars."""
        return tuple(one for pillar in self.pillars for one in pillar.initiatives)

    @property
    def organisation_items(self) -> tuple[OrganisationItem, ...]:
        """The items of all parts of organisation management."""
        return tuple(one for part in self.organisation for one in part.items)

    @property
    def improvement_projects(self) -> tuple[ImprovementProject, ...]:
        """The staff's projects; none where the policy has no such column."""
        return () if self.improvement is None else self.improvement.projects

    def __contains__(self, item_id: object) -> bool:
        """Whether an item has that id."""
        return any(item.id == item_id for item in self.walk())

    def walk(self) -> Iterator[Item]:
        """Every item of the policy, each before those within it, in the order of the text."""
        outer = (self.goal, *self.pillars, *self.organisation)
        for item in (*outer, *self.improvement_projects, *self.bureau_projects):
            yield item
            yield from item.inner

    def find(self, item_id: str) -> Item:
        """The item of that id; raises NotFound."""
        for item in self.walk():
            if item.id == item_id:
                return item
        raise NotFound("error.policy.no_such_item", id=item_id)

    def pillar_of(self, item_id: str) -> Pillar | None:
        """The pillar that a measure or an initiative belongs to; None for other items."""
        return next((one for one in self.pillars if item_id in {i.id for i in one.inner}), None)

    def initiatives_of(self, indicator_id: str) -> tuple[Initiative, ...]:
        """The initiatives that the indicator measures; none for one that is only context."""
        return tuple(one for one in self.initiatives if indicator_id in one.indicators)

    def milestones_of(self, item_id: str) -> tuple[Milestone, ...]:
        """The known dates of an item, earliest first."""
        own = (one for one in self.milestones if item_id in one.items)
        return tuple(sorted(own, key=lambda one: one.first_day))


def load_policies(folder: Path, known_indicators: Container[str]) -> dict[int, Policy]:
    """The policies of the folder by fiscal year, oldest first.

    Raises CatalogueError that names the file and the place where one contradicts itself,
    the catalogue or the policy of the year before.
    """
    policies: dict[int, Policy] = {}
    for path in sorted(folder.glob("*.toml")):
        policy = _read(path)
        _check_ids(policy, path.name)
        _check_references(policy, path.name, known_indicators)
        policies[policy.year] = policy
    if not policies:
        raise CatalogueError("error.policy.empty", folder=str(folder))
    for earlier, later in pairwise((None, *policies.values())):
        if later is not None:
            _check_succession(earlier, later, f"{later.year}.toml")
    return policies


def across_years(policies: Mapping[int, Policy], item_id: str) -> dict[int, Item]:
    """An item through the years, oldest first, under whatever id it had in each.

    An id that several years have is that of the newest of them. Raises NotFound.
    """
    years = sorted(policies)
    start = max((year for year in years if item_id in policies[year]), default=None)
    if start is None:
        raise NotFound("error.policy.no_such_item", id=item_id)
    found = {start: policies[start].find(item_id)}
    for later, year in pairwise(reversed(years[: years.index(start) + 1])):
        if later not in found or found[later].before not in policies[year]:
            break
        found[year] = policies[year].find(found[later].before)
    for earlier, year in pairwise(years[years.index(start) :]):
        for item in policies[year].walk():
            if earlier in found and item.before == found[earlier].id:
                found[year] = item
    return dict(sorted(found.items()))


def _read(path: Path) -> Policy:
    if re.fullmatch(r"[1-9][0-9]{3}", path.stem) is None:
        raise CatalogueError("error.policy.file_name", file=path.name)
    tree = read_toml(path)
    try:
        return Policy(year=int(path.stem), **tree)
    except ValidationError as error:
        first = error.errors()[0]
        place = _place(tree, first["loc"])
        raise CatalogueError(
            "error.policy.entry", file=path.name, place=place, why=first["msg"]
        ) from error
    except TypeError as error:
        raise CatalogueError(
            "error.policy.entry", file=path.name, place="year", why="the file's name is its year"
        ) from error


def _place(tree: object, steps: tuple[int | str, ...]) -> str:
    """The way to an entry, told by ids where the entries of a list have them."""
    names = []
    for step in steps:
        tree = _entry(tree, step)
        named = tree.get("id", step) if isinstance(tree, dict) and isinstance(step, int) else step
        names.append(str(named))
    return ".".join(names)


def _entry(tree: Any, step: int | str) -> object:
    """What stands at one step of the way; None where nothing does."""
    if isinstance(tree, list) and isinstance(step, int):
        return tree[step]
    return tree.get(step) if isinstance(tree, dict) else None


def _check_ids(policy: Policy, file: str) -> None:
    seen: set[str] = set()
    ids = [item.id for item in policy.walk()] + [one.id for one in policy.milestones]
    for id_ in ids:
        if id_ in seen:
            raise CatalogueError("error.policy.id_twice", file=file, place=id_)
        seen.add(id_)


def _check_references(policy: Policy, file: str, known: Container[str]) -> None:
    for initiative in policy.initiatives:
        for id_ in initiative.indicators:
            if id_ not in known:
                raise CatalogueError(
                    "error.policy.unknown_indicator", file=file, place=initiative.id, id=id_
                )
    for milestone in policy.milestones:
        for id_ in milestone.items:
            if id_ not in policy:
                raise CatalogueError(
                    "error.policy.unknown_item", file=file, place=milestone.id, id=id_
                )


def _check_succession(earlier: Policy | None, later: Policy, file: str) -> None:
    """Each item follows at most one item of the year before, of its own kind, and alone."""
    former = {} if earlier is None else {item.id: item for item in earlier.walk()}
    taken: set[str] = set()
    for item in later.walk():
        where = {"file": file, "place": item.id, "id": item.before}
        if item.follows is not None and item.follows not in former:
            raise CatalogueError("error.policy.follows_nothing", **where)
        if item.before not in former:
            continue
        if item.before in taken:
            raise CatalogueError("error.policy.followed_twice", **where)
        if type(item) is not type(former[item.before]):
            raise CatalogueError("error.policy.kind_changed", **where)
        taken.add(item.before)
