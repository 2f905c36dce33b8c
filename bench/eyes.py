"""What a browser sees: from the click to the last change of charts, map and words.

The time is taken within the page, from the event of the click to the frame after which nothing
changes any more and no script runs; what Playwright needs for itself is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.ground import CHROMIUM_ARGUMENTS, chromium

SIZE = {"width": 1366, "height": 768}
_SECONDS = 120_000

# Looks at the page in every frame. A part is: the words of a chart, the map's colours and labels,
# or what is written in the page.
_EYES = """
window.eyes = (() => {
  const QUIET = 250;
  const charts = () => [...document.querySelectorAll('.js-plotly-plot')];
  const frames = () => [...document.querySelectorAll('iframe')]
    .map((one) => { try { return one.contentDocument; } catch { return null; } })
    .filter((one) => one && one.querySelector('.leaflet-container'));
  const drawn = (root) => [...root.querySelectorAll('path.leaflet-interactive, .choroplethlayer path')]
    .map((one) => one.getAttribute('fill') || one.style.fill).join(' ');
  const parts = {
    chart: () => charts().filter((one) => !one.querySelector('.choroplethlayer'))
      .map((one) => one.textContent).join('|'),
    map: () => [
      ...frames().map((one) => drawn(one)
        + [...one.querySelectorAll('.district-label')].map((label) => label.textContent).join(' ')),
      ...charts().filter((one) => one.querySelector('.choroplethlayer')).map(drawn),
    ].join('|'),
    words: () => (document.querySelector('[data-testid="stMain"]') || document.querySelector('#react-entry-point'))
      ?.textContent ?? '',
  };
  const busy = () => {
    if (document.querySelector('#react-entry-point')) return document.title === 'Updating...';
    const app = document.querySelector('[data-testid="stApp"]');
    return app === null
      || app.dataset.testScriptState !== 'notRunning'
      || app.dataset.testConnectionState !== 'CONNECTED'
      || document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') !== null;
  };
  function watch(wanted, begun, before) {
    return new Promise((done, failed) => {
      let seen = null, last = null;
      const look = () => {
        const now = performance.now();
        if (begun.at === null) { requestAnimationFrame(look); return; }
        const state = Object.fromEntries(wanted.map((name) => [name, parts[name]()]));
        const told = JSON.stringify(state) + busy();
        if (told !== seen) { seen = told; last = now; }
        const whole = !busy()
          && wanted.every((name) => state[name] !== '' && state[name] !== before[name]);
        if (whole && now - last > QUIET) { done(last - begun.at); return; }
        if (now - begun.at > 120000) { failed(new Error('nothing changed: ' + wanted
          .filter((name) => state[name] === before[name]))); return; }
        requestAnimationFrame(look);
      };
      look();
    });
  }
  return {
    // From the next click on.
    click(wanted) {
      const begun = { at: null };
      const before = Object.fromEntries(wanted.map((name) => [name, parts[name]()]));
      const note = () => { if (begun.at === null) begun.at = performance.now(); };
      document.addEventListener('click', note, { capture: true, once: true });
      frames().forEach((one) => one.addEventListener('click', note, { capture: true, once: true }));
      window.seeing = watch(wanted, begun, before);
    },
    // From the beginning of the page on.
    opening(wanted) {
      return watch(wanted, { at: 0 }, Object.fromEntries(wanted.map((name) => [name, ''])));
    },
  };
})();
"""


@dataclass(frozen=True)
class Eyes:
    """One page of a browser, with nothing remembered from any other."""

    page: Page

    def open(self, url: str, wanted: Sequence[str]) -> float:
        """Go cold to an address; returns the seconds until the wanted parts stand."""
        self.page.goto(url, wait_until="commit")
        return self._seconds("wanted => window.eyes.opening(wanted)", wanted)

    def expect(self, wanted: Sequence[str]) -> None:
        """Watch these parts from the next click on."""
        self.page.evaluate("wanted => window.eyes.click(wanted)", list(wanted))

    def seen(self) -> float:
        """The seconds from the click until the last of the parts had changed."""
        return self._seconds("() => window.seeing", None)

    def _seconds(self, script: str, given: Sequence[str] | None) -> float:
        return float(self.page.evaluate(script, None if given is None else list(given))) / 1000


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
        timezone_id="Asia/Tokyo",  # type: ignore[arg-type]
    )
    context.set_default_timeout(_SECONDS)
    context.add_init_script(_EYES)
    try:
        yield Eyes(context.new_page())
    finally:
        context.close()
