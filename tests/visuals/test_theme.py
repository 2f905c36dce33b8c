from __future__ import annotations

import pytest

from asahi_metrics.visuals import theme


@pytest.mark.parametrize("ink", [theme.TEXT, theme.SOFT_TEXT, theme.ACCENT_TEXT, theme.DARK_BLUE])
@pytest.mark.parametrize("ground", [theme.WHITE, theme.NO_DATA])
def test_letters_stand_out_from_their_ground(ink: str, ground: str) -> None:
    assert theme.contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("colour", theme.SEQUENCE)
def test_letters_on_a_class_colour_stand_out(colour: str) -> None:
    assert theme.contrast(theme.text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("count", range(1, 6))
def test_each_class_has_its_own_colour_from_light_to_dark(count: int) -> None:
    colours = theme.class_colours(count)
    assert len(set(colours)) == count
    lightness = [theme.contrast(colour, "#000000") for colour in colours]
    assert lightness == sorted(lightness, reverse=True)


def test_no_size_in_the_template_is_below_twelve() -> None:
    layout = theme.chart_template()["layout"]
    sizes = [layout["font"]["size"], layout["hoverlabel"]["font"]["size"]]
    sizes += [layout[axis]["tickfont"]["size"] for axis in ("xaxis", "yaxis")]
    assert min(sizes) >= theme.SMALLEST_PX >= 12
