"""Whose account is in use: name, role and places, the log for administrators, signing out."""

from __future__ import annotations

import html
from datetime import timedelta

import streamlit as st

from asahi_metrics.core.access import Principal, allows
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.ui.asking import principal_of_session, reception
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.entrance import leave
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file

_LOOK_EVERY = timedelta(minutes=1)


def account_menu(now: Desk) -> None:
    """A button with the person's name that opens the menu."""
    principal = now.office.principal
    signed_in = principal.signed_in
    # Without a login the words are for those alone who hear the page.
    with st.popover(
        literal(principal.name) if signed_in else now.text("account.local"),
        icon=":material/person:",
        key="account" if signed_in else "account_local",
        width="content",
    ):
        st.html(_told(now, principal))
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
                leave()
    open_to = reception()
    if open_to is not None:
        every = min(_LOOK_EVERY, open_to[0].idle / 2)
        st.fragment(lambda: _watch(principal), run_every=every)()


def _told(now: Desk, principal: Principal) -> str:
    """Name, role and what it extends to, in lines."""
    text = now.text
    if not principal.signed_in:
        return f'<p class="am-account">{html.escape(text("account.local_what"))}</p>'
    codes = [one for one in now.areas.district_codes if one in principal.districts]
    places = {
        "districts": [now.name(code) for code in codes],
        "sections": [text(f"section.{one}") for one in sorted(principal.sections)],
    }
    comma = text("chart.alt.list_comma")
    lines = [
        principal.account,
        text("account.role", role=text(f"role.{principal.role}")),
        *(
            text(f"account.{kind}", names=comma.join(names))
            for kind, names in places.items()
            if names
        ),
    ]
    told = "<br>".join(html.escape(one) for one in lines)
    return f'<p class="am-account"><b>{html.escape(principal.name)}</b><br>{told}</p>'


def _watch(principal: Principal) -> None:
    """Clear the screen when the login has ended, though nobody touches the page.

    Looking is no sign of life.
    """
    try:
        changed = principal_of_session(active=False) != principal
    except NotAllowed:
        changed = True
    if changed:
        st.rerun()
