"""What the public audience may see: the only way to figures for decks, handouts and open data.

Every number here was released (``services/releasing.py``) after the disclosure control had
decided on it; this module has no other source. The public gets no ranks: a district stands
against the ward and the range of the districts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from asahi_metrics.core.calendar import Month, Period, parse_period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.store.releases import (
    ReleaseHead,
    find_release,
    list_releases,
    newest_release,
    read_sheets,
)

State = Literal["value", "withheld", "missing"]


@dataclass(frozen=True)
class PublicFigure:
    """A figure as the public may see it: a value, withheld (X), or missing for want of data.

    ``reports_missing`` counts the reports that lack in the year; for the ward, the districts.
    ``provisional`` says that the year's figures of the indicator were not final.
    """

    value: float | None
    withheld: bool = False
    reports_missing: int = 0
    provisional: bool = False

    @property
    def state(self) -> State:
        """Which of the three it is."""
        if self.withheld:
            return "withheld"
        return "missing" if self.value is None else "value"

    def say(self, text: Text, write: Callable[[float | None], str]) -> str:
        """The figure in words: X where withheld, else as ``write`` says a value or its lack."""
        return text("publication.withheld") if self.withheld else write(self.value)


MISSING = PublicFigure(None)


@dataclass(frozen=True)
class PublicRange:
    """How far the districts lie apart, by the values that are shown alone."""

    low: float
    high: float
    shown: int
    withheld: int
    missing: int


class PublicFigures:
    """The figures of a release: the newest one, or that of a number.

    Areas are named by code; without a code the ward is meant. Years are fiscal years, each up
    to the newest month that had data.
    """

    def __init__(self, office: Office, number: int | None = None) -> None:
        require(office, "read_public")
        with office.reading() as connection:
            found = (
                newest_release(connection, office.ward)
                if number is None
                else find_release(connection, office.ward, number)
            )
            if found is None:
                raise NotFound("error.release.none")
            self._sheets = read_sheets(connection, office.ward, found.id)
        self.release: ReleaseHead = found
        self._ward = office.ward
        self._districts = office.pack.areas.district_codes

    @property
    def revision(self) -> int:
        """The revision of the data that was released."""
        return self.release.revision

    def is_sample(self, indicator: Indicator) -> bool:
        """Whether sample data stood behind the indicator when it was released."""
        return any(self._sheet(indicator, year)["sample"] for year in self.years(indicator))

    def is_provisional(self, indicator: Indicator, year: int) -> bool:
        """Whether a record behind the year's figures was not final when they were released.

        It is told of all of them together: of a single district it could tell that a withheld
        figure is not 0.
        """
        return bool(self._sheet(indicator, year).get("provisional", False))

    def years(self, indicator: Indicator) -> tuple[int, ...]:
        """The fiscal years that the indicator has figures for."""
        names = (name.rsplit("/", 1) for name in self._sheets)
        return tuple(sorted(int(year) for one, year in names if one == indicator.id))

    def period(self, indicator: Indicator, year: int) -> Period | None:
        """The months of the year that its figures are of; None without any."""
        told = self._sheet(indicator, year).get("period")
        return None if told is None else parse_period(year, told)

    def is_by_district(self, indicator: Indicator, year: int) -> bool:
        """Whether the year's figures are told by district, or for the ward alone."""
        return not self._areas(indicator, year).keys().isdisjoint(self._districts)

    def areas(self, indicator: Indicator, year: int) -> tuple[str, ...]:
        """The areas that the year's figures are told of: ward, districts, places outside."""
        told = self._areas(indicator, year)
        first = [code for code in (self._ward, *self._districts) if code in told]
        return (*first, *(code for code in told if code not in first))

    def of(self, indicator: Indicator, year: int, code: str | None = None) -> PublicFigure:
        """The year's figure of an area."""
        area = code or self._ward
        lacking = self._sheet(indicator, year).get("lacking", {})
        found = self._figure(indicator, year, self._areas(indicator, year).get(area))
        return replace(found, reports_missing=lacking.get(area, 0))

    def year_before(self, indicator: Indicator, year: int, code: str | None = None) -> PublicFigure:
        """The figure of the same months a year before."""
        told = self._sheet(indicator, year).get("before", {})
        return self._figure(indicator, year - 1, told.get(code or self._ward))

    def districts(self, indicator: Indicator, year: int) -> dict[str, PublicFigure]:
        """The year's figure of every district, in their official order."""
        return {code: self.of(indicator, year, code) for code in self._districts}

    def monthly(
        self, indicator: Indicator, year: int, code: str | None = None
    ) -> dict[Month, PublicFigure]:
        """The figures by month; empty where the public gets whole years only."""
        told = self._sheet(indicator, year).get("months", {}).get(code or self._ward, {})
        return {int(month): self._figure(indicator, year, value) for month, value in told.items()}

    def kinds(
        self, indicator: Indicator, year: int, code: str | None = None
    ) -> dict[str, PublicFigure]:
        """The year's figures by kind, where the indicator has kinds."""
        told = self._sheet(indicator, year).get("kinds", {}).get(code or self._ward, {})
        return {kind: self._figure(indicator, year, value) for kind, value in told.items()}

    def range_of_districts(self, indicator: Indicator, year: int) -> PublicRange | None:
        """Lowest and highest shown value of the districts; None when none is shown.

        It is worked out from figures that are shown, so it tells nothing of the others.
        """
        found = self.districts(indicator, year).values()
        values = [one.value for one in found if one.value is not None]
        if not values:
            return None
        states = [one.state for one in found]
        return PublicRange(
            low=min(values),
            high=max(values),
            shown=len(values),
            withheld=states.count("withheld"),
            missing=states.count("missing"),
        )

    def withheld_note(self, text: Text) -> str:
        """What the X means; it belongs beside every table or picture that has one."""
        return text("publication.note", last=self.release.threshold - 1)

    def _figure(self, indicator: Indicator, year: int, told: float | str | None) -> PublicFigure:
        """A figure of a year as its sheet tells it."""
        if isinstance(told, str):
            return PublicFigure(None, withheld=True)
        if told is None:
            return PublicFigure(None)
        return PublicFigure(float(told), provisional=self.is_provisional(indicator, year))

    def _areas(self, indicator: Indicator, year: int) -> Mapping[str, Any]:
        areas: Mapping[str, Any] = self._sheet(indicator, year).get("areas", {})
        return areas

    def _sheet(self, indicator: Indicator, year: int) -> Mapping[str, Any]:
        return self._sheets.get(f"{indicator.id}/{year}", {})


def current_release(office: Office) -> ReleaseHead:
    """The newest release; raises NotFound where nothing has been released."""
    require(office, "read_public")
    with office.reading() as connection:
        found = newest_release(connection, office.ward)
    if found is None:
        raise NotFound("error.release.none")
    return found


def first_release(office: Office) -> ReleaseHead:
    """The release before which nothing was told; raises NotFound where there is none."""
    require(office, "read_public")
    with office.reading() as connection:
        found = list_releases(connection, office.ward)
    if not found:
        raise NotFound("error.release.none")
    return found[-1]
