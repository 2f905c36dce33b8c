"""What a slide of a result is made with: its figures, its place, and how its scale is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import BarPicture, Cell, Picture, Series
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_figures import DeckFigures
from asahi_metrics.services.deck_pictures import described
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.results import Result
from asahi_metrics.services.scales import Scale

_NAMED = 4
"""How many of the districts that are left out are named below a picture."""


@dataclass(frozen=True)
class Drawn:
    """The sentence and the picture of a result; ``said`` is what the speaker has beside them."""

    title: str
    picture: Picture
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResultScene:
    """What a slide speaks of; ``district`` is None where it is the whole ward.

    ``table`` has the figures that the audience may see with the counts behind them;
    ``open_to_all`` says that no other district may be told by name.
    """

    figures: DeckFigures
    table: Figures
    wording: Wording
    result: Result
    year: int
    district: str | None
    open_to_all: bool

    @property
    def indicator(self) -> Indicator:
        """The first indicator of the result."""
        return self.result.indicator

    @property
    def place(self) -> str:
        """The place as it is named."""
        return self.wording.place(self.district)

    @property
    def area(self) -> str:
        """The code of the place."""
        return self.district or self.table.office.ward

    @cached_property
    def period(self) -> Period:
        """The months with data, or the whole year when there are none."""
        return self.figures.period(self.indicator, self.year) or Period(self.year)

    def for_staff(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Which districts are meant, for the speaker before the staff alone."""
        if self.open_to_all or not codes:
            return ()
        names = self.wording.listed(self.wording.area(code) for code in codes)
        said = Text("en" if self.wording.lang == "en" else "ja")
        return (said("result.for_staff", names=names),)

    def left_out(self, *indicators: Indicator) -> str:
        """Which districts the audience is not shown, or lack data; empty where all are there."""
        found = {}
        for state in ("withheld", "missing"):
            found[state] = [
                self.wording.area(code)
                for code in self.table.office.pack.areas.district_codes
                if any(
                    self.figures.districts(one, self.year)[code].state == state
                    for one in indicators
                )
            ]
        parts = [self._named(state, names) for state, names in found.items() if names]
        return " ".join([*parts, self.wording.text("result.without")]) if parts else ""

    def _named(self, state: str, names: list[str]) -> str:
        more = len(names) - _NAMED
        if more > 0:
            others = self.wording.text("deck.caption.others", count=more)
            names = [*names[:_NAMED], others]
        return self.wording.text(f"deck.caption.{state}", where=self.wording.listed(names))


@dataclass(frozen=True)
class ScaleWords:
    """How the figures of a scale are named and written: a count has its residents beside it."""

    wording: Wording
    scale: Scale

    @property
    def name(self) -> str:
        """The figure's name within a sentence."""
        return self._named(self.wording.name(self.scale.shown_as))

    @property
    def short(self) -> str:
        """The figure's name at the head of a legend."""
        return self._named(self.wording.short(self.scale.shown_as))

    @property
    def unit(self) -> str:
        """The unit."""
        unit = self.wording.unit(self.scale.shown_as)
        by_head = self.scale.basis == "residents"
        return self.wording.text("result.by_residents.unit", unit=unit) if by_head else unit

    @property
    def gap(self) -> str:
        """What stands between a number and the unit."""
        return "" if self.wording.lang != "en" or self.unit.startswith("%") else " "

    @property
    def decimals(self) -> int:
        """How exactly it is written."""
        return 1 if self.scale.basis == "residents" else self.scale.shown_as.decimals

    def say(self, value: float | None) -> str:
        """A value with its unit."""
        return self.wording.formats.quantity(value, self.unit, self.decimals)

    def number(self, value: float | None) -> str:
        """A value without its unit."""
        return self.wording.formats.number(value, self.decimals)

    def _named(self, name: str) -> str:
        by_head = self.scale.basis == "residents"
        return self.wording.text("result.by_residents.name", name=name) if by_head else name

    def cell(self, value: float | None) -> Cell:
        """A value with its text for a picture."""
        return Cell(value, self.say(value), "missing" if value is None else "shown")


def bars(
    scene: ResultScene, cells: Mapping[str, Cell], words: ScaleWords, *, caption: str
) -> BarPicture:
    """A few bars on the scale, the first of them the own one."""
    return BarPicture(
        categories=tuple(cells),
        series=(Series(words.name, tuple(cells.values())),),
        unit=words.unit,
        decimals=words.decimals,
        alt=described(scene.wording, [(name, cell.text) for name, cell in cells.items()]),
        highlighted=0,
        caption=caption,
    )
