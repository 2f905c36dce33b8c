"""Maps of the public pages: the shapes stand in the page once, and each map points to them."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from asahi_metrics.core.report import MapPicture
from asahi_metrics.exports.markup import Markup, attribute, element
from asahi_metrics.exports.screen_maps import figures_svg, map_height, middles, outlines
from asahi_metrics.exports.svg import LETTERS, Box, Ink, text_svg
from asahi_metrics.visuals import theme

WIDTH = 700.0
"""Of every drawing, in its own units: on a phone of 360 px its letters are of 13 px."""

_HATCH = (
    '<pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse"'
    f' patternTransform="rotate(45)"><rect width="10" height="10" fill="{theme.NO_DATA}"/>'
    f'<path d="M0 0v10" stroke="{theme.NO_DATA_LINE}" stroke-width="3"/></pattern>'
)


@dataclass(frozen=True)
class Choice:
    """The districts by code in their order, the one that is shown, and where each leads."""

    districts: Mapping[str, str]
    own: str | None
    address: Callable[[str], str]


@dataclass(frozen=True)
class Ground:
    """The districts' shapes (GeoJSON in WGS 84), and how texts are written."""

    districts_geojson: str
    markup: Markup

    @cached_property
    def box(self) -> Box:
        """What all maps fill."""
        return (0, 0, WIDTH, map_height(self.districts_geojson, WIDTH))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The districts that have a shape."""
        return tuple(outlines(self.districts_geojson, self.box))

    def shapes(self) -> str:
        """The shapes, to stand once in a page and unseen."""
        paths = "".join(
            f'<path id="area-{attribute(code)}" d="{path}" fill-rule="evenodd"/>'
            for code, path in outlines(self.districts_geojson, self.box).items()
        )
        return (
            '<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false">'
            f"<defs>{_HATCH}{paths}</defs></svg>"
        )

    def topic_map(self, picture: MapPicture) -> str:
        """The districts by class with their figures, the own one outlined."""
        drawn = "".join(self._area(code, _fill(picture, code)) for code in self.codes)
        figures = figures_svg(picture, self.districts_geojson, self.box)
        drawn = f"{_lined(drawn)}{self._own(picture.highlighted)}{figures}"
        return self._svg(drawn, f'role="img" aria-label="{attribute(picture.alt)}"')

    def legend(self, picture: MapPicture) -> str:
        """What the colours mean, highest first, as a list."""
        colours = theme.class_colours(len(picture.classes)) if picture.classes else ()
        rows = list(zip(colours, picture.classes, strict=True))[::-1]
        if picture.without_class:
            rows.append(("url(#hatch)", picture.without_class))
        items = [_item(_swatch(fill), self.markup.say(label)) for fill, label in rows]
        if picture.highlighted is not None:
            frame = _swatch(theme.WHITE, line=theme.ACCENT_TEXT, width=4)
            items.insert(0, _item(frame, self.markup.say(picture.names[picture.highlighted])))
        title = element("p", self.markup.say(picture.legend_title), class_="legend-title")
        return f'{title}<ul class="legend">{"".join(items)}</ul>'

    def chooser(self, choice: Choice) -> str:
        """The districts with their numbers as a map to be pressed; the list beside says it all."""
        spots = middles(self.districts_geojson, self.box)
        drawn = []
        for at, (code, name) in enumerate(choice.districts.items(), start=1):
            if code in spots:
                own = code == choice.own
                shape = _lined(self._area(code, _choice_fill(own=own)))
                shape = (
                    f"<title>{html.escape(name)}</title>{shape}{_number(at, spots[code], own=own)}"
                )
                leads = f'<a href="{attribute(choice.address(code))}" tabindex="-1">{shape}</a>'
                drawn.append(f"<g>{shape}</g>" if own else leads)
        return self._svg("".join(drawn), 'aria-hidden="true" focusable="false"')

    def _svg(self, drawn: str, attributes: str) -> str:
        _, _, width, height = self.box
        return f'<svg class="map" viewBox="0 0 {width:g} {height:.0f}" {attributes}>{drawn}</svg>'

    def _area(self, code: str, fill: str) -> str:
        return f'<use href="#area-{attribute(code)}" fill="{fill}"/>'

    def _own(self, code: str | None) -> str:
        if code not in self.codes:
            return ""
        return (
            f'<use href="#area-{attribute(code)}" fill="none" stroke="{theme.ACCENT_TEXT}"'
            ' stroke-width="8" stroke-linejoin="round"/>'
        )


def _fill(picture: MapPicture, code: str) -> str:
    place = picture.class_of.get(code)
    if place is None:
        return "url(#hatch)"
    return theme.class_colours(len(picture.classes))[place]


def _choice_fill(*, own: bool) -> str:
    return theme.DARK_BLUE if own else theme.SEQUENCE[0]


def _lined(shapes: str) -> str:
    return f'<g stroke="{theme.NO_DATA_LINE}" stroke-width="2">{shapes}</g>'


def _number(number: int, spot: tuple[float, float], *, own: bool) -> str:
    ink = Ink(LETTERS, theme.text_on(_choice_fill(own=own)), bold=own, anchor="middle")
    x, y = spot
    return text_svg([str(number)], (x, y - LETTERS * 0.62), ink)


def _item(swatch: str, label: str) -> str:
    return f"<li>{swatch}<span>{label}</span></li>"


def _swatch(fill: str, *, line: str = theme.NO_DATA_LINE, width: float = 1) -> str:
    return (
        '<svg class="swatch" width="32" height="20" aria-hidden="true" focusable="false">'
        f'<rect x="2" y="2" width="28" height="16" fill="{fill}" stroke="{line}"'
        f' stroke-width="{width:g}"/></svg>'
    )
