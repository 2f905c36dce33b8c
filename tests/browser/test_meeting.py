"""A presentation in the hall: legible from the back, in step with its notes, without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic
from tests.browser.halls import Hall, number_of

TEXT = Text("ja")
SCREEN = (1280, 720)
SMALLEST_PX = 28

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


def present(page: Page, hall: Hall, lang: Language = "ja") -> int:
    """Open a presentation, take the network away, and say how many slides it has."""
    page.goto(hall.url(lang))
    page.locator(".slide.shown").wait_for()
    page.context.set_offline(True)
    return page.locator(".slide").count()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_slide_is_legible_from_the_back_and_needs_no_network(
    new_page: Callable[..., Page],
    hall: Hall,
    traffic: Traffic,
    screenshot: Callable[..., Path],
    lang: Language,
) -> None:
    page = new_page(size=SCREEN)
    count = present(page, hall, lang)
    assert count >= 6
    for at in range(1, count + 1):
        assert number_of(page) == f"{at} / {count}"
        sizes = page.evaluate(_SIZES)
        assert sizes
        assert [one for one in sizes if one[1] < SMALLEST_PX - 0.01] == []
        assert page.evaluate(_BEYOND) == []
        assert Text(lang)("sample.short") in page.locator(".slide.shown").inner_text()
        screenshot(page, f"meeting-slide-{lang}-{at}")
        page.keyboard.press("ArrowRight")
    assert number_of(page) == f"{count} / {count}"
    assert traffic.faults == []


def test_keys_and_clicks_on_either_half_turn_the_slides(
    new_page: Callable[..., Page], hall: Hall, traffic: Traffic
) -> None:
    page = new_page(size=SCREEN)
    count = present(page, hall)
    page.keyboard.press("End")
    assert number_of(page) == f"{count} / {count}"
    page.keyboard.press("ArrowLeft")
    assert number_of(page) == f"{count - 1} / {count}"
    page.mouse.click(1000, 300)
    assert number_of(page) == f"{count} / {count}"
    page.mouse.click(100, 300)
    assert number_of(page) == f"{count - 1} / {count}"
    page.keyboard.press("Home")
    assert number_of(page) == f"1 / {count}"
    assert traffic.faults == []


def test_the_window_with_the_notes_keeps_in_step_without_a_network(
    new_page: Callable[..., Page], hall: Hall, traffic: Traffic, screenshot: Callable[..., Path]
) -> None:
    page = new_page(size=SCREEN)
    count = present(page, hall)
    page.keyboard.press("ArrowRight")
    with page.context.expect_page() as waiting:
        page.keyboard.press("s")
    notes = waiting.value
    expect(notes.locator("#desk .words")).to_contain_text(TEXT("deck.speech.contents"))
    page.keyboard.press("ArrowRight")
    words = page.locator(".slide.shown .speech p").first.text_content() or ""
    expect(notes.locator("#desk .words")).to_contain_text(words)
    screenshot(notes, "meeting-notes")
    # The speaker may go on from either window.
    notes.keyboard.press("End")
    expect(page.locator(".slide.shown")).to_have_attribute("aria-label", f"{count} / {count}")
    assert traffic.faults == []


def test_the_whole_screen_is_taken_and_given_back_and_paper_gets_a_slide_on_each_page(
    new_page: Callable[..., Page], hall: Hall, traffic: Traffic
) -> None:
    page = new_page(size=SCREEN)
    count = present(page, hall)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")

    # The buttons come with Tab, work by keys, and go with Escape.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=TEXT("present.forward"), exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    assert number_of(page).startswith("2 /")
    page.keyboard.press("Escape")
    expect(page.locator("#bar")).to_be_hidden()
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == count
    assert traffic.faults == []
