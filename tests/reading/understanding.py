"""What the texts, charts and drawings of a file say of figures, as equations need it.

A reader knows the words that the program speaks with (``core/words``, the catalogue, the names of
places) and nothing of the figures. Whatever is told of a figure becomes a ``Fact``: the figure's
spot and the ends that it must lie between.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import inf
from typing import Literal

from asahi_metrics.core.calendar import Month, Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.easy import _easy_words as easy_words
from asahi_metrics.core.report import Deck
from asahi_metrics.core.text import all_words
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.office import Office
from asahi_metrics.services.topics import choose_topics
from tests.reading.contents import Chart, Page

Spot = tuple[str, int, str, str, object]
"""Indicator, fiscal year, section, area, and month: as the attacker names figures."""
State = Literal["shown", "withheld", "missing"]

_READING = re.compile("（[ぁ-ゖー]+）")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Fact:
    """What a file says of a figure: it lies between two ends, is withheld, or is missing."""

    spot: Spot
    state: State = "shown"
    low: float = -inf
    high: float = inf
    where: str = ""


def bare(text: str) -> str:
    """A text without the readings that plain Japanese sets behind words."""
    return _READING.sub("", text)


def numbers_of(text: str) -> list[str]:
    """The numbers of a text as they are written."""
    return _NUMBER.findall(text)


class Reader:
    """Somebody who reads files made of a deck, in its language."""

    def __init__(self, office: Office, deck: Deck) -> None:
        self.office, self.deck = office, deck
        self.words = Wording(office, deck.lang)
        self.ward, self.codes = office.ward, office.pack.areas.district_codes
        topics = choose_topics(office, deck.year, deck.topics)
        found = [one for topic in topics for one in topic.indicators]
        self.indicators: tuple[Indicator, ...] = tuple(dict.fromkeys(found))
        self.by_topic = {topic.id: topic.indicators for topic in topics}

    def text(self, key: str, **params: object) -> str:
        """A text of the program without readings."""
        return bare(self.words.text(key, **params))

    @cached_property
    def places(self) -> dict[str, str]:
        """The codes of places by everything that they are called."""
        found = {self.words.area(code): code for code in self.codes}
        found |= {self.words.place(code): code for code in self.codes}
        return found | {self.words.place(None): self.ward, self.words.area(self.ward): self.ward}

    @cached_property
    def _no_values(self) -> dict[str, State]:
        missing = (self.text("value.missing"), bare(self.words.formats.number(None)))
        return {self.text("publication.withheld"): "withheld", **dict.fromkeys(missing, "missing")}

    @cached_property
    def _units(self) -> dict[str, tuple[str, str]]:
        """The unit of each indicator, as it follows many and one alone."""
        formats = self.words.formats
        units = {one.id: self.words.unit(one) for one in self.office.catalogue}
        return {name: (bare(one), bare(formats.unit(1, one))) for name, one in units.items()}

    @cached_property
    def figure(self) -> re.Pattern[str]:
        """A figure with the unit of any indicator."""
        every = itertools.chain.from_iterable(self._units.values())
        units = sorted({re.escape(one) for one in every}, key=len, reverse=True)
        return re.compile(rf"(?:{_NUMBER.pattern}) ?(?:{'|'.join(units)})")

    @cache  # noqa: B019 - as long as the test
    def pattern(self, key: str) -> re.Pattern[str]:
        """A text of the program as a pattern: each place of it is a group."""
        plain = easy_words("say").get(key) if self.deck.lang == "easy" else None
        told = plain or all_words()[key][self.words.text.lang]
        parts = re.split(r"\{(\w+)\}", told)
        return re.compile(
            "".join(
                f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)
            )
        )

    def value(self, told: str, indicator: Indicator) -> tuple[State, float]:
        """The state and the number of a written figure; raises ValueError for anything else."""
        if told in self._no_values:
            return self._no_values[told], 0.0
        many, one = self._units[indicator.id]
        number = told.removesuffix(many).removesuffix(one).removesuffix(" ")
        if not _NUMBER.fullmatch(number):
            raise ValueError(told)
        return "shown", float(number.replace(",", ""))

    def span(self, told: str, indicator: Indicator) -> tuple[float, float]:
        """The two ends of a written range: ``0〜12人``, ``5``; an open class has one of them."""
        many, one = self._units[indicator.id]
        if told == self.text("deck.map.every"):
            return -inf, inf
        for key in ("upto", "from"):
            if found := self.pattern(f"deck.map.{key}").fullmatch(told):
                written = numbers_of(found["value"].removesuffix(many).removesuffix(one))[0]
                end = float(written.replace(",", ""))
                return (-inf, end) if key == "upto" else (end, inf)
        numbers = numbers_of(told.removesuffix(many).removesuffix(one))
        assert len(numbers) in {1, 2}, told
        first, last = (float(one.replace(",", "")) for one in (numbers[0], numbers[-1]))
        return first, last


@dataclass(frozen=True)
class Slide:
    """A page of a deck, read as the slide that it is."""

    reader: Reader
    page: Page
    kind: str
    indicator: Indicator
    code: str

    @property
    def year(self) -> int:
        return self.reader.deck.year

    @property
    def half(self) -> float:
        """How far a written figure may lie from the one that it is written for."""
        return 0.5 * 10**-self.indicator.decimals if self.indicator.is_rate else 0.0

    def fact(self, section: str, code: str, told: str, slot: object = "") -> Iterator[Fact]:
        """A written figure at a spot."""
        state, number = self.reader.value(told, self.indicator)
        yield self.at(section, code, slot, state, number, number)

    def at(
        self, section: str, code: str, slot: object, state: State, low: float, high: float
    ) -> Fact:
        year = fiscal_year_of(slot) if isinstance(slot, int) else self.year
        spot = (self.indicator.id, year, section, code, slot)
        return Fact(spot, state, low, high, self.page.where)

    def everywhere(self, low: float, high: float) -> Iterator[Fact]:
        """Every district lies between two ends, the ones that are not shown among them."""
        for code in self.reader.codes:
            yield self.at("areas", code, "", "shown", low, high)

    def facts(self) -> Iterator[Fact]:
        """All that the slide says."""
        yield from self._of_title(bare(self.page.title))
        for alt in self.page.alts:
            yield from self._of_alt(bare(alt))
        for line in self.page.speech:
            yield from self._of_speech(bare(line))
        for chart in self.page.charts:
            yield from self._of_chart(chart)

    def _of_title(self, title: str) -> Iterator[Fact]:
        # Of two sentences that fit, the one with more words of its own is meant.
        keys = sorted(_titles(self.kind), key=lambda one: -len(self.reader.pattern(one).pattern))
        for key in keys:
            found = self.reader.pattern(key).fullmatch(title)
            if found and found.groupdict().get("name", "") in self._names:
                yield from self._of_sentence(key.rpartition(".")[2], found.groupdict())
                return

    @property
    def _names(self) -> set[str]:
        return {"", bare(self.reader.words.name(self.indicator))}

    def _of_sentence(self, key: str, told: dict[str, str]) -> Iterator[Fact]:
        if self.kind == "number":
            yield from self._of_number(key, told)
        elif self.kind == "months":
            yield from self._of_course(key, told)
        elif self.kind == "districts":
            yield from self._of_districts(key, told)
        elif key in {"own", "own_alone"}:
            low, high = self.reader.span(told["span"], self.indicator)
            yield self.at("areas", self.code, "", "shown", low, high)

    def _of_number(self, key: str, told: dict[str, str]) -> Iterator[Fact]:
        if key == "withheld":
            yield self.at("areas", self.code, "", "withheld", 0, 0)
        if "value" not in told:
            return
        yield from self.fact("areas", self.code, told["value"])
        _, value = self.reader.value(told["value"], self.indicator)
        if key == "alone" or key.endswith("_unsized"):
            return
        change = float(numbers_of(told["change"])[0].replace(",", "")) if "change" in told else 0.0
        before = value + {"more": -change, "less": change, "same": 0.0}[key]
        yield self.at("before", self.code, "", "shown", before - 1e-6, before + 1e-6)

    def _of_course(self, key: str, told: dict[str, str]) -> Iterator[Fact]:
        months = self._months
        if key in {"peak", "peaks", "nothing"}:
            _, most = self.reader.value(told["value"], self.indicator)
            named = told.get("month", "").split(self.reader.text("deck.comma"))
            for month in months:
                at_top = key == "nothing" or self.reader.words.month(month) in named
                low = most if at_top else -inf
                yield self.at("months", self.code, month, "shown", low, most)
        if key in {"up", "down", "flat"}:
            for month in months:
                for name, place in (("before", "first"), ("after", "last")):
                    if told.get(place) == self.reader.words.month(month) and name in told:
                        yield from self.fact("months", self.code, told[name], month)

    @property
    def _months(self) -> tuple[Month, ...]:
        return Period(self.year).months

    def _of_districts(self, key: str, told: dict[str, str]) -> Iterator[Fact]:
        if key == "apart":
            ends = (self.reader.value(told[one], self.indicator)[1] for one in ("low", "high"))
            yield from self.everywhere(*ends)
        elif key == "alike":
            value = self.reader.value(told["value"], self.indicator)[1]
            yield from self.everywhere(value, value)
        elif "value" in told:
            yield from self.fact("areas", self.code, told["value"])
        if key.endswith("_ward") and "middle" in told:
            yield from self.fact("areas", self.reader.ward, told["middle"])

    def _of_alt(self, alt: str) -> Iterator[Fact]:
        if self.kind == "months":
            for month, told in self.series(alt):
                yield from self._of_month(month, told)
            return
        for label, told in self.items(alt):
            yield from self._of_label(label, told)

    def _of_month(self, month: Month, told: str) -> Iterator[Fact]:
        state, number = self.reader.value(told, self.indicator)
        # What lacks before the data or after it is not the same as a month without a report.
        if state != "missing":
            yield self.at("months", self.code, month, state, number, number)

    def series(self, alt: str) -> Iterator[tuple[Month, str]]:
        """The months of each series that an alternative text lists."""
        reader = self.reader
        names = {bare(reader.words.formats.fiscal_year_name(y)): y for y in self._years}
        parts = re.split(f"({'|'.join(map(re.escape, names))})", alt)
        for name, listed in zip(parts[1::2], parts[2::2], strict=True):
            lead, end = reader.text("deck.alt.series", name="", told="\0").split("\0")
            if not listed.startswith(lead):
                continue
            told = listed.removeprefix(lead).strip().removesuffix(end.strip())
            cells = told.split(reader.text("deck.comma"))
            by_name = {reader.words.month(one): one for one in Period(names[name]).months}
            for month, _, told in (one.partition(" ") for one in cells):
                yield by_name[month], told

    @property
    def _years(self) -> tuple[int, int]:
        return self.year, self.year - 1

    def items(self, alt: str) -> Iterator[tuple[str, str]]:
        """The labels and figures that an alternative text lists one after the other."""
        sample = self.reader.text("deck.alt.item", name="\0", value="\1")
        lead, between, end = re.split("[\0\1]", sample)
        for label in self._labels:
            said, stop = re.escape(lead + label + between), re.escape(end)
            for found in re.finditer(rf"(?:^|(?<=[。.])\s?){said}(.+?){stop}(?=\s|$|\D)", alt):
                yield label, found[1]

    @property
    def _labels(self) -> list[str]:
        text = self.reader.text
        names = ("last_year", "ward", "middle", "low", "high", "low_shown", "high_shown", "range")
        names += ("half", "half_low", "half_high", "half_low_shown", "half_high_shown")
        own = [
            text("deck.label.value", place=place, name=name)
            for place in self.reader.places
            for name in self._names
            if name
        ]
        return [*own, *(text(f"deck.label.{name}") for name in names), *self.reader.places]

    def _of_label(self, label: str, told: str) -> Iterator[Fact]:
        """What a label and the figure beside it say."""
        text = self.reader.text
        ends = ("last_year", "ward", "range", "low", "high")
        known = {text(f"deck.label.{one}"): one for one in ends}
        if known.get(label) == "last_year":
            yield from self.fact("before", self.code, told)
        elif known.get(label) == "ward":
            yield from self.fact("areas", self.reader.ward, told)
        elif known.get(label) == "range":
            yield from self.everywhere(*self.reader.span(told, self.indicator))
        elif known.get(label) == "low":
            yield from self.everywhere(self.reader.value(told, self.indicator)[1], inf)
        elif known.get(label) == "high":
            yield from self.everywhere(-inf, self.reader.value(told, self.indicator)[1])
        elif (code := self._code_of(label)) is not None:
            yield from self._of_place(code, told)

    def _code_of(self, label: str) -> str | None:
        """The place that a label names, alone or with the indicator's name."""
        if label in self.reader.places:
            return self.reader.places[label]
        for place, code in self.reader.places.items():
            for name in self._names - {""}:
                if label == self.reader.text("deck.label.value", place=place, name=name):
                    return code
        return None

    def _of_place(self, code: str, told: str) -> Iterator[Fact]:
        """A district's figure, or on a map of classes the class that it is in."""
        try:
            yield from self.fact("areas", code, told)
        except ValueError:
            low, high = self.reader.span(told, self.indicator)
            yield self.at("areas", code, "", "shown", low, high)

    def _of_speech(self, line: str) -> Iterator[Fact]:
        found = self.reader.pattern("deck.speech.value").fullmatch(line)
        if found:
            yield from self._of_label(found["label"], found["value"])

    def _of_chart(self, chart: Chart) -> Iterator[Fact]:
        """The data of a chart, which are as exact as the file keeps them."""
        reader = self.reader
        for name, values in chart.series:
            for category, value in zip(chart.categories, values, strict=True):
                if value is None:
                    continue
                for year in self._years:
                    if name != bare(reader.words.formats.fiscal_year_name(year)):
                        continue
                    by_name = {reader.words.month(one): one for one in Period(year).months}
                    month = by_name[category]
                    yield self.at("months", self.code, month, "shown", value, value)
                if category in reader.places:
                    yield self.at("areas", reader.places[category], "", "shown", value, value)
                if category == reader.text("deck.label.ward"):
                    yield self.at("areas", reader.ward, "", "shown", value, value)


def _titles(kind: str) -> Iterable[str]:
    return (key for key in all_words() if key.startswith(f"deck.{kind}."))


def slides_of(reader: Reader, pages: Sequence[Page]) -> Iterator[Slide]:
    """The pages that show an indicator, each with the slide of the deck whose title it has."""
    by_title = {bare(one.title): one for one in reader.deck.slides if one.topic}
    for page in pages:
        made = by_title.get(bare(page.title))
        if made is None or made.kind == "table":
            continue
        indicator = indicator_of(reader, page, reader.by_topic[made.topic])
        yield Slide(reader, page, made.kind, indicator, code_in(reader, page))


def indicator_of(reader: Reader, page: Page, known: Sequence[Indicator]) -> Indicator:
    """The indicator that a page names; of two that plain Japanese names alike, by its unit."""
    title = bare(page.title)
    found = [one for one in known if bare(reader.words.name(one)) in title]
    longest = max(len(bare(reader.words.name(one))) for one in found)
    named = [one for one in found if len(bare(reader.words.name(one))) == longest]
    said = " ".join(bare(one) for one in (*page.texts, page.title))
    units = {one.id: re.escape(bare(reader.words.unit(one))) for one in named}
    fits = [one for one in named if re.search(rf"\d ?{units[one.id]}", said)]
    return max(fits or named, key=lambda one: len(units[one.id]))


def code_in(reader: Reader, page: Page) -> str:
    """The place that a page speaks of: the one it names, or the deck's own."""
    title, own = bare(page.title), reader.deck.district
    if own is None or (reader.words.place(own) not in title and reader.words.place(None) in title):
        return reader.ward
    return own
