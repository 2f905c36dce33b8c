"""``/present/3``: a saved deck as a page of its own that takes the whole screen."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound, NotSignedIn
from asahi_metrics.core.text import Text
from asahi_metrics.exports.presentation import Viewer, write_presentation
from asahi_metrics.services.decks import read_deck
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import territory

PRESENT_URL = "/present/"
_STATIC = Path(__file__).parent / "static"


def present_route(office: Callable[[HTTPConnection], Office]) -> Route:
    """The page of a saved deck; 404 for a number that none has, 403 for who may not see it.

    Whoever is not signed in is led to the deck's own page, which has the entrance before it.
    """

    async def answer(request: Request) -> Response:
        number = request.path_params["number"]
        try:
            page = await run_in_threadpool(lambda: presentation(office(request), number))
        except NotSignedIn:
            return RedirectResponse(f"/meeting?deck={number}", HTTPStatus.SEE_OTHER)
        except NotAllowed as error:
            return _refuse(error, HTTPStatus.FORBIDDEN)
        except NotFound as error:
            return _refuse(error, HTTPStatus.NOT_FOUND)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    return Route(f"{PRESENT_URL}{{number:int}}", answer)


def presentation(office: Office, number: int) -> str:
    """The page of a saved deck; raises NotFound, and NotAllowed for who may not see it."""
    deck = read_deck(office, number).made.deck
    lang = "&lang=en" if deck.lang == "en" else ""
    viewer = Viewer(number, f"/meeting?deck={number}{lang}", _read("present.css"), _script())
    return write_presentation(deck, territory(office).boundaries.districts_geojson, viewer)


@cache
def present_scripts() -> str:
    """The one script that the page may run, by its hash."""
    digest = hashlib.sha256(_script().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _script() -> str:
    return _read("present_map.js") + _read("present.js")


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


def _refuse(error: AsahiMetricsError, status: HTTPStatus) -> Response:
    said = "\n".join(Text(lang).of_error(error) for lang in ("ja", "en"))
    return PlainTextResponse(said, status)
