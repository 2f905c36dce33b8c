"""The season in a browser: the months with what was expected, the profile, the odd months."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic
from tests.browser.wide import sideways


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_months_the_profile_and_the_odd_months_are_drawn(
    open_page: Callable[[str], Page], traffic: Traffic, lang: Language
) -> None:
    page = open_page(f"/analysis?view=season&counted=drill_participants&lang={lang}")
    text = Text(lang)
    months, profile = page.locator(".js-plotly-plot").all()
    expect(months.locator(".legendtext", has_text=text("seasons.expected"))).to_be_visible()
    expect(
        months.locator(".textpoint", has_text="令和" if lang == "ja" else "Jan")
    ).not_to_have_count(0)
    expect(profile.locator(".bars .point")).to_have_count(12)
    assert sideways(page) == []
    assert traffic.faults == []
