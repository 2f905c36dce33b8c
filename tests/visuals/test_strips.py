"""The pictures of one line's height, read back as the SVG that the browser draws."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree as ET

import pytest

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.strips import (
    COURSE_PX,
    PROGRESS_PX,
    SPREAD_PX,
    course_image,
    progress_image,
    spread_image,
)

SVG = "{http://www.w3.org/2000/svg}"
GRAPHICAL_CONTRAST = 3.0


def drawn(image: str) -> ET.Element:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', image)
    assert found
    return ET.fromstring(base64.b64decode(found[1]))  # noqa: S314 - our own


def lines(image: str) -> list[list[tuple[float, float]]]:
    """The points of each line, in the order of drawing."""
    found = [one.attrib["points"].split() for one in drawn(image).iter(f"{SVG}polyline")]
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in one)] for one in found]


def starts(image: str, *, colour: str) -> list[float]:
    """Where the strokes of a colour stand, from the left."""
    paths = [one for one in drawn(image).iter(f"{SVG}path") if one.get("stroke") == colour]
    return [float(x) for one in paths for x in re.findall(r"M([\d.]+)", one.attrib["d"])]


@pytest.mark.parametrize(
    "image",
    [
        course_image((1, 2), alt='"<b>4月 1回', from_zero=True),
        spread_image((1, 2), middle=1, alt='"<b>4月 1回'),
        progress_image(0.5, alt='"<b>4月 1回'),
    ],
)
def test_a_picture_is_one_image_that_says_its_content_escaped(image: str) -> None:
    assert image.count("<") == 1
    assert 'alt="&quot;&lt;b&gt;4月 1回"' in image


def test_a_course_runs_from_left_to_right_and_up_with_its_values() -> None:
    ((first, second, third),) = lines(course_image((0, 5, 10), alt="", from_zero=True))
    assert first[0] < second[0] < third[0] < COURSE_PX[0]
    assert first[1] > second[1] > third[1] > 0
    assert second[1] == pytest.approx((first[1] + third[1]) / 2)


def test_last_year_lies_behind_thinner_and_on_the_same_scale() -> None:
    image = course_image((5, 5), (10, 10, 0), alt="", from_zero=True)
    last, this = lines(image)
    assert this[0][1] == pytest.approx((last[0][1] + last[2][1]) / 2)
    assert this[1][0] == last[1][0]
    widths = [float(one.attrib["stroke-width"]) for one in drawn(image).iter(f"{SVG}polyline")]
    assert widths[0] < widths[1]


def test_a_gap_in_a_course_stays_open_and_a_value_alone_is_a_dot() -> None:
    image = course_image((1, 2, None, 3, None, 4, 5), alt="", from_zero=True)
    assert [len(line) for line in lines(image)] == [2, 2]
    # The value between the gaps, and the end of the course.
    assert len(list(drawn(image).iter(f"{SVG}circle"))) == 2


def test_amounts_stand_on_zero_and_levels_fill_the_height() -> None:
    (amounts,) = lines(course_image((90, 100), alt="", from_zero=True))
    (levels,) = lines(course_image((90, 100), alt="", from_zero=False))
    assert amounts[0][1] - amounts[1][1] < levels[0][1] - levels[1][1]


def test_a_course_that_never_changes_lies_flat() -> None:
    ((first, second),) = lines(course_image((7, 7), alt="", from_zero=False))
    assert first[1] == second[1] == COURSE_PX[1] / 2


def test_nothing_known_draws_nothing() -> None:
    assert course_image((None, None), (), alt="", from_zero=True) == ""


def test_each_district_has_its_stroke_between_the_lowest_and_the_highest() -> None:
    places = starts(spread_image((10, 15, 20), middle=15, alt=""), colour=theme.BLUE)
    assert places == [4, SPREAD_PX[0] / 2, SPREAD_PX[0] - 4]


def test_a_chosen_district_has_a_stroke_of_its_own_in_its_place() -> None:
    image = spread_image((10, 15, 20), middle=15, chosen=(15,), alt="")
    assert starts(image, colour=theme.ACCENT_TEXT) == [SPREAD_PX[0] / 2]
    assert not starts(spread_image((10, 20), middle=15, alt=""), colour=theme.ACCENT_TEXT)


def test_districts_that_are_all_alike_stand_in_the_middle() -> None:
    places = starts(spread_image((3, 3), middle=3, alt=""), colour=theme.BLUE)
    assert set(places) == {SPREAD_PX[0] / 2}


@pytest.mark.parametrize(("share", "filled"), [(0.5, 0.5), (1.4, 1.0), (-0.1, 0.0)])
def test_a_bar_is_filled_by_the_share_and_never_beyond_its_track(
    share: float, filled: float
) -> None:
    _, bar = drawn(progress_image(share, alt="")).iter(f"{SVG}rect")
    assert float(bar.attrib["width"]) == filled * PROGRESS_PX[0]


def test_what_is_due_by_now_is_a_stroke_across_the_bar() -> None:
    assert starts(progress_image(0.2, 0.5, alt=""), colour=theme.TEXT) == [PROGRESS_PX[0] / 2]
    assert not starts(progress_image(0.2, alt=""), colour=theme.TEXT)


def test_strokes_are_seen_on_white() -> None:
    for colour in (theme.BLUE, theme.DARK_BLUE, theme.ACCENT_TEXT, theme.NO_DATA_LINE):
        assert theme.contrast(colour, theme.WHITE) > GRAPHICAL_CONTRAST
