"""A steward's whole job in the browser: template, a bad copy, the good one, and taking it back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from asahi_metrics.core.text import Text
from tests.browser.ground import Server, Traffic, settle
from tests.databases import KINDS, filled_url

TEXT = Text("ja")
DATASET = "disaster_drills"

GOOD = (
    (date(2026, 9, 6), "今宿", "今宿第1自治会", "初期消火訓練", "会場A", 80, 50),
    (date(2026, 9, 6), "白根", "白根第1自治会", "避難訓練", "会場B", "120人", 70),
    (date(2026, 10, 4), "白根", "白根第2自治会", "総合防災訓練", "会場C", 200, None),
)
BAD = (
    GOOD[0],
    (date(2026, 9, 6), "白根", "白根第1自治会", "避難訓練", "会場B", -3, None),
    ("R8.13.4", "どこか", "白根第2自治会", "総合防災訓練", "会場C", 200, None),
)


@pytest.fixture(params=KINDS)
def office(
    start_server: Callable[..., Server], request: pytest.FixtureRequest, tmp_path: Path
) -> Server:
    """A program of the test's own, since it changes the data; on a database of either kind."""
    if request.param == "sqlite":
        return start_server()
    postgres = request.getfixturevalue("postgres")
    return start_server(database_url=filled_url(postgres, tmp_path / "database"))


def go(page: Page, office: Server, path: str) -> None:
    page.goto(office.url + path)
    settle(page)


def saved(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def filled(template: Path, rows: Sequence[Sequence[object]], name: str) -> Path:
    """A copy of the template with the rows below its header."""
    book = load_workbook(template)
    sheet = book[TEXT("template.sheet_entry")]
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place, value)
    path = template.with_name(name)
    book.save(path)
    return path


def give(page: Page, file: Path) -> None:
    box = page.locator(f".st-key-loading_file_{DATASET}")
    box.locator('input[type="file"]').set_input_files(file)
    page.get_by_text(TEXT("loading.found")).wait_for()
    settle(page)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).first.click()
    settle(page)


def drills_on_the_page(page: Page, office: Server) -> str:
    """The figure on the card of the drills page."""
    go(page, office, "/drills?year=2026")
    return page.locator(".am-card .am-value").first.inner_text()


def drills_on_the_map(page: Page, office: Server, folder: Path) -> dict[str, str]:
    """The drills of each district, as the table of the map page gives them."""
    go(page, office, "/map?year=2026&indicator=drills")
    page.locator(".st-key-table_drills_map button").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("block.download")).last.click()
    content = saved(waiting.value, folder).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    value = next(name for name in rows[0] if re.match(r"値|.*\(回\)", name))
    return {row[TEXT("column.district")]: row[value] for row in rows}


def test_a_steward_loads_a_file_sees_the_figures_change_and_takes_it_back(
    page: Page,
    office: Server,
    traffic: Traffic,
    tmp_path: Path,
    screenshot: Callable[..., Path],
) -> None:
    before = drills_on_the_page(page, office)
    districts_before = drills_on_the_map(page, office, tmp_path)

    go(page, office, f"/data?dataset={DATASET}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("loading.template")).click()
    template = saved(waiting.value, tmp_path)

    give(page, filled(template, BAD, "bad.xlsx"))
    expect(page.get_by_text(TEXT("loading.refused.title", count=3))).to_be_visible()
    expect(page.get_by_text(TEXT("loading.refused.unchanged"))).to_be_visible()
    column = page.get_by_role("columnheader", name=TEXT("loading.finding.do"), exact=True)
    findings = page.locator(".am-lines").filter(has=column)
    told = [row.inner_text().split("\t") for row in findings.locator("tbody tr").all()]
    assert [row[1:4] for row in told] == [
        ["3", "参加者数", "-3"],
        ["4", "実施日", "R8.13.4"],
        ["4", "地区", "どこか"],
    ]
    assert page.get_by_role("button", name=TEXT("loading.commit.button")).count() == 0
    screenshot(page, "data_refused", full=True)

    give(page, filled(template, GOOD, "good.xlsx"))
    expect(page.get_by_text(TEXT("loading.accepted.title", file="good.xlsx"))).to_be_visible()
    assert page.get_by_text("120", exact=False).count()
    screenshot(page, "data_accepted", full=True)
    press(page, TEXT("loading.commit.button"))
    expect(page.get_by_text(TEXT("loading.result.title", id="")[:6])).to_be_visible()
    effect = page.locator(".am-lines").filter(has_text=TEXT("loading.result.before"))
    assert "3回" in effect.locator("tbody tr").first.inner_text()

    page.get_by_test_id("stPageLink").filter(has_text=TEXT("nav.drills")).click()
    settle(page)
    assert page.locator(".am-card .am-value").first.inner_text().startswith("3")
    assert drills_on_the_page(page, office) != before
    districts = drills_on_the_map(page, office, tmp_path)
    assert (float(districts["今宿"]), float(districts["白根"])) == (1, 2)

    go(page, office, f"/data?dataset={DATASET}")
    press(page, TEXT("history.undo"))
    expect(page.get_by_text(TEXT("history.confirm.kept"))).to_be_visible()
    screenshot(page, "data_undo")
    page.locator(".st-key-undo_yes button").click()
    settle(page)
    expect(page.get_by_text(re.compile("を取り消しました"))).to_be_visible()

    assert drills_on_the_page(page, office) == before
    assert drills_on_the_map(page, office, tmp_path) == districts_before
    assert traffic.faults == []
