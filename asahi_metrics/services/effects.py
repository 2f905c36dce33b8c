"""What a load would do to the indicators, told before anything is written.

The observations that would come of it are laid into a database in memory beside the stored
ones, and the figures are computed there as they are everywhere else: nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.calendar import Month, Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.comparing import Difference
from asahi_metrics.services.deriving import months_to_count, observations, touched_months
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.importing import Plan
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import dataset_resource
from asahi_metrics.services.permission import require
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.store.database import open_database
from asahi_metrics.store.observations import read_observations, replace_observations


@dataclass(frozen=True)
class Shift:
    """A value before and after; None where it is not known."""

    before: float | None
    after: float | None

    @property
    def size(self) -> float:
        """How far it moves; what comes or goes moves by the whole of it."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass(frozen=True)
class Effect:
    """An indicator in a fiscal year, as far as there is data: the ward, and who changes.

    ``districts`` are those whose value changes, the largest change first. ``until`` is the
    last month with data after the load.
    """

    indicator: Indicator
    year: int
    ward: Shift
    districts: Mapping[str, Shift]
    until: Month | None

    @property
    def nothing(self) -> bool:
        """Whether no value changes."""
        return self.ward.before == self.ward.after and not self.districts


@dataclass(frozen=True)
class Effects:
    """All that a load changes, newest year first, and the indicators that stay as they are."""

    changed: tuple[Effect, ...]
    same: tuple[Indicator, ...]


def foresee(figures: Figures, plan: Plan) -> Effects:
    """What the plan's file would do to the figures; ``figures`` are those of today."""
    office = figures.office
    require(office, "import", dataset_resource(office, dataset_of(plan.dataset)))
    touched = touched_indicators(office, plan.dataset)
    if plan.difference is None or plan.counts.nothing or not touched:
        return Effects((), tuple(touched))
    with _figures_after(office, plan.difference, touched) as after:
        effects = [
            _effect(figures, after, one, year)
            for one in touched
            for year in _years(plan.difference, one, (figures, after))
        ]
    changed = sorted((one for one in effects if not one.nothing), key=lambda one: -one.year)
    moved = {one.indicator.id for one in changed}
    return Effects(tuple(changed), tuple(one for one in touched if one.id not in moved))


def settled(effects: Effects, figures: Figures) -> Effects:
    """The same effects with the ward's values as the figures have them after the commit."""
    return replace(
        effects,
        changed=tuple(
            replace(one, ward=Shift(one.ward.before, _ward(figures, one.indicator, one.year)))
            for one in effects.changed
        ),
    )


def touched_indicators(office: Office, dataset_id: str) -> list[Indicator]:
    """The indicators that count a dataset, in the catalogue's order."""
    series = {one.id for one in dataset_of(dataset_id).series}
    return [
        one for one in office.catalogue if any(series.intersection(t.series) for t in one.terms)
    ]


@contextmanager
def _figures_after(
    office: Office, found: Difference, touched: Sequence[Indicator]
) -> Iterator[Figures]:
    """The figures as they would be, of the touched indicators alone."""
    needed = sorted({name for one in touched for term in one.terms for name in term.series})
    dataset = found.counting.dataset
    with office.reading() as connection:
        places = derivation(connection, office)
        months = months_to_count(connection, places, found.counting, found.spans)
        stored = read_observations(connection, office.ward, needed)
    memory = open_database("sqlite://")
    try:
        with memory.begin() as connection:
            put = partial(replace_observations, connection, ward=office.ward)
            put(series=needed, months=(), observations=stored)
            counted = observations(found.counting.cells(places, months))
            own = [series.id for series in dataset.series]
            put(series=own, months=sorted(months), observations=counted)
        yield Figures(replace(office, engine=memory))
    finally:
        memory.dispose()


def _years(found: Difference, indicator: Indicator, figures: Sequence[Figures]) -> list[int]:
    """The fiscal years that a load may change; a level that is carried on changes later ones."""
    years = {fiscal_year_of(month) for month in touched_months(found.spans)}
    series = {one.id for one in found.counting.dataset.series}
    if any(term.over == "carry" and series.intersection(term.series) for term in indicator.terms):
        spans = [span for one in figures if (span := one.data_span(indicator))]
        last = max((fiscal_year_of(span[1]) for span in spans), default=max(years))
        years |= set(range(min(years), last + 1))
    return sorted(years)


def _effect(before: Figures, after: Figures, indicator: Indicator, year: int) -> Effect:
    old, new = (
        one.by_area(indicator, one.to_date(indicator, Period(year))) for one in (before, after)
    )
    districts = {
        code: Shift(old.get(code, NO_FIGURE).value, new.get(code, NO_FIGURE).value)
        for code in before.office.pack.areas.district_codes
    }
    moved = {code: one for code, one in districts.items() if one.before != one.after}
    span = after.data_span(indicator)
    return Effect(
        indicator=indicator,
        year=year,
        ward=Shift(*(_ward(one, indicator, year) for one in (before, after))),
        districts=dict(sorted(moved.items(), key=lambda pair: (-pair[1].size, pair[0]))),
        until=min(span[1], Period(year).last_month) if span else None,
    )


def _ward(figures: Figures, indicator: Indicator, year: int) -> float | None:
    return figures.of(indicator, figures.to_date(indicator, Period(year))).value
