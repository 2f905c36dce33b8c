"""What the web server adds to Streamlit: browser assets, a health check, headers, the language."""

from __future__ import annotations

import base64
import gc
import hashlib
import html
import json
import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir
from xstatic.pkg import leaflet

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.ui.presenting import PRESENT_URL, present_scripts
from asahi_metrics.ui.public_style import PUBLIC_PATHS, public_policy
from asahi_metrics.visuals.maps import ASSETS_URL, LEAFLET_URL, TILE_HOST, asset_url

_ASSETS = Path(__file__).parents[1] / "visuals" / "static"
_ONE_YEAR = "public, max-age=31536000, immutable"

# Streamlit's page carries one inline script and writes its styles inline. The map component
# evaluates the layers it is sent, so only that frame may do so.
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_COMPONENT_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval'"

_FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A browser that came by https once comes by nothing else for a year.
_ENCRYPTED_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}


class _VendoredFiles(StaticFiles):
    """Static files whose addresses carry their version, so that browsers keep them."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = _ONE_YEAR
        return response


def vendor_routes() -> list[BaseRoute]:
    """The map library and the map code of this program, served from the app itself."""
    return [
        Mount(LEAFLET_URL, _VendoredFiles(directory=leaflet.BASE_DIR)),
        Mount(ASSETS_URL, _VendoredFiles(directory=_ASSETS)),
    ]


def health_route(check: Callable[[], None]) -> Route:
    """``/healthz``: 200 when ``check`` passes, 503 when it raises AsahiMetricsError or OSError."""

    async def answer(_request: Request) -> JSONResponse:
        try:
            await run_in_threadpool(check)
        except (AsahiMetricsError, OSError):
            return JSONResponse({"status": "failing"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ok"})

    return Route("/healthz", answer)


@cache
def _page_scripts() -> str:
    """The page's own files and, by its hash, the inline script that Streamlit writes into it."""
    page = (Path(get_static_dir()) / "index.html").read_bytes()
    hashes = [
        base64.b64encode(hashlib.sha256(script).digest()).decode()
        for script in _INLINE_SCRIPT.findall(page)
    ]
    return " ".join(["'self'", *(f"'sha256-{one}'" for one in hashes)])


def _scripts(path: str) -> str:
    if path.startswith(PRESENT_URL):
        return present_scripts()
    return _COMPONENT_SCRIPTS if path.startswith("/component/") else _page_scripts()


def content_policy(path: str, *, allow_outside: bool) -> str:
    """The content security policy of one address; without outside requests no foreign host."""
    if path.startswith(PUBLIC_PATHS):
        return public_policy()
    scripts = _scripts(path)
    tiles = f" https://{TILE_HOST}" if allow_outside else ""
    rules = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": f"'self' data: blob:{tiles}",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "frame-ancestors": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """Middleware that puts the security headers on every answer."""

    def __init__(
        self, app: ASGIApp, *, allow_outside: bool = False, encrypted: bool = False
    ) -> None:
        self.app = app
        self.allow_outside = allow_outside
        self.fixed = _FIXED_HEADERS | (_ENCRYPTED_HEADERS if encrypted else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers when the answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = content_policy(scope["path"], allow_outside=self.allow_outside)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                for name, value in self.fixed.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers)


class PageHead:
    """Middleware that mends the head of Streamlit's page.

    It names the page's language, ja unless the link says en: Streamlit says ``en`` whatever
    it shows, and a screen reader would read Japanese with an English voice. It also tells
    the page where its server is, which a deep link would otherwise ask for in vain.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the page; everything but the page passes untouched."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        page = _Page(send, _language(scope))
        await self.app(_plain(scope), receive, page.send)


class _Page:
    """Holds the head of an answer back until its body is rewritten."""

    def __init__(self, send: Send, lang: str) -> None:
        self._send = send
        self._lang = lang
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Collect a page's parts and send it on once it is whole."""
        if message["type"] == "http.response.start":
            if not Headers(scope=message).get("content-type", "").startswith("text/html"):
                await self._send(message)
                return
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)

    async def _send_page(self, start: Message) -> None:
        body = self._body.replace(b'<html lang="en">', f'<html lang="{self._lang}">'.encode(), 1)
        body = body.replace(b"<head>", b"<head>" + _own_scripts().encode(), 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body))
        headers["Content-Language"] = self._lang
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


@cache
def _own_scripts() -> str:
    """Our scripts: what comes first, with the words for Streamlit's own, and what comes later."""
    words = {
        lang: {name: Text(lang)(f"frame.{name}") for name in ("skip", "pages")}
        for lang in LANGUAGES
    }
    said = html.escape(json.dumps(words), quote=True)
    return (
        f'<script src="{asset_url("start.js")}" data-words="{said}"></script>'
        f'<script src="{asset_url("periods.js")}" defer></script>'
    )


def _wants_page(scope: Scope) -> bool:
    frames = ("/component/", PRESENT_URL, LEAFLET_URL, ASSETS_URL, *PUBLIC_PATHS)
    accepts_page = "text/html" in Headers(scope=scope).get("accept", "")
    return scope["method"] == "GET" and accepts_page and not scope["path"].startswith(frames)


def _plain(scope: Scope) -> Scope:
    """The request without what would bring the page compressed, in part, or not at all."""
    unwanted = {b"accept-encoding", b"range", b"if-none-match", b"if-modified-since"}
    headers = [(name, value) for name, value in scope["headers"] if name not in unwanted]
    return {**scope, "headers": headers}


def _language(scope: Scope) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def load_ahead(
    *steps: Callable[[], object], started: Callable[[], None]
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """A lifespan that does slow things beside the start, so that no page waits for them.

    The steps are done one after the other, what is wanted first being first. ``started`` is
    called when the web server has set itself up, before the first request.
    """

    def work() -> None:
        for step in steps:
            step()
        # What was prepared stays: searching it for waste would halt everybody for half a second.
        gc.collect()
        gc.freeze()

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        started()
        threading.Thread(target=work, daemon=True).start()
        yield

    return lifespan
