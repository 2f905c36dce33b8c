"""The map as a picture: classes as colours, own district, hatching, and its font."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from PIL import Image

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import Cell, MapPicture
from asahi_metrics.exports import fonts
from asahi_metrics.exports.maps import map_png
from asahi_metrics.visuals import theme
from tests.ward import districts_geojson

PICTURE = MapPicture(
    cells={"01": Cell(3.0, "3人"), "02": Cell(None, "データなし", "missing"), "03": Cell(9, "9人")},
    names={"01": "山手", "02": "川端", "03": "野原"},
    class_of={"01": 0, "02": None, "03": 1},
    classes=("3", "9"),
    legend_title="登録者数(人)",
    without_class="データなし",
    unit="人",
    decimals=0,
    alt="山手 3人。",
)


def geojson() -> str:
    shapes = json.loads(districts_geojson())
    for at, feature in enumerate(shapes["features"], start=1):
        feature["id"] = f"0{at}"
    return json.dumps(shapes)


def drawn(picture: MapPicture) -> Image.Image:
    return Image.open(io.BytesIO(map_png(picture, geojson(), (6, 2), dpi=100))).convert("RGB")


def shares(image: Image.Image) -> Mapping[str, float]:
    """The part of the picture that each colour takes."""
    colours = image.getcolors(image.width * image.height)
    assert colours
    whole = image.width * image.height
    return {f"#{red:02X}{green:02X}{blue:02X}": n / whole for n, (red, green, blue) in colours}


def test_districts_have_the_colours_of_their_classes_and_gaps_are_hatched() -> None:
    found = shares(drawn(PICTURE))
    low, high = theme.class_colours(2)
    assert found[low] > 0.1
    assert found[high] > 0.1
    assert found[theme.NO_DATA] > 0.05
    assert found[theme.NO_DATA_LINE] > 0.005
    assert theme.ACCENT_TEXT not in found


def test_the_own_district_has_an_outline() -> None:
    assert shares(drawn(replace(PICTURE, highlighted="01")))[theme.ACCENT_TEXT] > 0.01


def test_without_any_value_the_whole_ward_is_hatched() -> None:
    empty = replace(PICTURE, class_of=dict.fromkeys(PICTURE.cells), classes=(), cells={})
    assert shares(drawn(empty))[theme.NO_DATA] > 0.3


def test_a_picture_is_as_large_as_asked_for() -> None:
    assert drawn(PICTURE).size == (600, 200)


def test_without_a_japanese_font_figures_are_drawn_and_for_words_it_is_said_which_would_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "JAPANESE_FONTS", ("No Such Font",))
    fonts._installed_font.cache_clear()
    assert shares(drawn(PICTURE))
    with pytest.raises(AsahiMetricsError) as caught:
        fonts.picture_font("今宿")
    assert caught.value.params == {"fonts": "No Such Font"}
    fonts._installed_font.cache_clear()


def test_words_are_drawn_with_a_font_that_has_their_signs() -> None:
    assert fonts.picture_font("今宿") in fonts.JAPANESE_FONTS
