"""A manager's decision in the browser: written once, done, and still there after a restart."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import today
from tests.browser.ground import Server, Traffic, serve, settle

HOSTILE = "<img src=x onerror=\"document.title='taken'\"> **b** {{7*7}}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program keeps its database over its restarts; each test leaves no remark in it."""
    return tmp_path_factory.mktemp("remarks")


def go(page: Page, office: Server, lang: Language) -> None:
    page.goto(f"{office.url}/indicators?indicator=drills&lang={lang}")
    settle(page)


def press(page: Page, key: str, *, times: int = 1) -> None:
    page.locator(f'[class*="st-key-{key}"] button').first.click(click_count=times)
    settle(page)


def fill_due_date(page: Page, day: date) -> None:
    """The day typed as year, month and day, as the field takes it."""
    page.locator('.st-key-remark_due [data-type="year"]').click()
    page.keyboard.type(f"{day:%Y%m%d}")
    page.keyboard.press("Escape")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_decision_is_written_once_is_done_and_survives_a_restart(
    page: Page, traffic: Traffic, folder: Path, lang: Language
) -> None:
    text = Text(lang)
    day = today() + timedelta(days=9)
    due = text("remarks.due.day", day=Formats(text).date(day))
    rows = page.locator(".am-remark")
    with serve(folder) as office:
        go(page, office, lang)
        press(page, "remark_new")
        page.get_by_text(text("remarks.of.kind.decision"), exact=True).click()
        settle(page)
        page.locator(".st-key-remark_body textarea").fill(HOSTILE)
        page.locator(".st-key-remark_by input").fill("区長")
        fill_due_date(page, day)
        press(page, "remark_yes", times=2)
        expect(page.get_by_text(text("remarks.told.decision"))).to_be_visible()
        # An impatient second press wrote nothing more, and markup is text.
        expect(rows).to_have_count(1)
        expect(rows.locator(".am-remark-body")).to_have_text(HOSTILE)
        expect(rows.locator("img")).to_have_count(0)
        expect(rows).to_contain_text(due)
    with serve(folder) as office:
        go(page, office, lang)
        expect(rows).to_contain_text(due)
        press(page, "remark_close_")
        page.locator('[class*="st-key-remark_outcome_"] textarea').fill("案内した。")
        page.locator(".st-key-remark_by input").fill("副区長")
        press(page, "remark_yes")
        expect(page.get_by_text(text("remarks.told.close"))).to_be_visible()
        expect(rows.locator(".am-remark-outcome")).to_contain_text("案内した。")
        press(page, "remark_withdraw_")
        press(page, "remark_yes")
        expect(page.get_by_text(text("remarks.none"))).to_be_visible()
        expect(rows).to_have_count(0)
    assert "taken" not in page.title()
    # While the program is down, the open page looks for it in vain.
    assert [one for one in traffic.faults if "WebSocket" not in one and "ERR_" not in one] == []
