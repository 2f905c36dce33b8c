"""The change from last year in a browser: slopes, bars, and who changed by more than chance."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic
from tests.browser.wide import sideways


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_pictures_are_drawn_and_a_change_beyond_chance_has_its_sign_in_both(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page = open_page(f"/analysis?view=change&indicator=childcare_families&lang={lang}")
    pictures = page.locator(".js-plotly-plot")
    expect(pictures).to_have_count(2)
    expect(pictures.nth(0).locator(".annotation-text", has_text="▼")).to_have_count(1)
    expect(pictures.nth(1).locator(".ytick text", has_text="▼")).to_have_count(1)
    expect(page.get_by_text(Text(lang)("analysis_change.slope"), exact=True)).to_be_visible()
    assert sideways(page) == []
    assert traffic.faults == []
