"""Names that would run, in every place that takes a name, through every output: all stay text.

One program holds them all; a real browser opens every page of it. A flag that only running code
could set stays unset, no dialog opens, nothing is asked of another host, and no policy had to
step in, for what is blocked there had been taken for code.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Dialog, Download, Page, expect
from pptx import Presentation

from asahi_metrics.core.access import Entitlement
from asahi_metrics.core.report import Deck
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.deck_files import powerpoint_file
from asahi_metrics.services.decks import read_deck, retitled, save_deck
from asahi_metrics.services.figure_files import (
    csv_file,
    geojson_file,
    handout_file,
    workbook_file,
)
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.notes import add_note
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.people import set_person
from asahi_metrics.services.remarks import add_remark
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.services.reviews import NewReview, freeze_review
from asahi_metrics.services.territory import replace_boundaries, territory
from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Column, Dataset
from asahi_metrics.store.remarks import RemarkText
from asahi_metrics.ui.navigation import PAGES
from tests.browser.ground import Server, Traffic, serve, settle
from tests.browser.login_ground import new_context
from tests.browser.sights import map_frame, words_of
from tests.ward import Rows, as_csv

TEXT = Text("ja")
DISTRICT = "01"

IMAGE = '<img src="/hostile-probe" onerror="top.ran=1">'
SCRIPT = "</script><script>top.ran=1</script>"
NAMES = (
    IMAGE,
    SCRIPT,
    '"><svg onload="top.ran=1">',
    "{{7*7}}",
    "${7*7}",
    "`ls`",
    "![x](http://evil.example/x.png)",
    "[x](javascript:top.ran=1)",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
)
# A file that brings a formula is refused; notes, remarks and titles may begin as they like.
IN_FILES = tuple(name for name in NAMES if not name.startswith("="))
STARTS = ("=", "+", "-", "@", "\t", "\r")
# What a file may hold beside its names, so that each row is a record of its own.
CELLS = {
    "date": "2026-05-{day:02}",
    "month": "2026-05",
    "fiscal_year": "2026",
    "district": "鶴ケ峯",
    "count": "5",
    "yen": "5000",
}
PLACE = {"lat": "35.4747", "lon": "139.5449"}


@dataclass(frozen=True)
class Hostile:
    """The program that holds the names, and the numbers of what they stand in."""

    server: Server
    office: Office
    deck: int
    review: int

    @property
    def made(self) -> Deck:
        return read_deck(self.office, self.deck).made.deck


def rows_of(dataset: Dataset, names: tuple[str, ...] = IN_FILES) -> Rows:
    """A record for each name, which stands in every text of it."""

    def cell(column: Column, name: str, day: int) -> str:
        if column.kind == "text":
            return name
        if column.kind == "choice":
            return column.choices[0]
        return PLACE.get(column.field) or CELLS[column.kind].format(day=day)

    return [
        [cell(column, name, day) for column in dataset.columns]
        for day, name in enumerate(names, start=1)
    ]


def with_texts() -> list[Dataset]:
    return [
        one for one in datasets().values() if any(column.kind == "text" for column in one.columns)
    ]


def load_all(office: Office) -> None:
    """Every dataset that takes names, from a file that has one itself."""
    for dataset in with_texts():
        content = as_csv([column.header for column in dataset.columns], rows_of(dataset))
        plan = plan_import(office, dataset.id, f"{IMAGE}{SCRIPT}{NAMES[6]}.csv", content)
        assert not plan.refused, (dataset.id, plan.findings)
        assert commit_import(office, plan)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    with serve(tmp_path_factory.mktemp("hostile")) as server:
        office = open_office(Settings(database_url=f"sqlite:///{server.database.as_posix()}"))
        load_all(office)
        drawn = territory(office).boundaries.districts_geojson
        named = read_boundaries(drawn.encode(), f"{IMAGE}.geojson", office.pack)
        replace_boundaries(office, named)
        for name in NAMES:
            add_note(office, DISTRICT, name, author=name)
            remark = RemarkText("indicator", "drills", 2026, "comment", name, None)
            add_remark(office, remark, author=name)
        review = freeze_review(office, Figures(office), NewReview(2026, 2, IMAGE, "\n".join(NAMES)))
        request = DeckRequest(
            DISTRICT, 2026, topics=("disaster_drills",), title=IMAGE, place=SCRIPT
        )
        built = build_deck(office, request)
        titles = {slide.id: name for slide, name in zip(built.slides, NAMES, strict=False)}
        deck = save_deck(office, MadeDeck(request, retitled(built, titles)), author=IMAGE)
        yield Hostile(server, office, deck, review)
        office.engine.dispose()


@pytest.fixture
def page(browser: Browser, traffic: Traffic) -> Iterator[Page]:
    """A page that fails the test when anything ran, was asked for, or had to be blocked."""
    probes: list[str] = []
    dialogs: list[str] = []
    with closing(new_context(browser, traffic)) as context:
        context.on("request", lambda asked: probes.append(asked.url))
        context.on("dialog", lambda one: _close(one, dialogs))
        opened = context.new_page()
        yield opened
        assert opened.evaluate("top.ran === undefined")
        assert not [url for url in probes if "hostile-probe" in url or "evil" in url]
    assert dialogs == []
    assert traffic.faults == []


def _close(dialog: Dialog, told: list[str]) -> None:
    told.append(dialog.message)
    dialog.dismiss()


def go(page: Page, hostile: Hostile, path: str) -> None:
    page.goto(hostile.server.url + path)
    settle(page)


def told(page: Page) -> str:
    return "\n".join(words_of(page))


@pytest.mark.parametrize("name", [one for one in PAGES if one not in {"map", "district", "review"}])
def test_a_page_shows_names_as_text_and_runs_none(page: Page, hostile: Hostile, name: str) -> None:
    links = {
        "meeting": f"?deck={hostile.deck}",
        "data": "?dataset=disaster_drills",
        "indicators": "?indicator=drills",
    }
    go(page, hostile, f"/{name}{links.get(name, '')}")
    shows = {"meeting": IMAGE, "data": IMAGE, "indicators": ""}
    assert shows.get(name, "") in told(page)
    assert page.evaluate("top.ran === undefined")


def test_the_districts_page_shows_notes_and_happenings_as_text(
    page: Page, hostile: Hostile
) -> None:
    go(page, hostile, f"/district?year=2026&districts={DISTRICT}")
    said = told(page)
    for name in NAMES:
        assert name in said, name


def test_what_a_chart_tells_on_pointing_at_it_is_text(page: Page, hostile: Hostile) -> None:
    go(page, hostile, f"/district?year=2026&districts={DISTRICT}")
    points = page.locator(".js-plotly-plot .scatterlayer path.point")
    seen = set()
    for point in points.all()[-8:]:
        point.scroll_into_view_if_needed()
        point.hover(force=True)
        page.wait_for_timeout(150)
        seen |= set(page.locator(".hoverlayer text").all_text_contents())
    assert any(name in told for told in seen for name in IN_FILES), seen
    assert page.locator(".hoverlayer a, .hoverlayer image").count() == 0


def test_a_frozen_review_shows_its_summary_and_remarks_as_text(
    page: Page, hostile: Hostile
) -> None:
    go(page, hostile, f"/review?year=2026&review={hostile.review}")
    said = told(page)
    for name in NAMES:
        assert name in said, name


def test_the_records_of_a_subject_are_text_in_their_table_and_its_file(
    page: Page, hostile: Hostile, tmp_path: Path
) -> None:
    go(page, hostile, "/drills?year=2026&districts=01")
    page.get_by_role("tab", name=TEXT("block.records")).click()
    settle(page)
    # The words of a table that is painted are those of the rows that can be seen.
    page.get_by_test_id("stDataFrame").last.scroll_into_view_if_needed()
    expect(page.get_by_test_id("stDataFrame").last).to_contain_text(IMAGE)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("block.download")).last.click()
    expect_harmless(rows_in(waiting.value, tmp_path))


def test_places_on_the_map_have_their_names_as_text_in_their_tooltips(
    page: Page, hostile: Hostile
) -> None:
    go(page, hostile, "/map?year=2026&places=all")
    frame = map_frame(page)
    points = frame.locator(".map-point")
    expect(points).to_have_count(len(IN_FILES) + markets(hostile.office))
    seen = set()
    for point in points.all():
        point.dispatch_event("mouseover")
        seen.add(frame.locator(".leaflet-tooltip").last.inner_text())
        point.dispatch_event("click")
        point.dispatch_event("mouseout")
    for name in IN_FILES:
        assert any(name in one for one in seen), name
    # Another period is painted from pictures that the browser holds.
    page.get_by_role("combobox", name=TEXT("filter.period"), exact=True).first.click()
    page.get_by_role("option", name=TEXT("period.q1"), exact=True).click()
    expect(points).to_have_count(len(IN_FILES) + markets(hostile.office))
    settle(page)
    assert frame.evaluate("top.ran === undefined")


def markets(office: Office) -> int:
    """The places of the ward pack, which stand beside those of the file."""
    with (office.settings.pack / "areas" / "places.csv").open(encoding="utf-8-sig") as file:
        return len(list(csv.DictReader(file)))


def test_a_file_with_a_name_that_runs_is_refused_row_by_row_as_text(
    page: Page, hostile: Hostile, tmp_path: Path
) -> None:
    go(page, hostile, "/data?dataset=disaster_drills")
    bad = [[name, name, name, name, name, name, name, name] for name in NAMES]
    header = [column.header for column in datasets()["disaster_drills"].columns]
    page.locator('input[type="file"]').first.set_input_files(
        {"name": f"{NAMES[1]}{NAMES[0]}.csv", "mimeType": "text/csv", "buffer": as_csv(header, bad)}
    )
    settle(page)
    # Of rows that are wrong in the same way a few are told, and the marked copy has them all.
    said = told(page)
    for name in NAMES[:3]:
        assert name in said, name
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("block.download")).first.click()
    expect_harmless(rows_in(waiting.value, tmp_path))
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("loading.refused.copy")).click()
    waiting.value.save_as(tmp_path / "marked.xlsx")
    sheet = load_workbook(tmp_path / "marked.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {*NAMES} <= {cell.value for cell in cells}


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07"])
def test_signs_that_turn_or_hide_writing_are_refused_in_files(hostile: Hostile, sign: str) -> None:
    dataset = datasets()["disaster_drills"]
    content = as_csv(
        [column.header for column in dataset.columns], rows_of(dataset, (f"a{sign}b",))
    )
    plan = plan_import(hostile.office, dataset.id, "訓練.csv", content)
    assert {one.code for one in plan.findings} == {"control_character"}
    assert plan.refused


def test_a_formula_in_a_file_is_refused(hostile: Hostile) -> None:
    dataset = datasets()["disaster_drills"]
    header = [column.header for column in dataset.columns]
    content = as_csv(header, rows_of(dataset, tuple({*NAMES} - {*IN_FILES})))
    plan = plan_import(hostile.office, dataset.id, "訓練.csv", content)
    assert {one.code for one in plan.findings} == {"formula_without_value"}


def test_a_presentation_shows_its_sentences_as_text(page: Page, hostile: Hostile) -> None:
    page.goto(f"{hostile.server.url}/present/{hostile.deck}")
    page.wait_for_load_state()
    whole = page.content()
    for _ in range(len(hostile.made.slides) + 1):
        page.keyboard.press("ArrowRight")
    for name in NAMES[: len(hostile.made.slides)]:
        assert name not in whole or not set(name) & set('<>"')
    assert page.evaluate("top.ran === undefined")


def test_files_of_figures_hold_text_and_no_formula(hostile: Hostile) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_file(hostile.office, hostile.made)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(IMAGE in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.hyperlink]
    content = csv_file(hostile.office, hostile.made).decode("utf-8-sig")
    expect_harmless(list(csv.reader(io.StringIO(content))))
    assert json.loads(geojson_file(hostile.office, hostile.made))["type"] == "FeatureCollection"


def test_slides_and_handout_say_the_names_as_they_stand(hostile: Hostile, tmp_path: Path) -> None:
    slides = Presentation(io.BytesIO(powerpoint_file(hostile.office, hostile.made))).slides
    shown = [
        shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame
    ]
    paper = tmp_path / "handout.pdf"
    paper.write_bytes(handout_file(hostile.office, hostile.made))
    command = shutil.which("pdftotext")
    assert command
    done = subprocess.run(
        [command, "-raw", str(paper), "-"], check=True, capture_output=True, timeout=60
    )
    printed = "".join(done.stdout.decode().split())
    for name in NAMES[: len(hostile.made.slides)]:
        assert any(name in one for one in shown), name
    for name in (IMAGE, SCRIPT):
        assert "".join(name.split()) in printed


def test_the_log_shows_and_hands_out_names_as_text(
    page: Page, hostile: Hostile, tmp_path: Path
) -> None:
    for name in NAMES:
        set_person(hostile.office, name, Entitlement("officer"))
    go(page, hostile, "/audit")
    for name in NAMES:
        assert name.lower() in told(page), name
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("block.download")).first.click()
    expect_harmless(rows_in(waiting.value, tmp_path))


def rows_in(download: Download, folder: Path) -> list[list[str]]:
    path = folder / "file.csv"
    download.save_as(path)
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def expect_harmless(rows: list[list[str]]) -> None:
    """No cell begins a formula; numbers below zero are numbers."""
    assert len(rows) > 1
    for row in rows:
        for cell in row:
            assert not cell.startswith(STARTS) or cell.lstrip("-").replace(".", "").isdigit(), cell


def test_this_file_knows_every_page() -> None:
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == {*PAGES, "audit"}
