"""The head of the district page: who lives there, how large it is, and where it lies."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from asahi_metrics.core.calendar import Month
from asahi_metrics.services.like_districts import density
from asahi_metrics.services.office import today
from asahi_metrics.services.places import PlaceOnMap
from asahi_metrics.services.scales import residents
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.frames import districts_frame
from asahi_metrics.ui.lines import Line, lines_html
from asahi_metrics.ui.map_overlay import Overlay, places_overlay
from asahi_metrics.ui.map_view import breaks_for, draw_map
from asahi_metrics.ui.panels import card_of
from asahi_metrics.ui.shown import Classing
from asahi_metrics.visuals.cards import Card, cards_html, note_html

_MAP_PX = 330


def area_km2(now: Desk) -> Mapping[str, float]:
    """The area of each district as the boundaries in use draw it."""
    return now.ledger.territory.boundaries.area_km2


def title_html(now: Desk, code: str) -> str:
    """The district's name with its reading, and the towns that are counted to it."""
    area, table = now.areas[code], now.ledger.territory.town_district
    towns = [now.name(town.code) for town in now.areas.towns if table[town.code] == code]
    told = now.text("district.towns", towns=now.text("chart.alt.list_comma").join(towns))
    if now.ledger.territory.provisional:
        told += f" ({now.text('town_table.provisional_note')})"
    reading = f"<span>{html.escape(area.kana)}</span>" if area.kana else ""
    kind = html.escape(now.text("profile_page.title_note"))
    return (
        f'<div class="am-title-line"><h1 class="am-title">{html.escape(now.name(code))}</h1>'
        f'{reading}<span class="am-title-kind">{kind}</span></div>'
        f'<p class="am-note">{html.escape(told)}</p>'
    )


def paper_html(now: Desk) -> str:
    """What the filter bar says, for paper, where the bar is left out."""
    states = now.ledger.states.values()
    sample = any(one.sample for one in states)
    early = now.text("stage.note") if any(one.provisional for one in states) else ""
    told = now.text(
        "profile_page.paper_sample" if sample else "profile_page.paper",
        period=now.formats.period(now.view.period),
        day=now.formats.date(today()),
    )
    source = now.text(
        "profile_page.paper_source",
        as_of=now.formats.month(_newest_month(now)),
        id=now.figures.revision,
    )
    return "".join(
        f'<p class="am-paper">{html.escape(said)}</p>'
        for said in (now.text.join([told, early] if early else [told]), source)
    )


def _newest_month(now: Desk) -> Month:
    """The newest month of the chosen period that an indicator by district has data of."""
    # What is carried forward stands for months that it has no data of.
    found = [
        (one.numerator.over != "carry", known.last_month)
        for one in now.office.catalogue
        if now.figures.has_districts(one)
        and (span := now.figures.data_span(one))
        and (known := now.view.period.until(span[1]))
    ]
    return max(found)[1] if found else now.view.period.last_month


def facts_html(now: Desk, code: str) -> str:
    """The people, the households, the ages, the area and the density as cards."""
    own = replace(now, view=replace(now.view, districts=(code,)))
    context = [card_of(own, one) for one in now.office.catalogue if one.kind == "context"]
    kind = now.text(f"boundaries.short.{now.ledger.territory.boundaries.kind}")
    note = now.text("profile_page.area_note", kind=kind)
    areas = area_km2(now)
    dense = density(now.figures, code, now.view.period, areas)
    ground = [
        _card(now, "area", "km2", now.formats.number(areas.get(code), 2), note),
        _card(now, "density", "per_km2", now.formats.number(dense), note),
    ]
    return cards_html([*context, *ground])


def locator_map(now: Desk, code: str) -> None:
    """The ward by population, the district outlined, with its shelters and places."""
    own = replace(now, view=replace(now.view, districts=(code,)))
    people = residents(now.figures)
    frame = districts_frame(own, people, now.period(people))
    breaks = breaks_for(people, frame["value"], Classing())
    overlay = _overlay(now, code)
    draw_map(own, people, frame, breaks, key="map_profile", height=_MAP_PX, overlay=overlay)
    if all(_is_own(now, one) for one in now.places):
        st.html(note_html(now.text("profile_page.no_shelters")))


def places_html(now: Desk, code: str) -> str:
    """The district's shelters and places by kind; empty where there are none."""
    found = [one for one in now.places if one.district == code]
    header = [now.text(f"district.{name}") for name in ("kind", "name", "address")]
    lines = [Line((one.kind_name(now.text), one.name, one.detail)) for one in found]
    return lines_html(header, lines) if lines else ""


def _card(now: Desk, name: str, unit: str, value: str, note: str) -> Card:
    missing = value == now.text("value.missing")
    return Card(
        name=now.text(f"profile_page.{name}"),
        value=value,
        unit="" if missing else now.text(f"profile_page.{unit}"),
        note=note,
    )


def _overlay(now: Desk, code: str) -> Overlay:
    """The district's own shelters and places, and the ward's own wherever they lie."""
    found = [one for one in now.places if one.district == code or _is_own(now, one)]
    return places_overlay(found, now.text)


def _is_own(now: Desk, place: PlaceOnMap) -> bool:
    """Whether it is a place of the ward's own pack, such as the market."""
    return any(place.kind == one.kind for one in now.office.pack.places)
