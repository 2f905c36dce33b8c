"""Pictures of the slides as PNG: size, letters, hatches and rims, and what they must say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from PIL import Image, ImageChops, ImageColor

from asahi_metrics.core.report import Deck, MapPicture, Slide
from asahi_metrics.exports.screen_slides import screens
from asahi_metrics.exports.slide_images import IMAGE_SIZE, slide_png, write_images
from asahi_metrics.visuals import theme
from tests.exports.sheets import HOSTILE
from tests.exports.test_handout import small

NOON = datetime(2026, 11, 26, 12, 0, 0)
THE_MAP = (60, 180, 1250, 960)
"""Left, top, right and bottom of the map on its slide, without its legend."""

NAMES = ["02_数値.png", "03_地区の比較.png", "04_月ごとの推移.png", "05_地図.png"]


@pytest.fixture(scope="module")
def shapes() -> str:
    return small().districts_geojson


@pytest.fixture(scope="module")
def pictures(shapes: str) -> Mapping[str, Image.Image]:
    return opened(write_images(small().deck, shapes, NOON))


def opened(content: bytes) -> dict[str, Image.Image]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {
            name: Image.open(io.BytesIO(parts.read(name))).convert("RGB")
            for name in parts.namelist()
            if name.endswith(".png")
        }


def drawn(deck: Deck, kind: str, shapes: str) -> Image.Image:
    shown = screens(deck)
    at = next(at for at, one in enumerate(shown) if one.slide.kind == kind)
    return Image.open(io.BytesIO(slide_png(deck, shown, at, shapes))).convert("RGB")


def with_slide(deck: Deck, changed: Slide) -> Deck:
    slides = tuple(changed if one.id == changed.id else one for one in deck.slides)
    return replace(deck, slides=slides)


def share_of(image: Image.Image, colour: str) -> float:
    """How much of the picture has that very colour."""
    wanted = ImageColor.getrgb(colour)
    counts = {one: count for count, one in image.getcolors(1 << 24) or []}
    return counts.get(wanted, 0) / (image.width * image.height)


def differing(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int]:
    """The box that holds every pixel in which two pictures differ."""
    box = ImageChops.difference(one, other).getbbox()
    assert box, "the pictures are the same"
    return box


def test_there_is_one_for_each_slide_that_shows_figures(
    pictures: Mapping[str, Image.Image],
) -> None:
    assert list(pictures) == [
        "02_数値.png",
        "03_地区の比較.png",
        "04_月ごとの推移.png",
        "05_地図.png",
    ]


def test_each_is_as_large_as_a_screen_and_none_is_blank(
    pictures: Mapping[str, Image.Image],
) -> None:
    for name, image in pictures.items():
        assert image.size == IMAGE_SIZE == (1920, 1080), name
        white, dark = share_of(image, theme.WHITE), share_of(image, theme.DARK_BLUE)
        assert 0.3 < white < 0.97, name
        assert dark > 0.002, name


def test_words_are_letters_in_the_picture_and_no_empty_boxes(shapes: str) -> None:
    """Letters that a font lacks are drawn all alike; these differ from each other."""
    deck = small().deck
    slide = deck.slides[1]
    titled = [
        drawn(with_slide(deck, replace(slide, title=one * 8)), "number", shapes)
        for one in ("", "旭", "区", "ア", "A")
    ]
    bare, *lettered = titled
    for at, image in enumerate(lettered):
        left, _, right, bottom = differing(image, bare)
        # The title's place: eight letters of 46 px on a page of 1280 by 720.
        assert left < 120
        assert right > 48 * 1.5 + 5 * 46 * 0.6 * 1.5
        assert bottom < 200 * 1.5
        assert all(differing(image, other) for other in lettered[at + 1 :])


def test_the_mark_of_sample_data_is_on_it_where_its_figures_are(shapes: str) -> None:
    deck = small().deck
    slide = deck.slides[4]
    marked = drawn(with_slide(deck, replace(slide, sample=True)), "map", shapes)
    plain = drawn(with_slide(deck, replace(slide, sample=False)), "map", shapes)
    box = differing(marked, plain)
    assert share_of(marked.crop(box), theme.ACCENT_TEXT) > 0.05
    assert share_of(plain.crop(box), theme.ACCENT_TEXT) == 0.0


def test_districts_without_a_class_are_hatched_and_the_own_one_has_a_rim(shapes: str) -> None:
    deck = small().deck
    image = drawn(deck, "map", shapes).crop(THE_MAP)
    assert share_of(image, theme.NO_DATA) > 0.05
    assert share_of(image, theme.ACCENT_TEXT) > 0.002
    slide = deck.slides[4]
    assert isinstance(slide.picture, MapPicture)
    classed = replace(slide.picture, class_of=dict.fromkeys(slide.picture.class_of, 0))
    filled = drawn(with_slide(deck, replace(slide, picture=classed)), "map", shapes).crop(THE_MAP)
    assert share_of(filled, theme.NO_DATA) == 0
    # Slanted lines are mostly tones between their colour and the ground's.
    ground = image.crop((820, 300, 1120, 480))
    assert 0.5 < share_of(ground, theme.NO_DATA) < 0.9
    darkest, _ = ground.convert("L").getextrema()
    assert darkest < 0xA0


def test_rims_lie_under_their_letters(shapes: str) -> None:
    """A rim that were drawn over them would eat the letters' own colour."""
    deck = small().deck
    slide = deck.slides[4]
    assert isinstance(slide.picture, MapPicture)
    dark = replace(
        slide.picture, classes=("1", "2"), class_of={"01": 1, "02": 1, "03": 1}, highlighted=None
    )
    image = drawn(with_slide(deck, replace(slide, picture=dark)), "map", shapes)
    # The one figure that is shown stands white on its dark district, near the left.
    district = image.crop((130, 300, 480, 900))
    assert share_of(district, theme.WHITE) < 1
    assert share_of(district, theme.WHITE) > 0.0005


@pytest.mark.parametrize("name", [*HOSTILE, "</text><rect/>", "葛\U000e0100城 \U0010ffff"])
def test_hostile_words_are_drawn_as_words(name: str, shapes: str) -> None:
    found = opened(write_images(small(name).deck, shapes, NOON))
    assert len(found) == 4
    assert {one.size for one in found.values()} == {IMAGE_SIZE}


def test_a_text_beside_them_says_what_each_shows(shapes: str) -> None:
    with zipfile.ZipFile(io.BytesIO(write_images(small().deck, shapes, NOON))) as parts:
        about, *said = parts.read("図の説明.txt").decode("utf-8-sig").split("\r\n\r\n")
    assert about.split("\r\n") == [
        "登録者数",
        "令和8年10月までのデータ、更新番号7",
        "公開用",
        "サンプルデータ",
    ]
    assert [one.split("\r\n")[0] for one in said[:-1]] == NAMES
    assert all("登録者数" in one for one in said[:-1])


def test_progress_is_told_picture_by_picture(shapes: str) -> None:
    told: list[float] = []
    write_images(small().deck, shapes, NOON, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


def test_a_deck_in_english_has_english_names(shapes: str) -> None:
    found = opened(write_images(replace(small().deck, lang="en"), shapes, NOON))
    assert "05_Map.png" in found
