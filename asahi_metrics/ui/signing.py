"""The name that somebody signs with: written into a field, or told by the login."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.services.office import LOCAL_USER
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.lines import literal


def name_field(
    now: Desk, label: str, key: str, remembered: str, *, width: int | None = None
) -> None:
    """A field for the name, filled with the one remembered; the login's name needs none."""
    principal = now.office.principal
    if principal.signed_in:
        st.caption(now.text("account.signs", name=literal(principal.name)))
        return
    st.session_state.setdefault(key, st.session_state.get(remembered, ""))
    st.text_input(label, key=key, width=width or "stretch")


def signed_by(key: str, remembered: str) -> str:
    """The name as it stands in the field, remembered for the session; empty with a login."""
    name: str = st.session_state.get(key, "")
    if name:
        st.session_state[remembered] = name
    return name


def is_unproven(now: Desk) -> bool:
    """Whether nobody vouches for the name, so that the page should say so."""
    return now.office.principal == LOCAL_USER
