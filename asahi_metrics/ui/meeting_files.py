"""The files of a deck: one form is chosen, made while its progress is shown, and handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import deck_to_json
from asahi_metrics.services.deck_audience import figures_for
from asahi_metrics.services.deck_files import FORMS, Form, deck_file, file_name, marked_name
from asahi_metrics.services.district_files import district_files, failure_line
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, make_deck
from asahi_metrics.ui.desk import Desk, desk, ledger
from asahi_metrics.ui.downloads import offer_download
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.opening import open_cached
from asahi_metrics.ui.running import form_fragment
from asahi_metrics.visuals.cards import note_html

_ALL: Final = "zip"
_FORM = "meeting_file_form"
_READY = "meeting_file"
_SLOW: tuple[Form, ...] = ("pptx", "pdf", "xlsx")
_MIME = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "png": "application/zip",
    _ALL: "application/zip",
}

_Choice = Form | Literal["zip"]


@dataclass(frozen=True)
class _Ready:
    """A file that was made; ``stamp`` says of what, ``failures`` what is not in it."""

    stamp: str
    form: _Choice
    name: str
    content: bytes
    failures: tuple[str, ...] = ()


def offer_files(now: Desk, made: MadeDeck) -> None:
    """Every form of the deck as it is edited: a list, a button, and the file beside it."""
    _tell_what_is_not_kept(now, made)
    # In the page and not behind a button that opens: Tab would not lead into that.
    with st.container(key="meeting_files"):
        _choose_and_make(made)


def rehearse() -> None:
    """Make a deck and its files once, so that nobody waits for what they are written with.

    That is libraries, fonts, and the figures of the usual topics.
    """
    book = ledger(open_cached())
    # What cannot be made, for want of data or of a font, is told to who asks for it.
    with suppress(AsahiMetricsError):
        request = DeckRequest(None, book.years[-1])
        made = make_deck(book.figures.office, request, book.figures)
        for form in _SLOW:
            deck_file(book.figures.office, made, form)


@form_fragment
def _choose_and_make(made: MadeDeck) -> None:
    """A run of its own, so that choosing a form does not draw all slides again."""
    now = desk()
    with st.container(horizontal=True, vertical_alignment="bottom", key="meeting_files_row"):
        form = _form_input(now)
        label = now.text("meeting.file.make")
        wanted = st.button(label, key="meeting_file_make", icon=":material/draft:")
        place = st.empty()
    below = st.container()
    below.html(note_html(now.text(f"files.form_note.{form}")))
    stamp = _stamp(now, made, form)
    if wanted:
        try:
            st.session_state[_READY] = _make(now, made, form, stamp, place)
        except AsahiMetricsError as error:
            place.empty()
            below.error(literal(now.text.of_error(error)))
            return
    ready: _Ready | None = st.session_state.get(_READY)
    if ready is not None and ready.stamp == stamp:
        _hand_out(now, ready, place, below)


def _form_input(now: Desk) -> _Choice:
    forms: list[_Choice] = [*FORMS]
    if allows(now.office.principal, "deck"):
        forms.append(_ALL)
    return st.selectbox(
        now.text("meeting.file.form"),
        forms,
        format_func=lambda one: now.text(f"files.form.{one}"),
        key=_FORM,
        width=280,
    )


def _make(now: Desk, made: MadeDeck, form: _Choice, stamp: str, place: DeltaGenerator) -> _Ready:
    if form == _ALL:
        return _make_all(now, made, stamp, place)
    said = now.text("meeting.file.making", form=now.text(f"files.form.{form}"))
    content = deck_file(now.office, made, form, progress_bar(place, said))
    return _Ready(stamp, form, file_name(now.office, now.text, made.deck, form), content)


def _make_all(now: Desk, made: MadeDeck, stamp: str, place: DeltaGenerator) -> _Ready:
    """The decks of all districts; the bar names the one that is being made."""
    codes = now.areas.district_codes

    def tell(share: float, code: str) -> None:
        at = codes.index(code) + 1
        said = now.text("meeting.file.district", name=now.name(code), at=at, count=len(codes))
        place.progress(share, text=literal(said))

    request = replace(made.request, vouched=made.deck.slides[0].vouched)
    newest = ledger(now.office).figures
    done = district_files(now.office, request, newest, tell=tell)
    failures = tuple(failure_line(now.office, now.text, one) for one in done.failures)
    stem = now.text("files.name.zip", year=made.deck.year)
    name = marked_name(
        now.text, stem, _ALL, sample=made.deck.sample, provisional=made.deck.provisional
    )
    return _Ready(stamp, _ALL, name, done.content, failures)


def progress_bar(place: DeltaGenerator, said: str) -> Callable[[float], None]:
    """Show a bar at its beginning; what is given back moves it to the share that is done."""
    place.progress(0.0, text=said)

    def show(share: float) -> None:
        place.progress(share, text=said)

    return show


def _hand_out(now: Desk, ready: _Ready, place: DeltaGenerator, below: DeltaGenerator) -> None:
    offer_download(
        now.text("meeting.file.download", size=_size(now, len(ready.content))),
        lambda _: ready.content,
        file_name=ready.name,
        mime=_MIME[ready.form],
        key="meeting_file_download",
        icon=":material/download:",
        kind="primary",
        place=place,
    )
    for line in ready.failures:
        below.warning(literal(line))


def _size(now: Desk, count: int) -> str:
    """A file's size in megabytes, a small one as a tenth."""
    return now.formats.number(max(count / 1e6, 0.1), 1)


def _stamp(now: Desk, made: MadeDeck, form: _Choice) -> str:
    """What a file is made of; that of all districts is of the newest figures."""
    told = [form, now.text.lang, deck_to_json(made.deck)]
    if form == _ALL:
        told.append(str(_newest(now, made)))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _newest(now: Desk, made: MadeDeck) -> int:
    """The newest revision for the deck's readers, which may be newer than the page around."""
    return figures_for(now.office, made.deck.audience, ledger(now.office).figures).revision


def _tell_what_is_not_kept(now: Desk, made: MadeDeck) -> None:
    """Say of a deck from before figures were kept what its files are made of."""
    if made.figures is not None:
        return
    old, new = made.deck.revision, _newest(now, made)
    if old != new:
        st.warning(now.text("meeting.file.not_kept", old=old, new=new))
