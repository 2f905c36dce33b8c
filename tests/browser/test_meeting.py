"""A town meeting in the browser: by keys alone from the builder to the last slide."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from asahi_metrics.core.text import Text
from tests.browser.ground import Server, Traffic, settle

TEXT = Text("ja")
SCREEN = (1280, 720)
SMALLEST_PX = 28
SENTENCE = "今宿地区のみなさんと<b>防災</b>を考える"

# The size in px at which each text of the slide that is shown stands on the screen.
_SIZES = """() => [...document.querySelectorAll('.slide.shown svg text')].map((one) => {
  const scale = one.getScreenCTM().a;
  return [one.textContent, parseFloat(getComputedStyle(one).fontSize) * scale];
})"""
# Texts that reach beyond the slide's edge.
_BEYOND = """() => [...document.querySelectorAll('.slide.shown svg tspan')].filter((one) => {
  const box = one.parentNode.getBoundingClientRect();
  return box.left < -1 || box.right > innerWidth + 1
    || box.top < -1 || box.bottom > innerHeight + 1;
}).map((one) => one.textContent)"""


@pytest.fixture
def office(start_server: Callable[..., Server]) -> Server:
    """A program of the test's own, since it saves decks."""
    return start_server()


def reach(page: Page, wanted: Locator) -> None:
    """Go on with Tab until the part has the focus, as somebody without a mouse does."""
    for _ in range(150):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def press(page: Page, name: str) -> None:
    reach(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")
    settle(page)


def make_deck(page: Page, office: Server) -> None:
    """Make and save a deck of two topics for staff, by keys alone."""
    page.goto(f"{office.url}/meeting?area=05&audience=staff&year=2026")
    settle(page)
    topics = page.get_by_role("combobox", name=re.compile(re.escape(TEXT("meeting.topics"))))
    for topic in ("subject.dog_patrol", "subject.disaster_drills"):
        reach(page, topics)
        page.keyboard.type(TEXT(topic))
        page.get_by_role("option", name=TEXT(topic), exact=True).wait_for()
        page.keyboard.press("Enter")
        settle(page)
        page.keyboard.press("Escape")
    press(page, TEXT("meeting.make"))
    sentence = page.get_by_label(TEXT("meeting.sentence", number=1), exact=True)
    reach(page, sentence)
    page.keyboard.press("Control+a")
    page.keyboard.type(SENTENCE)
    page.keyboard.press("Control+Enter")
    settle(page)
    # The page goes round: what stands above comes again after its end.
    sentence.blur()
    reach(page, page.get_by_label(TEXT("meeting.author"), exact=True))
    page.keyboard.type("地区担当")
    page.keyboard.press("Tab")
    settle(page)
    press(page, TEXT("meeting.save"))
    expect(page.get_by_text(TEXT("meeting.saved", number=1))).to_be_visible()
    assert "deck=1" in page.url


def open_presentation(page: Page) -> Page:
    with page.context.expect_page() as waiting:
        reach(page, page.get_by_role("link", name=re.compile(re.escape(TEXT("meeting.present")))))
        page.keyboard.press("Enter")
    shown = waiting.value
    shown.set_viewport_size({"width": SCREEN[0], "height": SCREEN[1]})
    shown.locator(".slide.shown").wait_for()
    return shown


def number_of(page: Page) -> str:
    return page.locator(".slide.shown").get_attribute("aria-label") or ""


def test_keys_alone_lead_from_the_builder_to_the_last_slide_without_a_network(
    new_page: Callable[..., Page],
    office: Server,
    traffic: Traffic,
    screenshot: Callable[..., Path],
) -> None:
    page = new_page()
    make_deck(page, office)
    screenshot(page, "meeting", full=True)
    shown = open_presentation(page)
    count = shown.locator(".slide").count()
    assert count >= 6
    assert SENTENCE in (shown.locator(".slide.shown h2").text_content() or "")
    traffic_before = len(traffic.hosts)

    # From here on there is no network.
    page.context.set_offline(True)
    for at in range(1, count + 1):
        assert number_of(shown) == f"{at} / {count}"
        sizes = shown.evaluate(_SIZES)
        assert sizes
        assert [one for one in sizes if one[1] < SMALLEST_PX - 0.01] == []
        assert shown.evaluate(_BEYOND) == []
        assert TEXT("sample.short") in shown.locator(".slide.shown").inner_text()
        screenshot(shown, f"meeting-slide-{at}")
        shown.keyboard.press("ArrowRight")
    assert number_of(shown) == f"{count} / {count}"
    shown.keyboard.press("Home")
    assert number_of(shown) == f"1 / {count}"
    shown.keyboard.press("End")
    shown.keyboard.press("ArrowLeft")
    assert number_of(shown) == f"{count - 1} / {count}"

    shown.mouse.click(1000, 300)
    assert number_of(shown) == f"{count} / {count}"
    shown.mouse.click(100, 300)
    assert number_of(shown) == f"{count - 1} / {count}"
    assert len(traffic.hosts) == traffic_before
    assert traffic.faults == []


def test_the_window_with_the_notes_keeps_in_step_without_a_network(
    new_page: Callable[..., Page], office: Server, traffic: Traffic, screenshot: Callable[..., Path]
) -> None:
    page = new_page()
    make_deck(page, office)
    shown = open_presentation(page)
    count = shown.locator(".slide").count()
    page.context.set_offline(True)
    shown.keyboard.press("ArrowRight")
    with page.context.expect_page() as waiting:
        shown.keyboard.press("s")
    notes = waiting.value
    expect(notes.locator("#desk .words")).to_contain_text(TEXT("deck.speech.contents"))
    shown.keyboard.press("ArrowRight")
    words = shown.locator(".slide.shown .speech p").first.text_content() or ""
    expect(notes.locator("#desk .words")).to_contain_text(words)
    screenshot(notes, "meeting-notes")
    # The speaker may go on from either window.
    notes.keyboard.press("End")
    expect(shown.locator(".slide.shown")).to_have_attribute("aria-label", f"{count} / {count}")
    assert traffic.faults == []


def test_the_whole_screen_is_taken_and_given_back_and_paper_gets_a_slide_on_each_page(
    new_page: Callable[..., Page], office: Server, traffic: Traffic
) -> None:
    page = new_page()
    make_deck(page, office)
    shown = open_presentation(page)
    shown.keyboard.press("f")
    shown.wait_for_function("document.fullscreenElement !== null")
    shown.keyboard.press("f")
    shown.wait_for_function("document.fullscreenElement === null")

    # The buttons come with Tab and work by keys too.
    reach(shown, shown.locator('[data-do="forward"]'))
    expect(shown.get_by_role("button", name=TEXT("present.forward"), exact=True)).to_be_focused()
    shown.keyboard.press("Enter")
    assert number_of(shown).startswith("2 /")
    shown.keyboard.press("Escape")
    expect(shown.locator("#bar")).to_be_hidden()
    count = shown.locator(".slide").count()
    paper = shown.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == count
    assert traffic.faults == []
