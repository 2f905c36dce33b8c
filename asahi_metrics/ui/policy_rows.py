"""The policy's indicators as its page shows them, and the filters that choose among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from asahi_metrics.analysis.progress import STATUSES, Status
from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.policy import Initiative, Pillar, Policy
from asahi_metrics.services.courses import grows_through_the_year, is_yearly
from asahi_metrics.services.review import Standing, standing
from asahi_metrics.services.spread import Spread, spread
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.state import change_choice

ALL = "all"
_KEYS = ("pillar", "owner", "marked", "status")

Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Course:
    """An indicator's months with last year's, or all its values where it comes seldom.

    ``names`` say what each value belongs to; ``from_zero`` is true of amounts.
    """

    names: tuple[str, ...]
    this: Values
    last: Values
    from_zero: bool


@dataclass(frozen=True)
class PolicyChoice:
    """Which initiatives the reader wants to see, and which of their indicators."""

    pillar: str
    owner: str
    marked: str
    status: str

    @property
    def is_open(self) -> bool:
        """Whether nothing is left out."""
        return {self.pillar, self.owner, self.marked, self.status} == {ALL}

    def takes(self, pillar: Pillar, initiative: Initiative) -> bool:
        """Whether an initiative is among them."""
        return (
            self.pillar in {ALL, pillar.id}
            and self.owner in {ALL, initiative.owner["ja"]}
            and (self.marked == ALL or initiative.expanded)
        )

    def taken(self, now: Desk, initiative: Initiative) -> tuple[Indicator, ...]:
        """The initiative's indicators, those alone that have the wanted status."""
        every = (now.office.catalogue[one] for one in initiative.indicators)
        return tuple(one for one in every if self.status in {ALL, status_of(now, one)})


def choose_of_policy(now: Desk, policy: Policy) -> PolicyChoice:
    """The filters of tree and table: pillar, owner section, the mark 拡, status."""
    text = now.text
    pillars = {one.id: text.pick(one.title) for one in policy.pillars}
    owners = {one.owner["ja"]: text.pick(one.owner) for one in policy.initiatives}
    words: dict[str, tuple[str, dict[str, str]]] = {
        "pillar": (text("policy.pillar"), pillars),
        "owner": (text("policy.owner"), owners),
        "marked": (text("policy.marked"), {"expanded": text("policy.expanded_only")}),
        "status": (text("status.title"), {one: text(f"status.{one}") for one in STATUSES}),
    }
    chosen = {}
    for column, key in zip(st.columns([5, 3, 2, 3]), _KEYS, strict=True):
        label, names = words[key]
        with column:
            chosen[key] = choose(
                key, label, [ALL, *names], say=(names | {ALL: text("policy.all")}).__getitem__
            )
    return PolicyChoice(**chosen)


def tell_nothing_left(now: Desk) -> None:
    """Say that the choice leaves nothing, and offer to take it back."""
    st.info(now.text("policy.nothing_left"))
    st.button(now.text("policy.show_all"), key="policy_show_all", on_click=_choose_all)


def _choose_all() -> None:
    for key in _KEYS:
        change_choice(key, ALL)


def as_of(now: Desk) -> Month | None:
    """The month that the chosen period ends with; None for the newest that is known."""
    period = now.view.period
    return None if period.last_month == Period(period.year).last_month else period.last_month


def standing_of(now: Desk, indicator: Indicator) -> Standing:
    """The ward's standing in the chosen year up to the end of the chosen period."""
    return standing(now.figures, indicator, now.view.year, as_of(now))


def stands_provisional(now: Desk, indicator: Indicator) -> bool:
    """Whether a record behind the indicator's standing is not final."""
    period = standing_of(now, indicator).period
    return period is not None and now.is_provisional(indicator, period)


def status_of(now: Desk, indicator: Indicator) -> Status | None:
    """The indicator's status; None where there is nothing to judge it by."""
    found = standing_of(now, indicator).progress
    return found.status if found else None


def status_counts(now: Desk, pillar: Pillar) -> Counter[Status | None]:
    """How many of a pillar's indicators have which status, each indicator once."""
    ids = {id_ for one in pillar.initiatives for id_ in one.indicators}
    return Counter(status_of(now, now.office.catalogue[id_]) for id_ in ids)


def spread_of(now: Desk, found: Standing) -> Spread | None:
    """How the districts lie apart over the months of a standing."""
    return spread(now.figures, found.indicator, found.period) if found.period else None


def course_of(now: Desk, found: Standing) -> Course:
    """The course of the ward's figure up to the end of a standing's months."""
    indicator = found.indicator
    if is_yearly(indicator):
        return _by_year(now, found)
    if dataset_of(indicator.dataset).update_months > 1:
        return _by_round(now, found)
    year = Period(found.year)
    return Course(
        names=tuple(now.formats.month_name(month) for month in year.months),
        this=tuple(_monthly(now, indicator, year, found.period.last_month if found.period else 0)),
        last=tuple(_monthly(now, indicator, year.previous, year.last_month)),
        from_zero=grows_through_the_year(indicator),
    )


def _by_year(now: Desk, found: Standing) -> Course:
    years = [year for year in now.ledger.years if year <= found.year]
    return Course(
        names=tuple(now.formats.fiscal_year_name(year) for year in years),
        this=tuple(now.figures.of(found.indicator, Period(year)).value for year in years),
        last=(),
        from_zero=grows_through_the_year(found.indicator),
    )


def _by_round(now: Desk, found: Standing) -> Course:
    """Every round of a survey up to the standing, whatever months lie in between."""
    until = found.period.last_month if found.period else 0
    rounds = [
        (month, figure.value)
        for year in now.ledger.years
        for month, figure in now.figures.monthly(found.indicator, Period(year)).items()
        if figure.value is not None and month <= until
    ]
    return Course(
        names=tuple(now.formats.month(month) for month, _ in rounds),
        this=tuple(value for _, value in rounds),
        last=(),
        from_zero=grows_through_the_year(found.indicator),
    )


def _monthly(now: Desk, indicator: Indicator, year: Period, until: Month) -> Iterator[float | None]:
    found = now.figures.monthly(indicator, year)
    for month in year.months:
        yield found[month].value if month <= until and month in found else None
