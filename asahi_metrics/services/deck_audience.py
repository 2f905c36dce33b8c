"""Which figures a deck may be made of: the one place that knows its audience."""

from __future__ import annotations

from asahi_metrics.core.calendar import Month, Period, fiscal_position
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import Audience
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_figures import DeckFigures, StaffFigures, Told
from asahi_metrics.services.figures import Figures, may_have_gaps
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.publication import MISSING, PublicFigure, PublicFigures
from asahi_metrics.services.released_table import ReleasedTable


def figures_for(office: Office, audience: Audience, figures: Figures | None = None) -> DeckFigures:
    """The figures that the audience may see; for the public those of the newest release alone.

    Raises NotAllowed for a principal who may not see them, NotFound where nothing is released.
    """
    if audience == "public":
        return ReleasedFigures(PublicFigures(office))
    return StaffFigures(figures or Figures(office))


def table_for(office: Office, audience: Audience, figures: Figures | None = None) -> Figures:
    """The same figures as the analysis takes them, with the counts behind them."""
    if audience == "public":
        return ReleasedTable(office, PublicFigures(office))
    require(office, "read")
    return figures or Figures(office)


class ReleasedFigures:
    """The figures of a release, for slides before the public; there are no ranks."""

    def __init__(self, released: PublicFigures) -> None:
        self._released = released
        self.revision = released.revision

    def period(self, indicator: Indicator, year: int) -> Period | None:
        """The months of the year that have data."""
        return self._released.period(indicator, year)

    def is_by_district(self, indicator: Indicator, year: int) -> bool:
        """Whether districts have figures of their own."""
        return self._released.is_by_district(indicator, year)

    def of(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        """The year's figure."""
        return _told(self._released.of(indicator, year, code))

    def year_before(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        """The figure of the same months a year before."""
        return _told(self._released.year_before(indicator, year, code))

    def compares(self, indicator: Indicator, year: int, code: str | None = None) -> bool:
        """Whether the released months that lack are those that lacked a year before."""
        period = self.period(indicator, year)
        if period is None or not may_have_gaps(indicator, of_ward=code is None):
            return True
        lacking = [
            {
                fiscal_position(month)
                for month in one.months
                if self._released.monthly(indicator, one.year, code).get(month, MISSING).state
                == "missing"
            }
            for one in (period, period.previous)
        ]
        return lacking[0] == lacking[1]

    def districts(self, indicator: Indicator, year: int) -> dict[str, Told]:
        """Every district's figure, in their official order."""
        found = self._released.districts(indicator, year)
        return {code: _told(one) for code, one in found.items()}

    def monthly(
        self, indicator: Indicator, year: int, code: str | None = None
    ) -> dict[Month, Told]:
        """The figures by month; empty where the public gets whole years only."""
        found = self._released.monthly(indicator, year, code)
        return {month: _told(one) for month, one in found.items()}

    def rank(self, indicator: Indicator, year: int, code: str) -> int | None:  # noqa: ARG002
        """The public sees no league table."""
        return None

    def is_sample(self, indicator: Indicator) -> bool:
        """Whether sample data stood behind it when it was released."""
        return self._released.is_sample(indicator)

    def is_provisional(self, indicator: Indicator, year: int) -> bool:
        """Whether a record behind the year's figures was not final when they were released."""
        return self._released.is_provisional(indicator, year)

    def withheld_note(self, text: Text) -> str:
        """What an X means."""
        return self._released.withheld_note(text)


def _told(figure: PublicFigure) -> Told:
    return Told(figure.value, figure.withheld, figure.reports_missing, figure.provisional)
