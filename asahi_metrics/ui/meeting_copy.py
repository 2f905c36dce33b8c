"""Making a saved deck anew for another district."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.decks import copy_deck
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.meeting_saving import author, fail, open_saved

_TO = "meeting_copy_to"
_WARD = "ward"


def offer_copy(now: Desk, number: int, district: str | None) -> None:
    """A list of the other districts, and the button that makes the deck for one."""
    text = now.text
    if not allows(now.office.principal, "deck"):
        return
    others = [one for one in (_WARD, *now.areas.district_codes) if one != (district or _WARD)]
    with st.popover(text("meeting.copy.title"), icon=":material/content_copy:"):
        st.markdown(text("meeting.copy.what"))
        st.selectbox(
            text("meeting.copy.area"),
            others,
            format_func=lambda code: _area_name(now, code),
            key=_TO,
        )
        st.button(
            text("meeting.copy.do"),
            type="primary",
            key="meeting_copy_do",
            on_click=_copy,
            args=(number,),
        )


def _area_name(now: Desk, code: str) -> str:
    return now.text("filter.all_districts") if code == _WARD else now.name(code)


def _copy(number: int) -> None:
    now, chosen = desk(), st.session_state[_TO]
    try:
        made = copy_deck(
            now.office,
            number,
            None if chosen == _WARD else chosen,
            author=author(),
            figures=now.figures,
        )
    except AsahiMetricsError as error:
        fail(error)
        return
    open_saved(made)
