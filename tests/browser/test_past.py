"""In the browser: an import changes a figure, and the figure of before is still to be had."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import Office, open_office
from tests.browser.ground import Server, Traffic, settle
from tests.ward import load

DRILLS = [
    ("2026-09-06", "今宿", "今宿第1自治会", "避難訓練", "会場A", 80, 50, None),
    ("2026-10-04", "白根", "白根第2自治会", "避難訓練", "会場C", 200, None, None),
]


def office_of(server: Server) -> Office:
    return open_office(Settings(database_url=f"sqlite:///{server.database}"))


def drills_on_the_page(page: Page) -> str:
    found = re.match(r"[\d,]+", page.locator(".am-card .am-value").first.inner_text())
    assert found
    return found[0]


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).first.click()
    settle(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figure_of_before_an_import_is_still_to_be_had(
    page: Page, start_server: Callable[..., Server], traffic: Traffic, lang: Language
) -> None:
    text, server = Text(lang), start_server()
    address = f"{server.url}/drills?year=2026&lang={lang}"
    page.goto(address)
    settle(page)
    before = drills_on_the_page(page)
    number = load(office_of(server), "disaster_drills", DRILLS)
    assert number is not None

    page.goto(address)
    settle(page)
    assert drills_on_the_page(page) == "2"

    # From the list of revisions, the one before the newest.
    press(page, text("past.newest"))
    page.get_by_role("combobox", name=text("past.choose")).click()
    page.get_by_role("option", name=re.compile(rf"^{number - 1}\s")).click()
    settle(page)
    assert f"asof={number - 1}" in page.url
    expect(page.locator(".am-past")).to_contain_text(str(number - 1))
    assert drills_on_the_page(page) == before != "2"

    # What differs names the drills with both figures.
    page.keyboard.press("Escape")
    press(page, text("past.differs"))
    row = page.locator(".am-lines tr").filter(has_text=re.compile(f"{before}.*2", re.DOTALL))
    expect(row.first).to_be_visible()

    # A link of then says the same in a new visit, and the way back leads to today.
    page.goto(f"{address}&asof={number - 1}")
    settle(page)
    assert drills_on_the_page(page) == before
    press(page, text("past.back"))
    # The server may be at work on the import still, and begin the run late.
    page.wait_for_url(lambda url: "asof" not in url)
    settle(page)
    assert drills_on_the_page(page) == "2"
    assert "asof" not in page.url
    assert traffic.faults == []


def test_the_past_leaves_no_file_behind(
    page: Page, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(place))
        server = start_server()
        newest = office_of(server).revision()
        page.goto(f"{server.url}/drills?asof={newest - 1}")
        settle(page)
        assert len(list(place.glob("asahi-past-*"))) == 1
        for number in range(newest - 8, newest - 1):
            page.goto(f"{server.url}/drills?asof={number}")
            settle(page)
        assert len(list(place.glob("asahi-past-*"))) <= 5
