"""The web app around Streamlit: its addresses, headers and language, asked without a browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import Message

from asahi_metrics.core.errors import NotFound
from asahi_metrics.ui.assets import (
    PageHead,
    SecurityHeaders,
    content_policy,
    health_route,
    vendor_routes,
)
from asahi_metrics.ui.shape_files import offer_shapes, shapes_route
from asahi_metrics.visuals.maps import LEAFLET_URL, SHAPES_URL, TILE_HOST, WardMap, asset_url
from asahi_metrics.visuals.shapes import prepare_shapes

_PAGE = '<!DOCTYPE html><html lang="en"><body>旭区</body></html>'


async def _page(_request: Request) -> HTMLResponse:
    return HTMLResponse(_PAGE, headers={"etag": "same-in-both-languages"})


def _healthy() -> None:
    """Nothing is wrong."""


def _failing() -> None:
    raise NotFound("error.not_found")


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class _Client:
    """Asks the app as a server would, without a server."""

    def __init__(self, check: Callable[[], None]) -> None:
        own = [health_route(check), *vendor_routes(), shapes_route()]
        routes = [*own, Route("/{page:path}", _page)]
        middleware = [Middleware(SecurityHeaders), Middleware(PageHead)]
        self.app = Starlette(routes=routes, middleware=middleware)

    def get(self, address: str, accept: str = "*/*") -> _Answer:
        return asyncio.run(self._ask(address, accept))

    async def _ask(self, address: str, accept: str) -> _Answer:
        path, _, query = address.partition("?")
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            # An endless sleep: the reader of the answer does not go away.
            await asyncio.Event().wait()
            raise AssertionError

        scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
        headers = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip")]
        asked = {"query_string": query.encode(), "headers": headers}
        await self.app({**scope, **asked}, receive, send)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return _Answer(sent[0]["status"], told, body)


@pytest.fixture
def client() -> _Client:
    return _Client(_healthy)


def test_the_page_is_japanese_unless_the_link_says_english(client: _Client) -> None:
    assert '<html lang="ja">' in client.get("/map", "text/html").text
    assert '<html lang="en">' in client.get("/map?lang=en", "text/html").text
    assert '<html lang="ja">' in client.get("/map?lang=xx", "text/html").text


def test_the_length_of_the_rewritten_page_is_true(client: _Client) -> None:
    answer = client.get("/", "text/html")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers
    assert answer.headers["content-language"] == "ja"


@pytest.mark.parametrize("address", ["/", "/healthz", f"{LEAFLET_URL}/leaflet.js"])
def test_every_answer_bears_the_security_headers(client: _Client, address: str) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "camera=()" in headers["permissions-policy"]


def test_no_foreign_host_is_allowed_unless_outside_requests_are() -> None:
    assert "http" not in content_policy("/", allow_outside=False)
    assert f"img-src 'self' data: blob: https://{TILE_HOST}" in content_policy(
        "/", allow_outside=True
    )


def test_only_the_map_frame_may_evaluate_scripts() -> None:
    assert "unsafe-eval" not in content_policy("/map", allow_outside=False)
    assert "script-src 'self' 'sha256-" in content_policy("/map", allow_outside=False)
    assert "'unsafe-eval'" in content_policy(
        "/component/streamlit_folium.st_folium/index.html", allow_outside=False
    )


@pytest.mark.parametrize("address", [url for _, url in (*WardMap.default_js, *WardMap.default_css)])
def test_what_the_map_loads_is_served_here_and_kept_by_browsers(
    client: _Client, address: str
) -> None:
    answer = client.get(address)
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["cache-control"]


def test_the_shapes_are_a_file_that_browsers_keep_under_an_address_of_their_own(
    client: _Client,
) -> None:
    ring = [[139.0, 35.0], [140.0, 35.0], [140.0, 36.0], [139.0, 35.0]]
    square = {"type": "Polygon", "coordinates": [ring]}
    shapes = prepare_shapes({"features": [{"id": "01", "geometry": square}]})
    address = f"{SHAPES_URL}/{shapes.digest}.js"
    assert client.get(address).status == 404
    offer_shapes(shapes)
    answer = client.get(address)
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["cache-control"]
    assert f'["{shapes.digest}"] = {{"01":' in answer.text
    others = prepare_shapes({"features": [{"id": "02", "geometry": square}]})
    assert others.digest != shapes.digest


def test_the_address_of_our_own_files_names_their_version() -> None:
    assert asset_url("map.js") != asset_url("map.css")
    assert "?v=" in asset_url("map.js")


def test_health_is_what_the_check_says(client: _Client) -> None:
    assert json.loads(client.get("/healthz").content) == {"status": "ok"}
    answer = _Client(_failing).get("/healthz")
    assert answer.status == 503
    assert json.loads(answer.content) == {"status": "failing"}
