"""A steward's whole job in the browser: template, a bad copy, the good one, and taking it back."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect
from sqlalchemy import Connection, create_engine, func, select

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.text import Text
from asahi_metrics.store.tables import record, revision
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


@contextmanager
def looking_into(office: Server) -> Iterator[Connection]:
    """The database of the running program, of either kind."""
    engine = create_engine(office.database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


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


def see_what_is_wrong(page: Page, folder: Path) -> None:
    """The findings in the table, the same ones in the marked copy, and no way to load the file."""
    column = page.get_by_role("columnheader", name=TEXT("loading.finding.do"), exact=True)
    findings = page.locator(".am-lines").filter(has=column)
    told = [row.inner_text().split("\t") for row in findings.locator("tbody tr").all()]
    assert [row[1:4] for row in told] == [
        ["3", "参加者数", "-3"],
        ["4", "実施日", "R8.13.4"],
        ["4", "地区", "どこか"],
    ]
    assert page.get_by_role("button", name=TEXT("loading.commit.button")).count() == 0
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("loading.refused.copy")).click()
    marked = load_workbook(saved(waiting.value, folder)).worksheets[0]
    assert Text("ja").what(Finding("negative_count")) in marked["F3"].comment.text


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
    see_what_is_wrong(page, tmp_path)
    screenshot(page, "data_refused", full=True)

    give(page, filled(template, GOOD, "good.xlsx"))
    expect(page.get_by_text(TEXT("loading.accepted.title", file="good.xlsx"))).to_be_visible()
    assert page.get_by_text("120", exact=False).count()
    effect = page.locator(".am-lines").filter(has_text=TEXT("loading.effect.before"))
    foreseen = effect.locator("tbody tr").first.inner_text()
    assert "3回" in foreseen
    screenshot(page, "data_accepted", full=True)
    press(page, TEXT("loading.commit.button"))
    expect(page.get_by_text(TEXT("loading.result.title", id="")[:6])).to_be_visible()
    assert effect.locator("tbody tr").first.inner_text() == foreseen

    page.get_by_test_id("stPageLink").filter(has_text=TEXT("nav.drills")).click()
    settle(page)
    assert page.locator(".am-card .am-value").first.inner_text().startswith("3")
    assert drills_on_the_page(page, office) != before
    districts = drills_on_the_map(page, office, tmp_path)
    assert (float(districts["今宿"]), float(districts["白根"])) == (1, 2)

    go(page, office, "/drills?year=2026")
    page.get_by_role("tab", name=TEXT("block.records")).click()
    settle(page)
    page.get_by_test_id("stPageLink").filter(has_text="good.xlsx").click()
    settle(page)
    sha256 = hashlib.sha256((tmp_path / "good.xlsx").read_bytes()).hexdigest()
    expect(page.get_by_text(sha256)).to_be_visible()

    go(page, office, f"/data?dataset={DATASET}")
    page.get_by_role("button", name=sha256[:8]).click()
    expect(page.get_by_text(sha256)).to_be_visible()
    page.keyboard.press("Escape")
    press(page, TEXT("history.undo"))
    expect(page.get_by_text(TEXT("history.confirm.kept"))).to_be_visible()
    screenshot(page, "data_undo")
    page.locator(".st-key-undo_yes button").click()
    settle(page)
    expect(page.get_by_text(re.compile("を取り消しました"))).to_be_visible()

    assert drills_on_the_page(page, office) == before
    assert drills_on_the_map(page, office, tmp_path) == districts_before
    assert traffic.faults == []


def many_drills(folder: Path) -> Path:
    """A file that keeps the program busy for some seconds."""
    path = folder / "many.csv"
    header = "実施日,地区,主催,訓練種別,会場,参加者数\n"
    days = [date(2024, 4, 1) + timedelta(days=n) for n in range(800)]
    with path.open("w", encoding="cp932") as out:
        out.write(header)
        out.writelines(
            f"{day:%Y/%m/%d},今宿,第{n}自治会,避難訓練,会場{n},{n}\n"
            for day in days
            for n in range(120)
        )
    return path


def test_a_long_check_and_a_long_load_can_be_stopped_and_leave_all_as_it_was(
    page: Page, office: Server, traffic: Traffic, tmp_path: Path
) -> None:
    page.set_default_timeout(120_000)
    before = drills_on_the_page(page, office)
    file = many_drills(tmp_path)
    stop = page.get_by_role("button", name=TEXT("loading.stop"))
    box = page.locator(f".st-key-loading_file_{DATASET}").locator('input[type="file"]')

    go(page, office, f"/data?dataset={DATASET}")
    box.set_input_files(file)
    stop.click()
    page.get_by_text(TEXT("loading.stopped")).wait_for()
    settle(page)
    assert stop.count() == 0

    box.set_input_files(file)
    page.get_by_text(TEXT("loading.accepted.title", file="many.csv")).wait_for()
    page.get_by_role("button", name=TEXT("loading.commit.button")).click()
    stop.click()
    page.get_by_text(TEXT("loading.commit.stopped")).wait_for()
    # The file is still there: the steward can load it after all.
    expect(page.get_by_role("button", name=TEXT("loading.commit.button"))).to_be_enabled()
    assert drills_on_the_page(page, office) == before
    with looking_into(office) as connection:
        imports = select(func.count()).where(revision.c.kind == "import")
        loaded = select(func.count()).where(record.c.dataset == DATASET, ~record.c.sample)
        kinds, records = connection.scalar(imports), connection.scalar(loaded)
    # The census of the ward pack alone.
    assert (kinds, records) == (1, 0)
    assert traffic.faults == []
