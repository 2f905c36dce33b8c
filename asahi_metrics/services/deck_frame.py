"""What stands around the topics: the cover, the list of topics, and the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import LinkPicture, ListPicture, Slide
from asahi_metrics.core.stage import with_mark
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.topics import Topic


@dataclass(frozen=True)
class Frame:
    """The slides before and after the topics.

    ``sample`` says that a figure is sample data, ``shown`` has the indicators of the slides.
    """

    workshop: Workshop
    topics: Sequence[Topic]
    sample: bool
    shown: Sequence[Indicator] = ()

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The records that the figures of the slides are counted from, each once."""
        return self.workshop.wording.sources(self.shown)

    @cached_property
    def as_of(self) -> str:
        """The newest month that a topic has data of."""
        found = [
            (one.numerator.over != "carry", period.last_month)
            for topic in self.topics
            for one in topic.indicators
            if (period := self.workshop.figures.period(one, self.workshop.year))
        ]
        # What is carried forward stands for months that it has no data of.
        return self.workshop.wording.formats.month(max(found)[1])

    @cached_property
    def provisional(self) -> bool:
        """Whether a figure of the topics' indicators is not final."""
        figures, year = self.workshop.figures, self.workshop.year
        known = (one for topic in self.topics for one in topic.indicators)
        return any(figures.is_provisional(one, year) for one in known)

    @property
    def publisher(self) -> str:
        """Who shows the deck: the ward office."""
        wording = self.workshop.wording
        return wording.text("deck.publisher", ward=wording.place(None))

    def cover(self, title: str) -> Slide:
        """The first slide: the deck's title, with place and year below."""
        wording = self.workshop.wording
        note = wording.text(
            f"deck.cover.{self.workshop.audience}",
            place=wording.place(self.workshop.district),
            year=wording.formats.fiscal_year(self.workshop.year),
        )
        speech = wording.text("deck.speech.cover")
        return Slide("cover", "cover", title, note=note, speech=speech, sample=self.sample)

    def contents(self) -> Slide:
        """The list of topics."""
        wording = self.workshop.wording
        lines = tuple(wording.read(wording.topic(one)) for one in self.topics)
        return Slide(
            id="contents",
            kind="contents",
            title=wording.text("deck.contents.title", count=len(lines)),
            picture=ListPicture(lines, alt=self._alt("deck.contents.alt", lines)),
            note=self._as_of_line(),
            speech=wording.text("deck.speech.contents"),
            sample=self.sample,
            provisional=self.provisional,
        )

    def closing(self) -> Slide:
        """Where the figures come from and how to read what is missing."""
        wording = self.workshop.wording
        notes = [wording.text("deck.closing.missing")]
        notes += [wording.text("deck.closing.sample")] if self.sample else []
        notes += [wording.text("stage.note")] if self.provisional else []
        withheld = self.workshop.figures.withheld_note(wording.text)
        notes += [withheld] if withheld else []
        return Slide(
            id="closing",
            kind="closing",
            title=wording.text("deck.closing.title"),
            picture=ListPicture(
                lines=self.workshop.wording.read_once(self.sources),
                alt=self._alt("deck.closing.alt", self.sources),
                caption=" ".join(notes),
            ),
            note=self._as_of_line(),
            speech=wording.text("deck.speech.closing"),
            sample=self.sample,
            provisional=self.provisional,
        )

    def link(self, address: str) -> Slide:
        """The public page of the place, to be left on the wall while people take it down."""
        text, place = self.workshop.wording.text, self.workshop.wording.place
        where = place(self.workshop.district)
        return Slide(
            id="link",
            kind="link",
            title=text("deck.link.title", place=where),
            picture=LinkPicture(address, text("deck.link.alt", place=where, address=address)),
            note=text("deck.link.note"),
            speech=text("deck.speech.link"),
        )

    def _alt(self, key: str, lines: Sequence[str]) -> str:
        wording = self.workshop.wording
        return wording.text.join([wording.text(key), wording.listed(lines)])

    def _as_of_line(self) -> str:
        revision, text = self.workshop.figures.revision, self.workshop.wording.text
        told = text("deck.closing.as_of", month=self.as_of, id=revision)
        return with_mark(text, told, provisional=self.provisional)
