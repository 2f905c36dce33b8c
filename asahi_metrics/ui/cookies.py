"""The cookie of a login, read with the functions that Streamlit itself reads it with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie

from streamlit.web.server.starlette.starlette_server_config import (
    TOKENS_COOKIE_NAME,
    USER_COOKIE_NAME,
    XSRF_COOKIE_NAME,
)
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)

from asahi_metrics.core.errors import NotSignedIn
from asahi_metrics.services.identity import Claims

_MAX_AGE = re.compile(r"(;\s*Max-Age=)(\d+)", re.IGNORECASE)
_READ_BY_SCRIPTS = frozenset({XSRF_COOKIE_NAME})
"""Streamlit's page sends this one's value back, so scripts must see it."""


def claims_of(cookies: Mapping[str, str], origin: str) -> Claims:
    """What a signed cookie says of somebody; raises NotSignedIn without a cookie to rely on.

    ``origin`` is that of the program's address: a cookie made for another one does not count.
    """
    signed = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    claims = _parse_decoded_user_cookie(signed, origin) if signed else {}
    if not claims.get("is_logged_in"):
        raise NotSignedIn("error.sign_in.nobody")
    return claims


def _shortened(found: re.Match[str], longest: timedelta) -> str:
    return f"{found[1]}{min(int(found[2]), int(longest.total_seconds()))}"


def is_login_cookie(header: str) -> bool:
    """Whether a Set-Cookie header sets a part of the login: who somebody is, or their tokens."""
    return header.startswith((USER_COOKIE_NAME, TOKENS_COOKIE_NAME))


def cookies_set(headers: Iterable[str]) -> dict[str, str]:
    """Names and values of Set-Cookie headers, without those that take a cookie away."""
    found: dict[str, str] = {}
    for header in headers:
        try:
            parsed = SimpleCookie(header)
        except CookieError:
            continue
        for name, morsel in parsed.items():
            if morsel["max-age"] != "0":
                found[name] = morsel.value
    return found


def kept_safe(header: str, *, encrypted: bool, longest: timedelta | None = None) -> str:
    """A Set-Cookie header with all that keeps others from reading or sending the cookie.

    The cookie of a login is kept no longer than the login can last.

    >>> kept_safe("a=1; Path=/", encrypted=True)
    'a=1; Path=/; HttpOnly; SameSite=Lax; Secure'
    """
    name = header.split("=", 1)[0].strip()
    if longest is not None and is_login_cookie(header):
        header = _MAX_AGE.sub(lambda found: _shortened(found, longest), header)
    told = {part.split("=", 1)[0].strip().lower() for part in header.split(";")[1:]}
    wanted = {
        "HttpOnly": name not in _READ_BY_SCRIPTS,
        "SameSite=Lax": True,
        "Secure": encrypted,
    }
    added = [one for one, is_wanted in wanted.items() if is_wanted]
    lacking = [one for one in added if one.split("=", 1)[0].lower() not in told]
    return "; ".join([header, *lacking])
