"""The sample ward: invented records on real towns, the same bytes on every machine.

Each subject has a random stream of its own: a change to one dataset leaves the others as
they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from asahi_metrics.core.areas import Areas
from asahi_metrics.core.calendar import Month, first_day, fiscal_year_of, month_range
from asahi_metrics.core.errors import CatalogueError
from asahi_metrics.core.pack import Pack
from asahi_metrics.core.pack_files import read_toml
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.spec import Dataset, Table

FIRST_MONTH: Month = 202204
LAST_MONTH: Month = 202610
CENSUS_DAY = date(2020, 10, 1)
_UNNAMED_PROJECTS = ("取組A", "取組B", "取組C")


@dataclass(frozen=True)
class Character:
    """How a district differs: per cent of an ordinary one; shares per thousand residents.

    ``ties`` is how much neighbours do for each other, ``green`` for flowers and gardens.
    ``gaps`` is how many of a thousand monthly reports are missing.
    """

    drills: int = 100
    crime: int = 100
    dogs: int = 100
    market: int = 100
    ties: int = 100
    green: int = 100
    aged: int = 300
    young: int = 110
    gaps: int = 30


@dataclass(frozen=True)
class SampleDistrict:
    """A district with its census population and its character."""

    code: str
    name: str
    people: int
    character: Character

    def group(self, number: int) -> str:
        """A made-up residents' association of the district."""
        return f"{self.name}第{number}自治会"

    def lettered(self, what: str, number: int) -> str:
        """A made-up place or group of the district, by letter from A to Z."""
        return f"{self.name}地区 {what}{chr(ord('A') + number % 26)}"


@dataclass(frozen=True)
class Headcount:
    """A ward's residents and households on a day."""

    day: date
    people: int
    households: int


class SampleWard:
    """The ward that sample records are drawn for.

    ``population`` and ``households`` are the towns' census figures by code; ``latest``
    is a later figure of the whole ward that the towns are scaled to. A district without
    a character is an ordinary one; without ``projects`` those of the sample have no names.
    """

    def __init__(  # noqa: PLR0913 - one argument for each thing that the sample is built on
        self,
        areas: Areas,
        *,
        population: Mapping[str, int],
        households: Mapping[str, int],
        latest: Headcount | None = None,
        last_month: Month = LAST_MONTH,
        characters: Mapping[str, Character] | None = None,
        market_venue: str | None = None,
        projects: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.areas = areas
        self.population = population
        self.households = households
        self.census = Headcount(CENSUS_DAY, sum(population.values()), sum(households.values()))
        self.latest = latest or self.census
        self.months = month_range(FIRST_MONTH, last_month)
        self.market_venue = market_venue or areas.ward.name["ja"]
        self._characters = characters or {}
        self._projects = projects or {}

    @cached_property
    def districts(self) -> tuple[SampleDistrict, ...]:
        """The districts in their official order."""
        return tuple(self._district(code) for code in self.areas.district_codes)

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that have begun."""
        return tuple(dict.fromkeys(fiscal_year_of(month) for month in self.months))

    @property
    def last_day(self) -> date:
        """The last day that the sample knows of."""
        return first_day(self.months[-1]).replace(day=28)

    def headcount(self, day: date) -> Headcount:
        """The ward on a day, on the straight line through the census and the latest figure."""
        span = (self.latest.day - self.census.day).days or 1
        passed = (day - self.census.day).days
        people = (self.latest.people - self.census.people) * passed // span
        households = (self.latest.households - self.census.households) * passed // span
        return Headcount(day, self.census.people + people, self.census.households + households)

    def projects(self, kind: str) -> Sequence[str]:
        """The items of the policy that sample milestones are made for: ``staff``, ``bureau``."""
        return self._projects.get(kind, _UNNAMED_PROJECTS)

    def drift(self, subject: str, district: SampleDistrict, month: Month) -> int:
        """Per cent that a district's activity in a subject has come to since the first year."""
        yearly = Dice(f"{subject}/{district.code}").between(-5, 6)
        return 100 + yearly * (fiscal_year_of(month) - fiscal_year_of(FIRST_MONTH))

    def _district(self, code: str) -> SampleDistrict:
        return SampleDistrict(
            code=code,
            name=self.areas[code].name["ja"],
            people=sum(self.population[town.code] for town in self.areas.towns_of(code)),
            character=self._characters.get(code, Character()),
        )


def sample_ward(pack: Pack, *, last_month: Month = LAST_MONTH) -> SampleWard:
    """The sample ward of a pack.

    Its characters stand in ``sample/districts.toml`` and the names of its projects in
    ``sample/projects.toml``, where the pack has them.
    """
    path = pack.root / "sample" / "districts.toml"
    told = _told(path)
    return SampleWard(
        pack.areas,
        population=pack.town_population,
        households=pack.town_households,
        latest=_latest(pack),
        last_month=last_month,
        characters=_characters(told.get("districts", {}), path),
        market_venue=told.get("ward", {}).get("market_venue"),
        projects=_told(pack.root / "sample" / "projects.toml"),
    )


def _told(path: Path) -> dict[str, Any]:
    return read_toml(path) if path.is_file() else {}


def _characters(entries: Mapping[str, Mapping[str, int]], path: Path) -> dict[str, Character]:
    try:
        return {code: Character(**entry) for code, entry in entries.items()}
    except TypeError as error:
        raise CatalogueError("error.pack.not_toml", file=path.name, why=str(error)) from error


def _latest(pack: Pack) -> Headcount | None:
    people, households = pack.facts.get("population"), pack.facts.get("households")
    if people is None or households is None or people.as_of is None:
        return None
    return Headcount(people.as_of, int(people.value), int(households.value))


def sample_rows(dataset: Dataset, ward: SampleWard) -> Iterator[Mapping[str, object]]:
    """The dataset's sample rows by header, in the order of their dates."""
    return dataset.sample(ward)


def sample_table(dataset: Dataset, ward: SampleWard) -> Table:
    """The dataset's sample as if it had been read from a file; no rows when it has none."""
    header = tuple(column.header for column in dataset.columns)
    cells = [tuple(row.get(name) for name in header) for row in sample_rows(dataset, ward)]
    return Table(sheet=None, header=header, header_row=1, rows=list(enumerate(cells, start=2)))
