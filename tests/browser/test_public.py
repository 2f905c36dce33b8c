"""The pages that residents open, on a phone and on a desk: legible, by keys, and by themselves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from asahi_metrics.core.report import DECK_LANGUAGES
from asahi_metrics.core.text import Text
from tests.browser.ground import HOME, Server, Traffic, serve

PHONE, DESK = (360, 740), (1366, 768)
ADDRESS = "https://data.example.lg.jp/asahi"
SMALLEST_PX = 12
# Readings stand above their words and may be smaller, as in print.
SMALLEST_READING_PX = 10
PAGES = ["/public/", "/public/07", "/public/15"]
LISTS = ["/open-data/?lang=ja", "/open-data/?lang=en"]
ADDRESSES = [*(f"{page}?lang={lang}" for page in PAGES for lang in DECK_LANGUAGES), *LISTS]
every_page = pytest.mark.parametrize("address", ADDRESSES)
every_size = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])

# The smallest letters: of HTML, of readings, and of drawings as they stand on the screen.
_LETTERS = """() => {
  const sizes = { words: [], readings: [], drawn: [] };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest('.skip, style, title')) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const drawing = element.closest('svg');
    if (drawing) sizes.drawn.push(size * element.closest('text').getScreenCTM().a);
    else (element.closest('rt') ? sizes.readings : sizes.words).push(size);
  }
  return Object.fromEntries(Object.entries(sizes).map(([kind, all]) => [kind, Math.min(...all)]));
}"""
# What reaches beyond the sides of the screen, or is cut off within its box.
_BEYOND = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((one) => {
  if (!one.checkVisibility() || one.closest('svg, .skip, rp')) return false;
  // Heads that only a screen reader gets are one px large.
  if (getComputedStyle(one).clipPath !== 'none') return false;
  const box = one.getBoundingClientRect();
  return box.width > 0 && (box.left < -1 || box.right > innerWidth + 1
    || (one.children.length === 0 && one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).display !== 'inline'));
}).map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The program with the sample pack, its figures released."""
    with serve(tmp_path_factory.mktemp("public"), public_url=ADDRESS) as running:
        command = [str(Path(sys.executable).with_name("asahi-metrics")), "release"]
        url = f"sqlite:///{running.database}"
        environment = {**os.environ, "ASAHI_DATABASE_URL": url}
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180)
        yield running


def violations(page: Page) -> list[Any]:
    """What axe finds; the size of targets is among its rules only when it is named."""
    options = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    return [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in Axe().run(page, options=options).response["violations"]
    ]


@every_size
@every_page
def test_a_page_is_legible_accessible_and_asks_nobody_else(
    new_page: Callable[..., Page],
    office: Server,
    traffic: Traffic,
    screenshot: Callable[..., Path],
    address: str,
    size: tuple[int, int],
) -> None:
    page = new_page(size=size)
    page.goto(office.url + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(_BEYOND) == []
    # The tables behind the pictures are there to be read, too.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    letters = page.evaluate(_LETTERS)
    assert min(letters["words"], letters["drawn"] or SMALLEST_PX) >= SMALLEST_PX - 0.01
    assert (letters["readings"] or SMALLEST_READING_PX) >= SMALLEST_READING_PX
    assert violations(page) == []
    assert traffic.hosts <= HOME
    assert traffic.faults == []
    name = re.sub(r"\W+", "-", address).strip("-")
    screenshot(page, f"public-{name}-{size[0]}", full=True)


@every_size
@pytest.mark.parametrize("address", ["/public/99?lang=ja", "/open-data/none.csv"])
def test_a_page_that_is_none_is_accessible_too(
    new_page: Callable[..., Page], office: Server, address: str, size: tuple[int, int]
) -> None:
    page = new_page(size=size)
    answer = page.goto(office.url + address)
    assert answer is not None
    assert answer.status == HTTPStatus.NOT_FOUND
    assert violations(page) == []
    page.get_by_role("link", name=Text("ja")("public.refused.home")).click()
    expect(page).to_have_url(re.compile(r"/public/\?lang=ja$"))


def test_keys_alone_lead_through_the_page_and_to_another_district(
    new_page: Callable[..., Page], office: Server, traffic: Traffic
) -> None:
    page = new_page(size=PHONE)
    page.goto(f"{office.url}/public/07?lang=ja")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=Text("ja")("public.skip"))).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    # From the list of topics to one of them, and on into its tables.
    reach(page, "#contents ~ ul a[href='#topic-dog_patrol']")
    page.keyboard.press("Enter")
    assert page.url.endswith("#topic-dog_patrol")
    behind = "#topic-dog_patrol .months summary"
    reach(page, behind)
    page.keyboard.press("Enter")
    expect(page.locator("#topic-dog_patrol .months table")).to_be_visible()
    # Nothing within a drawing takes the focus.
    assert "svg" not in seen_on_the_way(page, ".districts a[href='08?lang=ja']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{office.url}/public/08?lang=ja")
    assert traffic.faults == []


def reach(page: Page, wanted: str) -> None:
    seen_on_the_way(page, wanted)


def seen_on_the_way(page: Page, wanted: str) -> set[str]:
    """Go on with Tab to an element; gives what had the focus on the way."""
    seen: set[str] = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "wanted => { const one = document.activeElement;"
            " return [one.matches(wanted), one.closest('svg') ? 'svg' : one.tagName]; }",
            wanted,
        )
        if told[0]:
            return seen
        seen.add(told[1])
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_the_map_and_the_list_lead_to_the_same_district_and_languages_stay(
    new_page: Callable[..., Page], office: Server
) -> None:
    page = new_page()
    page.goto(f"{office.url}/public/?lang=en")
    page.locator(".chooser svg a").nth(6).click()
    expect(page).to_have_url(f"{office.url}/public/07?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wakabadai in figures")
    page.get_by_role("link", name="日本語", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("若葉台地区のデータ")
    page.locator(".districts").get_by_role("link", name="白根", exact=False).first.click()
    expect(page).to_have_url(re.compile(r"/public/(02|04)\?lang=ja$"))


def test_the_files_are_handed_out(new_page: Callable[..., Page], office: Server) -> None:
    page = new_page()
    page.goto(f"{office.url}/public/07?lang=ja")
    page.get_by_role("link", name=Text("ja")("public.open_data")).click()
    expect(page).to_have_url(f"{office.url}/open-data/?lang=ja")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=Text("ja")("open_data.definitions.title")).click()
    assert waiting.value.suggested_filename == "definitions.csv"
    assert Path(waiting.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("address", ["/public/07?lang=ja", "/public/?lang=easy"])
def test_paper_is_a4_and_has_all_topics(
    new_page: Callable[..., Page], office: Server, tmp_path: Path, address: str
) -> None:
    page = new_page()
    page.goto(office.url + address)
    topics = page.locator(".topic h2").count()
    paper = page.pdf(prefer_css_page_size=True, print_background=True, path=tmp_path / "a.pdf")
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
    # A topic takes about a page, so that nobody prints a book.
    assert topics / 2 < len(boxes) <= topics + 1


def test_a_page_is_not_sent_again_while_its_release_is_the_newest(office: Server) -> None:
    """The real server, its own compression and middleware before the pages, keeps the marks."""
    for address in ("/public/07?lang=en", "/open-data/dog_patrol.csv", "/open-data/catalog.jsonld"):
        url = office.url + address
        told = {"Accept-Encoding": "gzip"}
        with urlopen(Request(url, headers=told)) as first:  # noqa: S310
            etag = first.headers["ETag"]
            length = len(first.read())
            assert first.headers["Content-Encoding"] == "gzip"
            assert int(first.headers["Content-Length"]) == length
            assert first.headers["Cache-Control"] == "public, max-age=300"
        with pytest.raises(HTTPError) as again:
            urlopen(Request(url, headers={**told, "If-None-Match": etag}))  # noqa: S310
        assert again.value.code == HTTPStatus.NOT_MODIFIED
        again.value.close()
        with urlopen(Request(url, headers=told, method="HEAD")) as head:  # noqa: S310
            assert head.read() == b""
            assert (head.headers["ETag"], int(head.headers["Content-Length"])) == (etag, length)


def test_the_code_on_the_last_slide_leads_to_the_page_of_the_district(
    new_page: Callable[..., Page], office: Server, tmp_path: Path
) -> None:
    page = new_page(size=(1280, 720))
    page.goto(f"{office.url}/meeting?area=07&audience=public&year=2026&lang=en")
    text = Text("en")
    page.get_by_role("button", name=text("meeting.make"), exact=True).click()
    page.get_by_label(text("meeting.author"), exact=True).fill("officer")
    page.get_by_label(text("meeting.author"), exact=True).press("Tab")
    page.get_by_role("button", name=text("meeting.save"), exact=True).click()
    expect(page).to_have_url(re.compile(r"deck=\d+"))
    (number,) = re.findall(r"deck=(\d+)", page.url)
    page.goto(f"{office.url}/present/{number}")
    page.keyboard.press("End")
    page.locator(".slide.shown").wait_for()
    shot = tmp_path / "slide.png"
    page.screenshot(path=shot)
    with Image.open(shot) as picture:
        (code,) = zxingcpp.read_barcodes(picture.convert("RGB"))
    # The deck is in the language that its maker chose, which is Japanese unless told otherwise.
    assert code.text == f"{ADDRESS}/public/07?lang=ja"
    answer = page.request.get(office.url + code.text.removeprefix(ADDRESS))
    assert answer.ok
    assert "若葉台地区のデータ" in answer.text()
