"""How a deck names and writes things, in each of its three languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.easy import (
    EasyFormats,
    EasyNames,
    EasyText,
    load_easy_names,
    read_once,
)
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.report import Cell, DeckLanguage
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.formulas import datasets_of
from asahi_metrics.services.office import Office
from asahi_metrics.services.topics import Topic


class Wording:
    """Names of places, indicators and topics, and figures written out, in a deck's language."""

    def __init__(self, office: Office, lang: DeckLanguage) -> None:
        self.lang: DeckLanguage = lang
        self._areas = office.pack.areas
        self._catalogue = office.catalogue
        self._easy = load_easy_names(office.pack.root) if lang == "easy" else EasyNames()
        if lang == "easy":
            self.text: Text = EasyText({**self._district_readings(), **self._easy.readings})
            self.formats: Formats = EasyFormats(self.text)
        else:
            self.text = Text(lang)
            self.formats = Formats(self.text)

    def place(self, code: str | None) -> str:
        """A district as people call it (今宿地区), or the ward."""
        if code is None:
            return self.text.pick(self._areas.ward.name)
        return self.text("deck.place", name=self.area(code))

    def area(self, code: str) -> str:
        """An area's bare name."""
        return self.text.pick(self._areas[code].name)

    def name(self, indicator: Indicator) -> str:
        """The indicator's name within a sentence."""
        return self._easy.indicators.get(indicator.id) or self.text.pick(indicator.name)

    def short(self, indicator: Indicator) -> str:
        """The indicator's short name, for heads and legends."""
        return self._easy.indicators.get(indicator.id) or self.text.pick(indicator.short)

    def short_with_unit(self, indicator: Indicator) -> str:
        """The indicator's name and unit at the head of a table's row."""
        name, unit = self.short(indicator), self.unit(indicator)
        return self.text("deck.label.with_unit", name=name, unit=unit)

    def unit(self, indicator: Indicator) -> str:
        """The indicator's unit."""
        unit = self.text.pick(indicator.unit)
        return self._easy.units.get(unit, unit)

    def source(self, indicator: Indicator) -> str:
        """The records that the indicator is counted from, their words read in plain Japanese."""
        return self.read(self.text.pick(indicator.source))

    def base(self, indicator: Indicator) -> Indicator | None:
        """What a rate relates to, such as residents, where other records than its own have it."""
        found = datasets_of(indicator.denominator) if indicator.denominator else ()
        if indicator.dataset in found:
            return None
        return next((one for one in self._catalogue if one.dataset in found), None)

    def sources(self, indicators: Iterable[Indicator]) -> tuple[str, ...]:
        """The records that figures are counted from, each once, and last what they relate to."""
        known = tuple(indicators)
        bases = (self.base(one) for one in known)
        every = (*known, *(one for one in bases if one))
        return tuple(dict.fromkeys(self.source(one) for one in every))

    def topic(self, topic: Topic) -> str:
        """The topic's name; of a result its view, and the indicators as they are named."""
        if topic.result is not None:
            found = topic.result
            both = [self.name(one) for one in (found.indicator, found.other) if one]
            view = self.text(f"analysis.name.{found.view}")
            return self.text("result.topic", view=view, name=self.listed(both))
        if topic.id in self._easy.topics:
            return self._easy.topics[topic.id]
        return self.text.pick(topic.label) if topic.label else self.text(f"subject.{topic.id}")

    def value(self, indicator: Indicator, value: float | None) -> str:
        """A value with its unit, or the word for no data."""
        return self.formats.quantity(value, self.unit(indicator), indicator.decimals)

    def first_value(self, indicator: Indicator, value: float) -> str:
        """A value before another one: plain Japanese says once what a rate is related to."""
        unit = self.unit(indicator)
        if self.lang == "easy":
            unit = unit.partition("(")[0]
        return self.formats.quantity(value, unit, indicator.decimals)

    def change(self, indicator: Indicator, difference: float) -> str:
        """The size of a difference; shares differ by percentage points.

        English goes without the unit, which has just been said: "8 drills, down 2". Plain Japanese
        leaves out what a rate is related to, and all of it for shares: few readers know points.
        """
        size, unit = abs(difference), self.unit(indicator)
        if self.lang == "easy":
            return "" if unit.startswith("%") else self.first_value(indicator, size)
        if unit.startswith("%"):
            return self.formats.quantity(size, self.text("deck.points"), indicator.decimals)
        if self.lang == "en":
            return self.formats.number(size, indicator.decimals)
        return self.formats.quantity(size, unit, indicator.decimals)

    def number(self, indicator: Indicator, told: Told) -> str:
        """A figure as it may be told, without its unit."""
        if told.withheld:
            return self.text("publication.withheld")
        return self.formats.number(told.value, indicator.decimals)

    def read(self, name: str) -> str:
        """A name with the readings of its harder words, in plain Japanese."""
        return self.text.read(name) if isinstance(self.text, EasyText) else name

    def read_once(self, lines: Iterable[str]) -> tuple[str, ...]:
        """The lines of a list, in plain Japanese each word with its reading in one of them."""
        readings = self.text.readings if isinstance(self.text, EasyText) else {}
        return read_once(lines, readings)

    def cell(self, indicator: Indicator, told: Told) -> Cell:
        """A figure with its text for a picture."""
        if told.withheld:
            return Cell(None, self.text("publication.withheld"), "withheld")
        said = self.value(indicator, told.value)
        return Cell(told.value, said, told.state, told.provisional)

    def month(self, month: Month) -> str:
        """A month's name on an axis."""
        return self.formats.month_name(month)

    def months(self, period: Period) -> str:
        """The months of a period without the year."""
        return self.formats.month_span(period.first_month % 100, period.last_month % 100)

    def listed(self, parts: Iterable[str]) -> str:
        """Names one after the other."""
        return self.text("deck.comma").join(parts)

    def enumerated(self, parts: Sequence[str]) -> str:
        """Names within a sentence: English sets "and" before the last."""
        *first, last = parts
        return self.text("deck.and").join([self.listed(first), last]) if first else last

    def _district_readings(self) -> dict[str, str]:
        return {area.name["ja"]: area.kana for area in self._areas.districts if area.kana}
