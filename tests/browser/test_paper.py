"""The district profile on paper: A4, without what can only be pressed, no row cut."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from asahi_metrics.core.text import LANGUAGES
from tests.browser.ground import settle

# A4 portrait in CSS px, less the margins that the style sheet sets.
PAPER_PX = 718
A4_POINTS = (595, 842)
PRESSED = "button:visible, [data-testid=stSelectbox]:visible, header:visible"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_district_is_printed_on_a_few_pages_with_nothing_cut_off(
    open_page: Callable[[str], Page], lang: str
) -> None:
    page = open_page(f"/district?districts=07&compare=like&lang={lang}")
    settle(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_PX, "height": 1040})
    settle(page)
    assert page.locator(PRESSED).count() == 0
    wide = page.locator(".am-spine, .am-cards, .am-paper-table, .am-stand-out").evaluate_all(
        "found => found.map(one => one.scrollWidth)"
    )
    assert wide
    assert max(wide) <= PAPER_PX
    assert page.locator(".am-paper-table").is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    sizes = {
        tuple(round(float(side)) for side in one)
        for one in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    }
    assert sizes == {A4_POINTS}
    assert 3 <= len(re.findall(rb"/Type /Page\b", printed)) <= 8
