"""Open data: every figure of a release as rows, and the districts with those of a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from asahi_metrics.core.calendar import Period, fiscal_position
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.figure_sheet import DefinedIndicator, FigureSheet
from asahi_metrics.core.open_data import OpenRow, OpenSpan, OpenTable
from asahi_metrics.core.report import Deck
from asahi_metrics.core.text import Language
from asahi_metrics.services.deck_audience import ReleasedFigures
from asahi_metrics.services.deck_frame import Frame
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figure_sheets import SheetMaker, define
from asahi_metrics.services.office import Office
from asahi_metrics.services.public_edition import Edition, terms
from asahi_metrics.services.publication import PublicFigure, PublicFigures
from asahi_metrics.services.topics import Topic, topics
from asahi_metrics.sources.choices import choice_name


@dataclass(frozen=True)
class OpenFigures:
    """The figures of an edition, in a language."""

    office: Office
    edition: Edition
    lang: Language

    @cached_property
    def released(self) -> PublicFigures:
        """Where every figure comes from; raises NotAllowed and NotFound."""
        return PublicFigures(self.office, self.edition.release.id)

    @cached_property
    def wording(self) -> Wording:
        """How things are named."""
        return Wording(self.office, self.lang)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The catalogue's subjects with released figures, in their order."""
        return tuple(one for one in self.office.catalogue.subjects if self.indicators(one))

    def indicators(self, subject: str | None = None) -> tuple[Indicator, ...]:
        """The indicators with released figures, all or those of a subject."""
        known = self.office.catalogue
        of = tuple(known) if subject is None else known.of_subject(subject)
        return tuple(one for one in of if self.released.years(one))

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years with released figures by district, oldest first."""
        found = {
            year
            for one in self.indicators()
            for year in self.released.years(one)
            if self.released.is_by_district(one, year)
        }
        return tuple(sorted(found))

    def definitions(self) -> tuple[tuple[str, DefinedIndicator], ...]:
        """Every indicator with its subject."""
        return tuple((self._subject(one), self._define(one)) for one in self.indicators())

    def table(self, subject: str | None = None) -> OpenTable:
        """All figures, or those of a subject; raises NotFound for one that has none."""
        chosen = self.indicators(subject)
        if not chosen:
            raise NotFound("error.open_data.unknown", name=subject or "")
        return OpenTable(
            rows=tuple(row for one in chosen for row in self._rows(one)),
            release=self.edition.release.id,
            revision=self.edition.release.revision,
        )

    def sheet(self, year: int) -> FigureSheet:
        """The districts with every figure of a year to date; raises NotFound for another year."""
        if year not in self.years:
            raise NotFound("error.open_data.unknown", name=year)
        shop, subjects = self._workshop(year), self._topics(year)
        title = self.wording.text("open_data.districts.title", year=year)
        deck = Deck(
            title=title,
            area=self.wording.place(None),
            district=None,
            year=year,
            lang=self.lang,
            audience="public",
            revision=self.edition.release.revision,
            as_of=Frame(shop, subjects, sample=False).as_of,
            sample=False,
            sample_label="",
            publisher=terms(self.office, self.wording.text).publisher,
            topics=tuple(one.id for one in subjects),
        )
        return SheetMaker(self.office, deck, shop).sheet()

    def _workshop(self, year: int) -> Workshop:
        figures = ReleasedFigures(self.released)
        return Workshop(figures, self.wording, year, district=None, audience="public")

    def _topics(self, year: int) -> tuple[Topic, ...]:
        return tuple(one for one in topics(self.office, year) if one.label is None)

    def _subject(self, indicator: Indicator) -> str:
        return self.wording.text(f"subject.{indicator.subject}")

    def _define(self, indicator: Indicator) -> DefinedIndicator:
        return define(ReleasedFigures(self.released), self.wording, indicator)

    def _rows(self, indicator: Indicator) -> Iterator[OpenRow]:
        defined, subject = self._define(indicator), self._subject(indicator)
        for year in self.released.years(indicator):
            period = self.released.period(indicator, year)
            if period is not None:
                for code in self.released.areas(indicator, year):
                    yield from _Place(self, indicator, defined, subject, code).rows(period)


@dataclass(frozen=True)
class _Place:
    """An indicator at one place."""

    figures: OpenFigures
    indicator: Indicator
    defined: DefinedIndicator
    subject: str
    code: str

    def rows(self, period: Period) -> Iterator[OpenRow]:
        """The year, the year before, the months and the kinds, as far as the release has them."""
        released, one, year = self.figures.released, self.indicator, period.year
        yield self._row("year", period, released.of(one, year, self.code))
        before = released.year_before(one, year, self.code)
        if before.state != "missing":
            yield self._row("before", period.previous, before, year=year)
        for month, figure in released.monthly(one, year, self.code).items():
            place = fiscal_position(month)
            yield self._row("month", Period(year, place, place), figure)
        text = self.figures.wording.text
        for kind, figure in released.kinds(one, year, self.code).items():
            yield self._row("kind", period, figure, kind=choice_name(text, one.dataset, kind))

    def _row(
        self,
        span: OpenSpan,
        period: Period,
        figure: PublicFigure,
        *,
        kind: str = "",
        year: int | None = None,
    ) -> OpenRow:
        return OpenRow(
            indicator=self.defined,
            subject=self.subject,
            area_code=self.code,
            area=self.figures.wording.area(self.code),
            year=period.year if year is None else year,
            span=span,
            first_month=period.first_month,
            last_month=period.last_month,
            value=figure.value,
            state=figure.state,
            kind=kind,
            reports_missing=figure.reports_missing,
            provisional=figure.provisional,
        )
