"""What stands on the pages: words in one language, figures as computed, tables and downloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text, all_words
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from asahi_metrics.ui.navigation import PAGES
from tests.browser.ground import Server, settle
from tests.browser.sights import Sight

ADDRESSES = ["/" if name == PAGES[0] else f"/{name}" for name in PAGES]
SUBJECTS = {
    "drills": "disaster_drills",
    "crime_prevention": "crime_prevention",
    "dog_patrol": "dog_patrol",
    "marche": "marche",
}

LATIN = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
# What Japanese writes in Latin letters as well: the switch to English, forms of files,
# DIG and HUG, the table-top exercises that go by these names in Japan, and the exhibition,
# which the ward's policy writes so; the checksum of a file (SHA-256); the empty field of a date
# (yyyy/mm/dd); and whose methods the analysis follows.
WRITTEN_IN_LATIN = {
    *("English", "CSV", "Excel", "DIG", "HUG", "URL", "PNG", "GREEN×EXPO", "SHA", "yyyy"),
    *("Spiegelhalter", "Marshall"),
}
# Names of the ward pack's files, which the history tells as they are.
FILE = re.compile(r"[\w/.-]+\.(?:csv|xlsx|toml|geojson|zip|gpkg)")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
RAW = re.compile(r"\b(?:nan|NaN|NaT|inf|<NA>|undefined|null|Traceback)\b|\{\w*\}")


@pytest.fixture
def figures(server: Server) -> Figures:
    return Figures(open_office(Settings(database_url=f"sqlite:///{server.database}")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_japanese_page_has_no_english_words(
    sights: Callable[[str], Sight], figures: Figures, address: str
) -> None:
    words = sights(f"{address}?lang=ja").words
    # The definitions tell the name by which the command line knows an indicator.
    ids = {one.id for one in figures.office.catalogue} if address == "/indicators" else set()
    found = {
        latin for said in words if said not in ids for latin in LATIN.findall(FILE.sub("", said))
    }
    assert found <= WRITTEN_IN_LATIN


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_english_page_has_no_japanese_words(
    sights: Callable[[str], Sight], address: str
) -> None:
    words = sights(f"{address}?lang=en").words
    assert {said for said in words if JAPANESE.search(said)} <= {"日本語"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_key_no_id_and_no_empty_value_is_shown_raw(
    sights: Callable[[str], Sight], figures: Figures, address: str, lang: Language
) -> None:
    words = sights(f"{address}?lang={lang}").words
    ids = {one.id for one in figures.office.catalogue if "_" in one.id}
    if address == "/indicators":
        ids = set()
    # In English "None" is also a choice: no second indicator, no places.
    assert lang == "en" or "None" not in words
    assert [said for said in words if RAW.search(said)] == []
    assert [said for said in words if said in all_words() and "." in said] == []
    assert [said for said in words if said in ids] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_names_its_language(
    sights: Callable[[str], Sight], address: str, lang: Language
) -> None:
    assert sights(f"{address}?lang={lang}").lang == lang


@pytest.mark.parametrize("name", SUBJECTS)
def test_cards_show_the_very_figures(
    open_page: Callable[[str], Page], figures: Figures, name: str
) -> None:
    page = open_page(f"/{name}?year=2025&period=h1")
    text = Text("ja")
    for indicator in figures.office.catalogue.of_subject(SUBJECTS[name]):
        value = figures.of(indicator, Period(2025, 1, 6)).value
        said = Formats(text).number(value, indicator.decimals) + text.pick(indicator.unit)
        short = text.pick(indicator.short)
        card = page.locator(".am-card").filter(has=page.get_by_text(short, exact=True))
        expect(card.locator(".am-value")).to_have_text(said)


def test_another_indicator_is_drawn_anew_and_is_in_the_link(
    open_page: Callable[[str], Page], figures: Figures
) -> None:
    page = open_page("/drills?year=2025")
    page.get_by_role("radio", name="千人あたり訓練参加者").click()
    settle(page)
    assert "disaster_drills=drill_participants_rate" in page.url
    expect(page.locator(".am-sentence")).to_contain_text("人口千人あたり訓練参加者数")
    indicator = figures.office.catalogue["drill_participants_rate"]
    found = figures.by_area(indicator, Period(2025))
    codes = figures.office.pack.areas.district_codes
    values = sorted((value for code in codes if (value := found[code].value)), reverse=True)
    said = [Formats(Text("ja")).number(value, indicator.decimals) for value in values]
    bars = page.locator(".am-bars-row")
    assert [one.locator("b").inner_text() for one in bars.all()] == said
    widths = [one.locator("i").bounding_box() for one in bars.all()]
    shares = [box["width"] / widths[0]["width"] for box in widths if box and widths[0]]
    assert shares == pytest.approx([value / values[0] for value in values], abs=0.005)


def test_each_tab_shows_its_own_part(open_page: Callable[[str], Page]) -> None:
    page = open_page("/drills?year=2025")
    for tab, shown in (
        ("内訳", "figure[aria-label*='内訳'], [aria-label*='の内訳']"),
        ("地区 × 月", "[aria-label*='地区別・月別']"),
        ("もとの記録", "[data-testid='stDataFrame']"),
    ):
        page.get_by_role("tab", name=tab).click()
        settle(page)
        expect(page.get_by_role("tabpanel").locator(shown).first).to_be_visible()


def test_a_table_opens_and_its_file_holds_the_figures_as_excel_reads_them(
    open_page: Callable[[str], Page], figures: Figures, tmp_path: Path
) -> None:
    page = open_page("/drills?year=2025")
    page.get_by_role("button", name="表・ダウンロード").nth(1).click()
    button = page.get_by_test_id("stDownloadButton").get_by_role("button")
    expect(button).to_be_visible()
    settle(page)
    with page.expect_download() as taken:
        button.click()
    assert taken.value.suggested_filename == "drills_district_サンプルデータ.csv"
    taken.value.save_as(tmp_path / "table.csv")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 21
    rows = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    found = figures.by_area(figures.office.catalogue["drills"], Period(2025))
    assert {row[0]: float(row[3]) for row in rows[1:]} == {
        code: figure.value for code, figure in found.items() if figure.value is not None
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_of_the_ward_alone_says_so_and_shows_no_map(
    open_page: Callable[[str], Page], lang: Language
) -> None:
    page = open_page(f"/marche?marche=marche_stalls&lang={lang}")
    expect(page.get_by_text(Text(lang)("block.ward_only"))).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)


def test_a_quarter_without_data_says_so_and_shows_no_zero(
    open_page: Callable[[str], Page],
) -> None:
    page = open_page("/drills?year=2026&period=q4")
    expect(page.locator(".am-value").first).to_have_text("データなし")
    expect(page.locator(".am-sentence")).to_contain_text("この期間のデータはありません")
