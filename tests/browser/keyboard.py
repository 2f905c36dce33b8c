"""A reader without a mouse: goes from stop to stop with Tab, and sees at each where he is."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.browser.ground import settle

# Keeps how the part that has the focus looks, its frame within four steps up included, and says
# whether the part that had it before looks different now: what is seen of a focus is what goes
# away with it. A part that is gone, or that is the whole page, shows none.
_STOP = """() => {
  const looks = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderTopColor',
    'borderBottomColor', 'backgroundColor', 'opacity', 'visibility', 'clipPath', 'transform'];
  const read = (one) => [null, '::before', '::after'].map((part) => {
    const style = getComputedStyle(one, part);
    return looks.map((look) => style[look]).join();
  }).join() + (one.matches('.card') ? one.textContent : '');
  const before = window.stopBefore;
  const isThere = before?.parts.every((one) => one.isConnected);
  const seen = isThere ? before.parts.some((one, at) => read(one) !== before.looks[at]) : null;
  const parts = [];
  let one = document.activeElement;
  // A district's button is not drawn itself: the card with its figure shows where the focus is.
  if (one.dataset?.see) parts.push(one.closest('.slide').querySelector('.card'));
  else for (let up = 0; one && up < 5; up += 1, one = one.parentElement) parts.push(one);
  const name = document.activeElement.ariaLabel || document.activeElement.textContent.trim();
  const isPage = document.activeElement === document.body;
  window.stopBefore = isPage ? null : { parts, looks: parts.map(read) };
  return [seen, document.activeElement.tagName + ' ' + name.slice(0, 40)];
}"""
# Borders and shadows fade in and out.
_FADE_MILLISECONDS = 120


@dataclass
class Keyboard:
    """The keys of one window; ``unseen`` are the stops at which nothing showed the focus."""

    page: Page
    unseen: list[str] = field(default_factory=list)
    stops: int = 0
    _last: str = ""

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Type letters where the focus is."""
        self.page.keyboard.type(words)

    def tab(self) -> None:
        """Go on to the next stop."""
        self._look()
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(_FADE_MILLISECONDS)
        self._look(new=True)

    def reach(self, wanted: Locator) -> None:
        """Go on until the part has the focus."""
        for _ in range(150):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.tab()
        raise AssertionError(f"Tab does not lead to {wanted}")

    def enter(self, wanted: Locator) -> None:
        """Go to a part and press it."""
        self.reach(wanted)
        self.page.keyboard.press("Enter")

    def settle(self) -> None:
        """Wait until the page of Streamlit has come to rest."""
        settle(self.page)

    def _look(self, *, new: bool = False) -> None:
        seen, name = self.page.evaluate(_STOP)
        if new:
            self.stops += 1
            if seen is False:
                self.unseen.append(self._last)
        self._last = name
