"""Trends in a browser: a course and a verdict in words for every district, and the table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle
from tests.browser.wide import sideways


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_district_has_its_course_and_verdict_and_the_table_its_years(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page, text = (
        open_page(f"/analysis?view=trend&indicator=marche_visitors&lang={lang}"),
        Text(lang),
    )
    rows = page.locator(".am-trend tbody tr")
    expect(rows).to_have_count(19 + 1)
    expect(rows.first).to_contain_text(text("analysis_trend.mark.up"))
    pictures = page.locator(".am-trend img")
    assert all(pictures.nth(at).get_attribute("alt") for at in range(pictures.count()))
    assert sideways(page) == []
    page.get_by_role("button", name=text("block.table")).click()
    settle(page)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(page.get_by_role("button", name=text("block.download"))).to_be_visible()
    assert traffic.faults == []
