"""What a link says: the filters as query parameters, by stable codes and never by labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from asahi_metrics.core.calendar import Period, parse_period
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.text import LANGUAGES, Language

KEYS = ("year", "period", "districts", "lang", "asof")


@dataclass(frozen=True)
class View:
    """The filters that all pages share; ``as_of`` is a past revision, None the newest."""

    year: int
    period_code: str = "fy"
    districts: tuple[str, ...] = ()
    lang: Language = "ja"
    as_of: int | None = None

    @property
    def period(self) -> Period:
        """The months that the filters name."""
        return parse_period(self.year, self.period_code)


@dataclass(frozen=True)
class Known:
    """What a link may name: years with data, newest last, district codes, revisions up to one."""

    years: tuple[int, ...]
    districts: tuple[str, ...]
    revision: int = 0


@dataclass(frozen=True)
class Unread:
    """A part of a link that could not be understood."""

    key: str
    value: str


def encode(view: View) -> dict[str, str]:
    """The filters as query parameters; what is the default for everybody is left out."""
    params = {"year": str(view.year), "period": view.period_code}
    if view.districts:
        params["districts"] = ",".join(view.districts)
    if view.lang != LANGUAGES[0]:
        params["lang"] = view.lang
    if view.as_of is not None:
        params["asof"] = str(view.as_of)
    return params


def address(page: str, view: View, **choices: str) -> str:
    """Where a page stands with the same filters and a choice of its own, seen from any page.

    >>> address("map", View(2026), indicator="drills")
    'map?year=2026&period=fy&indicator=drills'
    """
    return f"{page}?{urlencode(encode(view) | choices)}"


def decode(params: Mapping[str, str], known: Known) -> tuple[View, list[Unread]]:
    """The filters that a link names, and the parts of it that could not be read."""
    unread: list[Unread] = []
    view = View(
        year=_year(params, known, unread),
        period_code=_period_code(params, unread),
        districts=_districts(params, known, unread),
        lang=_lang(params, unread),
        as_of=_as_of(params, known, unread),
    )
    return view, unread


def _year(params: Mapping[str, str], known: Known, unread: list[Unread]) -> int:
    value = params.get("year")
    for year in known.years:
        if value == str(year):
            return year
    if value is not None:
        unread.append(Unread("year", value))
    return known.years[-1]


def _period_code(params: Mapping[str, str], unread: list[Unread]) -> str:
    value = params.get("period", "fy")
    try:
        return parse_period(2000, value).code
    except AsahiMetricsError:
        unread.append(Unread("period", value))
        return "fy"


def _districts(params: Mapping[str, str], known: Known, unread: list[Unread]) -> tuple[str, ...]:
    named = [code for code in params.get("districts", "").split(",") if code]
    unread += [Unread("districts", code) for code in named if code not in known.districts]
    return tuple(code for code in known.districts if code in named)


def _lang(params: Mapping[str, str], unread: list[Unread]) -> Language:
    value = params.get("lang", LANGUAGES[0])
    if value in LANGUAGES:
        return value
    unread.append(Unread("lang", value))
    return LANGUAGES[0]


def _as_of(params: Mapping[str, str], known: Known, unread: list[Unread]) -> int | None:
    """A past revision; the newest is what is shown anyway."""
    value = params.get("asof")
    if value is None or value == str(known.revision):
        return None
    if re.fullmatch(r"[1-9][0-9]{0,9}", value) and int(value) < known.revision:
        return int(value)
    unread.append(Unread("asof", value))
    return None
