"""The overview on a manager's desk: all of it within one screen, and its ways on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.conftest import DESK
from tests.browser.ground import Traffic, settle


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_manager_needs_stands_on_the_first_screen(
    open_page: Callable[[str], Page], lang: Language
) -> None:
    page, text = open_page(f"/?lang={lang}"), Text(lang)
    assert bottom(page.locator(".am-countdown").first) < DESK[1]
    expect(page.locator("[class*='st-key-pillar_']")).to_have_count(3)
    expect(page.locator(".am-reason")).to_have_count(5)
    assert bottom(page.locator(".am-reason").last) <= DESK[1]
    for key in ("since.title", "freshness.title"):
        heading = page.get_by_role("heading", name=text(key), exact=True)
        assert bottom(heading) <= DESK[1]
    decisions = page.get_by_role("heading", name=text("remarks.decisions.title", count=0))
    assert bottom(decisions) <= DESK[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_indicator_of_the_list_opens_with_the_same_filters(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page = open_page(f"/?year=2025&lang={lang}")
    link = page.locator("[class*='st-key-concern_1'] a").first
    name = link.inner_text().replace("arrow_forward", "").strip()
    link.click()
    expect(page).to_have_title(Text(lang)("app.title", page=Text(lang)("nav.indicators")))
    settle(page)
    assert "year=2025" in page.url
    expect(page.get_by_text(name).first).to_be_visible()
    assert traffic.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pillar_opens_the_policy_at_its_initiatives(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page = open_page(f"/?lang={lang}")
    page.locator("[class*='st-key-pillar_'] a").nth(1).click()
    expect(page).to_have_title(Text(lang)("app.title", page=Text(lang)("nav.policy")))
    settle(page)
    assert "pillar=community" in page.url
    expect(page.locator(".am-pillar")).to_have_count(1)
    assert traffic.faults == []


def test_all_of_the_list_is_one_press_away_and_in_the_link(
    open_page: Callable[[str], Page],
) -> None:
    page = open_page("/")
    page.locator(".st-key-attention_rest button").click()
    settle(page)
    assert page.locator(".am-reason").count() > 5
    assert "attention=all" in page.url
    page.reload()
    settle(page)
    assert page.locator(".am-reason").count() > 5
