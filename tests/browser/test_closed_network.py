"""Every page on a closed network: nothing but this machine is asked, and nothing fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ground import HOME, Traffic

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
DISTRICTS = 19

# Streamlit serves the first page at the root alone.
ADDRESSES = ["/" if name == "overview" else f"/{name}" for name in PAGES]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_this_machine_alone_and_nothing_fails(
    open_page: Callable[[str], Page], traffic: Traffic, address: str, lang: str
) -> None:
    open_page(f"{address}?lang={lang}")
    assert traffic.hosts <= HOME
    assert traffic.faults == []


def test_the_map_shows_every_district(open_page: Callable[[str], Page], traffic: Traffic) -> None:
    page = open_page("/map")
    world = page.frame_locator("iframe").first
    expect(world.locator(".district-label")).to_have_count(DISTRICTS)
    assert world.locator("path.leaflet-interactive").count() >= DISTRICTS
    assert traffic.faults == []


def test_what_goes_out_is_stopped_and_counted(page: Page, traffic: Traffic) -> None:
    page.set_content('<img src="https://outside.example/dot.png">')
    page.wait_for_load_state("networkidle")
    assert traffic.outside == ["https://outside.example/dot.png"]
    assert traffic.faults != []
