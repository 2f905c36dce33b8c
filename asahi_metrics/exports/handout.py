"""A deck as a handout: a PDF of one or two pages A4, tagged, with its letters embedded.

Typst sets it (``templates/handout.typ``). All words go there as data, so that none of them can be
read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from asahi_metrics.core.report import (
    BarPicture,
    Deck,
    LinePicture,
    LinkPicture,
    MapPicture,
    NumberPicture,
    Slide,
    TablePicture,
)
from asahi_metrics.exports.handout_charts import chart_data
from asahi_metrics.exports.handout_letters import document_font, printable
from asahi_metrics.exports.maps import map_svg
from asahi_metrics.exports.qr import qr_image
from asahi_metrics.exports.typesetting import typeset
from asahi_metrics.visuals import theme

TEMPLATE = Path(__file__).parent / "templates" / "handout.typ"
_STANDARD: Final = "ua-1"
_LANGS = {"ja": "ja", "easy": "ja", "en": "en"}
_MOST_POINTS, _FEWEST_POINTS, _CHARTS = 6, 3, 2
_MAP_INCHES = (4.8, 4.9)
_COLOURS = {
    "text": theme.TEXT,
    "soft": theme.SOFT_TEXT,
    "dark": theme.DARK_BLUE,
    "pale": theme.PALE_BLUE,
    "ground": theme.SEQUENCE[0],
    "accent": theme.ACCENT_TEXT,
    "rim": theme.NO_DATA_LINE,
    "no_data": theme.NO_DATA,
    "grid": theme.GRID,
}


@dataclass(frozen=True)
class HandoutWords:
    """The headings of the parts."""

    points: str
    indicators: str
    sources: str


@dataclass(frozen=True)
class Handout:
    """A deck and what else stands on its paper; texts are written out already.

    ``table`` is every indicator of the deck's topics, ``boundaries`` says whose the shapes of
    the map are, ``audience`` for whom the paper is.
    """

    deck: Deck
    words: HandoutWords
    table: TablePicture | None
    districts_geojson: str
    boundaries: str
    as_of: str
    sources: tuple[str, ...]
    audience: str
    remarks: tuple[str, ...]


def write_handout(handout: Handout, progress: Callable[[float], None] = lambda _: None) -> bytes:
    """The handout as PDF/UA-1: tagged, each picture with its alternative text.

    Its letters are the first of ``JAPANESE_FONTS`` that is installed; raises AsahiMetricsError
    when none is. What that font has no glyph for is set as 〓. ``progress`` is told the share
    that is done, up to 1.
    """
    inputs = template_inputs(handout)
    progress(0.5)
    written = typeset(TEMPLATE.read_bytes(), inputs, pdf_standards=[_STANDARD])
    progress(1.0)
    return written


def template_inputs(handout: Handout) -> dict[str, str]:
    """What the template is given: every word and figure as JSON, the map as SVG in it."""
    family = document_font()
    told = printable(_data(handout), family)
    pictured = next(_slides_with(handout.deck, MapPicture), None)
    if pictured is not None and isinstance(pictured.picture, MapPicture):
        drawn = map_svg(pictured.picture, handout.districts_geojson, _MAP_INCHES, font_pt=10)
        told["map"]["svg"] = drawn
    return {"handout": json.dumps(told | {"font": family})}


def _data(handout: Handout) -> dict[str, Any]:
    deck = handout.deck
    cover = next((one.note for one in deck.slides if one.kind == "cover"), deck.area)
    charts = _first_of_each([*_slides_with(deck, BarPicture), *_slides_with(deck, LinePicture)])
    maps = [*_slides_with(deck, MapPicture)][:1]
    badge = deck.sample_label if deck.sample else None
    return {
        "title": deck.title,
        "subtitle": cover,
        "occasion": " ".join(one for one in (deck.date, deck.place) if one),
        "publisher": deck.publisher,
        "keywords": [badge] if badge else [],
        "lang": _LANGS[deck.lang],
        "readings": deck.lang == "easy",
        "badge": badge,
        "words": asdict(handout.words),
        "points": [_point(one) for one in _points(deck, [*charts, *maps])],
        "map": _map(maps[0], handout.boundaries) if maps else None,
        "charts": [chart_data(one) for one in charts],
        "table": asdict(handout.table) if handout.table else None,
        "as_of": handout.as_of,
        "sources": handout.sources,
        "remarks": handout.remarks,
        "link": _link(deck),
        "footer": "  ".join(
            one for one in (deck.publisher, handout.as_of, handout.audience, badge) if one
        ),
        "colours": _COLOURS,
    }


def _slides_with(deck: Deck, kind: type) -> Iterator[Slide]:
    return (one for one in deck.slides if isinstance(one.picture, kind))


def _first_of_each(charts: list[Slide]) -> list[Slide]:
    """Two charts, of two kinds where the deck has both."""
    kinds = {one.kind: one for one in reversed(charts)}
    others = [one for one in charts if one not in kinds.values()]
    return [*reversed(kinds.values()), *others][:_CHARTS]


def _points(deck: Deck, shown: Sequence[Slide]) -> list[Slide]:
    """The messages with a large figure; where these are few, others that are not shown below."""
    numbers = list(_slides_with(deck, NumberPicture))
    rest = [one for one in deck.slides if one.topic and one not in (*numbers, *shown)]
    return [*numbers[:_MOST_POINTS], *rest[: max(0, _FEWEST_POINTS - len(numbers))]]


def _point(slide: Slide) -> dict[str, Any]:
    picture = slide.picture
    if not isinstance(picture, NumberPicture):
        return {"title": slide.title, "figure": "", "comparisons": [], "caption": ""}
    return {
        "title": slide.title,
        "figure": picture.cell.text,
        "comparisons": [asdict(one) for one in picture.comparisons],
        "caption": picture.caption,
    }


def _link(deck: Deck) -> dict[str, str] | None:
    """The way to the public page, where the deck has one."""
    for slide in _slides_with(deck, LinkPicture):
        if isinstance(slide.picture, LinkPicture):
            told = {"title": slide.title, "alt": slide.picture.alt}
            address = slide.picture.address
            return told | {"address": address, "svg": qr_image(address)}
    return None


def _map(slide: Slide, boundaries: str) -> dict[str, Any]:
    picture = slide.picture
    if not isinstance(picture, MapPicture):
        raise TypeError(slide.kind)
    fills = theme.class_colours(len(picture.classes)) if picture.classes else ()
    pairs = zip(fills, picture.classes, strict=True)
    return {
        "title": slide.title,
        "alt": picture.alt,
        "legend_title": picture.legend_title,
        "classes": [{"fill": fill, "label": label} for fill, label in pairs],
        "without_class": picture.without_class,
        "own": picture.names[picture.highlighted] if picture.highlighted else "",
        "caption": picture.caption,
        "note": slide.note,
        "boundaries": boundaries,
    }
