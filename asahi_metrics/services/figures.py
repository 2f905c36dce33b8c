"""The figures that pages, commands and files show: one computation for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TypeVar

from asahi_metrics.analysis.figures import (
    NO_FIGURE,
    Amount,
    Figure,
    carried_forward,
    quotient,
    ranks,
    together,
)
from asahi_metrics.core.calendar import Month, Period, fiscal_position, month_range
from asahi_metrics.core.catalogue import Indicator, Term
from asahi_metrics.core.errors import RevisionPassed
from asahi_metrics.services import queries
from asahi_metrics.services.amounts import Amounts
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.sources import dataset

_T = TypeVar("_T")


class Figures:
    """Figures as they stand at one revision; answers are kept for as long as it is newest.

    Areas are named by code: the districts, the places outside, and the ward. ``former`` are
    the figures of a revision before: of theirs is taken over what no write since has touched.

    An answer is of this revision or there is none: where others have written since, what they
    touched raises RevisionPassed.
    """

    def __init__(self, office: Office, former: Figures | None = None) -> None:
        require(office, "read")
        self.office = office
        self.revision = office.revision()
        self._kept: dict[tuple[object, ...], object] = {}
        areas = office.pack.areas
        codes = (areas.ward.code, *areas.district_codes, *(one.code for one in areas.outside))
        self._amounts = Amounts(office.ward, codes)
        # A run that began before an import may ask after one that began behind it.
        if former is not None and former.revision <= self.revision:
            self._take_over(former)

    def acting_as(self, office: Office) -> Figures:
        """The same figures, with all that is known of them, for somebody else."""
        require(office, "read")
        other = copy(self)
        # Figures of the past have a database of their own.
        other.office = replace(office, engine=self.office.engine)
        return other

    def data_span(self, indicator: Indicator) -> tuple[Month, Month] | None:
        """First and last month with data of the indicator's numerator."""
        return self.keep(("span", indicator.id), lambda: self._covered(indicator.numerator))

    def to_date(self, indicator: Indicator, period: Period) -> Period:
        """The part of the period that has data; the whole period when none of it has."""
        span = self.data_span(indicator)
        return (period.until(span[1]) if span else None) or period

    def is_by_district(self, indicator: Indicator) -> bool:
        """Whether the indicator is known by district, or for the ward alone."""
        return not self.keep(
            ("ward only", indicator.id), lambda: self._only_ward(indicator.numerator)
        )

    def has_districts(self, indicator: Indicator) -> bool:
        """Whether the indicator ever had a value, and is known by district."""
        return self.data_span(indicator) is not None and self.is_by_district(indicator)

    def by_area(self, indicator: Indicator, period: Period) -> Mapping[str, Figure]:
        """The value of every area over the period."""
        return self.keep(("area", indicator.id, period), lambda: self._areas(indicator, period))

    def by_month(
        self, indicator: Indicator, period: Period
    ) -> Mapping[str, Mapping[Month, Figure]]:
        """The value of every area in each month of the period; the ward is among them."""
        return self.keep(("month", indicator.id, period), lambda: self._months(indicator, period))

    def by_item(
        self, indicator: Indicator, period: Period, codes: Sequence[str] = ()
    ) -> dict[str, float]:
        """The numerator by item (kind, purpose), of the chosen districts or of all areas."""
        amounts = self.keep(
            ("item", indicator.id, period), lambda: self._items(indicator.numerator, period)
        )
        sums = {
            item: [
                amount.value
                for area, amount in areas.items()
                if amount.value is not None and (not codes or area in codes)
            ]
            for item, areas in amounts.items()
        }
        return {item: sum(values) for item, values in sums.items() if values}

    def of(self, indicator: Indicator, period: Period, codes: Sequence[str] = ()) -> Figure:
        """One value for the chosen districts together, or for the ward when none is chosen."""
        areas = self.by_area(indicator, period)
        if not codes:
            return areas.get(self.office.ward, NO_FIGURE)
        chosen = [areas.get(code, NO_FIGURE) for code in codes]
        return self._together(indicator, chosen)

    def monthly(
        self, indicator: Indicator, period: Period, codes: Sequence[str] = ()
    ) -> dict[Month, Figure]:
        """One value a month for the chosen districts together, or for the ward.

        Of a level (members on a roll) a district that did not report keeps its last value
        in the sum: the sum would fall else, though nobody left.
        """
        areas = self.by_month(indicator, period)
        level = indicator.numerator.over == "last" and self.is_by_district(indicator)
        if not codes and not level:
            return dict(areas.get(self.office.ward, {}))
        if level:
            areas = self.keep(("levels", indicator.id, period), lambda: _last_known(areas))
        return {
            month: self._together(
                indicator,
                [areas.get(code, {}).get(month, NO_FIGURE) for code in codes or self._districts],
            )
            for month in period.months
        }

    def is_provisional(self, indicator: Indicator, period: Period) -> bool:
        """Whether a record behind any figure of the period is not final."""
        key = ("provisional", indicator.id, period)
        return self.keep(key, lambda: self._rests_on_provisional(indicator, period))

    def gaps(
        self, indicator: Indicator, period: Period, codes: Sequence[str] = ()
    ) -> tuple[Month, ...]:
        """Months for which there are reports, but none of one of these districts.

        Of the ward, those with none of any district.
        """
        if not may_have_gaps(indicator, of_ward=not codes):
            return ()
        known = self.keep(
            ("told", indicator.id, period), lambda: self._months_told(indicator, period)
        )
        if known.keys() <= {self.office.ward}:
            return ()
        told = [known.get(code, set()) for code in codes or self._districts]
        complete = set.intersection(*told) if codes else set.union(*told)
        return tuple(sorted(set.union(*known.values()) - complete))

    def like_for_like(
        self, indicator: Indicator, period: Period, codes: Sequence[str] = (), *, years: int = 2
    ) -> Period | None:
        """The period without the months that only some of the years up to its own have.

        None where no month is left. What is compared from year to year is compared over it. A
        year of which nothing is known takes no month from the others.
        """
        if not may_have_gaps(indicator, of_ward=not codes):
            return period
        key = ("even", indicator.id, period, tuple(codes), years)
        return self.keep(key, lambda: self._even(indicator, period, codes, years))

    def _even(
        self, indicator: Indicator, period: Period, codes: Sequence[str], years: int
    ) -> Period | None:
        spans = [replace(period, year=period.year - back) for back in range(years)]
        known = [one for one in spans if self.of(indicator, one, codes).value is not None]
        lacking = Counter(
            fiscal_position(month) for one in known for month in self.gaps(indicator, one, codes)
        )
        uneven = {place for place, times in lacking.items() if times < len(known)}
        if not uneven:
            return period
        even = replace(period, without=tuple(sorted(uneven | set(period.without))))
        return even if even.months else None

    def ranks(self, indicator: Indicator, period: Period) -> dict[str, int]:
        """The districts' places: by the wanted direction, else by size."""
        areas = self.by_area(indicator, period)
        values = {code: areas[code].value for code in self._districts if code in areas}
        return ranks(values, lowest_first=indicator.polarity == "lower")

    def _take_over(self, former: Figures) -> None:
        """Keep the answers about indicators whose series stand as they did."""
        touched = self._touched_since(former.revision)
        if touched is not None:
            self._amounts.take_over(former._amounts, touched)
        same = self._untouched_since(former.revision)
        self._kept = {key: kept for key, kept in dict(former._kept).items() if key[1] in same}

    def _untouched_since(self, number: int) -> set[str]:
        """The indicators whose series no revision after ``number`` has written."""
        touched = self._touched_since(number)
        if touched is None:
            return set()
        return {
            one.id
            for one in self.office.catalogue
            if touched.isdisjoint(name for term in one.terms for name in term.series)
        }

    def _touched_since(self, number: int) -> set[str] | None:
        """The series that revisions after ``number`` have written; None stands for all."""
        written = self._written_since(number)
        # A town table counts every town anew.
        if None in written:
            return None
        return {series.id for one in written if one for series in dataset(one).series}

    def _written_since(self, number: int) -> set[str | None]:
        with self.office.reading() as connection:
            return queries.datasets_written_since(connection, self.office.ward, number)

    def _require_standing(self, about: object) -> None:
        """Let a question pass whose answer is still that of this revision."""
        newest = self.office.revision()
        if newest != self.revision and (
            newest < self.revision or about not in self._untouched_since(self.revision)
        ):
            raise RevisionPassed("error.revision_passed", id=self.revision)

    @property
    def _districts(self) -> tuple[str, ...]:
        return self.office.pack.areas.district_codes

    def _rests_on_provisional(self, indicator: Indicator, period: Period) -> bool:
        """By the observations of the months, and by levels that are carried into them."""
        with self.office.reading() as connection:
            in_months = (
                amount.provisional
                for term in indicator.terms
                for months in self._amounts.by_month(connection, term, period.months).values()
                for amount in months.values()
            )
            return any(in_months) or any(
                one.provisional for one in self.by_area(indicator, period).values()
            )

    def _areas(self, indicator: Indicator, period: Period) -> dict[str, Figure]:
        top = self._amounts_of(indicator.numerator, period)
        bottom: Mapping[str, Amount] = {}
        if indicator.denominator:
            bottom = self._amounts_of(indicator.denominator, period)
        return self._combine(indicator, top, bottom)

    def _months(self, indicator: Indicator, period: Period) -> dict[str, dict[Month, Figure]]:
        top = self._monthly_amounts(indicator.numerator, period)
        bottom: Mapping[str, Mapping[Month, Amount]] = {}
        if indicator.denominator:
            bottom = self._monthly_amounts(indicator.denominator, period)
        found: dict[str, dict[Month, Figure]] = {}
        for month in period.months:
            combined = self._combine(
                indicator,
                {area: months[month] for area, months in top.items() if month in months},
                {area: months[month] for area, months in bottom.items() if month in months},
            )
            for area, figure in combined.items():
                found.setdefault(area, {})[month] = figure
        return found

    def _combine(
        self, indicator: Indicator, top: Mapping[str, Amount], bottom: Mapping[str, Amount]
    ) -> dict[str, Figure]:
        """Every area's figure, and the ward's as sum over sum."""
        ward = self.office.ward
        outside = tuple(area.code for area in self.office.pack.areas.outside)
        shared = bottom.get(ward) if not any(code in bottom for code in self._districts) else None
        by_district = any(code in top for code in (*self._districts, *outside))
        figures = {
            code: self._quotient(indicator, top.get(code), shared or bottom.get(code))
            for code in (*self._districts, *(outside if indicator.ward == "all" else ()))
        }
        own = indicator.ward == "own" and _newer(top.get(ward), top, self._districts)
        if own or not by_district:
            figures[ward] = self._quotient(indicator, top.get(ward), bottom.get(ward))
        else:
            counted = [figures[code] for code in figures if code not in outside or code in top]
            figures[ward] = self._together(indicator, counted, shared=shared is not None)
        return figures

    def _quotient(self, indicator: Indicator, top: Amount | None, bottom: Amount | None) -> Figure:
        return quotient(top, bottom, rate=indicator.is_rate, per=indicator.per)

    def _together(
        self, indicator: Indicator, figures: Sequence[Figure], *, shared: bool | None = None
    ) -> Figure:
        if shared is None:
            shared = self._shares_denominator(indicator)
        return together(
            figures, rate=indicator.is_rate, per=indicator.per, shared_denominator=shared
        )

    def _shares_denominator(self, indicator: Indicator) -> bool:
        """Whether all areas relate to one ward-wide quantity, such as market days."""
        term = indicator.denominator
        return term is not None and self.keep(
            ("shared", indicator.id), lambda: self._only_ward(term)
        )

    def _months_told(self, indicator: Indicator, period: Period) -> dict[str, set[Month]]:
        """The months of the period that each area has reported; the areas that have any."""
        return {
            area: {month for month, amount in months.items() if amount.value is not None}
            for area, months in self._monthly_amounts(indicator.numerator, period).items()
        }

    def _only_ward(self, term: Term) -> bool:
        span = self._covered(term)
        if span is None:
            return False
        with self.office.reading() as connection:
            areas = self._amounts.by_area(connection, term, month_range(*span))
        return set(areas) == {self.office.ward}

    def _amounts_of(self, term: Term, period: Period) -> Mapping[str, Amount]:
        with self.office.reading() as connection:
            return self._amounts.by_area(connection, term, period.months)

    def _monthly_amounts(self, term: Term, period: Period) -> Mapping[str, Mapping[Month, Amount]]:
        with self.office.reading() as connection:
            found = self._amounts.by_month(connection, term, period.months)
            if term.over != "carry":
                return found
            start = self._amounts.levels_at(connection, term, period.first_month)
        return {
            area: carried_forward(start.get(area), found.get(area, {}), period.months)
            for area in start.keys() | found.keys()
        }

    def _items(self, term: Term, period: Period) -> Mapping[str, Mapping[str, Amount]]:
        with self.office.reading() as connection:
            return self._amounts.by_item(connection, term, period.months)

    def _covered(self, term: Term) -> tuple[Month, Month] | None:
        with self.office.reading() as connection:
            return queries.covered(connection, self.office.ward, term.series)

    def keep(self, key: tuple[object, ...], compute: Callable[[], _T]) -> _T:
        """The answer to a question, computed once for as long as the revision stands.

        The key's second part is the id of the indicator that the answer is about. Answers are
        shared by all who read; whoever asks must be one of them.
        """
        require(self.office, "read")
        if key not in self._kept:
            with self.office.reading():
                self._require_standing(key[1])
                self._kept[key] = compute()
        return self._kept[key]  # type: ignore[return-value]


def may_have_gaps(indicator: Indicator, *, of_ward: bool) -> bool:
    """Whether a month without records is one that was not reported, of the ward or a district.

    It is not where no record means 0, as in a register; and a ward that counts what is of no
    known district as well has such a month's figure.
    """
    adds_up = indicator.numerator.over == "sum"
    counts_all = of_ward and indicator.ward == "all"
    return adds_up and not counts_all and dataset(indicator.dataset).absence == "missing"


def _newer(own: Amount | None, amounts: Mapping[str, Amount], districts: Sequence[str]) -> bool:
    """Whether the ward's own level is at least as new as its districts' newest."""
    if own is None or own.value is None:
        return False
    months = [amounts[code].month or 0 for code in districts if code in amounts]
    return (own.month or 0) >= max(months, default=0)


def _last_known(areas: Mapping[str, Mapping[Month, Figure]]) -> dict[str, dict[Month, Figure]]:
    """Each area's figures by month, its gaps filled with its last one.

    A month in which no area reported stays empty.
    """
    reported = {
        month for months in areas.values() for month, one in months.items() if one.value is not None
    }
    filled: dict[str, dict[Month, Figure]] = {}
    for code, months in areas.items():
        known = NO_FIGURE
        for month in sorted(reported):
            figure = months.get(month, NO_FIGURE)
            known = figure if figure.value is not None else known
            filled.setdefault(code, {})[month] = known
    return filled
