"""Whether there are figures for residents, and releasing them by those who may."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.releasing import is_released, list_releases, release
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal

_ASKED = "meeting_release_asked"
_TOLD = "meeting_release_told"


def offer_release(now: Desk) -> bool:
    """Say how the released figures stand and offer a release; whether there are any."""
    _tell(now)
    found = list_releases(now.office)
    if found and is_released(now.office):
        return True
    text = now.text
    if found:
        st.caption(text("meeting.release.behind", old=found[0].revision, new=now.figures.revision))
    else:
        st.info(text("meeting.release.none"))
    if not allows(now.office.principal, "release"):
        st.caption(text("meeting.release.who"))
    elif st.session_state.get(_ASKED):
        _confirm(now)
    else:
        # Without any, it is the next step.
        kind: Literal["primary", "secondary"] = "secondary" if found else "primary"
        st.button(text("meeting.release.ask"), key="meeting_release", on_click=_ask, type=kind)
    return bool(found)


def _confirm(now: Desk) -> None:
    """Say what a release means before it is made."""
    text = now.text
    with st.container(border=True, key="meeting_release_confirm"):
        st.markdown(text("meeting.release.what", revision=now.figures.revision))
        with st.container(horizontal=True):
            done = st.button(text("meeting.release.yes"), type="primary", key="meeting_release_yes")
            st.button(text("meeting.release.no"), key="meeting_release_no", on_click=_go_back)
        if done:
            with st.spinner(text("meeting.release.doing")):
                _release()
            st.rerun()


def _release() -> None:
    now = desk()
    _go_back()
    try:
        st.session_state[_TOLD] = release(now.office, now.figures).revision
    except AsahiMetricsError as error:
        st.session_state[_TOLD] = error


def _tell(now: Desk) -> None:
    told: int | AsahiMetricsError | None = st.session_state.pop(_TOLD, None)
    if isinstance(told, AsahiMetricsError):
        st.error(literal(now.text.of_error(told)))
    elif told is not None:
        st.success(now.text("meeting.release.done", revision=told))


def _ask() -> None:
    st.session_state[_ASKED] = True


def _go_back() -> None:
    st.session_state.pop(_ASKED, None)
