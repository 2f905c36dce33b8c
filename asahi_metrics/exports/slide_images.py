"""The pictures of a deck as PNG, drawn on the server without a browser.

Typst draws the slides that the screen shows (``screen_slides``): with their sentence, source,
month, revision and the mark of sample data on each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from asahi_metrics.core.report import Deck
from asahi_metrics.core.text import Text
from asahi_metrics.exports.archive import safe_name, text_file, write_zip
from asahi_metrics.exports.handout_letters import document_font, printable
from asahi_metrics.exports.screen_slides import HEIGHT, WIDTH, Screen, screen_svg, screens
from asahi_metrics.exports.typesetting import typeset

IMAGE_SIZE = (1920, 1080)
_PAGE = f"""
#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)
#image(bytes(sys.inputs.slide), format: "svg", width: 100%)
""".encode()
_POINTS_PER_INCH = 72


def write_images(
    deck: Deck,
    districts_geojson: str,
    made_at: datetime,
    progress: Callable[[float], None] = lambda _: None,
) -> bytes:
    """A zip with a PNG of each slide that shows figures, and a text that says what they show.

    Files bear the slide's number as it is presented. ``progress`` is told the share that is
    done, up to 1. Raises AsahiMetricsError where no Japanese font is installed.
    """
    return write_zip(_files(deck, districts_geojson, progress), made_at)


def slide_png(deck: Deck, shown: list[Screen], at: int, districts_geojson: str) -> bytes:
    """One slide as PNG of ``IMAGE_SIZE``; what the font has no glyph for is drawn as 〓."""
    family = document_font()
    drawn = screen_svg(deck, shown, at, districts_geojson, fonts=f'"{family}"')
    ppi = IMAGE_SIZE[0] / WIDTH * _POINTS_PER_INCH
    return typeset(_PAGE, {"slide": printable(drawn, family)}, format="png", ppi=ppi)


def _files(
    deck: Deck, geojson: str, progress: Callable[[float], None]
) -> Iterator[tuple[str, bytes]]:
    text = Text("en" if deck.lang == "en" else "ja")
    shown = screens(deck)
    pictured = [at for at, one in enumerate(shown) if _shows_figures(one)]
    names = {
        at: safe_name(f"{at + 1:02}_{text(f'meeting.kind.{shown[at].slide.kind}')}.png")
        for at in pictured
    }
    for count, at in enumerate(pictured, start=1):
        yield names[at], slide_png(deck, shown, at, geojson)
        progress(count / len(pictured))
    said = [line for at in pictured for line in _described(names[at], deck, shown[at])]
    about = [*_about(deck, text), "", *said]
    yield safe_name(f"{text('files.picture.texts')}.txt"), text_file(about)


def _shows_figures(screen: Screen) -> bool:
    return bool(screen.slide.topic) and screen.picture is not None


def _about(deck: Deck, text: Text) -> Iterator[str]:
    """What the pictures are of, how new, and for whom: slides in plain Japanese say less."""
    yield deck.title
    yield text("files.handout.as_of", month=deck.as_of, id=deck.revision)
    yield text(f"files.audience.{deck.audience}")
    if deck.sample:
        yield deck.sample_label


def _described(name: str, deck: Deck, screen: Screen) -> Iterator[str]:
    """What a picture shows in words, for those who do not see it, and where it is from."""
    slide, picture = screen.slide, screen.picture
    told = [name, slide.title, picture.alt if picture else "", picture.caption if picture else ""]
    told += [slide.note, deck.sample_label if slide.sample else ""]
    yield from (line for line in told if line)
    yield ""
