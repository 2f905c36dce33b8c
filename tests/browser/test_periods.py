"""A chosen period is on map, legend and bars at once, before the server has said anything of it.

The server is the real one. What it sends is held back on its way to the browser, as on a slow
network, so that all that changes meanwhile is what the browser has painted by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import open_office
from asahi_metrics.ui.filters import period_name
from asahi_metrics.ui.links import View
from asahi_metrics.ui.shown import Shown, pictures_address
from tests.browser.ground import Server, settle
from tests.browser.sights import map_frame
from tests.browser.wires import Wire

# What is painted: the districts with their labels and their text, the legend, the page's parts.
# Labels that lie over others are thinned out in the frame that shows them.
_SHOWN = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const frame = document.querySelector('iframe');
  const inner = frame.contentDocument;
  const all = (root, part) => [...root.querySelectorAll(part)];
  return {
    fills: all(inner, 'path.leaflet-interactive').map((one) => [
      one.getAttribute('fill'), one.getAttribute('d')]),
    labels: all(inner, '.district-label').map((one) => [one.className, one.textContent]),
    points: all(inner, '.map-point').map((one) => one.getAttribute('aria-label')),
    said: frame.title,
    legend: document.querySelector('[data-pictures]')?.innerHTML,
    parts: all(document, '[data-part]').map((one) => one.innerHTML),
  };
}"""

Seen = dict[str, Any]


@pytest.fixture
def wire(page: Page) -> Wire:
    return Wire(page)


def open_with_pictures(page: Page, url: str) -> None:
    with page.expect_response("**/pictures/?**") as answer:
        page.goto(url)
    answer.value.finished()
    settle(page)


def name_of(code: str, lang: Language = "ja") -> str:
    text = Text(lang)
    return period_name(code, text, Formats(text))


def choose_period(page: Page, code: str, lang: Language = "ja") -> None:
    page.get_by_role("combobox", name=Text(lang)("filter.period"), exact=True).first.click()
    page.get_by_role("option", name=name_of(code, lang), exact=True).click()


def shown(page: Page) -> Seen:
    map_frame(page)
    return dict(page.evaluate(_SHOWN))


def cold(new_page: Callable[..., Page], url: str) -> Seen:
    """What somebody else sees who opens the address."""
    other = new_page()
    other.goto(url)
    settle(other)
    return shown(other)


def period_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["period"][0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    [
        "/map?indicator=drill_participants_rate&second=drills&places=market",
        "/map?indicator=drills&districts=03",
        "/drills?disaster_drills=drill_participants_rate",
    ],
)
def test_a_chosen_period_is_painted_before_the_server_has_answered(
    wire: Wire, new_page: Callable[..., Page], server: Server, address: str, lang: Language
) -> None:
    page, url = wire.page, f"{server.url}{address}&year=2025&lang={lang}"
    open_with_pictures(page, f"{url}&period=fy")
    before = shown(page)
    expected = cold(new_page, f"{url}&period=q2")
    for part in ("fills", "labels", "legend", "parts", "said"):
        assert before[part] != expected[part]
    wire.held = True
    choose_period(page, "q2", lang)
    page.wait_for_function(
        "was => document.querySelector('[data-pictures]').innerHTML !== was", arg=before["legend"]
    )
    painted = shown(page)
    assert painted == expected
    assert wire.kept
    wire.release()
    settle(page)
    assert shown(page) == expected
    assert period_of(page) == "q2"


def test_what_is_taken_back_at_once_ends_as_it_was(
    wire: Wire, new_page: Callable[..., Page], server: Server
) -> None:
    page, url = wire.page, f"{server.url}/map?indicator=drills&year=2025"
    open_with_pictures(page, f"{url}&period=fy")
    first = shown(page)
    wire.held = True
    for code in ("q1", "fy"):
        choose_period(page, code)
    assert shown(page) == first
    wire.release()
    settle(page)
    assert shown(page) == first
    assert period_of(page) == "fy"
    choose_period(page, "h2")
    settle(page)
    assert shown(page) == cold(new_page, f"{url}&period=h2")


def test_what_is_only_typed_paints_nothing(wire: Wire, server: Server) -> None:
    page = wire.page
    open_with_pictures(page, f"{server.url}/map?indicator=drills&year=2025&period=fy")
    before = shown(page)
    box = page.get_by_role("combobox", name="期間", exact=True).first
    box.click()
    box.fill(name_of("06-06"))
    page.get_by_role("option", name=name_of("06-06"), exact=True).wait_for()
    assert shown(page) == before
    page.keyboard.press("Escape")
    expect(box).to_have_value(name_of("fy"))
    assert shown(page) == before


def test_the_keyboard_paints_as_the_mouse_does(
    wire: Wire, new_page: Callable[..., Page], server: Server
) -> None:
    page, url = wire.page, f"{server.url}/map?indicator=drills&year=2025"
    open_with_pictures(page, f"{url}&period=fy")
    expected = cold(new_page, f"{url}&period=h1")
    box = page.get_by_role("combobox", name="期間", exact=True).first
    wire.held = True
    box.focus()
    box.fill(name_of("h1"))
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(box).to_have_value(name_of("h1"))
    expect(box).to_have_attribute("aria-expanded", "false")
    assert shown(page) == expected
    wire.release()
    settle(page)


def test_back_and_another_year_show_their_own_figures(
    page: Page, new_page: Callable[..., Page], server: Server
) -> None:
    url = f"{server.url}/map?indicator=drills"
    open_with_pictures(page, f"{url}&year=2025&period=fy")
    choose_period(page, "q1")
    settle(page)
    page.get_by_role("combobox", name="年度", exact=True).first.click()
    page.get_by_role("option", name="令和6年度(2024)", exact=True).click()
    settle(page)
    assert shown(page) == cold(new_page, f"{url}&year=2024&period=q1")
    choose_period(page, "q3")
    settle(page)
    assert shown(page) == cold(new_page, f"{url}&year=2024&period=q3")
    for year, period in ((2024, "q1"), (2025, "q1"), (2025, "fy")):
        page.go_back()
        settle(page)
        assert period_of(page) == period
        assert shown(page) == cold(new_page, f"{url}&year={year}&period={period}")


def test_pictures_that_are_asked_for_before_any_page_keep_no_map_from_it(
    start_server: Callable[..., Server], page: Page
) -> None:
    running = start_server()
    office = open_office(Settings(database_url=f"sqlite:///{running.database}"))
    what = Shown(office.catalogue["drills"])
    address = pictures_address(what, View(2026), office.revision())
    with urlopen(running.url + address, timeout=60) as answer:  # noqa: S310 - loopback
        assert answer.status == HTTPStatus.OK
    page.goto(f"{running.url}/map?year=2026&indicator=drills")
    settle(page)
    assert len(shown(page)["fills"]) == len(office.pack.areas.district_codes)


def test_a_map_click_works_on_what_was_painted(wire: Wire, server: Server) -> None:
    page = wire.page
    open_with_pictures(page, f"{server.url}/map?indicator=drills&year=2025&period=fy")
    wire.held = True
    choose_period(page, "q2")
    page.wait_for_timeout(300)
    wire.release()
    settle(page)
    frame = page.frame_locator("iframe").first
    frame.locator(".district-label").nth(3).click(force=True)
    settle(page)
    expect(page.locator(".am-panel h2")).to_be_visible()
    assert period_of(page) == "q2"
