"""The QR code of the public page, read as a phone reads it from every form of a deck."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import typst
import zxingcpp
from PIL import Image
from pptx import Presentation

from asahi_metrics.core.report import AUDIENCES, DECK_LANGUAGES, Deck, LinkPicture
from asahi_metrics.exports.presentation import Viewer, write_presentation
from asahi_metrics.exports.qr import qr_image, qr_png
from asahi_metrics.exports.screen_slides import screen_svg, screens
from asahi_metrics.services.deck_files import powerpoint_file
from asahi_metrics.services.figure_files import handout_file
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.services.territory import territory
from tests.ward import open_filled_ward

BASE = "https://www.city.example.lg.jp/asahi-ward/data"
LONGEST = "https://" + "a" * 60 + ".example.lg.jp/" + "b" * 110
SMALLEST_PX = 200
SECONDS = 180


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_filled_ward(tmp_path_factory.mktemp("ward"))
    fill_if_empty(office)
    release(office)
    return replace(office, settings=office.settings.model_copy(update={"public_url": BASE}))


@pytest.fixture(scope="module")
def deck(office: Office) -> Deck:
    return build_deck(office, DeckRequest("01", 2023, lang="en", audience="public"))


def read_codes(picture: bytes | Image.Image) -> list[str]:
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    return [one.text for one in zxingcpp.read_barcodes(image.convert("RGB"))]


def photographed(svg: str, width: float, ppi: float = 72) -> bytes:
    """The picture on a screen of that width in px."""
    source = (
        f"#set page(width: {width}pt, height: auto, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt)'
    )
    made = typst.compile(source.encode(), format="png", ppi=ppi, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("address", [f"{BASE}/public/07?lang=ja", f"{LONGEST}/public/?lang=easy"])
def test_the_picture_and_the_drawing_lead_to_the_address(address: str) -> None:
    assert read_codes(qr_png(address)) == [address]
    assert read_codes(photographed(qr_image(address), 300)) == [address]


def test_a_margin_of_four_modules_stays_white() -> None:
    with Image.open(io.BytesIO(qr_png(BASE))) as picture:
        grey = picture.convert("L")
        left, top, right, bottom = grey.point(lambda shade: 255 - shade).getbbox() or (0, 0, 0, 0)
        module = 16
        assert (left, top) == (4 * module, 4 * module)
        assert (grey.width - right, grey.height - bottom) == (4 * module, 4 * module)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("lang", DECK_LANGUAGES)
@pytest.mark.parametrize("district", ["01", None])
def test_the_last_slide_leads_to_the_page_of_the_place_in_the_decks_language(
    office: Office, district: str | None, lang: str, audience: str
) -> None:
    request = DeckRequest(district, 2023, lang=lang, audience=audience)  # type: ignore[arg-type]
    deck = build_deck(office, request)
    shown = screens(deck)
    drawn = screen_svg(deck, shown, len(shown) - 1, territory(office).boundaries.districts_geojson)
    address = f"{BASE}/public/{district or ''}?lang={lang}"
    assert read_codes(photographed(drawn, 1280)) == [address]
    words = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", drawn)
    assert address in words
    side = [float(one) for one in re.findall(r'<rect [^>]*width="([\d.]+)" height="\1"', drawn)]
    assert max(side) >= SMALLEST_PX


def test_an_address_as_long_as_may_be_leaves_the_code_large_enough(office: Office) -> None:
    settings = office.settings.model_copy(update={"public_url": LONGEST})
    deck = build_deck(replace(office, settings=settings), DeckRequest("01", 2023))
    shown = screens(deck)
    drawn = screen_svg(deck, shown, len(shown) - 1, territory(office).boundaries.districts_geojson)
    assert read_codes(photographed(drawn, 1280)) == [f"{LONGEST}/public/01?lang=ja"]
    side = [float(one) for one in re.findall(r'<rect [^>]*width="([\d.]+)" height="\1"', drawn)]
    assert max(side) >= SMALLEST_PX


def test_who_does_not_see_the_code_is_told_the_address(office: Office, deck: Deck) -> None:
    viewer = Viewer(1, "/meeting", "", "")
    page = write_presentation(deck, territory(office).boundaries.districts_geojson, viewer)
    unseen = re.findall(r'<div class="unseen">(.*?)</div>', page, re.DOTALL)
    assert f"{BASE}/public/01?lang=en" in unseen[-1]


def test_powerpoint_has_the_code_as_a_picture_that_says_what_it_is(
    office: Office, deck: Deck
) -> None:
    last = Presentation(io.BytesIO(powerpoint_file(office, deck))).slides[-1]
    (picture,) = [shape for shape in last.shapes if shape.shape_type == 13]
    address = f"{BASE}/public/01?lang=en"
    assert read_codes(picture.image.blob) == [address]
    assert address in picture._element.nvPicPr.cNvPr.get("descr")
    links = [
        run.hyperlink.address
        for shape in last.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert address in links


def test_the_slide_and_the_handout_on_paper_lead_to_the_address(
    office: Office, deck: Deck, tmp_path: Path
) -> None:
    (tmp_path / "deck.pptx").write_bytes(powerpoint_file(office, deck))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
        tmp_path / "deck.pptx")  # fmt: skip
    (tmp_path / "handout.pdf").write_bytes(handout_file(office, deck))
    for name in ("deck", "handout"):
        run("pdftoppm", "-r", "100", "-png", tmp_path / f"{name}.pdf", tmp_path / name)
        last = sorted(tmp_path.glob(f"{name}-*.png"))[-1]
        with Image.open(last) as page:
            assert read_codes(page) == [f"{BASE}/public/01?lang=en"]


def run(command: str, *arguments: object) -> None:
    found = shutil.which(command)
    assert found, f"{command} is not installed: see scripts/office.sh"
    told = [str(one) for one in arguments]
    subprocess.run([found, *told], check=True, capture_output=True, timeout=SECONDS)


def test_without_the_setting_a_deck_ends_with_its_sources(office: Office) -> None:
    settings = office.settings.model_copy(update={"public_url": ""})
    deck = build_deck(replace(office, settings=settings), DeckRequest("01", 2023))
    assert deck.slides[-1].kind == "closing"
    assert not any(isinstance(one.picture, LinkPicture) for one in deck.slides)


def test_the_slide_with_the_code_takes_the_place_of_another(office: Office) -> None:
    settings = office.settings.model_copy(update={"public_url": ""})
    request = DeckRequest("01", 2023)
    with_code = build_deck(office, request)
    without = build_deck(replace(office, settings=settings), request)
    assert len(with_code.slides) <= request.length
    assert with_code.slides[:3] == without.slides[:3]
