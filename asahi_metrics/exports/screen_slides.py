"""Slides for a screen: each a picture of 1280 × 720 with no letter smaller than 28 px.

A table or a list that is too long for one goes on over further ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from asahi_metrics.core.report import (
    BarPicture,
    Deck,
    LinePicture,
    LinkPicture,
    ListPicture,
    MapPicture,
    NumberPicture,
    Picture,
    Slide,
    TablePicture,
)
from asahi_metrics.exports.screen_charts import bars_svg, months_svg
from asahi_metrics.exports.screen_maps import map_svg
from asahi_metrics.exports.screen_pictures import (
    link_svg,
    list_parts,
    list_svg,
    number_svg,
    table_parts,
    table_svg,
)
from asahi_metrics.exports.svg import (
    LETTERS,
    Box,
    Ink,
    balanced,
    box_svg,
    text_height,
    text_svg,
    text_width,
    two_lines,
    wrapped,
)
from asahi_metrics.visuals import theme

WIDTH, HEIGHT = 1280, 720
_LEFT, _INNER = 48, 1184
_TOP, _FOOT = 28, 20


@dataclass(frozen=True)
class Screen:
    """One picture of a deck: the slide that it is of, and its part of the slide's picture."""

    slide: Slide
    picture: Picture | None
    first: int = 0
    last_part: bool = True


@dataclass(frozen=True)
class _Ground:
    """What of a slide is the same on each of its parts, with the room that is left."""

    title: list[str]
    size: float
    note: list[str]
    caption: list[str]
    box: Box


def screens(deck: Deck) -> list[Screen]:
    """The deck's pictures in their order, more than its slides where one goes on."""
    return [screen for slide in deck.slides for screen in _parts(deck, slide)]


def screen_svg(
    deck: Deck,
    all_screens: list[Screen],
    at: int,
    districts_geojson: str,
    *,
    fonts: str = theme.FONTS,
) -> str:
    """One picture as SVG; ``at`` counts from 0."""
    screen = all_screens[at]
    cover = screen.slide.kind == "cover"
    body = _cover(deck, screen.slide) if cover else _inner(deck, screen, at, districts_geojson)
    number = f"{at + 1} / {len(all_screens)}"
    ink = Ink(LETTERS, theme.SOFT_TEXT, anchor="end")
    place = (WIDTH - 32, HEIGHT - _FOOT - LETTERS * 1.3)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f" font-family='{fonts}'>"
        f"{box_svg((0, 0, WIDTH, HEIGHT), theme.WHITE)}{body}"
        f"{_badge(deck, screen.slide)}{text_svg([number], place, ink)}</svg>"
    )


def _parts(deck: Deck, slide: Slide) -> Iterator[Screen]:
    picture = slide.picture
    if not isinstance(picture, TablePicture | ListPicture):
        yield Screen(slide, picture)
        return
    _, _, width, height = _ground(deck, slide).box
    if isinstance(picture, TablePicture):
        parts = table_parts(picture, width, height)
        for first, end in parts:
            yield Screen(
                slide, replace(picture, rows=picture.rows[first:end]), first, end == parts[-1][1]
            )
        return
    parts = list_parts(picture, width, height)
    for first, end in parts:
        yield Screen(
            slide, replace(picture, lines=picture.lines[first:end]), first, end == parts[-1][1]
        )


def _ground(deck: Deck, slide: Slide) -> _Ground:
    """Title above, source below, the caption over it, and the box that they leave."""
    size, title = two_lines(slide.title, (46, 42, 38, 34, 30), _INNER)
    note = wrapped(slide.note, LETTERS, _INNER - _right_room(deck, slide)) if slide.note else []
    told = slide.picture.caption if slide.picture else ""
    caption = wrapped(told, LETTERS, _INNER) if told else []
    top = _TOP + text_height(title, size) + 34
    below = max(text_height(note, LETTERS), 50) + _FOOT + 14
    below += text_height(caption, LETTERS) + 10 if caption else 0
    return _Ground(title, size, note, caption, (_LEFT, top, _INNER, HEIGHT - top - below))


def _inner(deck: Deck, screen: Screen, at: int, geojson: str) -> str:
    ground = _ground(deck, screen.slide)
    rule = _TOP + text_height(ground.title, ground.size) + 10
    note = HEIGHT - _FOOT - text_height(ground.note, LETTERS)
    soft = Ink(LETTERS, theme.SOFT_TEXT)
    drawn = [
        text_svg(ground.title, (_LEFT, _TOP), Ink(ground.size, bold=True)),
        box_svg((_LEFT, rule, _INNER, 5), theme.DARK_BLUE),
        _picture(screen, ground.box, geojson, f"s{at}"),
        text_svg(ground.note, (_LEFT, note), soft) if ground.note else "",
    ]
    if ground.caption and screen.last_part:
        drawn.append(text_svg(ground.caption, (_LEFT, ground.box[1] + ground.box[3] + 8), soft))
    return "".join(drawn)


def _picture(screen: Screen, box: Box, geojson: str, name: str) -> str:
    drawn = ""
    match screen.picture:
        case BarPicture() as picture:
            drawn = bars_svg(picture, box)
        case LinePicture() as picture:
            drawn = months_svg(picture, box)
        case MapPicture() as picture:
            drawn = map_svg(picture, geojson, box, name)
        case TablePicture() as picture:
            drawn = table_svg(picture, box)
        case NumberPicture() as picture:
            drawn = number_svg(picture, box)
        case ListPicture() as picture:
            drawn = list_svg(picture, box, screen.first + 1)
        case LinkPicture() as picture:
            drawn = link_svg(picture, box)
        case None:
            pass
    return drawn


def _cover(deck: Deck, slide: Slide) -> str:
    size, title = two_lines(slide.title, (76, 66, 58, 50, 42, 36), 1080)
    foot = 340
    note = balanced(slide.note, 32, 1080)
    when = " ".join(one for one in (deck.date, deck.place) if one)
    lines = [
        *(wrapped(when, 34, 1080) if when else []),
        *(wrapped(deck.publisher, 34, 860) if deck.publisher else []),
    ]
    return "".join(
        [
            box_svg((0, 0, 44, HEIGHT), theme.DARK_BLUE),
            text_svg(
                title,
                (112, foot - text_height(title, size)),
                Ink(size, theme.DARK_BLUE, bold=True),
            ),
            text_svg(note, (112, foot + 16), Ink(32)),
            text_svg(lines, (112, foot + 60 + text_height(note, 32)), Ink(34)) if lines else "",
        ]
    )


def _badge(deck: Deck, slide: Slide) -> str:
    """The mark of sample data, on every slide that shows some."""
    if not slide.sample:
        return ""
    wide = text_width(deck.sample_label, LETTERS) + 32
    left = WIDTH - 32 - _NUMBER_ROOM - wide
    top = HEIGHT - _FOOT - 48
    ink = Ink(LETTERS, theme.ACCENT_TEXT, bold=True, anchor="middle")
    frame = box_svg((left, top, wide, 48), theme.WHITE, line=theme.ACCENT_TEXT)
    return frame + text_svg([deck.sample_label], (left + wide / 2, top + 6), ink)


_NUMBER_ROOM = 130


def _right_room(deck: Deck, slide: Slide) -> float:
    """What number and badge take of the last lines."""
    badge = text_width(deck.sample_label, LETTERS) + 32 + 24 if slide.sample else 0
    return badge + _NUMBER_ROOM
