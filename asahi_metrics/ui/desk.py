"""The desk: what a page works with in one run - office, figures, words, filters."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from asahi_metrics.core.areas import Areas
from asahi_metrics.core.calendar import Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import NotAllowed, NotSignedIn
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.stage import data_mark
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.as_of import Past, open_past
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import READER, Office
from asahi_metrics.services.places import PlaceOnMap, places
from asahi_metrics.services.quarters import ended_quarter, to_quarter
from asahi_metrics.services.review import standing
from asahi_metrics.services.status import DatasetState, dataset_states
from asahi_metrics.services.territory import Territory, territory
from asahi_metrics.sources.choices import choice_name
from asahi_metrics.ui.asking import claims_of_session, principal_of_run, reception
from asahi_metrics.ui.links import Known, View
from asahi_metrics.ui.opening import open_cached
from asahi_metrics.ui.state import current_view
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes

_DESK = "desk"
_PREPARED_YEARS = 3


@dataclass(frozen=True)
class Ledger:
    """What is known at one revision of the data, shared by all sessions."""

    figures: Figures
    states: dict[str, DatasetState]
    territory: Territory
    shapes: DistrictShapes
    years: tuple[int, ...]
    places: dict[str, list[PlaceOnMap]]
    past: Past | None = None


@dataclass(frozen=True)
class Desk:
    """One run's office, figures, words and filters.

    ``ledger`` may be that of a past revision. The office is the present one all the same:
    what people write down, and what they load, is written now.
    """

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
    def data_office(self) -> Office:
        """The office at the revision that is shown: what records are read from."""
        return self.figures.office

    @property
    def is_past(self) -> bool:
        """Whether the figures are those of a past revision."""
        return self.data_office.engine is not self.office.engine

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
        return choice_name(self.text, dataset, item)

    def measure(self, indicator: Indicator) -> Measure:
        """How a picture names and writes the indicator."""
        return Measure(
            name=self.text.pick(indicator.name),
            unit=self.text.pick(indicator.unit),
            decimals=indicator.decimals,
            text=self.text,
        )

    def over_the_year(self) -> Desk:
        """The same desk with the whole of the chosen year as its period."""
        return replace(self, view=replace(self.view, period_code="fy"))

    def period(self, indicator: Indicator) -> Period:
        """The chosen period as far as the indicator has data."""
        return self.figures.to_date(indicator, self.view.period)

    def uses_sample(self, indicator: Indicator) -> bool:
        """Whether any record behind the indicator is sample data."""
        return self.ledger.states[indicator.dataset].sample

    def is_provisional(self, indicator: Indicator, period: Period | None = None) -> bool:
        """Whether a record behind the period, or its months a year before, is not final.

        Without a period the chosen one is meant.
        """
        period = period or self.period(indicator)
        return any(self.figures.is_provisional(indicator, one) for one in (period, period.previous))

    def mark(self, *indicators: Indicator) -> str:
        """What must be said beside figures of the indicators: サンプルデータ, 速報, or nothing."""
        return data_mark(
            self.text,
            sample=any(map(self.uses_sample, indicators)),
            provisional=any(map(self.is_provisional, indicators)),
        )


def known(office: Office, book: Ledger) -> Known:
    """What links may name."""
    return Known(book.years, office.pack.areas.district_codes, book.figures.revision)


def lay_out(office: Office, book: Ledger) -> Desk:
    """The desk of a new run, by the filters as they stand."""
    view = current_view()
    if view.as_of is not None:
        shared = office.acting_as(READER)
        book = _past_ledger(shared.settings.database_url, view.as_of, shared)
    return _lay(office, book)


def lay_out_present(office: Office, book: Ledger) -> Desk:
    """The desk of a page that works with the data as they are, whatever the filters say."""
    return _lay(office, book)


def _lay(office: Office, book: Ledger) -> Desk:
    view = current_view()
    text = Text(view.lang)
    laid = _in_the_name_of(office, Desk(office, book, text, Formats(text), view))
    st.session_state[_DESK] = laid
    return laid


def desk() -> Desk:
    """The desk of this run; a fragment that runs alone keeps that of the page around it.

    Fragments and callbacks do not pass the entrance, so who asks is asked here. Whoever has
    gone meanwhile is led back to it; raises NotSignedIn where no page has been opened at all.
    """
    laid: Desk | None = st.session_state.get(_DESK)
    if laid is None:
        raise NotSignedIn("error.sign_in.nobody")
    try:
        principal = principal_of_run()
    except NotAllowed:
        del st.session_state[_DESK]
        st.rerun()
    if principal == laid.office.principal:
        return laid
    return _in_the_name_of(laid.office.acting_as(principal), laid)


def for_download(laid: Desk) -> Callable[[], Office]:
    """The office for a file that is made when it is asked for, which may be much later.

    The function is called outside of any run: it asks anew who sits before the page.
    """
    open_to = reception()
    if open_to is None:
        return lambda: laid.office
    claims = claims_of_session()
    return lambda: laid.office.acting_as(open_to[1].current(claims))


def _in_the_name_of(office: Office, laid: Desk) -> Desk:
    """The desk with office and figures in the name of whoever asks."""
    book = replace(laid.ledger, figures=laid.ledger.figures.acting_as(office))
    return replace(laid, office=office, ledger=book)


def ledger(office: Office) -> Ledger:
    """The ledger of the newest revision; all sessions share it, whoever asks first."""
    shared = office.acting_as(READER)
    with shared.reading():
        return _ledger(shared.settings.database_url, shared.revision(), shared)


def prepare() -> None:
    """Work out ahead of the first page what takes longest: where the indicators stand.

    That is as of the newest month, for most pages, and as of the last quarter that has
    ended, for its review.
    """
    office = open_cached()
    with office.reading():
        book = ledger(office)
        year = book.years[-1]
        quarter = ended_quarter(book.figures, year)
        ends = [None] if quarter is None else [None, to_quarter(year, quarter).last_month]
        for until in ends:
            for indicator in office.catalogue:
                standing(book.figures, indicator, year, until)


def prepare_months() -> None:
    """Work out ahead where the indicators stood at the end of each month of the newest years.

    A page whose filter ends with a month shows that.
    """
    office = open_cached()
    with office.reading():
        book = ledger(office)
        for year in reversed(book.years[-_PREPARED_YEARS:]):
            for month in (None, *Period(year).months):
                for indicator in office.catalogue:
                    standing(book.figures, indicator, year, month)


# Two revisions are kept, since sessions that began before an import may still be drawing.
@st.cache_resource(show_spinner=False, max_entries=2)
def _ledger(database_url: str, revision: int, _office: Office) -> Ledger:  # noqa: ARG001 - the key
    newest = _newest_figures(database_url)
    figures = Figures(_office, *newest)
    if not newest or newest[0].revision <= figures.revision:
        newest[:] = [figures]
    return _opened(figures)


_leaving: list[Past] = []


def _let_go(book: Ledger) -> None:
    """Close a past when the next one is let go: a session may be drawing from it still."""
    while _leaving:
        _leaving.pop().close()
    if book.past is not None:
        _leaving.append(book.past)


@st.cache_resource(show_spinner=False, max_entries=4, on_release=_let_go)
def _past_ledger(database_url: str, revision: int, _office: Office) -> Ledger:  # noqa: ARG001
    past = open_past(_office, revision)
    return _opened(Figures(past.office), past)


def _opened(figures: Figures, past: Past | None = None) -> Ledger:
    office = figures.office
    drawn = territory(office)
    shapes = prepare_shapes(json.loads(drawn.boundaries.districts_geojson))
    return Ledger(
        figures=figures,
        states=dataset_states(office),
        territory=drawn,
        shapes=shapes,
        years=_years(figures),
        places={lang: places(office, Text(lang)) for lang in LANGUAGES},
        past=past,
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
