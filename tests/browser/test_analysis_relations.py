"""Relations in a browser: the field to look at, the coefficients, another pair by the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle
from tests.browser.wide import sideways


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_candidates_are_named_and_another_pair_can_be_chosen(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page, text = open_page(f"/analysis?view=relations&lang={lang}"), Text(lang)
    field = page.locator(".annotation-text", has_text=text("analysis_relations.field"))
    expect(field).to_be_visible()
    expect(page.locator(".am-strength tbody tr")).to_have_count(3)
    assert sideways(page) == []
    before = page.locator(".am-sentence").inner_text()
    name = text.pick(load_catalogue(ROOT / "data" / "catalogue")["patrol_members"].name)
    page.get_by_role("combobox", name=text("analysis.across")).click()
    page.get_by_role("option", name=name, exact=True).click()
    settle(page)
    expect(page.locator(".am-sentence")).not_to_have_text(before)
    assert "across=patrol_members" in page.url
    assert traffic.faults == []
