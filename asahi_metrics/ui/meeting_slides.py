"""The slides of a deck: a picture of each, its sentence to be edited, and the PowerPoint file."""

from __future__ import annotations

import base64
import hashlib
import html

import streamlit as st

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import Deck, Slide, deck_to_json
from asahi_metrics.exports.screen_slides import Screen, screen_svg, screens
from asahi_metrics.services.deck_files import powerpoint_file
from asahi_metrics.services.decks import LONGEST_TITLE, retitled
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.downloads import PPTX, offer_download
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.panels import heading
from asahi_metrics.visuals.cards import note_html

_FILE = "meeting_file"
_IN_A_ROW = 2


def sentences(deck: Deck, name: str) -> dict[str, str]:
    """The title sentences as they stand in the fields of the deck of that name."""
    return {one.id: st.session_state.get(_field(name, one), one.title) for one in deck.slides}


def forget_sentences(name: str) -> None:
    """Take what was edited back, when another deck comes under the name."""
    for key in [one for one in st.session_state if str(one).startswith(_field_start(name))]:
        del st.session_state[key]


def edit_slides(now: Desk, deck: Deck, name: str) -> Deck:
    """Show the slides with their sentences in fields; returns the deck as it is edited."""
    heading(now.text("meeting.titles"))
    st.html(note_html(_made_of(now, deck)))
    try:
        edited = retitled(deck, sentences(deck, name))
    except AsahiMetricsError as error:
        st.error(literal(now.text.of_error(error)))
        edited = deck
    shown = screens(edited)
    with st.container(key="meeting_slides"):
        for first in range(0, len(deck.slides), _IN_A_ROW):
            row = zip(st.columns(_IN_A_ROW), deck.slides[first : first + _IN_A_ROW], strict=False)
            for at, (column, slide) in enumerate(row, start=first):
                with column.container(border=True, key=f"meeting_slide_{at + 1}"):
                    _show_slide(now, edited, shown, at)
                    _sentence(now, slide, name, at + 1)
    return edited


def _show_slide(now: Desk, deck: Deck, shown: list[Screen], at: int) -> None:
    """The picture of a slide, or of its first part, with what kind of slide it is."""
    slide = deck.slides[at]
    parts = [place for place, screen in enumerate(shown) if screen.slide.id == slide.id]
    kind = now.text(f"meeting.kind.{slide.kind}")
    told = now.text("meeting.goes_on", count=len(parts)) if len(parts) > 1 else ""
    st.html(note_html(kind, told))
    st.html(_picture(now, deck, shown, parts[0]))


def _made_of(now: Desk, deck: Deck) -> str:
    return now.text(
        "meeting.made_of",
        area=now.name(deck.district) if deck.district else now.text("filter.all_districts"),
        year=now.formats.fiscal_year_name(deck.year),
        audience=now.text(f"meeting.audience_short.{deck.audience}"),
        lang=now.text(f"meeting.lang.{deck.lang}"),
        count=len(deck.slides),
    )


def _sentence(now: Desk, slide: Slide, name: str, number: int) -> None:
    label = now.text("meeting.sentence", number=number)
    key = _field(name, slide)
    # Streamlit forgets a field that was off the page.
    st.session_state[key] = st.session_state.get(key, slide.title)
    st.text_area(label, key=key, height=80, max_chars=LONGEST_TITLE)


def _picture(now: Desk, deck: Deck, shown: list[Screen], at: int) -> str:
    geojson = now.ledger.territory.boundaries.districts_geojson
    data = base64.b64encode(screen_svg(deck, shown, at, geojson).encode()).decode()
    slide = shown[at].slide
    alt = now.text.join([slide.title, slide.picture.alt if slide.picture else ""])
    return (
        f'<img class="am-slide" alt="{html.escape(alt, quote=True)}"'
        f' src="data:image/svg+xml;base64,{data}">'
    )


def offer_file(now: Desk, deck: Deck) -> None:
    """Make the PowerPoint file when it is asked for, and hand it out."""
    stamp = hashlib.sha256(deck_to_json(deck).encode()).hexdigest()
    made: tuple[str, bytes] | None = st.session_state.get(_FILE)
    place = st.empty()
    if made is None or made[0] != stamp:
        icon, label = ":material/co_present:", now.text("meeting.file.make")
        if not place.button(label, key="meeting_file_make", icon=icon):
            return
        with place, st.spinner(now.text("meeting.file.making")):
            made = (stamp, powerpoint_file(now.office, deck))
        st.session_state[_FILE] = made
    content = made[1]
    offer_download(
        now.text("meeting.file.download"),
        lambda _: content,
        file_name=_file_name(now, deck),
        mime=PPTX,
        key="meeting_file_download",
        icon=":material/download:",
        place=place,
    )


def _file_name(now: Desk, deck: Deck) -> str:
    area = now.name(deck.district) if deck.district else now.text("filter.all_districts")
    name = now.text("meeting.file.name", area=area, year=deck.year)
    mark = f"_{now.text('sample.short')}" if deck.sample else ""
    return f"{name}{mark}.pptx"


def _field(name: str, slide: Slide) -> str:
    return f"{_field_start(name)}{slide.id}"


def _field_start(name: str) -> str:
    return f"meeting_sentence_{name}_"
