"""Which boundaries and which town table are in use, and putting others in their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.grouping import grouped
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.boundary_layers import Boundaries
from asahi_metrics.services.territory import current_pack, replace_boundaries, replace_town_table
from asahi_metrics.services.town_table import TownTable, read_town_table
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.found import show_findings
from asahi_metrics.ui.lines import Line, Tag, lines_html, literal
from asahi_metrics.ui.uploading import Upload, forget, upload

_SHAPES, _TOWNS = "boundary_file", "town_file"
_TAKEN = "boundaries_taken"
_READ = "boundaries_read"

_T = TypeVar("_T")


def show_territory(now: Desk) -> None:
    """What the maps are drawn from, and the places for other files."""
    taken: tuple[str, int] | None = st.session_state.pop(_TAKEN, None)
    if taken is not None:
        st.success(now.text("territory.taken", file=literal(taken[0]), id=taken[1]))
    st.html(_state_html(now))
    if not allows(now.office.principal, "configure"):
        return
    shapes, towns = st.columns(2, gap="large")
    with shapes:
        _take_boundaries(now)
    with towns:
        _take_town_table(now)


def _state_html(now: Desk) -> str:
    text, drawn = now.text, now.ledger.territory
    kind = drawn.boundaries.kind
    source = drawn.boundaries.source_name
    shapes = Line(
        (
            text("territory.shapes"),
            Tag(text(f"boundaries.short.{kind}"), "sample" if kind == "schematic" else "real"),
            text(f"boundaries.note.{kind}", source=source),
        )
    )
    which = "provisional" if drawn.provisional else "own"
    towns = Line(
        (
            text("territory.towns"),
            Tag(text(f"town_table.{which}"), "sample" if drawn.provisional else "real"),
            text(f"town_table.{which}_note", source=""),
        )
    )
    return lines_html((), (shapes, towns))


def _take_boundaries(now: Desk) -> None:
    text = now.text
    suffixes = (".geojson", ".zip", ".gpkg")
    taken = upload(text("territory.boundary_label"), key=_SHAPES, suffixes=suffixes, text=text)
    st.caption(text("territory.boundary_help"))
    if taken is None:
        return
    read = _read_once(
        now, taken, lambda: read_boundaries(taken.content, taken.name, current_pack(now.office))
    )
    if isinstance(read, Boundaries):
        kind = text(f"boundaries.kind.{read.kind}")
        area = now.formats.number(read.total_area_km2, 2)
        st.success(text("territory.boundary_ready", file=literal(taken.name), kind=kind, area=area))
        _offer(now, _SHAPES, taken, lambda: replace_boundaries(now.office, read))


def _take_town_table(now: Desk) -> None:
    text = now.text
    taken = upload(text("territory.town_label"), key=_TOWNS, suffixes=(".xlsx", ".csv"), text=text)
    st.caption(text("territory.town_help"))
    if taken is None:
        return
    table = _read_once(
        now, taken, lambda: read_town_table(taken.content, taken.name, now.office.pack)
    )
    if not isinstance(table, TownTable):
        return
    if table.refused:
        st.error(text("territory.refused"))
    else:
        before = now.ledger.territory.town_district
        moved = sum(before.get(town) != code for town, code in table.districts.items())
        st.success(text("territory.town_ready", file=literal(taken.name), count=moved))
    if table.findings:
        show_findings(text, grouped(table.findings), name="town_table_findings")
    if not table.refused:
        _offer(
            now,
            _TOWNS,
            taken,
            lambda: replace_town_table(now.office, table.districts, table.source_name),
        )


def _read_once(now: Desk, taken: Upload, read: Callable[[], _T]) -> _T | None:
    """What the file came to; None, and the reason told, when it cannot be used."""
    kept: dict[str, tuple[str, object]] = st.session_state.setdefault(_READ, {})
    place = taken.identity.partition(":")[0]
    state = f"{taken.identity}:{now.figures.revision}"
    if place not in kept or kept[place][0] != state:
        with st.spinner(now.text("loading.reading")):
            try:
                kept[place] = (state, read())
            except AsahiMetricsError as error:
                kept[place] = (state, error)
    found = kept[place][1]
    if isinstance(found, AsahiMetricsError):
        st.error(f"{literal(now.text.of_error(found))}\n\n{now.text('territory.refused')}")
        return None
    return found  # type: ignore[return-value]


def _offer(now: Desk, place: str, taken: Upload, use: Callable[[], int]) -> None:
    if not st.button(now.text("territory.use"), type="primary", key=f"use_{place}"):
        return
    try:
        number = use()
    except AsahiMetricsError as error:
        st.error(literal(now.text.of_error(error)))
        return
    st.session_state[_TAKEN] = (taken.name, number)
    st.session_state[_READ].pop(place, None)
    forget(place)
    st.rerun()
