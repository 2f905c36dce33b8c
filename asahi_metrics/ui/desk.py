"""The desk: what a page works with in one run - office, figures, words, filters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from asahi_metrics.core.areas import Areas
from asahi_metrics.core.calendar import Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.places import PlaceOnMap, places
from asahi_metrics.services.quarters import ended_quarter, to_quarter
from asahi_metrics.services.review import standing
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.services.status import DatasetState, dataset_states
from asahi_metrics.services.territory import Territory, territory
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.ui.links import Known, View
from asahi_metrics.ui.state import current_view
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes

_DESK = "desk"


@dataclass(frozen=True)
class Ledger:
    """What is known at one revision of the data, shared by all sessions."""

    figures: Figures
    states: dict[str, DatasetState]
    territory: Territory
    shapes: DistrictShapes
    years: tuple[int, ...]
    places: dict[str, list[PlaceOnMap]]


@dataclass(frozen=True)
class Desk:
    """One run's office, figures, words and filters."""

    office: Office
    ledger: Ledger
    text: Text
    formats: Formats
    view: View

    @property
    def figures(self) -> Figures:
        """The figures at the newest revision."""
        return self.ledger.figures

    @property
    def areas(self) -> Areas:
        """The ward's areas."""
        return self.office.pack.areas

    @property
    def places(self) -> list[PlaceOnMap]:
        """Shelters and other places in the language of the page."""
        return self.ledger.places[self.text.lang]

    def name(self, code: str) -> str:
        """An area's name in the language of the page."""
        return self.text.pick(self.areas[code].name)

    def item(self, dataset: str, item: str) -> str:
        """An item of a breakdown in the language of the page; free text stays as it is."""
        keys = (f"choice.{dataset}.{column.field}.{item}" for column in dataset_of(dataset).columns)
        return next((self.text(key) for key in keys if self.text.has(key)), item)

    def measure(self, indicator: Indicator) -> Measure:
        """How a picture names and writes the indicator."""
        return Measure(
            name=self.text.pick(indicator.name),
            unit=self.text.pick(indicator.unit),
            decimals=indicator.decimals,
            text=self.text,
        )

    def period(self, indicator: Indicator) -> Period:
        """The chosen period as far as the indicator has data."""
        return self.figures.to_date(indicator, self.view.period)

    def uses_sample(self, indicator: Indicator) -> bool:
        """Whether any record behind the indicator is sample data."""
        return self.ledger.states[indicator.dataset].sample


def known(office: Office, book: Ledger) -> Known:
    """What links may name."""
    return Known(book.years, office.pack.areas.district_codes)


def lay_out(office: Office, book: Ledger) -> Desk:
    """The desk of a new run, by the filters as they stand."""
    view = current_view()
    text = Text(view.lang)
    laid = Desk(office, book, text, Formats(text), view)
    st.session_state[_DESK] = laid
    return laid


def desk() -> Desk:
    """The desk of this run; a fragment that runs alone keeps that of the page around it."""
    laid: Desk = st.session_state[_DESK]
    return laid


def renewed_desk() -> Desk:
    """The desk in a fragment, which may run long after the page around it was drawn.

    Where the data has changed since, by another session or another process, the whole page
    is drawn again.
    """
    laid = desk()
    if not _is_newest(laid.ledger):
        st.rerun()
    return laid


def require_one_state(book: Ledger) -> None:
    """Draw the page again if something was written while it was drawn: it may show both states."""
    if not _is_newest(book):
        st.rerun()


def open_cached() -> Office:
    """The office that the settings name; a new database is filled first."""
    settings = Settings()
    return _open(settings.database_url, settings.pack)


def ledger(office: Office) -> Ledger:
    """The ledger of the newest revision."""
    return _ledger(office.settings.database_url, office.revision(), office)


def prepare() -> None:
    """Work out ahead of the first page what takes longest: where the indicators stand.

    That is as of the newest month, for most pages, and as of the last quarter that has
    ended, for its review.
    """
    book = ledger(open_cached())
    year = book.years[-1]
    quarter = ended_quarter(book.figures, year)
    ends = [None] if quarter is None else [None, to_quarter(year, quarter).last_month]
    for until in ends:
        for indicator in book.figures.office.catalogue:
            standing(book.figures, indicator, year, until)


def _is_newest(book: Ledger) -> bool:
    return book.figures.office.revision() == book.figures.revision


@st.cache_resource(show_spinner=False)
def _open(database_url: str, pack: Path) -> Office:
    office = open_office(Settings(database_url=database_url, pack=pack))
    fill_if_empty(office)
    return office


# Two revisions are kept, since sessions that began before an import may still be drawing.
@st.cache_resource(show_spinner=False, max_entries=2)
def _ledger(database_url: str, revision: int, _office: Office) -> Ledger:  # noqa: ARG001 - the key
    newest = _newest_figures(database_url)
    figures = Figures(_office, *newest)
    newest[:] = [figures]
    drawn = territory(_office)
    return Ledger(
        figures=figures,
        states=dataset_states(_office),
        territory=drawn,
        shapes=prepare_shapes(json.loads(drawn.boundaries.districts_geojson)),
        years=_years(figures),
        places={lang: places(_office, Text(lang)) for lang in LANGUAGES},
    )


@st.cache_resource(show_spinner=False)
def _newest_figures(database_url: str) -> list[Figures]:  # noqa: ARG001 - the key
    """The figures of the newest revision asked for, once there are any."""
    return []


def _years(figures: Figures) -> tuple[int, ...]:
    """The fiscal years that the ward's own subjects have data for."""
    own = [one for one in figures.office.catalogue if one.kind != "context"]
    spans = [span for one in own if (span := figures.data_span(one))]
    if not spans:
        return (fiscal_year_of(max(span[1] for span in _context_spans(figures))),)
    first = fiscal_year_of(min(span[0] for span in spans))
    return tuple(range(first, fiscal_year_of(max(span[1] for span in spans)) + 1))


def _context_spans(figures: Figures) -> list[tuple[int, int]]:
    return [span for one in figures.office.catalogue if (span := figures.data_span(one))]
