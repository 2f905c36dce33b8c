"""Colours that stand beside each other keep apart: to normal eyes, to colour-blind ones, in grey.

Distances are CIEDE2000. A difference of about 2 is seen where two patches touch. On a map they lie
apart, on a projector in a lit hall they fade: classes beside each other keep 8, four times that.
Thin lines show less of their colour than areas, so series of a chart keep 20. Colour blindness is
Machado's model of 2009 at its full strength; grey is the luminance alone, as a copier prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import colour
import numpy as np
import pytest
from colour.blindness import matrix_cvd_Machado2009

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.milestones import STATE_STYLES
from asahi_metrics.visuals.spine import VERDICT_STYLES
from tests.reports import write_report

CLASSES_LEAST, SERIES_LEAST, TEXT_LEAST = 8.0, 20.0, 4.5
VIEWS = ("normal", "protanopia", "deuteranopia", "grey")
_MODELS = {"protanopia": "Protanomaly", "deuteranopia": "Deuteranomaly"}
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
STYLES = sorted((Path(theme.__file__).parents[1]).glob("*/static/*.css"))


@dataclass(frozen=True)
class Pair:
    """Two colours that stand beside each other, and what must lie between them at least.

    ``sign`` says what else tells them apart; then their colours may be as near as they like.
    """

    name: str
    one: str
    other: str
    least: float = CLASSES_LEAST
    sign: str = ""


def classes() -> Iterator[Pair]:
    for count in range(2, 6):
        for at, (one, other) in enumerate(pairwise(theme.class_colours(count)), start=1):
            yield Pair(f"{count} classes, {at} and {at + 1}", one, other)
        for at, one in enumerate(theme.class_colours(count), start=1):
            yield Pair(
                f"{count} classes, {at} and no data", one, theme.NO_DATA, sign="no data is hatched"
            )
    yield Pair("hatching of no data on its ground", theme.NO_DATA_LINE, theme.NO_DATA)


def series() -> Iterator[Pair]:
    last_year = theme.SEQUENCE[2]
    yield Pair("this year and last year", theme.DARK_BLUE, last_year, SERIES_LEAST)
    yield Pair("their words", theme.DARK_BLUE, theme.LAST_YEAR_TEXT, sign="each stands at its line")
    yield Pair("own district and the others, bars", theme.DARK_BLUE, last_year, SERIES_LEAST)
    yield Pair("months this and last year, strips", theme.DARK_BLUE, theme.NO_DATA_LINE)
    yield Pair("dates fixed and aimed at", theme.BLUE, theme.PALE_BLUE, SERIES_LEAST)
    yield Pair("range and its middle half, spine", theme.GRID, theme.NO_DATA_LINE)
    yield Pair(
        "chosen district and others, output and outcome",
        theme.ACCENT_TEXT,
        theme.BLUE,
        sign="a chosen one is a larger diamond with its name",
    )
    for one in theme.class_colours(5):
        yield Pair("circle over a class", theme.ACCENT, one, sign="a circle with a white rim")


def signs() -> Iterator[Pair]:
    for (one, here), (other, there) in combinations(VERDICT_STYLES.items(), 2):
        told = f"{here.sign} and {there.sign}"
        yield Pair(f"{one} and {other}, spine", here.colour, there.colour, sign=told)
    for (state, drawn), (next_state, beside) in combinations(STATE_STYLES.items(), 2):
        told = f"{drawn.sign} and {beside.sign}"
        yield Pair(f"{state} and {next_state}, dates", drawn.colour, beside.colour, sign=told)


PAIRS = [*classes(), *series(), *signs()]


def lab_of(colour_code: str, view: str) -> np.ndarray:
    """The colour in CIE Lab as it is seen in that way."""
    channels = np.array([int(colour_code[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light = colour.models.eotf_sRGB(channels)
    if view == "grey":
        light = np.full(3, light @ _LUMINANCE)
    elif view in _MODELS:
        light = np.clip(matrix_cvd_Machado2009(_MODELS[view], 1.0) @ light, 0, 1)
    return colour.XYZ_to_Lab(colour.RGB_to_XYZ(light, "sRGB"))


def distance(one: str, other: str, view: str) -> float:
    return float(colour.delta_E(lab_of(one, view), lab_of(other, view), method="CIE 2000"))


@pytest.fixture(scope="module")
def distances() -> dict[Pair, dict[str, float]]:
    found = {pair: {view: distance(pair.one, pair.other, view) for view in VIEWS} for pair in PAIRS}
    rows = [f"{'CIEDE2000':52}" + "".join(f"{view:>13}" for view in VIEWS)]
    for pair, told in found.items():
        numbers = "".join(f"{told[view]:13.1f}" for view in VIEWS)
        rows.append(f"{pair.name:52}{numbers}  {pair.sign or f'at least {pair.least:g}'}")
    for group, pairs in (("classes", [*classes()]), ("series", [*series()])):
        bound = [one for one in pairs if not one.sign]
        least = {view: min(found[one][view] for one in bound) for view in VIEWS}
        told_least = ", ".join(f"{view} {value:.1f}" for view, value in least.items())
        rows.append(f"least of {group}: {told_least}")
    write_report("colours-all.txt", "\n".join([*rows, ""]))
    bound_rows = [row for row, pair in zip(rows[1:], found, strict=False) if not pair.sign]
    told = [rows[0], *bound_rows, *rows[-2:], ""]
    write_report("colours.txt", "\n".join(told), shown=True)
    return found


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("pair", [one for one in PAIRS if not one.sign], ids=lambda one: one.name)
def test_colours_beside_each_other_keep_apart(
    distances: dict[Pair, dict[str, float]], pair: Pair, view: str
) -> None:
    assert distances[pair][view] >= pair.least


def test_the_measure_is_that_of_the_published_pairs() -> None:
    """Sharma, Wu and Dalal 2005, table 1, pairs 1 and 17."""
    near = colour.delta_E([50, 2.6772, -79.7751], [50, 0, -82.7485], method="CIE 2000")
    far = colour.delta_E([50, 2.5, 0], [73, 25, -18], method="CIE 2000")
    assert (float(near), float(far)) == pytest.approx((2.0425, 27.1492), abs=1e-4)


def test_red_and_green_of_the_same_lightness_meet_in_colour_blind_eyes_and_in_grey() -> None:
    red, green = "#B4524B", "#5E7A3C"
    plain = distance(red, green, "normal")
    assert plain > 40
    assert max(distance(red, green, view) for view in ("deuteranopia", "grey")) < plain / 2


def test_signs_that_stand_for_a_colour_are_all_different() -> None:
    for styles in (VERDICT_STYLES, STATE_STYLES):
        assert len({one.sign for one in styles.values()}) == len(styles)


def inks() -> Iterator[tuple[str, str, str, str]]:
    """The rules of our style sheets that set letters, with the ground that they set, or white."""
    for sheet in STYLES:
        content = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", content):
            ink = re.search(r"(?<![-\w])color: *(#[0-9A-Fa-f]{3,6})\b", body)
            ground = re.search(r"background(?:-color)?: *(#[0-9A-Fa-f]{3,6})\b", body)
            if ink:
                on = _long(ground[1]) if ground else theme.WHITE
                yield sheet.name, " ".join(selector.split()), _long(ink[1]), on


def _long(code: str) -> str:
    return code if len(code) == 7 else "#" + "".join(2 * sign for sign in code[1:])


# Letters whose ground another rule sets: labels on the dark classes of a map.
GROUNDS = {"on-dark": theme.DARK_BLUE}


@pytest.mark.parametrize(("sheet", "selector", "ink", "ground"), list(inks()))
def test_letters_of_the_style_sheets_stand_out(
    sheet: str, selector: str, ink: str, ground: str
) -> None:
    under = next((one for name, one in GROUNDS.items() if name in selector), ground)
    assert theme.contrast(ink, under) >= TEXT_LEAST


@pytest.mark.parametrize("count", range(1, 6))
def test_figures_on_the_classes_of_a_map_stand_out(count: int) -> None:
    for one in theme.class_colours(count):
        assert theme.contrast(theme.text_on(one), one) >= TEXT_LEAST


@pytest.mark.parametrize("word", [theme.LAST_YEAR_TEXT, theme.SOFT_TEXT, theme.ACCENT_TEXT])
def test_words_in_charts_stand_out_on_white(word: str) -> None:
    assert theme.contrast(word, theme.WHITE) >= TEXT_LEAST
