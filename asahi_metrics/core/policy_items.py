"""The kinds of items that the ward's management policy (運営方針) is made of.

Titles, leads and what was done are the text's own words; explanations and English are the
pack's. The text ties initiatives (主な取組) to pillars and not to single measures (施策), so
they are tied to pillars here as well.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from asahi_metrics.core import calendar
from asahi_metrics.core.catalogue import Words

ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Strict):
    """What every item of the policy has.

    ``title`` is the text's own, ``short`` our name for it where the title is long.
    An item that goes on next year keeps its id there, or ``follows`` the id it had.
    """

    id: ItemId
    title: Words
    short: Words | None = None
    explanation: Words
    follows: ItemId | None = None

    @property
    def label(self) -> Words:
        """A name that fits a menu, a tree or an axis."""
        return self.short or self.title

    @property
    def before(self) -> str:
        """The id under which the year before would have it."""
        return self.follows or self.id

    @property
    def inner(self) -> tuple[Item, ...]:
        """The items within this one, in the order of the text."""
        return ()


class GoalPart(Item):
    """One of the two parts of the basic goal; ``further`` is its second paragraph."""

    further: Words | None = None


class Goal(Item):
    """The basic goal (基本目標) with the text's opening and closing paragraphs."""

    lead: Words
    closing: Words
    parts: Annotated[tuple[GoalPart, ...], Field(min_length=1)]

    @property
    def inner(self) -> tuple[Item, ...]:
        """Its parts."""
        return self.parts


class PolicyMeasure(Item):
    """A policy measure (施策) of a pillar."""

    footnote: Words | None = None


class Initiative(Item):
    """A main initiative (主な取組) of a pillar; ``expanded`` is the text's mark 拡."""

    expanded: StrictBool
    owner: Words
    indicators: tuple[str, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Initiative:
        if len(set(self.indicators)) != len(self.indicators):
            raise ValueError("an indicator stands twice")
        return self


class Pillar(Item):
    """A pillar of the policy with its measures and initiatives."""

    measures: Annotated[tuple[PolicyMeasure, ...], Field(min_length=1)]
    initiatives: Annotated[tuple[Initiative, ...], Field(min_length=1)]

    @property
    def inner(self) -> tuple[Item, ...]:
        """Its measures, then its initiatives."""
        return (*self.measures, *self.initiatives)


class OrganisationItem(Item):
    """What the ward office resolves to do as an organisation."""

    owner: Words | None = None


class OrganisationPart(Item):
    """A part of organisation management (組織運営) with its items."""

    items: Annotated[tuple[OrganisationItem, ...], Field(min_length=1)]

    @property
    def inner(self) -> tuple[Item, ...]:
        """Its items."""
        return self.items


class ImprovementProject(Item):
    """A project of the staff (あさひ改善プロジェクト); ``done`` says what it did."""

    done: Words
    owner: Words | None = None


class Improvement(Strict):
    """The column on the staff's projects, which tells of the fiscal year ``done_in``."""

    title: Words
    lead: Words
    done_in: int
    projects: Annotated[tuple[ImprovementProject, ...], Field(min_length=1)]


class BureauProject(Item):
    """A main project of a city bureau in the ward; ``owner`` is the section that follows it."""

    owner: Words | None = None


class Milestone(Strict):
    """A known date of some items: a day, a span of days, or a span of fiscal years.

    ``aimed`` marks a date that is aimed at and not fixed.
    """

    id: ItemId
    items: Annotated[tuple[str, ...], Field(min_length=1)]
    title: Words
    explanation: Words
    source: Words
    starts_on: date | None = None
    ends_on: date | None = None
    fiscal_years: tuple[int, int] | None = None
    aimed: StrictBool

    @model_validator(mode="after")
    def _dated(self) -> Milestone:
        if (self.starts_on is None) == (self.fiscal_years is None):
            raise ValueError("give either starts_on or fiscal_years")
        if self.ends_on is not None and self.starts_on is None:
            raise ValueError("ends_on needs starts_on")
        if self.last_day < self.first_day:
            raise ValueError("it ends before it begins")
        return self

    @property
    def first_day(self) -> date:
        """The day it begins on; of fiscal years, 1 April of the first."""
        if self.fiscal_years is None:
            return cast("date", self.starts_on)
        return calendar.first_day(calendar.fiscal_year(self.fiscal_years[0]).first_month)

    @property
    def last_day(self) -> date:
        """The day it ends on; of fiscal years, 31 March that closes the last."""
        if self.fiscal_years is None:
            return self.ends_on or self.first_day
        after = calendar.fiscal_year(self.fiscal_years[1] + 1).first_month
        return calendar.first_day(after) - timedelta(days=1)
