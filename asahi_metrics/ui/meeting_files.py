"""The files of a deck: one form is chosen, made while its progress is shown, and handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import deck_to_json
from asahi_metrics.services.deck_audience import figures_for
from asahi_metrics.services.deck_files import FORMS, Form, deck_file, file_name, marked_name
from asahi_metrics.services.district_files import district_files, failure_line
from asahi_metrics.services.reporting import MadeDeck
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal

_ALL: Final = "zip"
_FORM = "meeting_file_form"
_READY = "meeting_file"
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
    """Every form of the deck as it is edited, behind one button."""
    with st.popover(now.text("meeting.file.title"), icon=":material/download:", width=420):
        _tell_what_is_not_kept(now, made)
        _choose_and_make(made)


@st.fragment
def _choose_and_make(made: MadeDeck) -> None:
    """A run of its own, so that choosing a form does not draw all slides again."""
    now = desk()
    forms: list[_Choice] = [*FORMS]
    if allows(now.office.principal, "deck"):
        forms.append(_ALL)
    form = st.radio(
        now.text("meeting.file.form"),
        forms,
        format_func=lambda one: now.text(f"files.form.{one}"),
        captions=[now.text(f"files.form_note.{one}") for one in forms],
        key=_FORM,
    )
    stamp = _stamp(now, made, form)
    wanted = st.button(now.text("meeting.file.make"), key="meeting_file_make")
    place = st.empty()
    if wanted:
        try:
            st.session_state[_READY] = _make(now, made, form, stamp, place)
        except AsahiMetricsError as error:
            place.error(literal(now.text.of_error(error)))
            return
    ready: _Ready | None = st.session_state.get(_READY)
    if ready is not None and ready.stamp == stamp:
        _hand_out(now, ready, place)


def _make(now: Desk, made: MadeDeck, form: _Choice, stamp: str, place: DeltaGenerator) -> _Ready:
    if form == _ALL:
        return _make_all(now, made, stamp, place)
    said = now.text("meeting.file.making", form=now.text(f"files.form.{form}"))
    content = deck_file(now.office, made, form, _bar(place, said))
    return _Ready(stamp, form, file_name(now.office, now.text, made.deck, form), content)


def _make_all(now: Desk, made: MadeDeck, stamp: str, place: DeltaGenerator) -> _Ready:
    """The decks of all districts; the bar names the one that is being made."""
    codes = now.areas.district_codes

    def tell(share: float, code: str) -> None:
        at = codes.index(code) + 1
        said = now.text("meeting.file.district", name=now.name(code), at=at, count=len(codes))
        place.progress(share, text=literal(said))

    done = district_files(now.office, made.request, now.figures, tell=tell)
    failures = tuple(failure_line(now.office, now.text, one) for one in done.failures)
    stem = now.text("files.name.zip", year=made.deck.year)
    name = marked_name(now.text, stem, _ALL, sample=made.deck.sample)
    return _Ready(stamp, _ALL, name, done.content, failures)


def _bar(place: DeltaGenerator, said: str) -> Callable[[float], None]:
    place.progress(0.0, text=said)

    def show(share: float) -> None:
        place.progress(share, text=said)

    return show


def _hand_out(now: Desk, ready: _Ready, place: DeltaGenerator) -> None:
    with place.container():
        for line in ready.failures:
            st.warning(literal(line))
        st.download_button(
            now.text("meeting.file.download", size=_size(now, len(ready.content))),
            ready.content,
            file_name=ready.name,
            mime=_MIME[ready.form],
            type="primary",
            key="meeting_file_download",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(literal(ready.name))


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
    return figures_for(now.office, made.deck.audience, now.figures).revision


def _tell_what_is_not_kept(now: Desk, made: MadeDeck) -> None:
    """Say of a deck from before figures were kept what its files are made of."""
    if made.figures is not None:
        return
    old, new = made.deck.revision, _newest(now, made)
    if old != new:
        st.warning(now.text("meeting.file.not_kept", old=old, new=new))
