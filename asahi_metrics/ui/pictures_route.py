"""``/pictures/``: where the browser finds a map in every period of a year."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from asahi_metrics.core.errors import NotAllowed, NotFound
from asahi_metrics.services.office import Office
from asahi_metrics.ui.period_pictures import pictures
from asahi_metrics.ui.shown import PICTURES_URL
from asahi_metrics.ui.turns import turns


def pictures_route(office: Callable[[HTTPConnection], Office]) -> Route:
    """The pictures as JSON; nothing where the data have changed since the page was drawn.

    403 for who may not see them, 404 for an address that no page names.
    """

    # The pages go first: of all who ask for pictures, one stands in line with them.
    first = asyncio.Lock()

    def write(request: Request) -> str | None:
        with turns.take():
            return pictures(office(request), request.query_params)

    async def answer(request: Request) -> Response:
        try:
            async with first:
                written = await run_in_threadpool(write, request)
        except NotAllowed:
            return Response(status_code=HTTPStatus.FORBIDDEN)
        except NotFound:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": "no-store"}
        if written is None:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        return Response(written, media_type="application/json", headers=headers)

    return Route(PICTURES_URL, answer)
