"""The smoothed map in a browser: both maps in the same colours, and what was written of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle

_AMOUNTS = """() => [...document.querySelectorAll('.district-label .amount')]
  .map((one) => Number(one.textContent))"""
_LEGENDS = """() => [...document.querySelectorAll('[data-testid="stHtml"] span > span:first-child')]
  .filter((swatch) => swatch.style.width === '26px')
  .map((swatch) => [swatch.style.background,
                    swatch.nextSibling.textContent.replace(/[(（].*/, '')])"""


def frames_of(page: Page) -> list[Frame]:
    frames = []
    for at in range(2):
        frame = page.locator("iframe").nth(at).element_handle().content_frame()
        assert frame is not None
        frame.wait_for_selector(".district-label", state="attached")
        frames.append(frame)
    return frames


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_maps_have_the_same_classes_and_the_smoothed_one_less_spread(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page = open_page(f"/analysis?view=smoothing&indicator=sentiment_green&lang={lang}")
    expect(page.locator(".am-sentence")).to_have_count(1)
    raw, smoothed = (frame.evaluate(_AMOUNTS) for frame in frames_of(page))
    assert len(raw) == len(smoothed) == 19
    assert max(smoothed) - min(smoothed) < max(raw) - min(raw)
    legend = page.evaluate(_LEGENDS)
    half = len(legend) // 2
    assert half == 5
    assert legend[:half] == legend[half:]
    assert traffic.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_district_is_chosen_on_either_map(
    open_page: Callable[[str], Page], lang: Language
) -> None:
    page = open_page(f"/analysis?view=smoothing&indicator=sentiment_green&lang={lang}")
    frames_of(page)[1].locator("path.leaflet-interactive").first.click()
    expect(page).to_have_url(re.compile("districts=[0-9]"))
    settle(page)
    assert "view=smoothing" in page.url
    heading = Text(lang)("analysis_smoothing.smoothed")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
