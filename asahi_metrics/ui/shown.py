"""What a map shows whatever the period, and the address of its pictures of every period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode

from asahi_metrics.core.catalogue import Catalogue, Indicator
from asahi_metrics.core.errors import NotFound
from asahi_metrics.ui.links import View, encode
from asahi_metrics.ui.map_overlay import NO_PLACES
from asahi_metrics.visuals.classing import METHODS, MOST_CLASSES, Method

PICTURES_URL = "/pictures/"
CLASS_COUNTS = ("3", "4", "5")

Page = Literal["", "map", "subject"]
PAGES: tuple[Page, ...] = get_args(Page)


@dataclass(frozen=True)
class Classing:
    """How values are put into classes."""

    method: Method = "quantile"
    count: int = MOST_CLASSES


@dataclass(frozen=True)
class Shown:
    """An indicator over the districts, with circles of a ``second`` one and with ``places``.

    ``amounts`` writes the values into the districts. ``page`` tells what goes with the map
    (``ui/map_parts.py``).
    """

    indicator: Indicator
    second: Indicator | None = None
    classing: Classing = Classing()
    places: str = NO_PLACES
    amounts: bool = False
    page: Page = ""


def pictures_address(shown: Shown, view: View, revision: int) -> str:
    """Where the pictures of every period of the year are."""
    params = encode(view) | {
        "revision": str(revision),
        "indicator": shown.indicator.id,
        "second": "" if shown.second is None else shown.second.id,
        "classes": shown.classing.method,
        "k": str(shown.classing.count),
        "places": shown.places,
        "amounts": str(int(shown.amounts)),
        "page": shown.page,
    }
    del params["period"]
    return f"{PICTURES_URL}?{urlencode(params)}"


def shown_at(params: Mapping[str, str], catalogue: Catalogue) -> Shown:
    """What an address asks for; raises NotFound for one that no page names."""
    indicator, second = params.get("indicator", ""), params.get("second", "")
    method, count = params.get("classes", ""), params.get("k", "")
    page = params.get("page", "")
    is_known = indicator in catalogue and (not second or second in catalogue)
    if not is_known or count not in CLASS_COUNTS:
        raise NotFound("error.pictures.unknown")
    if method not in METHODS or page not in PAGES:
        raise NotFound("error.pictures.unknown")
    return Shown(
        catalogue[indicator],
        catalogue[second] if second else None,
        Classing(method, int(count)),
        places=params.get("places", NO_PLACES),
        amounts=params.get("amounts") == "1",
        page=page,
    )
