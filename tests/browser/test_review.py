"""A managers' review in the browser: from the filters to the frozen quarter, in both languages."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Server, Traffic, settle

YEAR = "2026"
NAMES = {"ja": "令和8年度", "en": "FY2026"}
SUMMARY = "訓練は目安どおり。<b>防犯</b>の補助金をもう一度案内する。"


@pytest.fixture
def office(start_server: Callable[..., Server]) -> Server:
    """A program of the test's own, since it freezes reviews."""
    return start_server()


def go(page: Page, office: Server, path: str) -> None:
    page.goto(office.url + path)
    settle(page)


def pick(page: Page, label: str, option: str) -> None:
    """Choose from a drop-down list by the words that the reader sees."""
    box = page.get_by_role("combobox", name=re.compile(rf"(^|\s){re.escape(label)}$"))
    wanted = page.get_by_role("option", name=option, exact=True)
    box.scroll_into_view_if_needed()
    # A list that opens while the page still moves is closed again by that: the reader presses anew.
    expect(_opened(box, wanted)).to_be_visible()
    wanted.click()
    settle(page)


def _opened(box: Locator, wanted: Locator) -> Locator:
    for _ in range(5):
        box.click()
        with suppress(PlaywrightTimeout):
            wanted.wait_for(timeout=2_000)
            return wanted
    return wanted


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    settle(page)


def table_of(page: Page) -> list[str]:
    """The figures of the page, row by row."""
    return [row.inner_text() for row in page.locator(".am-review tbody tr").all()]


def freeze(page: Page, text: Text, *, name: str) -> None:
    page.get_by_label(re.compile(re.escape(text("review.form.summary", limit="4,000")))).fill(
        SUMMARY
    )
    page.get_by_label(text("remarks.by")).fill(name)
    press(page, text("review.form.freeze"))
    expect(page.get_by_text(text("review.form.for_good"))).to_be_visible()
    press(page, text("review.form.yes"))


def frozen_in(office: Server) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(office.database)) as connection:
        return list(connection.execute("SELECT * FROM review ORDER BY id"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quarter_is_filtered_frozen_read_again_and_compared(
    page: Page,
    office: Server,
    traffic: Traffic,
    tmp_path: Path,
    lang: Language,
    screenshot: Callable[..., Path],
) -> None:
    text = Text(lang)
    go(page, office, f"/review?year={YEAR}&lang={lang}")
    expect(page.get_by_text(text("review.first"))).to_be_visible()
    whole = len(table_of(page))

    # From the filters: the first quarter, then one status alone, then all of it again.
    pick(page, text("review.quarter"), text("period.q1"))
    assert "quarter=q1" in page.url
    pick(page, text("status.title"), text("status.behind"))
    shown = page.locator(".am-review tbody tr")
    expect(shown).not_to_have_count(whole)
    assert 0 < len(table_of(page)) < whole
    pick(page, text("status.title"), text("policy.all"))
    expect(shown).to_have_count(whole)
    first = table_of(page)

    freeze(page, text, name="区長")
    expect(page.get_by_text(text("review.form.done", number=1)).first).to_be_visible()
    assert "review=1" in page.url
    expect(page.locator(".am-review-summary")).to_have_text(SUMMARY)
    expect(page.locator(".am-review-head h2")).to_contain_text(NAMES[lang])
    assert table_of(page) == first

    # The next quarter, on the same page.
    pick(page, text("review.choose"), text("review.new"))
    pick(page, text("review.quarter"), text("period.q2"))
    assert table_of(page) != first
    freeze(page, text, name="区長")
    expect(page.get_by_text(text("review.form.done", number=2)).first).to_be_visible()
    assert "review=2" in page.url
    stored = frozen_in(office)
    assert len(stored) == 2

    # Data that comes later: the frozen quarter says what it said, cold and by its link.
    load_a_drill(page, office, tmp_path)
    go(page, office, f"/review?review=1&lang={lang}")
    assert table_of(page) == first
    assert frozen_in(office) == stored

    named = text("review.named", number=2, year=NAMES[lang], quarter=text("period.q2"))
    pick(page, text("review.compare"), named)
    assert "compare=2" in page.url
    changes = page.locator(".am-review-changes")
    expect(changes.get_by_text(text("review.move.worse")).first).to_be_visible()
    screenshot(page, f"review-{lang}", full=True)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("block.download")).first.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == changes.locator("tbody tr").count()
    assert {row[text("sample.column")] for row in rows} == {text("sample.short")}

    assert traffic.faults == []


def load_a_drill(page: Page, office: Server, folder: Path) -> None:
    """Import a drill of the first quarter, in place of the sample."""
    japanese = Text("ja")
    go(page, office, "/data?dataset=disaster_drills&lang=ja")
    file = folder / "drills.csv"
    file.write_text(
        "実施日,地区,主催,訓練種別\n2026-05-10,今宿,第1自治会,避難訓練\n", encoding="utf-8"
    )
    box = page.locator(".st-key-loading_file_disaster_drills")
    box.locator('input[type="file"]').set_input_files(file)
    page.get_by_text(japanese("loading.found")).wait_for()
    settle(page)
    press(page, japanese("loading.commit.button"))
    expect(page.get_by_text(japanese("loading.result.title", id="")[:6])).to_be_visible()
