"""What leaves the program says which figures are provisional: decks, lists, reviews, open data."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.figure_sheet import FigureSheet
from asahi_metrics.core.report import Audience, deck_from_json, deck_to_json
from asahi_metrics.core.text import Text
from asahi_metrics.exports.open_data_files import write_open_table
from asahi_metrics.services.deck_files import file_name
from asahi_metrics.services.figure_files import csv_file, geojson_file
from asahi_metrics.services.figure_sheets import sheet_maker
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.observations import observation_rows
from asahi_metrics.services.office import PUBLIC_READER, Office
from asahi_metrics.services.open_data import OpenFigures
from asahi_metrics.services.public_pages import public_page
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.review_drafts import frozen_figure
from tests.public_ward import edition_of, open_unreleased_ward
from tests.ward import DRILLS, load

TEXT = Text("ja")
MARK = TEXT("stage.provisional")
AUDIENCES: tuple[Audience, ...] = ("staff", "public")
# In 01 and 02: of the newest year's drills, that of 02 is provisional.
EARLY = [(*DRILLS[6][:5], 81, *DRILLS[6][6:])]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_unreleased_ward(tmp_path_factory.mktemp("ward"))
    load(office, "disaster_drills", EARLY, stage="provisional")
    release(office)
    return office


def sheet_of(office: Office, audience: Audience) -> FigureSheet:
    deck = build_deck(office, DeckRequest("02", 2025, audience=audience))
    return sheet_maker(office, deck).sheet()


def early_rows(sheet: FigureSheet, indicator: str) -> set[tuple[str, str]]:
    return {
        (row.area_code, row.span)
        for row in sheet.rows
        if row.indicator.id == indicator and row.cell.provisional
    }


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_source_line_of_a_slide_says_it_and_those_of_others_do_not(
    office: Office, audience: Audience
) -> None:
    deck = build_deck(office, DeckRequest(None, 2025, audience=audience))
    marked = {one.topic for one in deck.slides if one.topic and f"({MARK})" in one.note}
    assert marked == {"disaster_drills"}
    assert all(one.provisional == (f"({MARK})" in one.note) for one in deck.slides if one.topic)
    assert deck.provisional
    closing = next(one for one in deck.slides if one.kind == "closing")
    assert f"({MARK})" in closing.note
    assert MARK in file_name(office, TEXT, deck, "pptx")


def test_a_deck_of_final_figures_says_nothing_of_it(office: Office) -> None:
    deck = build_deck(office, DeckRequest(None, 2023))
    assert not deck.provisional
    assert MARK not in deck_to_json(deck)
    assert MARK not in file_name(office, TEXT, deck, "pptx")


def test_a_deck_that_was_kept_before_there_were_stages_is_final(office: Office) -> None:
    told = deck_to_json(build_deck(office, DeckRequest(None, 2023)))
    old = re.sub(r',"provisional":false', "", told)
    assert '"provisional"' not in old
    assert deck_from_json(old) == deck_from_json(told)


def test_the_staffs_list_says_it_figure_by_figure(office: Office) -> None:
    found = early_rows(sheet_of(office, "staff"), "drills")
    ward = office.ward
    # That 03 has none in October rests on the same list; 01 had its drill in September.
    assert {area for area, span in found if span == "year"} == {ward, "01", "02", "03"}
    assert {span for _, span in found} == {"year", "month"}
    assert early_rows(sheet_of(office, "staff"), "patrol_members") == set()


def test_csv_and_geojson_have_it_in_each_row(office: Office) -> None:
    deck = build_deck(office, DeckRequest(None, 2025))
    rows = list(csv.DictReader(io.StringIO(csv_file(office, deck).decode("utf-8-sig"))))
    said = {row[TEXT("files.column.stage")] for row in rows}
    assert said == {MARK, TEXT("stage.final"), ""}
    assert all(row[TEXT("files.column.stage")] or row["値"] in {"データなし", "X"} for row in rows)
    layer = json.loads(geojson_file(office, deck))
    known = layer["features"][1]["properties"]
    assert (known["drills_provisional"], known["patrol_members_provisional"]) == (True, False)


def test_a_release_says_it_of_an_indicators_year_and_never_of_one_area(office: Office) -> None:
    released = PublicFigures(office.acting_as(PUBLIC_READER))
    drills = office.catalogue["drills"]
    assert released.is_provisional(drills, 2025)
    assert not released.is_provisional(drills, 2024)
    found = released.districts(drills, 2025).values()
    assert {one.provisional for one in found if one.value is not None} == {True}
    assert not any(one.provisional for one in found if one.value is None)
    assert not released.year_before(drills, 2025).provisional


def test_open_data_has_the_codes_of_sdmx(office: Office) -> None:
    reader = office.acting_as(PUBLIC_READER)
    table = OpenFigures(reader, edition_of(office), "ja").table()
    rows = list(csv.DictReader(io.StringIO(write_open_table(table, TEXT).decode("utf-8-sig"))))
    by_state: dict[str, set[str]] = {}
    for row in rows:
        by_state.setdefault(row["値の状態"], set()).add(row["OBS_STATUS"])
    assert by_state == {"値あり": {"A", "P"}, "秘匿": {"Q"}, "データなし": {"O"}}
    early = {(row["指標ID"], row["年度"]) for row in rows if row["OBS_STATUS"] == "P"}
    assert ("drills", "2025") in early
    assert not [one for one in early if one[0].startswith("patrol")]


def test_a_public_page_says_how_provisional_figures_are_to_be_read(office: Office) -> None:
    page = public_page(office.acting_as(PUBLIC_READER), edition_of(office), None, "ja")
    assert TEXT("stage.note") in page.remarks
    notes = [one.note for topic in page.topics for one in topic.slides if f"({MARK})" in one.note]
    assert notes


def test_a_review_keeps_it(office: Office) -> None:
    figures = Figures(office)
    assert frozen_figure(figures, office.catalogue["drills"], 2025).provisional
    assert not frozen_figure(figures, office.catalogue["drills"], 2024).provisional


def test_rows_for_programs_have_it(office: Office) -> None:
    drills, figures = office.catalogue["drills"], Figures(office)
    rows = observation_rows(figures, drills, Period(2025), by="district", text=TEXT)
    assert [row["provisional"] for row in rows] == [True, True, True]
    rows = observation_rows(figures, drills, Period(2024), by="ward", text=TEXT)
    assert [row["provisional"] for row in rows] == [False]
