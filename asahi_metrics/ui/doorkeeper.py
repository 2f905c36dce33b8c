"""The web server's part of the login: hosts, files, cookies, and where somebody comes in."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asahi_metrics.core.access import is_loopback
from asahi_metrics.core.addresses import OPEN_DATA, PUBLIC
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.login import Login
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from asahi_metrics.ui.cookies import kept_safe

# Streamlit serves these to whoever names them: files it has made, files it is given, and
# counts of who is here.
_GUARDED = ("/media/", "/_stcore/upload_file/")
_SHUT = ("/_stcore/metrics", "/_stcore/script-health-check")

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::[0-9]+)?")

# A reverse proxy leaves these behind.
_FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})


class KnownHosts:
    """Middleware that answers only to the program's own names.

    Without a login the program is this machine's alone: another site's name that leads here,
    a proxy before it, or a server that was bound elsewhere would make everybody its
    administrator. With a login its name is that of the settings. What residents may read is
    answered to the name in ``public_url`` too, however it comes.
    """

    def __init__(self, app: ASGIApp, *, login: Login | None = None, public_url: str = "") -> None:
        self.app = app
        self.login = login
        self.public_host = urlsplit(public_url).hostname

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is meant for this program."""
        if scope["type"] not in {"http", "websocket"} or self._is_meant(HTTPConnection(scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            host = HTTPConnection(scope).headers.get("host", "")
            error = NotAllowed("error.outside_host", host=host)
            await refusal(error)(scope, receive, send)

    def _is_meant(self, connection: HTTPConnection) -> bool:
        name = host_name(connection.headers.get("host", ""))
        if name and name == self.public_host and _is_public(connection):
            return True
        if self.login is not None:
            return name == self.login.host or is_loopback(name)
        client = connection.client
        return (
            is_loopback(name)
            and (client is None or is_loopback(client.host))
            and _FORWARDED.isdisjoint(connection.headers)
        )


class GuardedFiles:
    """Middleware that gives files of the pages to those alone who may see the pages."""

    def __init__(self, app: ASGIApp, *, office: Callable[[HTTPConnection], Office]) -> None:
        self.app = app
        self.office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask at the door of a guarded address; everything else passes."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(_SHUT):
            await Response(status_code=HTTPStatus.NOT_FOUND)(scope, receive, send)
            return
        if scope["type"] == "http" and path.startswith(_GUARDED):
            try:
                await run_in_threadpool(self.office, HTTPConnection(scope))
            except NotAllowed as error:
                await refusal(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SafeCookies:
    """Middleware that sets every cookie with all that protects it."""

    def __init__(self, app: ASGIApp, *, login: Login | None = None) -> None:
        self.app = app
        self.encrypted = login is not None and login.encrypted
        self.longest = login.longest if login else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Complete the cookies when the answer starts."""

        async def send_with_cookies(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                complete(message, self._kept_safe)
            await send(message)

        await self.app(scope, receive, send_with_cookies)

    def _kept_safe(self, cookie: str) -> str:
        return kept_safe(cookie, encrypted=self.encrypted, longest=self.longest)


def _is_public(connection: HTTPConnection) -> bool:
    """Whether it asks for what is made of releases alone; pages of the office use websockets."""
    asked = connection.scope
    return asked["type"] == "http" and f"{asked['path']}/".startswith((PUBLIC, OPEN_DATA))


def host_name(header: str) -> str:
    """The name in a Host header; empty for one that is none, whatever a server makes of it.

    >>> host_name("Asahi.example:443"), host_name("[::1]:8501"), host_name("asahi@evil.example")
    ('asahi.example', '::1', '')
    """
    found = _HOST.fullmatch(header)
    return (found[1] or found[2]).lower() if found else ""


def complete(message: Message, change: Callable[[str], str]) -> None:
    """Rewrite the Set-Cookie headers of an answer that starts."""
    message["headers"] = [
        (name, change(value.decode("latin-1")).encode("latin-1"))
        if name.lower() == b"set-cookie"
        else (name, value)
        for name, value in message.get("headers", ())
    ]


def refusal(error: AsahiMetricsError) -> PlainTextResponse:
    """A refusal outside of any page, in both languages."""
    said = "\n".join(Text(lang).of_error(error) for lang in ("ja", "en"))
    return PlainTextResponse(said, HTTPStatus.FORBIDDEN, headers={"Cache-Control": "no-store"})
