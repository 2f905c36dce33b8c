"""Fixtures for tests in a real Chromium against the real program."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.ground import CHROMIUM_ARGUMENTS, Server, Traffic, chromium, serve, settle
from tests.browser.halls import Hall, open_hall
from tests.browser.login_ground import Board, open_board, open_provider
from tests.browser.sights import Sight, look_at

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "tests" / "artifacts"
SCREENSHOTS = ROOT / "docs" / "screenshots"

DESK = (1366, 768)
TABLET = (1280, 720)

_report = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the outcome at hand, so that a failed test can leave a picture."""
    report = yield
    if report.when == "call":
        item.stash[_report] = report
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The program with the sample pack, for all tests that leave its data as they found it."""
    with serve(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A program with a saved deck in each language, for tests that may add to what it stores."""
    with serve(tmp_path_factory.mktemp("hall")) as running:
        yield open_hall(running)


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """The program with a login and its provider; ``test_login.py`` is its first guest."""
    with (
        open_provider() as provider,
        open_board(tmp_path_factory.mktemp("board"), provider) as running,
    ):
        yield running


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a program of the test's own: ``start_server(allow_outside="true")``."""
    with ExitStack() as servers:

        def start(**settings: str) -> Server:
            folder = tmp_path / f"server-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return servers.enter_context(serve(folder, **settings))

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def sights(browser: Browser, server: Server) -> Callable[[str], Sight]:
    """Look at an address such as ``/map?lang=en``; each is opened once for all tests."""

    @cache
    def look(path: str) -> Sight:
        context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
        traffic = Traffic()
        traffic.record(context)
        with closing(context):
            context.new_page().set_viewport_size({"width": DESK[0], "height": DESK[1]})
            return look_at(context.pages[0], server.url + path, traffic)

    return look


@pytest.fixture
def traffic() -> Traffic:
    """What all pages of the test asked for."""
    return Traffic()


@pytest.fixture
def new_page(
    browser: Browser, traffic: Traffic, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a blank page with nothing remembered: ``new_page(size=TABLET, lang="en-GB")``."""
    with ExitStack() as contexts:
        pages: list[Page] = []

        def open_blank(*, size: tuple[int, int] = DESK, lang: str = "ja-JP") -> Page:
            context = contexts.enter_context(
                browser.new_context(
                    viewport={"width": size[0], "height": size[1]},
                    locale=lang,
                    timezone_id="Asia/Tokyo",
                    accept_downloads=True,
                )
            )
            traffic.record(context)
            pages.append(context.new_page())
            return pages[-1]

        yield open_blank
        if (report := request.node.stash.get(_report, None)) and report.failed:
            for number, page in enumerate(pages):
                _shoot(page, ARTIFACTS / f"failed-{request.node.name}-{number}.png")


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page as on a desk in the ward office: Japanese, 1366 × 768."""
    return new_page()


@pytest.fixture
def open_page(page: Page, server: Server) -> Callable[[str], Page]:
    """Go cold to an address such as ``/map?year=2026`` and wait until all of it is drawn."""

    def go(path: str) -> Page:
        page.goto(server.url + path)
        settle(page)
        return page

    return go


@pytest.fixture
def screenshot() -> Callable[..., Path]:
    """Write a picture: to the documents when these are renewed, else to the artifacts."""

    def shoot(page: Page, name: str, *, full: bool = False) -> Path:
        renew = os.environ.get("ASAHI_UPDATE_SCREENSHOTS") == "1"
        return _shoot(page, (SCREENSHOTS if renew else ARTIFACTS) / f"{name}.png", full=full)

    return shoot


def _shoot(page: Page, path: Path, *, full: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=full)
    return path
