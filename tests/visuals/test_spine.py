"""Spine charts, read back as the SVG that the browser draws."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.spine import (
    SPINE_PX,
    VERDICT_STYLES,
    Spine,
    key_image,
    spine_image,
    verdict_image,
)

SVG = "{http://www.w3.org/2000/svg}"
GRAPHICAL_CONTRAST = 3.0
ROW = Spine(
    values=(10, 20, 30, 60),
    middle_half=(17.5, 37.5),
    ward=30,
    value=45,
    verdict="better",
    others=(10, 20),
)


def drawn(image: str) -> ET.Element:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', image)
    assert found
    return ET.fromstring(base64.b64decode(found[1]))  # noqa: S314 - our own


def bars(row: Spine) -> list[tuple[float, float]]:
    rects = drawn(spine_image(row, alt="")).iter(f"{SVG}rect")
    return [(float(one.attrib["x"]), float(one.attrib["width"])) for one in rects]


def mark_at(row: Spine) -> float | None:
    for one in drawn(spine_image(row, alt="")).iter(f"{SVG}g"):
        return float(one.attrib["transform"].split("(")[1].split()[0])
    return None


def test_the_row_is_one_image_that_says_its_content_escaped() -> None:
    image = spine_image(ROW, alt='"<b>若葉台')
    assert image.count("<") == 1
    assert 'alt="&quot;&lt;b&gt;若葉台"' in image


def test_the_ward_stands_in_the_middle_and_the_farther_end_reaches_the_edge() -> None:
    (left, width), (inner_left, inner_width) = bars(ROW)
    middle = SPINE_PX[0] / 2
    # 60 is 30 above the ward, 10 is 20 below it.
    assert left + width - middle == pytest.approx(middle - 8)
    assert middle - left == pytest.approx((middle - 8) * 20 / 30, abs=0.1)
    assert left < inner_left < middle < inner_left + inner_width < left + width


def test_the_mark_stands_where_the_value_is_and_is_left_out_when_missing() -> None:
    middle = SPINE_PX[0] / 2
    assert mark_at(ROW) == pytest.approx(middle + (middle - 8) / 2)
    assert mark_at(replace(ROW, value=None)) is None


def test_what_is_wanted_lies_to_the_right() -> None:
    turned = mark_at(replace(ROW, low_is_better=True))
    assert turned is not None
    assert turned < SPINE_PX[0] / 2


def test_districts_that_are_all_alike_stand_in_the_middle() -> None:
    same = Spine(values=(5, 5), middle_half=(5, 5), ward=5, value=5, verdict="similar")
    assert mark_at(same) == SPINE_PX[0] / 2


def test_each_compared_district_has_its_stroke() -> None:
    paths = drawn(spine_image(ROW, alt="")).iter(f"{SVG}path")
    assert len([one for one in paths if one.get("stroke") == theme.BLUE]) == len(ROW.others)


def test_verdicts_differ_in_sign_and_shape_and_are_seen_on_white() -> None:
    styles = list(VERDICT_STYLES.values())
    assert len({style.sign for style in styles}) == len(styles)
    assert len({style.path for style in styles}) == len(styles)
    assert all(theme.contrast(style.colour, theme.WHITE) > GRAPHICAL_CONTRAST for style in styles)


def test_the_key_shows_every_part_without_words_of_its_own() -> None:
    for image in (*map(verdict_image, VERDICT_STYLES), *map(key_image, ("range", "ward"))):
        assert 'alt=""' in image
        assert len(drawn(image)) == 1
