"""The figures that a deck is made of, as its audience may see them.

``DeckFigures`` is all that the makers of slides know of figures, so no slide can tell more
than its audience's source hands out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import CellState
from asahi_metrics.core.text import Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.projection import known_part
from asahi_metrics.services.status import dataset_states


@dataclass(frozen=True)
class Told:
    """A figure as it may be told: a value, withheld, or None for want of data.

    ``reports_missing`` counts the reports that lack in it; ``provisional`` says that it is not
    final.
    """

    value: float | None
    withheld: bool = False
    reports_missing: int = 0
    provisional: bool = False

    @property
    def state(self) -> CellState:
        """Which of the three it is."""
        if self.withheld:
            return "withheld"
        return "missing" if self.value is None else "shown"


class DeckFigures(Protocol):
    """Figures of fiscal years up to their newest month; without a code they are the ward's."""

    @property
    def revision(self) -> int:
        """The revision of the data that they stand at."""

    def period(self, indicator: Indicator, year: int) -> Period | None:
        """The months of the year that have data."""

    def is_by_district(self, indicator: Indicator, year: int) -> bool:
        """Whether districts have figures of their own."""

    def of(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        """The year's figure."""

    def year_before(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        """The figure of the same months a year before."""

    def compares(self, indicator: Indicator, year: int, code: str | None = None) -> bool:
        """Whether it may be set against the year before: no month lacks in one of them alone."""

    def districts(self, indicator: Indicator, year: int) -> Mapping[str, Told]:
        """Every district's figure, in their official order."""

    def monthly(
        self, indicator: Indicator, year: int, code: str | None = None
    ) -> Mapping[Month, Told]:
        """The figures by month."""

    def rank(self, indicator: Indicator, year: int, code: str) -> int | None:
        """The district's place; None for an audience that sees no ranks."""

    def is_sample(self, indicator: Indicator) -> bool:
        """Whether sample data is behind it."""

    def is_provisional(self, indicator: Indicator, year: int) -> bool:
        """Whether a record behind a figure of the year is not final."""

    def withheld_note(self, text: Text) -> str:
        """What an X means; empty where nothing is ever withheld."""


class StaffFigures:
    """All figures, for the staff."""

    def __init__(self, figures: Figures) -> None:
        require(figures.office, "read")
        self._figures = figures
        self._sample = {one.id: one.sample for one in dataset_states(figures.office).values()}

    @property
    def revision(self) -> int:
        """The revision of the data that they stand at."""
        return self._figures.revision

    def period(self, indicator: Indicator, year: int) -> Period | None:
        """The months of the year that have data; None when there are none."""
        found = known_part(self._figures, indicator, year)
        # Of a number that comes once, such as the census, the last one stands for later years.
        if found is None and indicator.numerator.over == "carry":
            return Period(year) if self._figures.data_span(indicator) else None
        return found

    def is_by_district(self, indicator: Indicator, year: int) -> bool:  # noqa: ARG002
        """Whether districts have figures of their own."""
        return self._figures.is_by_district(indicator)

    def of(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        """The year's figure."""
        return self._at(indicator, self.period(indicator, year), code)

    def year_before(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        """The figure of the same months a year before, where the data had begun by then."""
        period, span = self.period(indicator, year), self._figures.data_span(indicator)
        if period is None or span is None or span[0] > period.previous.first_month:
            return Told(None)
        return self._at(indicator, period.previous, code)

    def compares(self, indicator: Indicator, year: int, code: str | None = None) -> bool:
        """Whether both years have data for the same months."""
        period, codes = self.period(indicator, year), () if code is None else (code,)
        if period is None:
            return False
        return self._figures.like_for_like(indicator, period, codes) == period

    def districts(self, indicator: Indicator, year: int) -> dict[str, Told]:
        """Every district's figure, in their official order."""
        codes = self._figures.office.pack.areas.district_codes
        return {code: self.of(indicator, year, code) for code in codes}

    def monthly(
        self, indicator: Indicator, year: int, code: str | None = None
    ) -> dict[Month, Told]:
        """The figures by month, as far as there is data."""
        period = self.period(indicator, year)
        if period is None:
            return {}
        found = self._figures.monthly(indicator, period, (code,) if code else ())
        return {
            month: Told(one.value, provisional=one.shows_provisional)
            for month, one in found.items()
        }

    def rank(self, indicator: Indicator, year: int, code: str) -> int | None:
        """The district's place among those with a value."""
        period = self.period(indicator, year)
        return self._figures.ranks(indicator, period).get(code) if period else None

    def is_sample(self, indicator: Indicator) -> bool:
        """Whether any record behind the indicator is sample data."""
        return self._sample[indicator.dataset]

    def is_provisional(self, indicator: Indicator, year: int) -> bool:
        """Whether a record behind a figure of the year is not final."""
        period = self.period(indicator, year)
        return period is not None and self._figures.is_provisional(indicator, period)

    def withheld_note(self, text: Text) -> str:  # noqa: ARG002
        """Nothing is withheld from the staff."""
        return ""

    def _at(self, indicator: Indicator, period: Period | None, code: str | None) -> Told:
        if period is None:
            return Told(None)
        ward = self._figures.office.ward
        found = self._figures.by_area(indicator, period).get(code or ward, NO_FIGURE)
        early = found.shows_provisional
        return Told(found.value, reports_missing=found.missing, provisional=early)
