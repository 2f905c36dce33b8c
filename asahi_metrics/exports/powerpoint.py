"""A deck as a PowerPoint file, with charts and tables that can be edited there."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

from asahi_metrics.core.report import Deck, Slide
from asahi_metrics.exports.slide_ground import new_presentation, new_slide, set_fonts
from asahi_metrics.exports.slide_pictures import add_picture
from asahi_metrics.exports.slide_shapes import Style, add_box, add_text, fitting, inches, write
from asahi_metrics.visuals import theme

_LANGS = {"ja": "ja-JP", "easy": "ja-JP", "en": "en-GB"}
_NOTE_BOX = (0.6, 6.55, 9.4, 0.75)
_BADGE_BOX = (10.15, 6.72, 2.0, 0.46)


def write_powerpoint(
    deck: Deck, districts_geojson: str, progress: Callable[[float], None] = lambda _: None
) -> bytes:
    """The deck as .pptx; ``districts_geojson`` are the shapes that its maps are drawn from.

    ``progress`` is told the share that is done, up to 1.
    """
    presentation = new_presentation()
    _properties(presentation, deck)
    for count, one in enumerate(deck.slides, start=1):
        slide = new_slide(presentation)
        if one.kind == "cover":
            _cover(slide, deck, one)
        else:
            _inner(slide, deck, one, districts_geojson)
        slide.notes_slide.notes_text_frame.text = one.speech
        _tidy_notes(slide.notes_slide)
        progress(count / len(deck.slides))
    set_fonts(presentation.notes_master)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _properties(presentation: Any, deck: Deck) -> None:
    """What the file says of itself."""
    about = presentation.core_properties
    about.title, about.author, about.last_modified_by = deck.title, deck.publisher, deck.publisher
    about.subject, about.language = deck.area, _LANGS[deck.lang]
    about.keywords = deck.sample_label if deck.sample else ""
    about.comments = ""


def _cover(slide: Any, deck: Deck, one: Slide) -> None:
    lang = _LANGS[deck.lang]
    add_box(slide, (0, 0, 0.45, 7.5), theme.DARK_BLUE)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = inches((1.1, 1.5, 11.4, 2.0))
    size = fitting(one.title, (48, 42, 36, 30), width=11.2, lines=2)
    style = Style(size, theme.DARK_BLUE, True, anchor=MSO_ANCHOR.BOTTOM)
    write(title.text_frame, [one.title], style, lang=lang)
    add_text(slide, (1.1, 3.65, 11.4, 0.9), [one.note], Style(24), lang=lang)
    lines = [
        part for part in (" ".join(p for p in (deck.date, deck.place) if p), deck.publisher) if part
    ]
    add_text(slide, (1.1, 4.9, 9.0, 1.1), lines, Style(24), lang=lang)
    _badge(slide, deck, one)


def _inner(slide: Any, deck: Deck, one: Slide, geojson: str) -> None:
    lang = _LANGS[deck.lang]
    size = fitting(one.title, (32, 30, 28, 26), width=11.9, lines=2)
    if size == 26:
        size = fitting(one.title, (26, 24, 22), width=11.9, lines=3)
    style = Style(size, bold=True, anchor=MSO_ANCHOR.MIDDLE)
    write(slide.shapes.title.text_frame, [one.title], style, lang=lang)
    add_box(slide, (0.6, 1.68, 12.1, 0.05), theme.DARK_BLUE)
    if one.picture is not None:
        add_picture(slide, one.picture, geojson, lang=lang)
    note = Style(18, theme.SOFT_TEXT, anchor=MSO_ANCHOR.MIDDLE)
    add_text(slide, _NOTE_BOX, [one.note], note, lang=lang)
    _badge(slide, deck, one)


def _badge(slide: Any, deck: Deck, one: Slide) -> None:
    """The mark of sample data, on every slide that shows some."""
    if not one.sample:
        return
    box = add_box(slide, _BADGE_BOX, theme.WHITE, line=theme.ACCENT_TEXT)
    style = Style(18, theme.ACCENT_TEXT, True, PP_ALIGN.CENTER, MSO_ANCHOR.MIDDLE)
    frame = box.text_frame
    frame.margin_left = frame.margin_right = 0
    write(frame, [deck.sample_label], style, lang=_LANGS[deck.lang])


def _tidy_notes(notes: Any) -> None:
    """Take away what the notes' page would show empty."""
    for shape in list(notes.placeholders):
        if shape.has_text_frame and not shape.text_frame.text:
            shape._element.getparent().remove(shape._element)
