"""The map page: an indicator over the districts, month by month if wanted."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.calendar import Month, Period, fiscal_position, month_range
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui import tables
from asahi_metrics.ui.chance_note import say_difference, show_chance_note
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.frames import frame_of
from asahi_metrics.ui.map_overlay import overlay_of, place_choices
from asahi_metrics.ui.map_parts import show_beside, show_month_beside
from asahi_metrics.ui.map_view import breaks_for, district_map, draw_map
from asahi_metrics.ui.panels import page_name, source_note, table_button
from asahi_metrics.ui.running import fragment
from asahi_metrics.ui.shown import CLASS_COUNTS, Classing, Shown
from asahi_metrics.ui.state import current_view
from asahi_metrics.visuals.classing import METHODS, Method

_NONE = "none"
_KEY = "map_page"
_PLAY_SECONDS = 1.2
_MAP_PX = 460
_PLAYING = "map_playing"
_MONTH = "map_month"
_BEGUN = "map_play_begun"


def show_map_page() -> None:
    """Lay out the page."""
    now = desk()
    page_name(now, "map")
    shown, monthly = _choices(now)
    if monthly:
        playing = st.session_state.get(_PLAYING, False)
        fragment(_month_by_month, run_every=_PLAY_SECONDS if playing else None)(shown)
    else:
        _whole_period(now, shown)
    source_note(now, shown.indicator)


def _choices(now: Desk) -> tuple[Shown, bool]:
    """What the reader wants to see on the map, and whether month by month."""
    catalogue, text = now.office.catalogue, now.text
    ids = [one.id for one in catalogue if now.figures.has_districts(one)]
    with st.container(horizontal=True, gap="small"):
        chosen = choose("indicator", text("map.indicator"), ids, say=lambda one: _name(now, one))
        other = choose(
            "second",
            text("map.second"),
            [_NONE, *ids],
            say=lambda one: text("map.none") if one == _NONE else _name(now, one),
        )
        how = choose(
            "classes",
            text("map.classes"),
            METHODS,
            say=lambda m: text(f"map.method.{m}"),
            width=210,
        )
        many = choose("k", text("map.count"), CLASS_COUNTS, say=str, default="5", width=84)
        kinds = place_choices(now)
        places = choose(
            "places", text("map.places"), list(kinds), say=lambda one: kinds[one], width=200
        )
        pace = choose(
            "step",
            text("map.step"),
            ("period", "month"),
            say=lambda s: text(f"map.{s}"),
            width=170,
        )
    method_chosen: Method = next(one for one in METHODS if one == how)
    shown = Shown(
        catalogue[chosen],
        None if other == _NONE else catalogue[other],
        Classing(method_chosen, int(many)),
        places=places,
        amounts=True,
        page="map",
    )
    return shown, pace == "month"


def _whole_period(now: Desk, shown: Shown) -> None:
    left, right = _columns()
    with left:
        district_map(now, shown, key=_KEY, height=_MAP_PX)
        _table(now, shown.indicator, lambda: tables.districts_table(now, shown.indicator))
    with right:
        show_beside(now, shown, key=_KEY)
        period = now.period(shown.indicator)
        show_chance_note(now, shown.indicator, say_difference(now, shown.indicator, period))


def _month_by_month(shown: Shown) -> None:
    """One month on the map, with the means to step and to play.

    The classes are those of the whole year, so that the colours keep their meaning while
    the months go by.
    """
    now = desk()
    if now.view != current_view():
        st.rerun()
    month = _choose_month(now, shown.indicator)
    found = now.figures.by_month(shown.indicator, Period(now.view.year))
    codes = now.areas.district_codes
    values = {code: found.get(code, {}).get(month, NO_FIGURE).value for code in codes}
    all_values = [figure.value for code in codes for figure in found.get(code, {}).values()]
    frame = frame_of(now, values, lowest_first=shown.indicator.polarity == "lower")
    classed = pd.Series(all_values, dtype="float64")
    left, right = _columns()
    with left:
        draw_map(
            now,
            shown.indicator,
            frame,
            breaks_for(shown.indicator, classed, shown.classing),
            key=_KEY,
            height=_MAP_PX,
            overlay=overlay_of(now, shown.second, shown.places),
            amounts=True,
        )
        _table(now, shown.indicator, lambda: tables.shown_table(now, shown.indicator, frame))
    with right:
        ward = found.get(now.areas.ward.code, {}).get(month, NO_FIGURE).value
        show_month_beside(now, shown.indicator, frame, ward, key=_KEY)
        at = fiscal_position(month)
        difference = say_difference(now, shown.indicator, Period(now.view.year, at, at))
        show_chance_note(now, shown.indicator, difference)


def _columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    left, right = st.columns([8, 4.4], gap="medium")
    return left, right


def _table(now: Desk, indicator: Indicator, table: Callable[[], pd.DataFrame]) -> None:
    table_button(
        f"{indicator.id}_map",
        table,
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
    )


def _choose_month(now: Desk, indicator: Indicator) -> Month:
    """The month shown; while the months are played, each run steps to the next one."""
    months = _months(now, indicator)
    playing = st.session_state.get(_PLAYING, False)
    current = st.session_state.get(_MONTH)
    if current not in months:
        st.session_state[_MONTH] = months[-1]
    elif playing and not st.session_state.pop(_BEGUN, False):
        st.session_state[_MONTH] = months[(months.index(current) + 1) % len(months)]
    play, slider = st.columns([1.4, 8], vertical_alignment="bottom")
    said = now.text("map.stop" if playing else "map.play")
    if play.button(said, key="map_play", on_click=_toggle_play):
        # The pace of a fragment is set by the page around it.
        st.rerun()
    return Month(
        slider.select_slider(
            now.text("column.month"), months, format_func=now.formats.month, key=_MONTH
        )
    )


def _toggle_play() -> None:
    playing = not st.session_state.get(_PLAYING, False)
    st.session_state[_PLAYING] = playing
    # The run that the button starts is followed at once by that of the whole page.
    st.session_state[_BEGUN] = playing


def _months(now: Desk, indicator: Indicator) -> tuple[Month, ...]:
    period = now.period(indicator)
    return month_range(Period(now.view.year).first_month, period.last_month)


def _name(now: Desk, indicator_id: str) -> str:
    return now.text.pick(now.office.catalogue[indicator_id].name)
