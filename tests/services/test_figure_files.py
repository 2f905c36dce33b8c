"""Files of figures: the values are the deck's own, and for the public the released ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.figure_sheet import FigureSheet
from asahi_metrics.core.report import Audience, MapPicture, NumberPicture
from asahi_metrics.services.deck_audience import figures_for
from asahi_metrics.services.figure_sheets import sheet_maker
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.setup import fill_if_empty
from tests.ward import open_filled_ward

AUDIENCES: tuple[Audience, ...] = ("staff", "public")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_filled_ward(tmp_path_factory.mktemp("ward"))
    fill_if_empty(office)
    release(office)
    return office


def listed(office: Office, audience: Audience, district: str | None = "01") -> FigureSheet:
    deck = build_deck(office, DeckRequest(district, 2023, audience=audience))
    return sheet_maker(office, deck).sheet()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_row_is_what_the_audience_is_told(office: Office, audience: Audience) -> None:
    told = figures_for(office, audience)
    for row in listed(office, audience).rows:
        indicator = office.catalogue[row.indicator.id]
        code = None if row.area_code == office.ward else row.area_code
        if row.span == "month":
            (month,) = row.period.months
            found = told.monthly(indicator, row.period.year, code)[month]
        else:
            read = told.of if row.span == "year" else told.year_before
            found = read(indicator, 2023, code)
        assert (row.cell.value, row.cell.state) == (found.value, found.state)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("district", ["01", None])
def test_every_value_of_the_deck_is_in_the_list(
    office: Office, audience: Audience, district: str | None
) -> None:
    deck = build_deck(office, DeckRequest(district, 2023, audience=audience))
    rows = sheet_maker(office, deck).sheet().rows
    own = {row.cell for row in rows if row.area_code == (district or office.ward)}
    everywhere = {(row.area_code, row.cell) for row in rows}
    numbers = [one.picture for one in deck.slides if isinstance(one.picture, NumberPicture)]
    maps = [one.picture for one in deck.slides if isinstance(one.picture, MapPicture)]
    assert numbers
    assert {one.cell for one in numbers} <= own
    for one in maps:
        assert set(one.cells.items()) <= everywhere


def test_the_public_gets_the_revision_that_was_released(office: Office) -> None:
    told = listed(office, "public")
    assert told.audience == "public"
    assert told.revision == figures_for(office, "public").revision
    assert any(one.startswith("「X」") for one in told.remarks)


def test_without_a_release_the_public_gets_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = open_filled_ward(tmp_path_factory.mktemp("unreleased"))
    deck = build_deck(office, DeckRequest("01", 2023))
    with pytest.raises(NotFound):
        sheet_maker(office, replace(deck, audience="public"))
