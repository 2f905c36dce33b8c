"""What a reader sees of a page: its words, and whether anything is cut off or lies over another."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Frame, Page

from tests.browser.ground import Traffic, settle

SIZES = ((1366, 768), (1280, 720), (1024, 768))

# Signs drawn by an icon font are words in the markup only, and the link that skips to the
# content is one px wide until the keyboard reaches it. Tables are painted, and their
# words stand inside the canvas for screen readers. Words of size 0 are Streamlit's own that
# the program puts others in place of.
_WORDS = """() => {
  const seen = [document.title];
  const isSeen = (element) =>
    element.closest('canvas') !== null
    || (element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && parseFloat(getComputedStyle(element).fontSize) > 0
        && element.getBoundingClientRect().width > 1);
  const walk = (part) => {
    const walker = part.createTreeWalker(part.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const said = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      const isCode = element.closest('script, style, noscript, [data-testid="stIconMaterial"]');
      if (said && !isCode && isSeen(element)) seen.push(said);
    }
    for (const input of part.querySelectorAll('input')) {
      if (isSeen(input)) seen.push(input.value || input.placeholder);
    }
  };
  walk(document);
  for (const frame of document.querySelectorAll('iframe')) walk(frame.contentDocument);
  return seen.filter(Boolean);
}"""

_FLAWS = """() => {
  const flaws = [];
  const say = (what, element) =>
    flaws.push(`${what}: <${element.tagName}> ${element.className} ${element.innerText}`);
  for (const frame of document.querySelectorAll('html, [data-testid="stMain"]')) {
    if (frame.scrollWidth > frame.clientWidth + 1) say('scrolls sideways', frame);
  }
  const words = [
    '.am-card, .am-card *, .am-badge, .am-heading, .am-sentence, .am-title, .am-note, .am-facts',
    '.am-panel *, [data-testid="stWidgetLabel"] p, [data-testid="stMain"] button p, [role="tab"] p',
    '[data-testid="stTopNavLink"] *, [data-testid="stCaptionContainer"] p',
    '[data-testid="stSelectbox"] [data-baseweb="select"] div',
  ].join(',');
  // Lines of Streamlit's own are lower than Japanese letters, which they show all the same.
  const framed = '[data-testid="stTopNavLink"]';
  for (const element of document.querySelectorAll(words)) {
    if (!element.clientWidth || !element.checkVisibility()) continue;
    if (element.scrollWidth > element.clientWidth + 1) say('is cut off at the side', element);
    const isCut = element.scrollHeight > element.clientHeight + 1;
    if (isCut && !element.closest(framed)) say('is cut off below', element);
    const box = element.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) say('leaves the screen', element);
  }
  const bar = [...document.querySelectorAll(
    '.st-key-filter_bar [data-testid="stElementContainer"]')].filter((one) => one.clientHeight);
  const boxes = bar.map((one) => (one.querySelector('.am-badge') ?? one).getBoundingClientRect());
  boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other, next) => {
    const apart = one.right <= other.left + 1 || other.right <= one.left + 1
      || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
    if (!apart) say('lies over another', bar[at + 1 + next]);
  }));
  return flaws;
}"""


@dataclass(frozen=True)
class Sight:
    """A page as it came cold: ``flaws`` are those of its layout at each size of ``SIZES``."""

    traffic: Traffic
    lang: str
    words: tuple[str, ...]
    flaws: dict[tuple[int, int], list[str]] = field(default_factory=dict)


def words_of(page: Page) -> list[str]:
    """Every visible text of the page, its maps and its tables."""
    words: list[str] = page.evaluate(_WORDS)
    return words


def look_at(page: Page, url: str, traffic: Traffic) -> Sight:
    """Open an address cold, read it, and look at it in every size."""
    page.goto(url)
    settle(page)
    lang = page.locator("html").get_attribute("lang") or ""
    sight = Sight(traffic, lang, tuple(words_of(page)))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(250)
        sight.flaws[width, height] = page.evaluate(_FLAWS)
    return sight


def map_frame(page: Page) -> Frame:
    """The frame that the page's first map lives in, once its districts are drawn."""
    frame = page.locator("iframe").first.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector(".district-label", state="attached")
    return frame
