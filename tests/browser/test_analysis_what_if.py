"""What it takes in a browser: another rule, and the table as an Excel file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic, settle
from tests.browser.wide import sideways


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_rule_is_worked_out_and_its_parts_add_up_in_the_file(
    open_page: Callable[[str], Page], traffic: Traffic, tmp_path: Path, lang: Language
) -> None:
    page, text = open_page(f"/analysis?view=what_if&raised=drills&lang={lang}"), Text(lang)
    page.get_by_role("combobox", name=text("analysis.rule")).click()
    page.get_by_role("option", name=text("analysis_what_if.rule.target")).click()
    settle(page)
    assert "rule=target" in page.url
    expect(page.locator(".js-plotly-plot .annotation-text", has_text="+")).to_have_count(19)
    assert sideways(page) == []
    with page.expect_download() as coming:
        page.get_by_role("button", name=text("analysis_what_if.excel")).click()
    coming.value.save_as(tmp_path / "what_if.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "what_if.xlsx").worksheets[0].values)
    *districts, total = rows[-20:]
    needed = [row[5] for row in districts]
    assert len(needed) == 19
    assert sum(int(str(one)) for one in needed) == total[5]
    assert traffic.faults == []
