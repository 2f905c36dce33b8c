"""Who asks: the local user, or whoever has come in through the login."""

from __future__ import annotations

import time
from functools import lru_cache

import streamlit as st
from starlette.requests import HTTPConnection

from asahi_metrics.core.access import Principal, require_loopback
from asahi_metrics.core.errors import NotSignedIn
from asahi_metrics.core.login import Login, login_of
from asahi_metrics.core.settings import Settings, current_settings
from asahi_metrics.services.identity import Claims
from asahi_metrics.services.office import LOCAL_USER, Office
from asahi_metrics.services.reception import Reception
from asahi_metrics.ui.cookies import claims_of
from asahi_metrics.ui.opening import open_cached

_ASKED = "asked"
# A page asks many times in one run, and somebody who is shut out is shut out soon enough.
_GOOD_FOR_SECONDS = 0.5


def reception() -> tuple[Login, Reception] | None:
    """The login with its reception; None where the program serves this machine alone."""
    return _reception(current_settings())


def principal_of_session(*, active: bool = True) -> Principal:
    """Who sits before the page; raises NotSignedIn or NotEntitled.

    Without ``active`` the question does not count as a sign of life.
    """
    open_to = reception()
    if open_to is None:
        return LOCAL_USER
    return open_to[1].current(claims_of_session(), active=active)


def principal_of_run() -> Principal:
    """The same, remembered for half a second."""
    kept: tuple[float, Principal] | None = st.session_state.get(_ASKED)
    now = time.monotonic()
    if kept is not None and now - kept[0] < _GOOD_FOR_SECONDS:
        return kept[1]
    found = principal_of_session()
    st.session_state[_ASKED] = (now, found)
    return found


def forget_principal() -> None:
    """Ask anew at the next question: each run begins with this."""
    st.session_state.pop(_ASKED, None)


def claims_of_session() -> Claims:
    """What the login's cookie says; raises NotSignedIn without one."""
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        raise NotSignedIn("error.sign_in.nobody")
    return claims


def office_of(connection: HTTPConnection) -> Office:
    """The office for whoever sends a request past Streamlit; raises NotAllowed."""
    open_to = reception()
    if open_to is None:
        # Another site's name may lead to this machine, and its scripts would read along.
        require_loopback(connection.url.hostname or "")
        return open_cached().acting_as(LOCAL_USER)
    login, desk = open_to
    principal = desk.current(claims_of(connection.cookies, login.origin))
    return open_cached().acting_as(principal)


@lru_cache(maxsize=4)
def _reception(settings: Settings) -> tuple[Login, Reception] | None:
    login = login_of(settings)
    return None if login is None else (login, Reception(open_cached(), login))
