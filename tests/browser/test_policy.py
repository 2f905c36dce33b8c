"""The policy page in a browser: how soon it is complete, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ground import Server, settle

LIMIT_MS = 1_000
ROUNDS = 5
INITIATIVES = 12

# From the click in the navigation to the first frame in which the script has ended, every
# initiative has its lines, and no picture in them is still to be decoded.
_OPEN = f"""() => new Promise((done) => {{
  const link = [...document.querySelectorAll('a')].find((one) => /\\/policy/.test(one.href));
  const clicked = performance.now();
  link.click();
  const look = () => {{
    const app = document.querySelector('[data-testid="stApp"]');
    const pictures = [...document.querySelectorAll('.am-tree img')];
    if (app.dataset.testScriptState === 'notRunning'
        && document.querySelector('[data-stale="true"]') === null
        && document.querySelectorAll('.am-tree').length === {INITIATIVES}
        && pictures.every((one) => one.complete && one.naturalWidth > 0))
      requestAnimationFrame(() => done(performance.now() - clicked));
    else requestAnimationFrame(look);
  }};
  look();
}})"""


def measure(page: Page, server: Server) -> float:
    """The best of some openings, in milliseconds: other work on the machine only adds to it."""
    times = []
    for _ in range(ROUNDS):
        page.goto(f"{server.url}/data")
        settle(page)
        times.append(float(page.evaluate(_OPEN)))
        settle(page)
    print(f"\npolicy page complete after {[round(one) for one in times]} ms")  # noqa: T201
    return min(times)


def test_the_policy_page_is_complete_in_time(new_page: Callable[[], Page], server: Server) -> None:
    page = new_page()
    page.goto(f"{server.url}/policy")
    page.locator(".am-tree").nth(INITIATIVES - 1).wait_for()
    settle(page)
    # Other work on the machine disturbs one measurement or two; it does not disturb three.
    times = [measure(page, server)]
    while min(times) >= LIMIT_MS and len(times) < 3:
        times.append(measure(page, server))
    assert min(times) < LIMIT_MS


@pytest.mark.parametrize("width", [1280, 1366])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_tree_fits_a_screen_without_scrolling_sideways(
    new_page: Callable[[], Page], server: Server, lang: str, width: int
) -> None:
    page = new_page()
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{server.url}/policy?lang={lang}")
    settle(page)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.am-tree th, .am-tree td, [data-testid="stMain"]')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.innerText.slice(0, 80))"""
    )
    assert cut == []


def test_an_indicator_leads_to_the_map_with_its_filters(
    new_page: Callable[[], Page], server: Server
) -> None:
    page = new_page()
    page.goto(f"{server.url}/policy?year=2025&districts=07")
    settle(page)
    page.locator(".am-tree tbody tr").first.get_by_role("link", name="地図").click()
    page.wait_for_url("**/map?*")
    settle(page)
    assert "districts=07" in page.url
    assert "indicator=drills" in page.url
    expect(page.get_by_role("combobox", name="年度")).to_have_value("令和7年度(2025)")


def test_an_initiative_opens_its_years_with_a_chart(
    new_page: Callable[[], Page], server: Server
) -> None:
    page = new_page()
    page.goto(f"{server.url}/policy?lang=en")
    settle(page)
    page.get_by_role("button", name="Year by year").nth(1).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".js-plotly-plot")).to_be_visible(timeout=20_000)
    expect(dialog.locator(".am-years")).to_contain_text("FY2022")
