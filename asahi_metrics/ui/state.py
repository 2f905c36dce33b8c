"""The state of a session: the shared filters and each page's own choices, held in the URL.

The link is read when it says something other than what was last written to it: on a cold
start, a pasted link, or the browser's Back. Between pages, where Streamlit empties the
link, the session remembers. A run that follows a choice on the page does not read it: the browser
may not have heard yet what an earlier choice has made of the link.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from asahi_metrics.core.text import LANGUAGES, Language
from asahi_metrics.ui.links import KEYS, Known, Unread, View, decode, encode

_VIEW = "view"
_UNREAD = "unread"
_WRITTEN = "written"
_CHOICES = "choices"
_USED = "used_choices"
_CHOSEN = "chosen_on_page"
_BY_CHOICE = "run_by_choice"


def begin_run() -> None:
    """Note whether the run follows a choice on the page; every run begins with this."""
    st.session_state[_BY_CHOICE] = st.session_state.pop(_CHOSEN, False)


def read_view(known: Known) -> View:
    """The filters of this run; what could not be read of the link is kept for telling."""
    begin_run()
    named = {key: st.query_params[key] for key in KEYS if key in st.query_params}
    written = {key: value for key, value in _written().items() if key in KEYS}
    is_led = named and named != written and not _by_choice()
    if _VIEW not in st.session_state or is_led:
        view, unread = decode(named, known)
        st.session_state[_VIEW] = view
        st.session_state[_UNREAD] = unread
    st.session_state[_USED] = {}
    return current_view()


def current_view() -> View:
    """The filters as they stand."""
    view: View = st.session_state[_VIEW]
    return view


def language() -> Language:
    """The language of the session; before it has one, that of the link, or else the first."""
    view: View | None = st.session_state.get(_VIEW)
    asked = view.lang if view else st.query_params.get("lang")
    return next((one for one in LANGUAGES if one == asked), LANGUAGES[0])


def change_view(view: View) -> None:
    """Take new filters; the link follows at the end of the run."""
    st.session_state[_VIEW] = view
    st.session_state[_UNREAD] = []
    st.session_state[_CHOSEN] = True


def take_unread() -> list[Unread]:
    """What could not be read of the link, told once."""
    unread: list[Unread] = st.session_state.get(_UNREAD, [])
    st.session_state[_UNREAD] = []
    return unread


def read_choice(key: str, options: Sequence[str], default: str) -> str:
    """A page's own choice by its stable id; a link that names none of them is told later."""
    choices: dict[str, str] = st.session_state.setdefault(_CHOICES, {})
    named = st.query_params.get(key)
    if named is not None and named != _written().get(key) and not _by_choice():
        if named in options:
            choices[key] = named
        else:
            tell_unread(key, named)
    value = choices.get(key, default)
    value = value if value in options else default
    st.session_state[_USED][key] = value
    return value


def take_named(key: str) -> str | None:
    """What a link brings along once; it goes out of the link at the end of the run."""
    return st.query_params.get(key)


def tell_unread(key: str, value: str) -> None:
    """Keep a part of the link for telling that it could not be read."""
    st.session_state[_UNREAD].append(Unread(key, value))


def change_choice(key: str, value: str) -> None:
    """Take a page's choice; the link follows at once, also when only a fragment runs."""
    st.session_state.setdefault(_CHOICES, {})[key] = value
    st.query_params[key] = value
    _written()[key] = value
    st.session_state[_CHOSEN] = True


def write_link() -> None:
    """Bring the link in step with the filters and the choices that the page used."""
    params = encode(current_view()) | st.session_state[_USED]
    # What an earlier choice wrote may still be on its way to the browser.
    is_overtaken = _by_choice() and _written() != params
    if dict(st.query_params) != params or is_overtaken:
        st.query_params.from_dict(params)
    st.session_state[_WRITTEN] = params


def _by_choice() -> bool:
    return bool(st.session_state.get(_BY_CHOICE, False))


def _written() -> dict[str, str]:
    written: dict[str, str] = st.session_state.setdefault(_WRITTEN, {})
    return written
