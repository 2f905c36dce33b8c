"""The map in a real browser: what it shows, and what clicking, changing and playing do."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from tests.browser.ground import Server, settle
from tests.browser.sights import map_frame

# Each label with what is written in it and the colour of the district under it, if that is
# within the frame.
_LABELS = """() => [...document.querySelectorAll('.district-label')].map((label) => {
  const box = label.firstChild.getBoundingClientRect();
  const under = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const amount = label.querySelector('.amount')?.textContent ?? '';
  const name = label.textContent.slice(0, label.textContent.length - amount.length);
  return [name, amount, under?.getAttribute('fill') ?? ''];
})"""

_FILLS = """() => [...document.querySelectorAll('path.leaflet-interactive')]
  .map((path) => path.getAttribute('fill'))"""

_VIEW = """() => {
  const { lat, lng } = window.map.getCenter();
  return [window.map.getZoom(), lat, lng];
}"""

_LEGEND = """() => [...document.querySelectorAll('[data-testid="stHtml"] span > span:first-child')]
  .filter((swatch) => swatch.style.width === '26px')
  .map((swatch) => [swatch.getAttribute('style').match(/background:([^;]*)/)[1],
                    swatch.nextSibling.textContent])"""

Labels = dict[str, tuple[str, str]]


@pytest.fixture
def figures(server: Server) -> Figures:
    return Figures(open_office(Settings(database_url=f"sqlite:///{server.database}")))


def labels_of(frame: Frame) -> Labels:
    return {name: (amount, fill) for name, amount, fill in frame.evaluate(_LABELS)}


def link_of(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def click_district(frame: Frame, name: str) -> None:
    # The label lets the click through to the district under it.
    frame.locator(".district-label", has_text=re.compile(f"^{name}")).click(force=True)


@pytest.mark.parametrize("method", ["quantile", "equal", "jenks"])
def test_values_classes_and_legend_agree_with_the_figures(
    open_page: Callable[[str], Page], figures: Figures, method: str
) -> None:
    page = open_page(f"/map?indicator=drills&year=2025&classes={method}&k=4")
    frame = map_frame(page)
    indicator = figures.office.catalogue["drills"]
    found = figures.by_area(indicator, Period(2025))
    areas = figures.office.pack.areas
    labels = labels_of(frame)
    assert {name: amount for name, (amount, _) in labels.items()} == {
        areas[code].name["ja"]: f"{found[code].value:,.0f}" for code in areas.district_codes
    }
    legend = page.evaluate(_LEGEND)
    spans = {colour: re.findall(r"[\d,]+", words) for colour, words in legend}
    for name, (amount, fill) in labels.items():
        numbers = [float(one.replace(",", "")) for one in spans[fill]]
        assert numbers[0] <= float(amount.replace(",", "")) <= numbers[-2], name
    fills = frame.evaluate(_FILLS)
    assert {colour: int(numbers[-1]) for colour, numbers in spans.items()} == {
        colour: fills.count(colour) for colour in spans
    }


def test_a_district_that_did_not_report_is_hatched_and_says_so(
    open_page: Callable[[str], Page], figures: Figures
) -> None:
    indicator = figures.office.catalogue["patrol_active_share"]
    areas = figures.office.pack.areas
    month, code = next(
        (month, code)
        for month in Period(2025).months
        for code in areas.district_codes
        if figures.by_month(indicator, Period(2025))[code][month].value is None
    )
    period = f"{month % 100:02d}-{month % 100:02d}"
    page = open_page(f"/map?indicator={indicator.id}&year=2025&period={period}")
    labels = labels_of(map_frame(page))
    assert labels[areas[code].name["ja"]] == ("データなし", "url(#no-data-hatch)")
    assert any("データなし" in words for _, words in page.evaluate(_LEGEND))


def test_zero_is_coloured_and_not_hatched(open_page: Callable[[str], Page]) -> None:
    labels = labels_of(map_frame(open_page("/map?indicator=drills&year=2025&period=04-04")))
    zeros = [fill for amount, fill in labels.values() if amount == "0"]
    assert zeros
    assert all(fill.startswith("#") for fill in zeros)


def test_a_click_makes_a_district_the_filter_and_a_second_one_takes_it_off(
    open_page: Callable[[str], Page],
) -> None:
    page = open_page("/map")
    frame = map_frame(page)
    click_district(frame, "今宿")
    expect(page.locator(".am-panel h2")).to_have_text("今宿")
    expect(page.get_by_test_id("stMultiSelect")).to_contain_text("今宿")
    settle(page)
    assert link_of(page)["districts"] == "05"
    expect(frame.locator(".district-label.selected")).to_have_text(re.compile("今宿"))
    click_district(frame, "今宿")
    expect(page.locator(".am-panel")).to_have_count(0)
    settle(page)
    assert "districts" not in link_of(page)
    expect(frame.locator(".district-label.selected")).to_have_count(0)


def test_another_year_or_indicator_is_drawn_in_the_living_map_which_keeps_its_place(
    open_page: Callable[[str], Page],
) -> None:
    page = open_page("/map?indicator=drills&year=2026")
    frame = map_frame(page)
    frame.evaluate("() => { window.living = true; window.map.setView([35.47, 139.53], 14.5); }")
    before, place = labels_of(frame), frame.evaluate(_VIEW)
    choose(page, "年度", "令和7年度(2025)")
    settle(page)
    changed = labels_of(frame)
    assert changed != before
    choose(page, "色で示す指標", "防災訓練の参加者数")
    settle(page)
    assert labels_of(frame) != changed
    assert frame.evaluate("() => window.living") is True
    assert frame.evaluate(_VIEW) == place

    assert len(frame.evaluate(_FILLS)) == len(before)


def test_months_are_played_one_after_another_until_they_are_stopped(
    open_page: Callable[[str], Page],
) -> None:
    page = open_page("/map?indicator=drills&year=2025&step=month")
    frame = map_frame(page)
    shown = page.get_by_test_id("stSliderThumbValue")
    amounts = labels_of(frame)
    expect(shown).to_have_text("令和8年3月")
    page.get_by_role("button", name="再生").click()
    expect(shown).to_have_text("令和7年4月")
    expect(shown).to_have_text("令和7年5月")
    assert labels_of(frame) != amounts
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_role("button", name="再生")).to_be_visible()
    settle(page)
    stopped = shown.inner_text()
    page.wait_for_timeout(2_000)
    expect(shown).to_have_text(stopped)


def test_circles_and_places_lie_over_the_districts(open_page: Callable[[str], Page]) -> None:
    page = open_page("/map?indicator=drills&second=grants&places=market&year=2025")
    frame = map_frame(page)
    paths = frame.locator("path.leaflet-interactive").count()
    assert paths > frame.locator(".district-label").count()
    expect(frame.locator(".map-point")).not_to_have_count(0)
    expect(page.get_by_text("マルシェ会場").last).to_be_visible()


def test_a_link_to_the_map_shows_exactly_what_it_says(open_page: Callable[[str], Page]) -> None:
    link = {
        "year": "2025", "period": "q2", "districts": "07", "lang": "en", "classes": "jenks",
        "indicator": "patrol_members", "second": "drills", "k": "4", "places": "market",
        "step": "month",
    }  # fmt: skip
    page = open_page("/map?" + "&".join(f"{key}={value}" for key, value in link.items()))
    assert link_of(page) == link
    shown = page.get_by_role("combobox").evaluate_all("boxes => boxes.map((box) => box.value)")
    for said in ("FY2025 (Reiwa 7)", "Q2 (Jul–Sep)", "Natural breaks (Jenks)", "4", "Market place"):
        assert said in shown
    expect(page.locator(".am-panel h2")).to_have_text("Wakabadai")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
