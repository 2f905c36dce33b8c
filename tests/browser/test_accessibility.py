"""axe-core on every page in every state and both languages: no violation in our own content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.ui.navigation import PAGES
from tests.browser.axe import Excuse, Looked, as_json, look, summary
from tests.browser.ground import settle
from tests.browser.halls import Hall
from tests.browser.states import STATES, State
from tests.reports import write_report

EXCUSES = (
    Excuse(
        "presentation-role-conflict",
        'data-testid="stFileUploaderDropzone"',
        "Streamlit's upload area is a section with role=presentation and a name; "
        "the button within it is what is used, and that has its name",
    ),
)

# Charts, tables and maps without a text of their own that says what they show. A map's frame is
# named by Streamlit after its component until the map names it.
_NAMELESS = """() => {
  const named = (one) => {
    const found = one.matches('[aria-label]') ? one : one.querySelector('[aria-label]');
    return found?.ariaLabel ?? '';
  };
  const drawn = [...document.querySelectorAll(
    '[data-testid="stPlotlyChart"], [data-testid="stDataFrame"]')];
  const frames = [...document.querySelectorAll('iframe')];
  return [
    ...drawn.filter((one) => named(one).length < 12).map((one) => one.dataset.testid),
    ...frames.map((one) => one.title).filter((title) => /streamlit|^$/.test(title)),
  ];
}"""

CASES = [(lang, state) for lang in LANGUAGES for state in STATES]
each_state = pytest.mark.parametrize(
    ("lang", "state"), CASES, ids=[f"{lang}-{state.name}" for lang, state in CASES]
)


@dataclass
class Visit:
    """One window for all states of a language; it stays where the state before has ended."""

    page: Page
    address: str = ""
    looked: list[Looked] = field(default_factory=list)

    def go(self, state: State, hall: Hall, text: Text) -> None:
        address = state.address(hall, text)
        if address != self.address or state.step is None:
            # A fragment alone would not load the page anew.
            self.page.goto("about:blank")
            self.page.goto(address)
            _wait(self.page, address)
            self.address = address
        if state.step is not None:
            state.step(self.page, text)


def _wait(page: Page, address: str) -> None:
    if "/present/" in address:
        page.locator(".slide.shown").wait_for()
    else:
        settle(page)
    for frame in page.frames[1:]:
        frame.locator(".leaflet-interactive").first.wait_for(state="attached")


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="ja-JP", reduced_motion="reduce"
    )
    with closing(context):
        visit = Visit(context.new_page())
        yield visit
    write_report("axe.json", as_json(visit.looked))
    write_report("axe.txt", summary(visit.looked, EXCUSES), shown=True)


@each_state
def test_axe_finds_no_violation_in_our_own_content(
    visit: Visit, hall: Hall, lang: Language, state: State
) -> None:
    visit.go(state, hall, Text(lang))
    looked = look(visit.page, lang, state.name, EXCUSES)
    visit.looked.append(looked)
    assert looked.flaws == []
    assert visit.page.evaluate(_NAMELESS) == []
    assert visit.page.locator("h1").count() == 1
    # It has looked: a page that is not there breaks no rule.
    assert looked.rules_passed > 15
    assert visit.page.locator("html").get_attribute("lang") == lang


def test_every_page_is_looked_at() -> None:
    seen = {state.path.partition("?")[0].strip("/") or PAGES[0] for state in STATES}
    assert set(PAGES) <= seen


def test_axe_sees_what_is_wrong_in_the_page_and_in_its_frames(visit: Visit, hall: Hall) -> None:
    visit.go(State("wrong", "/map"), hall, Text("ja"))
    visit.page.evaluate("""() => {
      const note = document.querySelector('.am-note');
      note.style.color = '#AAAAAA';
      note.insertAdjacentHTML('afterend', '<img src="data:,">');
    }""")
    visit.page.frames[1].evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<button></button>')"
    )
    visit.address = ""
    rules = {flaw.rule for flaw in look(visit.page, "ja", "wrong", EXCUSES).flaws}
    assert rules >= {"image-alt", "color-contrast", "button-name"}


def test_every_excuse_is_still_needed(visit: Visit) -> None:
    if len(visit.looked) < len(CASES):
        pytest.skip("only with all states")
    excused = {flaw.rule for one in visit.looked for flaw in one.excused}
    assert excused == {one.rule for one in EXCUSES}
