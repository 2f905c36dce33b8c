"""Whose account is in use: name, role and places, the log for administrators, signing out."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.core.access import Principal, allows
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.ui.asking import principal_of_session
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file

_LOOK_EVERY_SECONDS = 60


def account_menu(now: Desk) -> None:
    """A button with the person's name that opens the menu."""
    principal = now.office.principal
    label = principal.name if principal.signed_in else ""
    with st.popover(
        literal(label),
        icon=":material/person:",
        key="account",
        help=None if label else now.text("account.local"),
        width="content",
    ):
        st.markdown(_told(now, principal))
        if allows(principal, "audit"):
            st.page_link(
                page_file("audit"),
                label=now.text("nav.audit"),
                icon=":material/list_alt:",
                query_params=encode(now.view),
            )
        if principal.signed_in:
            label = now.text("entrance.sign_out")
            if st.button(label, key="sign_out", icon=":material/logout:"):
                st.logout()
    if principal.signed_in:
        _watch()


def _told(now: Desk, principal: Principal) -> str:
    """Name, role and what it extends to, in lines."""
    text = now.text
    if not principal.signed_in:
        return text("account.local_what")
    codes = [one for one in now.areas.district_codes if one in principal.districts]
    places = {
        "districts": [now.name(code) for code in codes],
        "sections": [text(f"section.{one}") for one in sorted(principal.sections)],
    }
    comma = text("chart.alt.list_comma")
    lines = [
        f"**{literal(principal.name)}**",
        literal(principal.account),
        text("account.role", role=text(f"role.{principal.role}")),
        *(
            text(f"account.{kind}", names=comma.join(names))
            for kind, names in places.items()
            if names
        ),
    ]
    return "  \n".join(lines)


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def _watch() -> None:
    """Clear the screen when the login has ended, though nobody touches the page.

    Looking is no sign of life.
    """
    try:
        changed = principal_of_session(active=False) != desk().office.principal
    except NotAllowed:
        changed = True
    if changed:
        st.rerun()
