"""Filters and links in a real browser: every view can be sent, and Back goes back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Server, settle
from tests.browser.wires import Wire

PAGES = ("drills", "crime_prevention", "dog_patrol", "marche", "district", "map", "overview")


def link_of(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def filters_of(page: Page) -> dict[str, str]:
    return {key: link_of(page)[key] for key in ("year", "period", "districts")}


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    pick(page, label, option)
    settle(page)


def go_to(page: Page, name: str, lang: Language = "ja") -> None:
    links = page.get_by_test_id("stTopNavLink")
    links.filter(has_text=Text(lang)(f"nav.{name}")).click()
    expect(page).to_have_title(Text(lang)("app.title", page=Text(lang)(f"nav.{name}")))
    settle(page)


def test_a_district_chosen_once_is_followed_by_every_page(open_page: Callable[[str], Page]) -> None:
    page = open_page("/map?year=2025&period=h1&districts=07")
    said = {"year": "2025", "period": "h1", "districts": "07"}
    for name in PAGES:
        go_to(page, name)
        assert filters_of(page) == said, name
        expect(page.get_by_test_id("stMultiSelect")).to_contain_text("若葉台")
        expect(page.get_by_role("combobox", name="年度")).to_have_value("令和7年度(2025)")


def test_back_restores_the_filters_and_the_page(open_page: Callable[[str], Page]) -> None:
    page = open_page("/drills?year=2025")
    choose(page, "年度", "令和6年度(2024)")
    assert link_of(page)["year"] == "2024"
    go_to(page, "marche")
    page.go_back()
    expect(page).to_have_title(Text("ja")("app.title", page="防災訓練"))
    settle(page)
    expect(page.get_by_role("combobox", name="年度")).to_have_value("令和6年度(2024)")
    assert link_of(page)["year"] == "2024"


def test_another_language_keeps_everything_else(open_page: Callable[[str], Page]) -> None:
    page = open_page(
        "/dog_patrol?year=2024&period=q3&districts=02,07&dog_patrol=patrol_new_members"
    )
    before = link_of(page)
    page.get_by_role("radio", name="English").or_(
        page.get_by_text("English", exact=True)
    ).first.click()
    expect(page.get_by_role("combobox", name="Fiscal year")).to_be_visible()
    settle(page)
    assert link_of(page) == before | {"lang": "en"}
    expect(page.get_by_role("combobox", name="Fiscal year")).to_have_value("FY2024 (Reiwa 6)")
    expect(page.get_by_role("combobox", name="Period")).to_have_value("Q3 (Oct–Dec)")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_that_cannot_be_read_says_so(
    open_page: Callable[[str], Page], lang: Language
) -> None:
    page = open_page(f"/map?year=1867&districts=今宿&k=9&lang={lang}")
    told = page.get_by_test_id("stAlert")
    for key, value in (("year", "1867"), ("districts", "今宿"), ("k", "9")):
        sentence = Text(lang)("filter.link_not_understood", key=key, value=value)
        expect(told.filter(has_text=sentence)).to_have_count(1)
    assert link_of(page)["year"] == "2026"
    assert "districts" not in link_of(page)


def test_the_overview_answers_by_its_name_too(open_page: Callable[[str], Page]) -> None:
    page = open_page("/overview?year=2024&districts=07")
    expect(page).to_have_title(Text("ja")("app.title", page="概要"))
    assert filters_of(page) == {"year": "2024", "period": "fy", "districts": "07"}
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("first", "second", "linked"),
    [
        (("期間", "第1四半期(4〜6月)"), ("期間", "年度全体"), ("2026", "fy", "drills")),
        (("年度", "令和7年度(2025)"), ("期間", "6月"), ("2025", "06-06", "drills")),
        (
            ("色で示す指標", "防災訓練の参加者数"),
            ("期間", "6月"),
            ("2026", "06-06", "drill_participants"),
        ),
    ],
)
def test_two_choices_that_follow_each_other_faster_than_the_network_both_stand(
    page: Page,
    server: Server,
    first: tuple[str, str],
    second: tuple[str, str],
    linked: tuple[str, str, str],
) -> None:
    wire = Wire(page)
    page.goto(f"{server.url}/map?year=2026&period=fy&indicator=drills")
    settle(page)
    wire.held = True
    for label, option in (first, second):
        pick(page, label, option)
        # The server has answered, and the browser has not heard of it.
        page.wait_for_timeout(1_000)
    wire.release()
    settle(page)
    assert tuple(link_of(page)[key] for key in ("year", "period", "indicator")) == linked
    for label, option in dict((first, second)).items():
        box = page.get_by_role("combobox", name=label, exact=True).first
        expect(box).to_have_value(option)
    choose(page, "階級数", "4")
    assert tuple(link_of(page)[key] for key in ("year", "period", "indicator")) == linked
