"""The slides as LibreOffice draws them: every page there, with its words, and nothing blank."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from asahi_metrics.core.report import Deck, DeckLanguage
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.deck_files import powerpoint_file
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.setup import fill_if_empty

SECONDS = 180
DPI = 60


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    database = tmp_path_factory.mktemp("rendered") / "fresh.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    return office


@pytest.fixture(scope="module", params=["ja", "easy"])
def deck(office: Office, request: pytest.FixtureRequest) -> Deck:
    """The district with the longest name."""
    lang: DeckLanguage = request.param
    return build_deck(office, DeckRequest("15", 2026, lang=lang), Figures(office))


@pytest.fixture(scope="module")
def pdf(office: Office, deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slides")
    (folder / "deck.pptx").write_bytes(powerpoint_file(office, deck))
    run(
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "deck.pptx"),
    )
    return folder / "deck.pdf"


def run(command: str, *arguments: str) -> str:
    found = shutil.which(command)
    assert found, f"{command} is not installed: see scripts/office.sh"
    done = subprocess.run(
        [found, *arguments], check=True, capture_output=True, text=True, timeout=SECONDS
    )
    return done.stdout


def bare(text: str) -> str:
    return "".join(text.split())


def test_every_slide_is_a_page_with_its_title_and_its_note(pdf: Path, deck: Deck) -> None:
    pages = run("pdftotext", "-raw", str(pdf), "-").split("\f")[:-1]
    assert len(pages) == len(deck.slides) == 12
    for page, slide in zip(pages, deck.slides, strict=True):
        assert bare(slide.title) in bare(page)
        assert bare(slide.note) in bare(page)
        assert deck.sample_label in page


def test_no_page_is_blank_and_nothing_runs_over_its_edge(pdf: Path, deck: Deck) -> None:
    run("pdftoppm", "-r", str(DPI), "-png", str(pdf), str(pdf.parent / "page"))
    pages = sorted(pdf.parent.glob("page-*.png"))
    assert len(pages) == len(deck.slides)
    for number, path in enumerate(pages):
        with Image.open(path) as page:
            paper = Image.new("RGB", page.size, "white")
            left, top, right, bottom = ImageChops.difference(page.convert("RGB"), paper).getbbox()
            assert right - left > page.width / 2
            assert bottom - top > page.height / 3
            # The cover has a bar at its left edge.
            assert left > DPI / 4 or number == 0
            assert right < page.width - DPI / 8
            assert bottom < page.height - DPI / 12 or number == 0
