"""A map in every period of a year, for the browser to paint what is chosen at once.

The page's own run follows and says the same; ``visuals/static/periods.js`` does the painting.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.ui.desk import Desk, known, ledger
from asahi_metrics.ui.filters import PERIOD_CODES, period_name
from asahi_metrics.ui.links import View, decode
from asahi_metrics.ui.map_panel import drawings_of
from asahi_metrics.ui.map_parts import period_beside
from asahi_metrics.ui.map_view import period_picture
from asahi_metrics.ui.shown import Shown, shown_at


def pictures(office: Office, params: Mapping[str, str]) -> str | None:
    """The pictures that an address names, by the name of their period in the filter, as JSON.

    None for an address of another revision. Raises NotAllowed, and NotFound for an address that
    no page names.
    """
    require(office, "read")
    book = ledger(office)
    view, unread = decode(params, known(office, book))
    shown = shown_at(params, office.catalogue)
    if unread or view.as_of is not None:
        raise NotFound("error.pictures.unknown")
    if params.get("revision") != str(book.figures.revision):
        return None
    key = (office.settings.database_url, book.figures.revision, view, shown)

    def write() -> str:
        text = Text(view.lang)
        return _write(Desk(office, book, text, Formats(text), view), shown)

    return _kept(key, write)


# A year of one indicator takes some 250 kB here, and some 12 kB packed on the wire.
@st.cache_resource(show_spinner=False, max_entries=60)
def _kept(key: tuple[str, int, View, Shown], _write: Callable[[], str]) -> str:  # noqa: ARG001
    return _write()


def _write(desk: Desk, shown: Shown) -> str:
    told = []
    for code in PERIOD_CODES:
        name = json.dumps(period_name(code, desk.text, desk.formats))
        moment = replace(desk, view=replace(desk.view, period_code=code))
        told.append(f"{name}:{_picture(moment, shown)}")
    return "{" + ",".join(told) + "}"


def _picture(desk: Desk, shown: Shown) -> str:
    picture = period_picture(desk, shown)
    drawn = [one for group in picture.layers for one in drawings_of(group)]
    # Places stay where they are, whatever the period.
    layers = [one.as_json() for one in drawn if one.function != "points"]
    parts = {"beside": period_beside(desk, shown)} if shown.page else {}
    told = json.dumps({"legend": picture.legend, "parts": parts})
    return f'{{"layers":[{",".join(layers)}],{told[1:]}'
