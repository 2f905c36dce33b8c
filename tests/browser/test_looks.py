"""How pages look at a desk, on a projector and on a tablet, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from asahi_metrics.core.text import LANGUAGES
from asahi_metrics.ui.navigation import PAGES
from tests.browser.sights import SIZES, Sight, map_frame

ADDRESSES = ["/" if name == PAGES[0] else f"/{name}" for name in PAGES]

# Pictures for the documents: name, address.
PICTURES = {
    "overview": "/",
    "map": "/map?indicator=drill_participants_rate&second=drills&places=market",
    "drills": "/drills",
    "district": "/district?districts=07",
    "data": "/data",
    "overview-en": "/?lang=en",
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", [*ADDRESSES, "/district?districts=07"])
def test_nothing_is_cut_off_lies_over_another_or_leaves_the_screen(
    sights: Callable[[str], Sight], address: str, lang: str, size: tuple[int, int]
) -> None:
    joint = "&" if "?" in address else "?"
    assert sights(f"{address}{joint}lang={lang}").flaws[size] == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken_for_the_documents(
    open_page: Callable[[str], Page], screenshot: Callable[..., Path], name: str
) -> None:
    page = open_page(PICTURES[name])
    if page.locator("iframe").count():
        map_frame(page)
    taken = screenshot(page, name)
    assert taken.stat().st_size > 20_000
