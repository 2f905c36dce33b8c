"""From the analysis to the hall: one press, the slides, and their presentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_result_goes_from_the_page_to_the_slide_that_is_presented(
    open_page: Callable[[str], Page],
    traffic: Traffic,
    screenshot: Callable[..., Path],
    lang: Language,
) -> None:
    text = Text(lang)
    page = open_page(f"/meeting?audience=staff&slides={lang}&districts=05&lang={lang}")
    title = page.get_by_label(text("meeting.name"))
    title.fill("Autumn")
    title.press("Enter")
    settle(page)
    page.get_by_role("link", name=text("nav.analysis"), exact=True).click()
    name = text("analysis.name.trend")
    page.get_by_role("radio", name=name).click()
    page.get_by_role("link", name=text("analysis.slide")).click()
    # The form has the topic by name, and what was written before.
    expect(page.get_by_test_id("stMultiSelect").filter(has_text=name)).to_be_visible()
    expect(title).to_have_value("Autumn")
    settle(page)
    page.get_by_role("button", name=text("meeting.make"), exact=True).click()
    expect(page.locator("img.am-slide")).to_have_count(4)
    page.get_by_label(text("meeting.author")).fill("Ward office")
    page.get_by_role("button", name=text("meeting.save"), exact=True).click()
    presented = page.get_by_role("link", name=text("meeting.present"))
    expect(presented).to_be_visible()
    page.goto(page.url.partition("/meeting")[0] + (presented.get_attribute("href") or ""))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    shown = page.locator(".slide.shown")
    expect(shown).to_contain_text({"ja": "今宿地区", "en": "Imajuku"}[lang])
    expect(shown).to_contain_text(text("sample.short"))
    screenshot(page, f"result-{lang}")
    assert traffic.faults == []
