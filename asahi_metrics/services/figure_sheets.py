"""The figures behind a deck as a list: its topics' indicators, as its audience may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from asahi_metrics.core.calendar import Period, fiscal_position, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.figure_sheet import DefinedIndicator, FigureRow, FigureSheet, Span
from asahi_metrics.core.kept_figures import KeptFigures
from asahi_metrics.core.report import Deck, TablePicture
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_audience import figures_for
from asahi_metrics.services.deck_figures import DeckFigures, Told
from asahi_metrics.services.deck_frame import Frame
from asahi_metrics.services.deck_pictures import table_picture
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.formulas import formula_text
from asahi_metrics.services.office import Office
from asahi_metrics.services.topics import choose_topics


@dataclass(frozen=True)
class SheetMaker:
    """What the list of a deck is made with, at the figures of the deck's audience."""

    office: Office
    deck: Deck
    workshop: Workshop

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of the deck's topics that have data, each once."""
        chosen = choose_topics(self.office, self.deck.year, self.deck.topics)
        found = [one for topic in chosen for one in topic.indicators]
        return tuple(dict.fromkeys(one for one in found if self.workshop.has_data(one)))

    @property
    def remarks(self) -> tuple[str, ...]:
        """How to read what is missing, withheld or sample data."""
        text = self.workshop.wording.text
        figures, year = self.workshop.figures, self.workshop.year
        sample = any(figures.is_sample(one) for one in self.indicators)
        early = any(
            figures.is_provisional(one, at) for one in self.indicators for at in (year - 1, year)
        )
        said = (
            text("deck.closing.missing"),
            text("deck.closing.sample") if sample else "",
            text("stage.note") if early else "",
            self.workshop.figures.withheld_note(text),
        )
        return tuple(one for one in said if one)

    def sheet(self) -> FigureSheet:
        """The list; raises NotFound where no indicator has data."""
        if not self.indicators:
            raise NotFound("error.deck.no_data", year=self.deck.year)
        wording = self.workshop.wording
        defined = [(one, self._define(one)) for one in self.indicators]
        return FigureSheet(
            title=self.deck.title,
            area=self.deck.area,
            area_code=self.deck.district or self.office.ward,
            year=self.deck.year,
            year_text=wording.formats.fiscal_year(self.deck.year),
            audience=self.deck.audience,
            revision=self.workshop.figures.revision,
            as_of=self.deck.as_of,
            publisher=self.deck.publisher,
            remarks=self.remarks,
            indicators=tuple(one for _, one in defined),
            rows=tuple(row for pair in defined for row in self._rows(*pair)),
        )

    def table(self) -> TablePicture | None:
        """Each indicator that the place has figures of, beside the ward and the range."""
        known = [one for one in self.indicators if self.workshop.knows(one)]
        scenes = [self.workshop.scene(one, self.deck.district) for one in known]
        return table_picture(scenes) if scenes else None

    def keep(self) -> KeptFigures:
        """The list and the table as they stand now; raises NotFound where nothing has data."""
        return KeptFigures(self.sheet(), self.table())

    def _define(self, indicator: Indicator) -> DefinedIndicator:
        return define(self.workshop.figures, self.workshop.wording, indicator)

    def _rows(self, indicator: Indicator, defined: DefinedIndicator) -> Iterator[FigureRow]:
        """Year and year before of ward and districts, and months of the ward and the place."""
        figures, year = self.workshop.figures, self.workshop.year
        period = figures.period(indicator, year) or Period(year)
        split = figures.is_by_district(indicator, year)
        codes = self.office.pack.areas.district_codes if split else ()
        for code in (None, *codes):
            now, before = (
                figures.of(indicator, year, code),
                figures.year_before(indicator, year, code),
            )
            yield self._row(defined, code, span="year", period=period, told=now)
            yield self._row(defined, code, span="before", period=period.previous, told=before)
        own = (self.deck.district,) if self.deck.district in codes else ()
        for code in (None, *own):
            for at in (year - 1, year):
                for month, told in figures.monthly(indicator, at, code).items():
                    place = fiscal_position(month)
                    single = Period(fiscal_year_of(month), place, place)
                    yield self._row(defined, code, span="month", period=single, told=told)

    def _row(
        self, defined: DefinedIndicator, code: str | None, *, span: Span, period: Period, told: Told
    ) -> FigureRow:
        wording, area = self.workshop.wording, code or self.office.ward
        return FigureRow(
            indicator=defined,
            area_code=area,
            area=wording.area(area),
            span=span,
            period=period,
            period_text=wording.formats.period(period),
            cell=wording.cell(self.office.catalogue[defined.id], told),
        )


def define(figures: DeckFigures, wording: Wording, indicator: Indicator) -> DefinedIndicator:
    """What an indicator means, in the words of a language."""
    said, base = Text("en" if wording.lang == "en" else "ja"), wording.base(indicator)
    return DefinedIndicator(
        id=indicator.id,
        name=wording.name(indicator),
        unit=wording.unit(indicator),
        decimals=indicator.decimals,
        definition=said.pick(indicator.definition),
        formula=formula_text(said, indicator),
        # Readings would be in the way where a file is searched for a source.
        source=said.pick(indicator.source),
        owner=said.pick(indicator.owner),
        disclosure=said(f"definition.of.disclosure.{indicator.disclosure}"),
        sample=figures.is_sample(indicator),
        base_source=said.pick(base.source) if base else "",
    )


def sheet_maker(office: Office, deck: Deck, figures: Figures | None = None) -> SheetMaker:
    """What makes a deck's list; the figures are asked for its audience, at their newest.

    Raises NotAllowed for a principal who may not see them, NotFound where nothing is released.
    """
    shop = Workshop(
        figures=figures_for(office, deck.audience, figures),
        wording=Wording(office, deck.lang),
        year=deck.year,
        district=deck.district,
        audience=deck.audience,
    )
    return SheetMaker(office, deck, shop)


def figures_now(office: Office, deck: Deck) -> KeptFigures:
    """The figures of a deck that none were kept with, at the newest that its audience may see.

    Where that is another revision than the deck's, the list bears its own month, and there is
    no table: a handout would set other figures beside those of the slides.
    """
    maker = sheet_maker(office, deck)
    kept = maker.keep()
    if kept.sheet.revision == deck.revision:
        return kept
    topics = choose_topics(office, deck.year, deck.topics)
    as_of = Frame(maker.workshop, topics, sample=deck.sample).as_of
    return KeptFigures(replace(kept.sheet, as_of=as_of), None)
