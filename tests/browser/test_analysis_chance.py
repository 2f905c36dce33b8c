"""The view of chance in a browser: funnel, ranks, the table's file, another indicator."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_funnel_stands_beside_the_ranks_and_both_leave_as_a_table(
    open_page: Callable[[str], Page], traffic: Traffic, tmp_path: Path, lang: Language
) -> None:
    text = Text(lang)
    page = open_page(f"/analysis?lang={lang}&indicator=drill_participants&districts=07")
    expect(page.locator(".am-sentence")).to_have_count(1)
    charts = page.get_by_test_id("stPlotlyChart")
    expect(charts).to_have_count(2)
    expect(charts.first.locator(".scatterlayer .trace")).to_have_count(6)
    # Every district has its line of ranks, and all marks one trace more.
    expect(charts.last.locator(".scatterlayer .trace")).to_have_count(20)
    for chart in (charts.first, charts.last):
        expect(chart).to_contain_text(text("sample.short"))
    page.get_by_role("button", name=text("block.table")).click()
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("block.download")).click()
    file = tmp_path / "chance.csv"
    waiting.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 19
    for row in rows:
        best, rank, worst = (
            int(row[text(f"analysis_chance.column.{name}")]) for name in ("best", "rank", "worst")
        )
        assert best <= rank <= worst
    assert traffic.faults == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_yen_has_no_ranks_and_leads_to_what_has_them(
    open_page: Callable[[str], Page], lang: Language
) -> None:
    text = Text(lang)
    page = open_page(f"/analysis?lang={lang}&indicator=grant_yen")
    expect(page.get_by_role("heading", name=text("analysis_chance.ranks"))).to_have_count(0)
    page.locator(".st-key-offer_grants button").click()
    expect(page).to_have_url(re.compile("indicator=grants"))
    expect(page.get_by_role("heading", name=text("analysis_chance.ranks"))).to_be_visible()
