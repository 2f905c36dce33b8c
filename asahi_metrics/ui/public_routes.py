"""``/public/``: the pages of the ward and its districts, as residents read them.

They ask as the public, so the services themselves refuse whatever was not released.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from http import HTTPStatus
from typing import Literal, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from asahi_metrics.core.addresses import PUBLIC
from asahi_metrics.core.errors import AsahiMetricsError, NotFound
from asahi_metrics.core.report import DeckLanguage
from asahi_metrics.core.text import Text
from asahi_metrics.exports.markup import Markup
from asahi_metrics.exports.public_page import Frame, write_public_page
from asahi_metrics.exports.public_refusal import write_refusal
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.office import PUBLIC_READER, Office
from asahi_metrics.services.public_edition import Edition, current_edition
from asahi_metrics.services.public_pages import is_language, public_page
from asahi_metrics.services.territory import shapes_in_use
from asahi_metrics.store.database import answering
from asahi_metrics.ui.public_shelf import Document, Shelf, answer, document
from asahi_metrics.ui.public_style import public_style

HTML = "text/html; charset=utf-8"

Refusal = Literal["unreleased", "unknown", "failing"]
Find = Callable[[Office, Edition, Request], Document]


def public_routes(office: Callable[[], Office]) -> list[Route]:
    """The pages of the ward and of each district."""
    shelf = Shelf()

    def page(reader: Office, edition: Edition, request: Request) -> Document:
        lang, district = language(request), request.path_params.get("district") or None
        key: Hashable = (edition, "page", district, lang)
        return shelf.get(key, lambda: _page(reader, edition, district, lang))

    return [
        Route(PUBLIC.rstrip("/"), to_folder),
        Route(f"{PUBLIC}{{district:path}}", answering_with(office, page)),
    ]


def answering_with(
    office: Callable[[], Office], find: Find
) -> Callable[[Request], Awaitable[Response]]:
    """A route's function that finds a document, and says why where there is none."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(lambda: _respond(office, request, find))

    return endpoint


def _respond(office: Callable[[], Office], request: Request, find: Find) -> Response:
    reader: Office | None = None
    try:
        program = office()
        reader = program.acting_as(PUBLIC_READER)
        with answering(reader.engine):
            edition = current_edition(reader, shapes_in_use(program))
            return answer(request, find(reader, edition, request))
    except NotFound as error:
        why: Refusal = "unreleased" if error.key == "error.release.none" else "unknown"
        return _refuse(reader, request, why, HTTPStatus.NOT_FOUND)
    except (AsahiMetricsError, OSError):
        return _refuse(None, request, "failing", HTTPStatus.SERVICE_UNAVAILABLE)


def _page(reader: Office, edition: Edition, district: str | None, lang: DeckLanguage) -> Document:
    made = public_page(reader, edition, district, lang)
    shapes = edition.shapes.districts_geojson
    told = write_public_page(made, shapes, Wording(reader, lang).text, public_style())
    return document(told.encode(), HTML, release=edition.release.id)


def _refuse(reader: Office | None, request: Request, why: Refusal, status: HTTPStatus) -> Response:
    """A page that says what there is not; it is kept nowhere."""
    lang = language(request)
    text = Wording(reader, lang).text if reader else Text("en" if lang == "en" else "ja")
    readings = getattr(text, "readings", {})
    rest = "".join(map(str, request.path_params.values()))
    up = "../" * (1 + rest.count("/"))
    frame = Frame(lang, text, Markup(readings), public_style(), here="", up=up)
    ward = text.pick(reader.pack.areas.ward.name) if reader else ""
    page = write_refusal(frame, why, ward)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


def language(request: Request) -> DeckLanguage:
    """The language that the address asks for, or else Japanese."""
    asked = request.query_params.get("lang", "")
    return cast("DeckLanguage", asked) if is_language(asked) else "ja"


async def to_folder(request: Request) -> Response:
    """Add the slash that the pages' own links count on; the address stays within its folder."""
    folder = request.url.path.rsplit("/", 1)[-1]
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{folder}/{query}", HTTPStatus.PERMANENT_REDIRECT)
