"""A deck as one page for the browser, which asks for nothing more once it is there."""

from __future__ import annotations

import html
from dataclasses import dataclass

from asahi_metrics.core.report import Deck, MapPicture
from asahi_metrics.core.text import Text
from asahi_metrics.exports.screen_slides import Screen, screen_svg, screens

_BUTTONS = ("back", "forward", "full", "notes", "print")
_MAP_BUTTONS = ("closer", "farther", "whole")


@dataclass(frozen=True)
class Viewer:
    """What the page is made with: its address's number, where it came from, style and script."""

    number: int
    home: str
    style: str
    script: str


def write_presentation(deck: Deck, districts_geojson: str, viewer: Viewer) -> str:
    """The page; every text is escaped, and each picture has its text for who does not see it."""
    text = Text("en" if deck.lang == "en" else "ja")
    shown = screens(deck)
    slides = "".join(
        f'<section class="slide" aria-label="{at + 1} / {len(shown)}">'
        f"{_drawn(deck, shown, at, districts_geojson)}{_told(deck, one)}{_map_tools(text, one)}"
        "</section>"
        for at, one in enumerate(shown)
    )
    title = html.escape(deck.title)
    heading = f'<h1 class="unseen">{title}</h1>'
    return (
        f'<!DOCTYPE html><html lang="{text.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{viewer.style}</style></head>"
        f'<body data-deck="{viewer.number}"><main aria-label="{title}">{heading}{slides}</main>'
        f"{_bar(text, viewer)}{_desk(text)}"
        '<p class="unseen" id="said" aria-live="polite"></p>'
        f"<script>{viewer.script}</script></body></html>"
    )


def _drawn(deck: Deck, shown: list[Screen], at: int, geojson: str) -> str:
    drawn = screen_svg(deck, shown, at, geojson)
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _told(deck: Deck, screen: Screen) -> str:
    """What the slide says to who does not see it, and the speaker's notes."""
    one = screen.slide
    picture = screen.picture
    told = [picture.alt, picture.caption] if picture else [deck.date, deck.place, deck.publisher]
    told += [one.note, deck.sample_label if one.sample else ""]
    said = "".join(f"<p>{html.escape(line)}</p>" for line in told if line)
    speech = "".join(f"<p>{html.escape(line)}</p>" for line in one.speech.split("\n") if line)
    return (
        f'<div class="unseen"><h2>{html.escape(one.title)}</h2>{said}</div>'
        f'<div class="speech" hidden>{speech}</div>'
    )


def _map_tools(text: Text, screen: Screen) -> str:
    """Buttons for a slide's map; those of the districts are met by the keyboard alone."""
    picture = screen.picture
    if not isinstance(picture, MapPicture):
        return ""
    words = {name: html.escape(text(f"present.map.{name}")) for name in _MAP_BUTTONS}
    buttons = "".join(
        f'<button type="button" data-map="{name}">{said}</button>' for name, said in words.items()
    )
    districts = "".join(
        f'<button type="button" data-see="{html.escape(code)}">'
        f"{html.escape(f'{picture.names[code]} {cell.text}')}</button>"
        for code, cell in picture.cells.items()
    )
    label, named = (html.escape(text(f"present.map.{name}")) for name in ("label", "districts"))
    hints = "".join(
        f'<p class="hint-{name}">{html.escape(text(f"present.map.hint_{name}"))}</p>'
        for name in ("rest", "zoomed")
    )
    return (
        f'<div class="map-tools"><div role="group" aria-label="{label}">{buttons}</div>'
        f'<div class="unseen districts" role="group" aria-label="{named}">{districts}</div>'
        f'<div class="hint">{hints}</div></div>'
    )


def _bar(text: Text, viewer: Viewer) -> str:
    """What the keys do as buttons, which come with the pointer."""
    buttons = "".join(
        f'<button type="button" data-do="{name}">{html.escape(text(f"present.{name}"))}</button>'
        for name in _BUTTONS
    )
    home = html.escape(viewer.home, quote=True)
    label = html.escape(text("present.controls"))
    leave = f'<a href="{home}">{html.escape(text("present.home"))}</a>'
    return f'<nav id="bar" aria-label="{label}">{buttons}{leave}</nav>'


def _desk(text: Text) -> str:
    """The speaker's own window: this slide and the next, the notes, and the time gone by."""
    words = {name: html.escape(text(f"present.{name}")) for name in ("next", "speech", "time")}
    return (
        '<div id="desk" hidden><div class="now"></div>'
        f'<div class="next"><h2>{words["next"]}</h2><div></div></div>'
        f'<div class="words" tabindex="0"><h2>{words["speech"]}</h2><div></div></div>'
        f'<p class="clock">{words["time"]} <output>0:00</output></p></div>'
    )
