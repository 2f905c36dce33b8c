"""Clustering in a browser: districts, towns, and the way from the one to the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle


@pytest.mark.parametrize("lang", LANGUAGES)
def test_districts_are_compared_with_shuffles_and_no_centre_is_named(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    text = Text(lang)
    page = open_page(f"/analysis?view=clustering&indicator=drills&lang={lang}")
    expect(page.locator(".am-sentence")).to_have_count(1)
    expect(page.locator("iframe")).to_have_count(1)
    expect(page.get_by_test_id("stPlotlyChart")).to_contain_text(text("analysis_clustering.axis"))
    expect(page.get_by_text(text("analysis_clustering.no_local", count=19))).to_be_visible()
    assert traffic.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_towns_are_on_a_map_of_their_own_where_they_are_known(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page = open_page(f"/analysis?view=clustering&indicator=drills&lang={lang}")
    page.locator(".st-key-offer_over65_share button").click()
    # Where it is opened for the first time, the libraries have to be loaded as well.
    expect(page.locator(".am-sentence")).to_have_count(2, timeout=30_000)
    settle(page)
    frame = page.locator("iframe").nth(1).element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector(".district-label", state="attached")
    assert frame.locator("path.leaflet-interactive").count() == 72
    # A town is not a district: a click on it filters nothing.
    frame.locator("path.leaflet-interactive").nth(30).click(force=True)
    settle(page)
    assert "districts=" not in page.url
    assert traffic.faults == []
