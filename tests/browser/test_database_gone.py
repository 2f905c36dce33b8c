"""A database that goes away under a running program: pages say so, and go on when it is back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Server, serve, settle
from tests.databases import filled_url
from tests.postgres import started

FAILURE = ".st-key-failure_database"


def health(server: Server) -> int:
    try:
        with urlopen(f"{server.url}/healthz", timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def press(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label).or_(page.get_by_role("button", name=label)).first.click()


def told(page: Page, text: Text) -> str:
    """What the page says in place of its figures, with nothing of Streamlit's own beside it."""
    page.locator(FAILURE).wait_for()
    assert page.locator('[data-testid="stException"]').count() == 0
    assert "Traceback" not in page.content()
    expect(page.locator(FAILURE)).to_contain_text(text("failure.database.title"))
    return page.locator(FAILURE).inner_text()


def test_pages_say_that_the_postgresql_server_was_stopped(
    new_page: Callable[..., Page],
    tmp_path_factory: pytest.TempPathFactory,
    screenshot: Callable[..., Path],
) -> None:
    with ExitStack() as program, ExitStack() as database:
        cluster = database.enter_context(started())
        url = filled_url(cluster, tmp_path_factory.mktemp("database"))
        server = program.enter_context(serve(tmp_path_factory.mktemp("process"), database_url=url))
        opened = new_page()
        opened.goto(f"{server.url}/drills?year=2026")
        settle(opened)
        assert health(server) == 200
        database.close()

        assert health(server) == 503
        # The open page at its next run, and a page that is opened now.
        press(opened, "English")
        assert "does not answer" in told(opened, Text("en"))
        later = new_page()
        later.goto(f"{server.url}/map")
        assert "接続できません" in told(later, Text("ja"))
        expect(later.get_by_role("link", name=Text("ja")("nav.data"), exact=True)).to_be_visible()
        screenshot(later, "database_stopped")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_say_that_the_file_was_taken_away_and_go_on_when_it_is_back(
    page: Page, start_server: Callable[..., Server], lang: Language
) -> None:
    text, server = Text(lang), start_server()
    page.goto(f"{server.url}/drills?year=2026&lang={lang}")
    settle(page)
    figure = page.locator(".am-card .am-value").first.inner_text()
    away = server.database.rename(server.database.with_name("away.db"))
    assert health(server) == 503

    page.goto(f"{server.url}/drills?year=2026&lang={lang}")
    said = told(page, text)
    assert text("error.database_missing", database=server.database.name) in said
    assert not server.database.exists()

    away.rename(server.database)
    assert health(server) == 200
    page.get_by_role("button", name=text("failure.database.again")).click()
    settle(page)
    assert page.locator(FAILURE).count() == 0
    # The link has kept its page.
    assert page.locator(".am-card .am-value").first.inner_text() == figure
