"""One indicator at one place in one year, with what it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import as_shown, gap_as_shown
from asahi_metrics.services.courses import is_yearly
from asahi_metrics.services.deck_figures import DeckFigures, Told
from asahi_metrics.services.deck_words import Wording


@dataclass(frozen=True)
class Middle:
    """What the districts are held against: the ward's value, or else their median."""

    value: float
    of_ward: bool


_COURSE = 3
"""One month or two are no course: that is how often half-yearly figures come."""
_BEYOND = 3
"""Districts beyond each end of the middle half; one or two would be known as first or last."""


@dataclass(frozen=True)
class Scene:
    """What a slide speaks of; ``district`` is None where it is the whole ward.

    ``open_to_all`` says that it is for the public, which sees no district as first or last.
    """

    figures: DeckFigures
    wording: Wording
    indicator: Indicator
    year: int
    district: str | None
    open_to_all: bool = False

    @property
    def place(self) -> str:
        """The place as it is named."""
        return self.wording.place(self.district)

    @property
    def name(self) -> str:
        """The indicator as it is named."""
        return self.wording.name(self.indicator)

    @cached_property
    def period(self) -> Period:
        """The months with data, or the whole year when there are none."""
        return self.figures.period(self.indicator, self.year) or Period(self.year)

    @cached_property
    def own(self) -> Told:
        """The place's figure."""
        return self.figures.of(self.indicator, self.year, self.district)

    @cached_property
    def before(self) -> Told:
        """The figure of the same months a year before."""
        return self.figures.year_before(self.indicator, self.year, self.district)

    @cached_property
    def compared(self) -> Told:
        """The same figure where it may be set against: none where a month lacks in one year."""
        even = self.figures.compares(self.indicator, self.year, self.district)
        return self.before if even else Told(None)

    @property
    def is_uneven(self) -> bool:
        """Whether both years are known, and not set against each other."""
        return self.compared.value is None and None not in (self.own.value, self.before.value)

    @cached_property
    def ward(self) -> Told:
        """The ward's figure."""
        return self.figures.of(self.indicator, self.year)

    @cached_property
    def districts(self) -> Mapping[str, Told]:
        """Every district's figure."""
        return self.figures.districts(self.indicator, self.year)

    @cached_property
    def shown(self) -> dict[str, float]:
        """The districts' values that are shown."""
        return {code: one.value for code, one in self.districts.items() if one.value is not None}

    @cached_property
    def months(self) -> Mapping[Month, Told]:
        """The place's figures by month."""
        return self.figures.monthly(self.indicator, self.year, self.district)

    @cached_property
    def months_before(self) -> Mapping[Month, Told]:
        """The place's figures by month of the year before."""
        return self.figures.monthly(self.indicator, self.year - 1, self.district)

    @property
    def has_course(self) -> bool:
        """Whether months are worth a look: enough of them are told, and not of a yearly figure.

        Of some indicators the public gets whole years only.
        """
        told = [one for one in self.months.values() if one.state != "missing"]
        return not is_yearly(self.indicator) and len(told) >= _COURSE

    @property
    def some_withheld(self) -> bool:
        """Whether a district's figure is withheld, so that the rest is not the whole."""
        return any(one.withheld for one in self.districts.values())

    @property
    def withholds(self) -> bool:
        """Whether anything that the slide may show is withheld."""
        told = (self.own, self.before, self.ward, *self.months.values())
        return self.some_withheld or any(one.withheld for one in told)

    def note_on(self, shown: Iterable[Told]) -> str:
        """What an X means, where one of the figures has it."""
        if not any(one.withheld for one in shown):
            return ""
        return self.figures.withheld_note(self.wording.text)

    @cached_property
    def middle(self) -> Middle | None:
        """The ward's value where it lies among the districts', else the districts' median.

        A ward's sum lies beyond its parts. The median of what is left after withholding
        would be that of the large districts alone, so there is none then.
        """
        values = self.shown.values()
        if not values:
            return None
        ward = self.ward.value if self.indicator.is_rate else None
        if ward is not None and min(values) <= ward <= max(values):
            return Middle(ward, of_ward=True)
        return None if self.some_withheld else Middle(self.as_shown(median(values)), of_ward=False)

    @cached_property
    def spread(self) -> tuple[float, float] | None:
        """From the lowest to the highest value that is shown, for the public the middle half.

        None without values, and for the public where fewer than three lie beyond either end.
        """
        values = sorted(self.shown.values())
        beyond = len(values) // 4 if self.open_to_all else 0
        if not values or (self.open_to_all and beyond < _BEYOND):
            return None
        return values[beyond], values[-1 - beyond]

    @property
    def compares(self) -> bool:
        """Whether there is a bar to draw: none for a ward of which nothing may be shown."""
        return any(one is not None for one in (self.district, self.middle, self.spread))

    def as_shown(self, value: float) -> float:
        """A value at the decimals that readers see."""
        return as_shown(value, self.indicator.decimals)

    def gap(self, value: float, other: float) -> float:
        """How far a value lies above another, as readers find who subtract what they see."""
        return gap_as_shown(value, other, self.indicator.decimals)

    def value(self, value: float | None) -> str:
        """A value with its unit."""
        return self.wording.value(self.indicator, value)
