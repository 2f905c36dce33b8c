"""Which numbers a page may hold: what was released for its place, and nothing that is finer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property
from itertools import product
from math import ceil, floor
from statistics import median

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.easy import _easy_words as easy_words
from asahi_metrics.core.easy import load_easy_names
from asahi_metrics.core.text import LANGUAGES, Text, all_words
from asahi_metrics.services.formulas import formula_text
from asahi_metrics.services.publication import PublicFigures
from tests.reading.contents import Contents, Page
from tests.reading.understanding import Reader, Slide, bare, indicator_of, numbers_of

_MONTHS_EN = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TIMES = re.compile(
    rf"令?和\d+年度\(\d{{4}}\)|令?和\d+年度?(?:\d+月)?|\d{{4}}年度?(?:\d+月)?|\d{{1,2}}月"
    rf"|FY\d{{4}}(?: \(Reiwa \d+\))?|(?:{_MONTHS_EN}) \d{{4}}|\b20\d\d-\d\d\b"
)
_FORMATS = re.compile(r"#,##0(?:\.0+)?|Sheet1|\bU\d+x\d+y\d+\b")
_IN_LINE = re.compile(r"[①②③④] (?:up to |All |全部の )?\S+(?: or more| 上)?")
_AT_FOOT = re.compile(r"\s\d/\d$")
_PART_OF_A_NOTE = 20
_MOST_TICKS = 6
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_NOTHING = Page("", ())
_CLASS = re.compile(r"[①②③④] (.+)")


class Expected:
    """What may stand in the files of a deck; figures come from the release alone."""

    def __init__(self, reader: Reader, public: PublicFigures) -> None:
        self.reader, self.public = reader, public

    def strange(self, texts: Iterable[str], known: Iterable[str]) -> list[str]:
        """The texts with a number that is not known, once all fixed words are taken away."""
        allowed = set(known)
        found = [text for text in texts if not set(numbers_of(text)) <= allowed]
        # Taking the fixed words away takes long, and few texts need it.
        return [
            text for text in found
            if not set(numbers_of(self._without_fixed(bare(text)))) <= allowed
        ]  # fmt: skip

    def of_page(self, page: Page, slide: Slide | None, at: int, pages: int) -> set[str]:
        """The numbers that a page of a deck may have; ``at`` counts from 1."""
        found = {str(at), str(pages)}
        if slide is not None:
            return found | self.of_slide(slide) | self._ticks(slide)
        deck = self.reader.deck
        made = next((one for one in deck.slides if bare(one.title) == bare(page.title)), None)
        if made is None or made.kind == "cover":
            return found
        if made.kind == "table":
            return found | self._of_table(self.reader.by_topic[made.topic])
        lines = len(deck.topics) if made.kind == "contents" else len(deck.sources)
        return found | {str(number) for number in range(1, lines + 1)}

    def _of_table(self, indicators: Iterable[Indicator]) -> set[str]:
        """A table has each indicator's figures; its title counts its rows and the rises."""
        place = self.reader.deck.district or self.reader.ward
        # A district's table has no row for what the ward alone has figures of.
        deck = self.reader.deck
        known = [
            one for one in indicators
            if self.public.period(one, deck.year)
            and (deck.district is None or self.public.is_by_district(one, deck.year))
        ]  # fmt: skip
        slides = [Slide(self.reader, _NOTHING, "table", one, place) for one in known]
        found = {self._written(value, one.indicator) for one in slides for value in self.ends(one)}
        rises = [
            float(f"{change:.{one.indicator.decimals}f}") > 0
            for one in slides
            for change in self._changes(one)
        ]
        return found | {str(len(known)), str(sum(rises))}

    def ends(self, slide: Slide) -> list[float]:
        """What a row of a table may hold: no months, no middle, no target."""
        one, year = slide.indicator, slide.year
        code = None if slide.code == self.reader.ward else slide.code
        told = [
            self.public.of(one, year, code), self.public.of(one, year),
            self.public.year_before(one, year, code),
        ]  # fmt: skip
        found = [figure.value for figure in told if figure.value is not None]
        return found if self._withholds(one, year) else [*found, *self._half(one, year)]

    def of_slide(self, slide: Slide) -> set[str]:
        """The numbers that a slide may have in its texts, as they are written."""
        one = slide.indicator
        found = {self._written(value, one) for value in self.values(slide)}
        found |= {self._written(abs(value), one) for value in self._changes(slide)}
        code = None if slide.code == self.reader.ward else slide.code
        found.add(str(self.public.of(one, slide.year, code).reports_missing))
        return found | self._counts(slide)

    def values(self, slide: Slide) -> list[float]:
        """The figures that a slide may show, as exactly as they were released."""
        one, year = slide.indicator, slide.year
        code = None if slide.code == self.reader.ward else slide.code
        told = [
            self.public.of(one, year, code), self.public.of(one, year),
            self.public.year_before(one, year, code), self.public.year_before(one, year),
            *self.public.monthly(one, year, code).values(),
            *self.public.monthly(one, year - 1, code).values(),
        ]  # fmt: skip
        shown = self._shown(one, year)
        found = [figure.value for figure in told if figure.value is not None]
        found += self._half(one, year)
        target = one.target(year)
        if shown and not self._withholds(one, year):
            found.append(float(f"{median(shown):.{one.decimals}f}"))
        if target is not None and code is None:
            found.append(target.value)
        return found

    def of_paper(self, contents: Contents) -> set[str]:
        """The numbers that may stand on paper, where no page is of one indicator alone."""
        texts = [bare(text) for page in contents.pages for text in page.texts]
        words = tuple(word for text in texts for word in text.split())
        classes = tuple(found.group() for text in texts for found in _IN_LINE.finditer(text))
        page = Page("", (*classes, *words))
        found = self._of_table(self.reader.indicators) | {str(len(contents.pages) - 1)}
        for one in self.reader.indicators:
            # A unit with a number may be broken over two lines.
            found |= set(numbers_of(bare(self.reader.words.unit(one))))
            for code in {self.reader.deck.district or self.reader.ward, self.reader.ward}:
                months = Slide(self.reader, page, "months", one, code)
                found |= self.of_slide(months) | self._ticks(months)
                if one == self._mapped:
                    found |= self.of_slide(replace(months, kind="map"))
        return found

    @property
    def _mapped(self) -> Indicator | None:
        """The indicator of the deck's first map, which is the one that the paper has."""
        made = next((one for one in self.reader.deck.slides if one.kind == "map"), None)
        if made is None:
            return None
        page = Page("", (), title=made.title)
        return indicator_of(self.reader, page, self.reader.by_topic[made.topic])

    def _shown(self, one: Indicator, year: int) -> list[float]:
        found = self.public.districts(one, year).values()
        return [figure.value for figure in found if figure.value is not None]

    def _half(self, one: Indicator, year: int) -> list[float]:
        """The ends of the middle half of the shown districts: nobody is first or last."""
        shown = sorted(self._shown(one, year))
        beyond = len(shown) // 4
        return [shown[beyond], shown[-1 - beyond]] if beyond > 2 else []

    def _withholds(self, one: Indicator, year: int) -> bool:
        return any(figure.withheld for figure in self.public.districts(one, year).values())

    def _changes(self, slide: Slide) -> Iterator[float]:
        code = None if slide.code == self.reader.ward else slide.code
        now = self.public.of(slide.indicator, slide.year, code)
        before = self.public.year_before(slide.indicator, slide.year, code)
        if now.value is not None and before.value is not None:
            now_shown, before_shown = (
                round(value, slide.indicator.decimals) for value in (now.value, before.value)
            )
            yield now_shown - before_shown

    def _counts(self, slide: Slide) -> set[str]:
        """The ends of a map's classes, and how many districts lie in each of them."""
        if slide.kind != "map" or not slide.page.texts:
            return set()
        said = [found[1] for text in slide.page.texts if (found := _CLASS.fullmatch(bare(text)))]
        spans = [slide.reader.span(one, slide.indicator) for one in said]
        shown = self._shown(slide.indicator, slide.year)
        return {number for one in said for number in numbers_of(one)} | {
            str(sum(low - 1e-9 <= value <= high + 1e-9 for value in shown)) for low, high in spans
        }

    def _ticks(self, slide: Slide) -> set[str]:
        """Numbers at an axis, where they tell no more than how far the shown figures reach.

        They are the multiples of a round step, from 0 or the last one below the shown figures up
        to the first one above them. Bars of 15, 20 and 25 look like an axis too: each one that
        there may be counts.
        """
        alone = {one for one in slide.page.texts if numbers_of(one) == [one]}
        course = self._course(slide)
        if slide.kind != "months" or not any(course):
            return {"0", "1"}
        return round_ticks(alone, course, slide.indicator.decimals)

    def _course(self, slide: Slide) -> list[float]:
        """The shown figures of the months that are drawn, this year's and last year's."""
        period = self.public.period(slide.indicator, slide.year)
        if period is None:
            return []
        code = None if slide.code == self.reader.ward else slide.code
        return [
            figure.value
            for one in (period, period.previous)
            for month, figure in self.public.monthly(slide.indicator, one.year, code).items()
            if month in one.months and figure.value is not None
        ]

    def _written(self, value: float, one: Indicator) -> str:
        return f"{value:,.{one.decimals}f}"

    @cache  # noqa: B019 - as long as the test
    def _without_fixed(self, text: str) -> str:
        """A text without what is the same whatever the figures are: names, definitions, times."""
        rest = _AT_FOOT.sub(" ", _FORMATS.sub(" ", text))
        close = "".join(text.split())
        # A line of paper may have the longer part of a note alone.
        if len(close) > _PART_OF_A_NOTE and any(close in said for said, _ in self._fixed):
            return ""
        for said, pattern in self._fixed:
            if said in close:
                rest = pattern.sub(" ", rest)
        rest = _TIMES.sub(" ", rest)
        revision = str(self.public.revision)
        return re.sub(rf"(更新番号 ?(?:は )?|revision ){revision}(?!\d)", r"\1", rest)

    @cached_property
    def _fixed(self) -> list[tuple[str, re.Pattern[str]]]:
        """Fixed words that have a digit, the longest first; lines may break within them."""
        office = self.reader.office
        words = {text for entry in all_words().values() for text in (entry["ja"], entry["en"])}
        found = {one for one in (*words, *easy_words("say").values()) if "{" not in one}
        easy = load_easy_names(office.pack.root)
        found |= {*easy.indicators.values(), *easy.topics.values(), *easy.units.values()}
        for one in office.catalogue:
            both = (one.name, one.short, one.unit, one.owner, one.definition, one.source)
            found |= {text for pair in both for text in (pair["ja"], pair["en"])}
            found |= {formula_text(Text(lang), one) for lang in LANGUAGES}
        for policy in office.policies.values():
            found |= {one.label[lang] for one in policy.initiatives for lang in ("ja", "en")}
        notes = [self.public.withheld_note(Text("ja")), self.public.withheld_note(Text("en"))]
        found |= {*notes, self.public.withheld_note(self.reader.words.text)}
        with_digits = {"".join(bare(one).split()) for one in found if re.search(r"\d", one)}
        longest = sorted(with_digits, key=len, reverse=True)
        return [(one, re.compile(r"\s*".join(map(re.escape, one)))) for one in longest]


def round_ticks(alone: set[str], course: Sequence[float], decimals: int) -> set[str]:
    """Those of the numbers that stand alone which an axis of the course may have."""
    found: set[str] = set()
    steps = (base * 10.0**power for power in range(-2, 9) for base in _STEPS)
    for step, low in product(steps, (0.0, min(course))):
        first, last = floor(low / step + 1e-9), ceil(max(course) / step - 1e-9)
        for exactly in {0, decimals} if last - first <= _MOST_TICKS else ():
            ticks = {f"{step * at:,.{exactly}f}" for at in range(first, last + 1)}
            found |= ticks if ticks <= alone else set()
    return found
