"""The districts' shapes as a file that a browser fetches once and keeps.

Its address names the shapes themselves, so that other boundaries have another one. Shapes are no
figures: whoever has the address may have them, as on the public pages.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from asahi_metrics.visuals.maps import SHAPES_URL, shapes_script
from asahi_metrics.visuals.shapes import DistrictShapes

_ONE_YEAR = "public, max-age=31536000, immutable"
# More than there are ledgers, so that none goes whose pages are still being drawn.
_MOST = 16

_known: dict[str, str] = {}


def offer_shapes(shapes: DistrictShapes) -> None:
    """Have the shapes at their address from now on; those offered last stay longest."""
    _known[shapes.digest] = _known.pop(shapes.digest, "") or shapes_script(shapes)
    for digest in list(_known)[:-_MOST]:
        del _known[digest]


def shapes_route() -> Route:
    """``/vendor/shapes/{digest}.js``; 404 for shapes that no page of this process has shown."""

    async def answer(request: Request) -> Response:
        script = _known.get(request.path_params["digest"])
        if script is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": _ONE_YEAR}
        return Response(script, media_type="text/javascript", headers=headers)

    return Route(f"{SHAPES_URL}/{{digest}}.js", answer)
