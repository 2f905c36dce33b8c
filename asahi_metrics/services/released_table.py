"""The figures of a release as the analysis takes them, so that it works them out of these alone.

Whatever is computed from released figures anybody could compute who has read them: it tells
nothing of what was withheld. Nothing here asks the records; whoever holds released figures was
let in where they were read (``services/publication.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar

from sqlalchemy import Connection

from asahi_metrics.analysis.figures import Figure
from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator, Term
from asahi_metrics.services.amounts import Amounts
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import MISSING, PublicFigure, PublicFigures

_T = TypeVar("_T")
_RECORDS = "a release is asked for records"


class ReleasedTable(Figures):
    """Released figures with the parts that the release has of them.

    A rate has its numerator and denominator where both are indicators that were released for
    the area; a district of which anything is withheld is unknown.
    """

    def __init__(self, office: Office, released: PublicFigures) -> None:
        self.office = office
        self.revision = released.revision
        self._released = released
        self._kept = {}
        self._amounts = _NoRecords(office.ward, ())

    def data_span(self, indicator: Indicator) -> tuple[Month, Month] | None:
        """First and last month that the release has figures of."""
        periods = [
            one
            for year in self._released.years(indicator)
            if (one := self._released.period(indicator, year))
        ]
        if not periods:
            return None
        first = periods[0]
        told = self._released.monthly(indicator, first.year)
        known = [month for month, one in told.items() if one.state != "missing"]
        return min(known, default=first.first_month), periods[-1].last_month

    def is_by_district(self, indicator: Indicator) -> bool:
        """Whether a year of it was released by district."""
        years = self._released.years(indicator)
        return any(self._released.is_by_district(indicator, one) for one in years)

    def by_area(self, indicator: Indicator, period: Period) -> Mapping[str, Figure]:
        """The value of every area over the period, where the release has it."""
        return self.keep(
            ("area", indicator.id, period),
            lambda: {code: self._figure(indicator, period, code) for code in self._codes},
        )

    def by_month(
        self, indicator: Indicator, period: Period
    ) -> Mapping[str, Mapping[Month, Figure]]:
        """The value of every area in each month, where the release has months."""
        return self.keep(
            ("month", indicator.id, period),
            lambda: {code: self._months_of(indicator, period, code) for code in self._codes},
        )

    def monthly(
        self, indicator: Indicator, period: Period, codes: Sequence[str] = ()
    ) -> dict[Month, Figure]:
        """The months of one district, or of the ward."""
        (code,) = codes or (self.office.ward,)
        return dict(self.by_month(indicator, period)[code])

    def is_provisional(self, indicator: Indicator, period: Period) -> bool:
        """Whether the year's figures were not final when they were released."""
        return self._released.is_provisional(indicator, period.year)

    def keep(self, key: tuple[object, ...], compute: Callable[[], _T]) -> _T:
        """The answer to a question, computed once; a release never changes."""
        if key not in self._kept:
            self._kept[key] = compute()
        return self._kept[key]  # type: ignore[return-value]

    @property
    def _codes(self) -> tuple[str, ...]:
        return (*self._districts, self.office.ward)

    def _months_told(self, indicator: Indicator, period: Period) -> dict[str, set[Month]]:
        """The same by the release's months, of which those that are withheld are told of.

        Districts that the public gets by whole years are not among the areas.
        """
        tables = {
            code: self._released.monthly(indicator, period.year, code) for code in self._codes
        }
        return {
            code: {
                month
                for month, one in table.items()
                if one.state != "missing" and month in period.months
            }
            for code, table in tables.items()
            if table
        }

    def _months_of(self, indicator: Indicator, period: Period, code: str) -> dict[Month, Figure]:
        told = self._released.monthly(indicator, period.year, code)
        found = {month: told.get(month, MISSING).value for month in period.months}
        return {month: Figure(one, one) for month, one in found.items()}

    def _figure(self, indicator: Indicator, period: Period, code: str) -> Figure:
        told = self._told(indicator, period, code)
        if not indicator.is_rate:
            return Figure(told.value, told.value)
        top = self._part(indicator.numerator, period, code)
        bottom = self._part(indicator.denominator, period, code) if indicator.denominator else None
        if told.withheld or top is None or not bottom:
            return Figure(told.value)
        worked_out = top / bottom * indicator.per
        return Figure(worked_out if told.value is None else told.value, top, bottom)

    def _part(self, term: Term, period: Period, code: str) -> float | None:
        """The term's own figure, where an indicator tells it."""
        counts = (one for one in self.office.catalogue if not one.is_rate and one.numerator == term)
        return next((self._told(one, period, code).value for one in counts), None)

    def _told(self, indicator: Indicator, period: Period, code: str) -> PublicFigure:
        """The figure of the very period, of the same months a year later, or out of its months."""
        year, released = period.year, self._released
        if released.period(indicator, year) == period:
            return released.of(indicator, year, code)
        later = released.period(indicator, year + 1)
        if later is not None and later.previous == period:
            return released.year_before(indicator, year + 1, code)
        if indicator.numerator.over == "sum" and not indicator.is_rate:
            return self._summed(indicator, period, code)
        months = released.monthly(indicator, year, code)
        if indicator.numerator.over == "carry":
            return months.get(period.last_month) or released.of(indicator, year, code)
        level = indicator.numerator.over == "last" and not indicator.is_rate
        return months.get(period.last_month, MISSING) if level else MISSING

    def _summed(self, indicator: Indicator, period: Period, code: str) -> PublicFigure:
        """The months added up, if all of them are shown."""
        told = self._released.monthly(indicator, period.year, code)
        months = [told.get(month, MISSING) for month in period.months]
        values = [one.value for one in months if one.value is not None]
        if len(values) == len(months):
            return PublicFigure(sum(values))
        return PublicFigure(None, withheld=any(one.withheld for one in months))

    def _covered(self, term: Term) -> tuple[Month, Month] | None:  # noqa: ARG002
        raise LookupError(_RECORDS)


class _NoRecords(Amounts):
    """What records amount to is out of bounds."""

    def _months(self, connection: Connection, term: Term) -> NoReturn:  # noqa: ARG002
        raise LookupError(_RECORDS)

    def by_item(
        self,
        connection: Connection,  # noqa: ARG002
        term: Term,  # noqa: ARG002
        months: Sequence[Month],  # noqa: ARG002
    ) -> NoReturn:
        """Raise LookupError."""
        raise LookupError(_RECORDS)
