"""Asking the app's own routes as a browser would, without a server."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import Message

from asahi_metrics.ui.assets import PageHead, SecurityHeaders
from asahi_metrics.ui.signing_in import door


@dataclass(frozen=True)
class Answer:
    """What came back: header names are in lower case, the body is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def ask(
    routes: Sequence[BaseRoute],
    address: str,
    *,
    host: str = "127.0.0.1",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    public_url: str = "",
) -> Answer:
    """The answer of the routes behind the app's own middleware."""
    middleware = [
        Middleware(SecurityHeaders),
        *door(None, public_url),
        Middleware(PageHead),
    ]
    app = Starlette(routes=routes, middleware=middleware)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    path, _, query = address.partition("?")
    told = {"host": f"{host}:8501", "accept": "text/html", **(headers or {})}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "scheme": "http",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        "server": ("127.0.0.1", 8501),
    }
    asyncio.run(app(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(one.get("body", b"") for one in sent[1:])
    packed = found.get("content-encoding") == "gzip" and body
    return Answer(sent[0]["status"], found, gzip.decompress(body) if packed else body)
