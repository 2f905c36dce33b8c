"""A program with decks, and what a hall sees of their presentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import Language
from asahi_metrics.services.decks import save_deck
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.notes import add_note
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.remarks import add_remark
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.services.reviews import NewReview, freeze_review
from asahi_metrics.store.remarks import RemarkText
from tests.browser.ground import Server

DISTRICT, YEAR, AUTHOR = "05", 2026, "Ward office"
TOPICS = ("disaster_drills", "dog_patrol")

# Where the map is shown from, read off the drawing: how much enlarged, and moved by how many px.
_VIEW = """() => {
  const { transform } = document.querySelector('.slide.shown .land');
  const { a, e, f } = transform.baseVal.consolidate().matrix;
  return [a, e, f].map((one) => Math.round(one * 100) / 100);
}"""
# The labels of the map that are seen, each with the box that its signs take, in px of the window:
# digits and letters are lower than their line. A rim is the same text once more.
_LABELS = """() => [...document.querySelectorAll('.slide.shown .figures text')]
  .filter((one) => !one.hasAttribute('stroke') && one.textContent.trim()
    && getComputedStyle(one).visibility === 'visible')
  .map((one) => {
    const { left, right, top, height } = one.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a;
    const [high, low] = [top + height * .24, top + height * .8];
    return { text: one.textContent, size, left, right, top: high, bottom: low };
  })"""


@dataclass(frozen=True)
class Hall:
    """A running program, the number of its deck in each language, and of a version before."""

    server: Server
    decks: Mapping[Language, int]
    older: int

    def url(self, lang: Language = "ja") -> str:
        """Where the deck of that language is presented."""
        return f"{self.server.url}/present/{self.decks[lang]}"


def open_hall(server: Server) -> Hall:
    """Write what colleagues at other windows would: decks, a review, a decision, a note."""
    office = open_office(Settings(database_url=f"sqlite:///{server.database}"))
    figures = Figures(office)
    older = _save(office, figures, "ja")
    decks: dict[Language, int] = {
        "ja": _save(office, figures, "ja", replaces=older),
        "en": _save(office, figures, "en"),
    }
    decision = RemarkText("indicator", "drills", YEAR, "decision", "Write to the associations.")
    add_remark(office, decision, author=AUTHOR)
    add_note(office, DISTRICT, "The park is closed until March.", author=AUTHOR)
    freeze_review(office, figures, NewReview(YEAR, 2, AUTHOR, "As planned."))
    return Hall(server, decks, older)


def _save(office: Office, figures: Figures, lang: Language, replaces: int | None = None) -> int:
    request = DeckRequest(district=DISTRICT, year=YEAR, topics=TOPICS, lang=lang, audience="staff")
    made = MadeDeck(request, build_deck(office, request, figures))
    return save_deck(office, made, author=AUTHOR, replaces=replaces)


def open_map(page: Page, url: str) -> None:
    """Open a presentation and go to its first slide with a map, which does not glide."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(url)
    page.locator(".slide.shown").wait_for()
    for _ in range(page.locator(".slide").count()):
        if page.locator(".slide.shown svg.map").count():
            return
        page.keyboard.press("PageDown")
    raise AssertionError("No slide has a map")


def number_of(page: Page) -> str:
    """The number of the slide that is shown, such as 「5 / 12」."""
    return page.locator(".slide.shown").get_attribute("aria-label") or ""


def view_of(page: Page) -> tuple[float, float, float]:
    """How much the map is enlarged, and how far it is moved in px."""
    k, across, down = page.evaluate(_VIEW)
    return k, across, down


def labels_of(page: Page) -> list[dict[str, float]]:
    """The labels that are seen on the map: text, size and box in px."""
    found: list[dict[str, float]] = page.evaluate(_LABELS)
    return found
