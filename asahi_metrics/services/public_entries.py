"""Entering the cells of a quantity in a year: months first, then what adds them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from asahi_metrics.analysis.disclosure import total
from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator, Term
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.public_bonds import Bonds, quantity
from asahi_metrics.services.public_cells import (
    KINDS_COST,
    MONTH_COST,
    WARD_MONTH_COST,
    WARD_YEAR_COST,
    YEAR_COST,
    Cells,
)
from asahi_metrics.services.public_sheets import Section, Sheet, Spot

_LEVELS = frozenset(("last", "carry"))


@dataclass(frozen=True)
class PublicBook:
    """The cells as they are being entered.

    ``rests_on`` names, for each figure by indicator, year and spot, the cells that give it.
    """

    figures: Figures
    bonds: Bonds
    cells: Cells = field(default_factory=Cells)
    rests_on: dict[tuple[str, int, Spot], tuple[str, ...]] = field(default_factory=dict)


def slot_of(period: Period) -> str:
    """A period as the cells name it."""
    return f"{period.year}-{period.code}"


class Entry:
    """Entering the cells of one term of a sheet: months first, then what adds them up."""

    def __init__(self, book: PublicBook, one: Sheet, term: Term) -> None:
        self.book, self.cells, self.sheet, self.term = book, book.cells, one, term
        self.name = quantity(term)
        self.rate = one.indicator.is_rate
        self.role = "numerator" if term == one.indicator.numerator else "denominator"
        self.ward = book.figures.office.ward
        self.codes = one.codes[:-1] or one.codes
        self.is_level = term.over in _LEVELS
        self.published = self.name not in book.bonds.yearly
        figures, counted = book.figures, _alone(one.indicator, term)
        self.by_month = figures.by_month(counted, one.period)
        self.indicator_months = figures.by_month(one.indicator, one.period)
        self.months: dict[tuple[str, Month], str] = {}
        self._counted = counted

    def enter(self) -> None:
        """Enter all cells of the year, and note which figures rest on them."""
        if self.term.over != "distinct":
            self._enter_months()
        ward_months = self._enter_ward_months() if self.ward not in self.codes else {}
        self._enter_span("areas", self.sheet.period, ward_months)
        if self.role == "numerator":
            self._enter_kinds()

    def enter_before(self) -> None:
        """Enter the same months of the year before, whose cells must all be there by now."""
        before = self.sheet.period.previous
        ward_months = {
            month: cell
            for month in before.months
            if (cell := self.cells.by_place.get((self.name, self.ward, str(month)))) is not None
        }
        self._enter_span("before", before, ward_months)

    def bind_to_level(self) -> None:
        """Bind what joins a level in the year to the level's rises."""
        levels = [one for one, flow in sorted(self.book.bonds.inflows) if flow == self.name]
        for period in (self.sheet.period, self.sheet.period.previous):
            for level, code in product(levels, self.codes):
                self.cells.raise_by(level, (self.name, code, slot_of(period)), period.months)

    def _enter_months(self) -> None:
        for code in self.codes:
            for month in self.sheet.period.months:
                amount = self.by_month.get(code, {}).get(month, NO_FIGURE)
                if amount.numerator is not None:
                    cell = self.cells.add(
                        self.name,
                        code,
                        str(amount.month if self.is_level else month),
                        amount.numerator,
                        cost=MONTH_COST,
                        published=self.published,
                    )
                    self.months[code, month] = cell
                    self._rest(("months", code, str(month)), cell)

    def _enter_ward_months(self) -> dict[Month, str]:
        entered = {}
        for month in self.sheet.period.months:
            spot: Spot = ("months", self.ward, str(month))
            value = self._told(spot)
            if value is not None:
                place = (self.name, self.ward, str(month))
                parts = self._counted_in(month)
                cell = self.cells.add_total(place, value, parts, cost=WARD_MONTH_COST)
                self._rest(spot, cell)
                entered[month] = cell
        return entered

    def _enter_span(
        self, section: Section, period: Period, ward_months: Mapping[Month, str]
    ) -> None:
        """Enter what the months of a period come to, by area and for the ward."""
        amounts = self.book.figures.by_area(self._counted, period)
        parts = []
        for code in self.codes:
            spot: Spot = (section, code, "")
            amount = amounts.get(code, NO_FIGURE)
            if spot in self.sheet.figures and amount.numerator is not None:
                cell = self._span_cell(code, period, amount)
                self._rest(spot, cell)
                if self._counts(self.sheet.figures[spot]):
                    parts.append(cell)
        value = self._told((section, self.ward, ""))
        if self.ward in self.codes or value is None:
            return
        place = (self.name, self.ward, self._slot(period))
        cell = self.cells.add_total(place, value, parts, cost=WARD_YEAR_COST)
        self._rest((section, self.ward, ""), cell)
        if ward_months and self.term.over == "sum":
            self.cells.relate(total(cell, sorted(set(ward_months.values()))))

    def _span_cell(self, code: str, period: Period, amount: Figure) -> str:
        assert amount.numerator is not None  # noqa: S101 - asked by the caller
        if self.term.over == "distinct":
            slot = self._slot(period)
            return self.cells.add(self.name, code, slot, amount.numerator, cost=YEAR_COST)
        if self.is_level and self.published:
            slot = str(amount.month)
            return self.cells.add(self.name, code, slot, amount.numerator, cost=MONTH_COST)
        months = [amount.month] if self.is_level else period.months
        found = (self.cells.by_place.get((self.name, code, str(month))) for month in months)
        parts = [cell for cell in found if cell is not None]
        place = (self.name, code, self._slot(period))
        return self.cells.add_total(place, amount.numerator, parts, cost=YEAR_COST)

    def _slot(self, period: Period) -> str:
        """A period as a slot; different items do not add up, and keep apart."""
        return slot_of(period) + ("/different" if self.term.over == "distinct" else "")

    def _enter_kinds(self) -> None:
        by_item: dict[str, list[str]] = {}
        by_code: dict[str, list[str]] = {}
        for (section, code, item), figure in self.sheet.figures.items():
            if section == "kinds" and figure.numerator is not None:
                # Without its months: no cell by month binds the kinds of two releases, so that one
                # which has not grown since must be known for the same.
                place = (self.name, code, f"{self.sheet.period.year}/{item}")
                # The ward stands last: its kinds are the totals of those before.
                if code == self.ward and code not in self.codes:
                    parts = by_item.get(item, [])
                    cell = self.cells.add_total(place, figure.numerator, parts, cost=YEAR_COST)
                else:
                    cell = self.cells.add(*place, figure.numerator, cost=KINDS_COST)
                    by_item.setdefault(item, []).append(cell)
                by_code.setdefault(code, []).append(cell)
                self._rest((section, code, item), cell)
        for code, kinds in by_code.items():
            for year in self.book.rests_on.get(self._key(("areas", code, "")), ()):
                if year not in kinds:
                    self.cells.relate(total(year, kinds))

    def _counted_in(self, month: Month) -> list[str]:
        """The cells that the ward's value of a month adds up."""
        found = []
        for code in self.codes:
            used = self._month_used(code, month)
            if used is not None and (code, used) in self.months:
                found.append(self.months[code, used])
        return found

    def _month_used(self, code: str, month: Month) -> Month | None:
        """The month itself, or of a level the last one until then in which the area reported."""
        months = self.indicator_months.get(code, {})
        if self.sheet.indicator.numerator.over != "last":
            return month if self._counts(months.get(month, NO_FIGURE)) else None
        known = [one for one in months if one <= month and months[one].value is not None]
        return max(known, default=None)

    def _counts(self, figure: Figure) -> bool:
        """Whether the ward's value takes the area in, as figures are added up."""
        return figure.numerator is not None and not (self.rate and figure.denominator is None)

    def _told(self, spot: Spot) -> float | None:
        value: float | None = getattr(self.sheet.figures.get(spot, NO_FIGURE), self.role)
        return value

    def _rest(self, spot: Spot, cell: str) -> None:
        """Note that a figure rests on the cell, if there is such a figure."""
        if spot in self.sheet.figures and self.name in self.book.bonds.people:
            before = self.book.rests_on.get(self._key(spot), ())
            self.book.rests_on[self._key(spot)] = tuple(dict.fromkeys((*before, cell)))

    def _key(self, spot: Spot) -> tuple[str, int, Spot]:
        return self.sheet.indicator.id, self.sheet.period.year, spot


def _alone(indicator: Indicator, term: Term) -> Indicator:
    """A count of the term alone, under a name of its own for the figures to keep it by."""
    return indicator.model_copy(
        update={
            "id": f"{quantity(term)} {term.over}",
            "numerator": term,
            "denominator": None,
            "per": 1.0,
            "proportion": False,
            "ward": "all",
        }
    )
