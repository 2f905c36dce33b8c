"""Where a login begins and ends: Streamlit's own addresses, watched on their way."""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qs, quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asahi_metrics.core.errors import AsahiMetricsError, NotEntitled, NotSignedIn
from asahi_metrics.core.login import Login
from asahi_metrics.services.reception import Reception
from asahi_metrics.ui.cookies import claims_of, cookies_set, is_login_cookie
from asahi_metrics.ui.entrance import LOGIN_FAILED
from asahi_metrics.ui.navigation import ADMIN_PAGES, PAGES

LOGIN_URL, LOGOUT_URL, CALLBACK_URL = "/auth/login", "/auth/logout", "/oauth2callback"

_RETURN = "asahi_return"
_RETURN_SECONDS = 600
_LONGEST_RETURN = 1_000
_PAGE = re.compile(rf"/(?:{'|'.join((*PAGES, *ADMIN_PAGES))})?(?:\?[^\\\s]*)?")
# Anybody may send broken answers; the log shall not be flooded with them.
_FAILURES_A_MINUTE = 20

_LOGGER = logging.getLogger(__name__)


class SignInPaths:
    """Middleware that begins and ends logins, and leads back to the page that was asked for."""

    def __init__(self, app: ASGIApp, *, login: Login, reception: Reception) -> None:
        self.app = app
        self.login = login
        self.reception = reception
        self._failures: deque[float] = deque(maxlen=_FAILURES_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch the three addresses; everything else passes."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path == CALLBACK_URL:
            await self._come_back(scope, receive, send)
        elif scope["type"] == "http" and path == LOGIN_URL:
            await self.app(scope, receive, _on_start(send, self._remember_page(scope)))
        else:
            if scope["type"] == "http" and path == LOGOUT_URL:
                await run_in_threadpool(self._sign_out, HTTPConnection(scope))
            await self.app(scope, receive, send)

    def _remember_page(self, scope: Scope) -> Callable[[Message], None]:
        """A cookie with the page from which somebody goes to sign in."""
        page = page_of(Headers(scope=scope).get("referer", ""), self.login.origin)

        def remember(message: Message) -> None:
            if page != "/":
                cookie = f"{_RETURN}={quote(page, safe='')}; Path={CALLBACK_URL}"
                cookie += f"; Max-Age={_RETURN_SECONDS}; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("set-cookie", cookie)

        return remember

    async def _come_back(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The provider's answer: the login begins, or is refused and taken back."""

        async def send_decided(message: Message) -> None:
            if message["type"] == "http.response.start":
                await run_in_threadpool(self._decide, scope, message)
            await send(message)

        await self.app(scope, receive, send_decided)

    def _decide(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        # After signing out the provider sends people here too, without any answer.
        answered = bool(asked.keys() & {"code", "error", "state"})
        error = self._begin(headers) if answered else None
        if error is not None:
            self._note_failure(error)
            _take_back(headers)
            headers["location"] = f"/?{LOGIN_FAILED}=failed"
        elif answered:
            headers["location"] = _remembered(HTTPConnection(scope))
        headers.append("set-cookie", f"{_RETURN}=; Path={CALLBACK_URL}; Max-Age=0")

    def _begin(self, headers: MutableHeaders) -> AsahiMetricsError | None:
        """Begin the login of the cookie that Streamlit sets; what is wrong with it, if anything."""
        try:
            claims = claims_of(cookies_set(headers.getlist("set-cookie")), self.login.origin)
            self.reception.begin(claims)
        except NotEntitled:
            # The page says who somebody is, and whom to ask.
            return None
        except AsahiMetricsError as error:
            return error
        return None

    def _note_failure(self, error: AsahiMetricsError) -> None:
        now = time.monotonic()
        if len(self._failures) == _FAILURES_A_MINUTE and now - self._failures[0] < 60:
            _LOGGER.warning("More logins fail than are logged: %s", error.key)
            return
        self._failures.append(now)
        try:
            self.reception.fail(error)
        except AsahiMetricsError as silent:
            _LOGGER.warning("A login that failed could not be logged: %s", silent)

    def _sign_out(self, connection: HTTPConnection) -> None:
        try:
            self.reception.end(claims_of(connection.cookies, self.login.origin))
        except NotSignedIn:
            _LOGGER.info("Somebody signed out who was not signed in.")


def _take_back(headers: MutableHeaders) -> None:
    """Set no login; a former one that Streamlit takes away is taken away."""
    kept = [
        one
        for one in headers.getlist("set-cookie")
        if not (is_login_cookie(one) and cookies_set([one]))
    ]
    del headers["set-cookie"]
    for cookie in kept:
        headers.append("set-cookie", cookie)


def page_of(address: str, origin: str) -> str:
    """The part of an own address that can be gone back to; the first page for any other.

    >>> page_of("https://asahi.example/map?year=2026", "https://asahi.example")
    '/map?year=2026'
    >>> page_of("https://evil.example/map", "https://asahi.example")
    '/'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return "/"
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    return page if _leads_to_a_page(page) else "/"


def _remembered(connection: HTTPConnection) -> str:
    page = unquote(connection.cookies.get(_RETURN, ""))
    return page if _leads_to_a_page(page) else "/"


def _leads_to_a_page(page: str) -> bool:
    """Whether it is a page of this program: nobody is led elsewhere by a forged cookie."""
    return len(page) <= _LONGEST_RETURN and _PAGE.fullmatch(page) is not None


def _on_start(send: Send, change: Callable[[Message], None]) -> Send:
    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(message)
        await send(message)

    return send_changed
