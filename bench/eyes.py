"""What a browser sees: from the click to the last change of charts, map and words.

The time is taken within the page, from the event of the click to the frame after which nothing
changes any more, and to the one after which no script runs either; what Playwright needs for itself
is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.ground import CHROMIUM_ARGUMENTS, chromium

SIZE = ViewportSize(width=1366, height=768)
_SECONDS = 120_000

_EYES = Path(__file__).with_name("eyes.js")


@dataclass(frozen=True)
class Seen:
    """Seconds from a click: until the wanted parts had ``painted`` themselves for the last time,
    and until the run that it began had ``ended`` as well.
    """

    painted: float
    ended: float


@dataclass(frozen=True)
class Eyes:
    """One page of a browser, with nothing remembered from any other."""

    page: Page

    def open(self, url: str, wanted: Sequence[str]) -> float:
        """Go cold to an address; returns the seconds until the wanted parts stand."""
        self.page.goto(url, wait_until="commit")
        return self._look("wanted => window.eyes.opening(wanted)", wanted).ended

    def expect(self, wanted: Sequence[str]) -> None:
        """Watch these parts from the next click on."""
        self.page.evaluate("wanted => window.eyes.click(wanted)", list(wanted))

    def seen(self) -> Seen:
        """The seconds from the click until the last of the parts had changed."""
        return self._look("() => window.seeing", None)

    def _look(self, script: str, given: Sequence[str] | None) -> Seen:
        told = self.page.evaluate(script, None if given is None else list(given))
        return Seen(told["painted"] / 1000, told["ended"] / 1000)


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium that finds no other machine."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield started
        started.close()


@contextmanager
def eyes(started: Browser) -> Iterator[Eyes]:
    """A page with an empty cache."""
    context: BrowserContext = started.new_context(
        viewport=SIZE,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
    )
    context.set_default_timeout(_SECONDS)
    context.add_init_script(path=_EYES)
    try:
        yield Eyes(context.new_page())
    finally:
        context.close()
