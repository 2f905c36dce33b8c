"""Every page on a closed network: nothing but this machine is asked, and nothing fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES
from asahi_metrics.ui.navigation import PAGES
from tests.browser.ground import HOME, Traffic
from tests.browser.sights import Sight, map_frame

DISTRICTS = 19

# Streamlit shows the first page at the root.
ADDRESSES = ["/" if name == PAGES[0] else f"/{name}" for name in PAGES]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_opened_cold_asks_this_machine_alone_and_nothing_fails(
    sights: Callable[[str], Sight], address: str, lang: str
) -> None:
    traffic = sights(f"{address}?lang={lang}").traffic
    assert traffic.hosts <= HOME
    assert traffic.faults == []


def test_the_map_shows_every_district(open_page: Callable[[str], Page], traffic: Traffic) -> None:
    frame = map_frame(open_page("/map"))
    expect(frame.locator(".district-label")).to_have_count(DISTRICTS)
    expect(frame.locator("path.leaflet-interactive")).to_have_count(DISTRICTS)
    assert traffic.faults == []


def test_what_goes_out_is_stopped_and_counted(page: Page, traffic: Traffic) -> None:
    page.set_content('<img src="https://outside.example/dot.png">')
    page.wait_for_load_state("networkidle")
    assert traffic.outside == ["https://outside.example/dot.png"]
    assert traffic.faults != []
