"""The map page: an indicator over the districts, month by month if wanted."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.calendar import Month, Period, month_range
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from asahi_metrics.ui import tables
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.frames import districts_frame, frame_of
from asahi_metrics.ui.map_view import Classing, Overlay, breaks_for, draw_map
from asahi_metrics.ui.panels import page_name, show_chart, source_note, table_button
from asahi_metrics.ui.profile import district_panel
from asahi_metrics.ui.running import fragment
from asahi_metrics.ui.state import current_view
from asahi_metrics.visuals import charts, theme
from asahi_metrics.visuals.classing import METHODS, Method
from asahi_metrics.visuals.marks import PointKind, Shape

_NONE = "none"
_SHAPES: tuple[tuple[Shape, str], ...] = (
    ("star", theme.ACCENT_TEXT),
    ("square", "#00703C"),
    ("triangle", "#8A4B00"),
    ("diamond", "#5C2D91"),
    ("circle", "#1A1A1A"),
)
_PLAY_SECONDS = 1.2
_MAP_PX = 460
_PLAYING = "map_playing"
_MONTH = "map_month"
_BEGUN = "map_play_begun"


@dataclass(frozen=True)
class MapChoice:
    """What the reader wants to see on the map."""

    indicator: Indicator
    second: Indicator | None
    classing: Classing
    shown: str
    monthly: bool


def show_map_page() -> None:
    """Lay out the page."""
    now = desk()
    page_name(now, "map")
    choice = _choices(now)
    if choice.monthly:
        playing = st.session_state.get(_PLAYING, False)
        fragment(_month_by_month, run_every=_PLAY_SECONDS if playing else None)(choice)
    else:
        frame = districts_frame(now, choice.indicator, now.period(choice.indicator))
        _map_and_panel(now, choice, frame, frame["value"])
    source_note(now, choice.indicator)


def _choices(now: Desk) -> MapChoice:
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
        many = choose("k", text("map.count"), ("3", "4", "5"), say=str, default="5", width=84)
        kinds = _place_choices(now)
        shown = choose(
            "places", text("map.places"), kinds, say=lambda one: _place_name(text, one), width=200
        )
        pace = choose(
            "step",
            text("map.step"),
            ("period", "month"),
            say=lambda s: text(f"map.{s}"),
            width=170,
        )
    method_chosen: Method = next(one for one in METHODS if one == how)
    return MapChoice(
        indicator=catalogue[chosen],
        second=None if other == _NONE else catalogue[other],
        classing=Classing(method_chosen, int(many)),
        shown=shown,
        monthly=pace == "month",
    )


def _month_by_month(choice: MapChoice) -> None:
    """One month on the map, with the means to step and to play.

    The classes are those of the whole year, so that the colours keep their meaning while
    the months go by.
    """
    now = desk()
    if now.view != current_view():
        st.rerun()
    month = _choose_month(now, choice.indicator)
    found = now.figures.by_month(choice.indicator, Period(now.view.year))
    codes = now.areas.district_codes
    values = {code: found.get(code, {}).get(month, NO_FIGURE).value for code in codes}
    all_values = [figure.value for code in codes for figure in found.get(code, {}).values()]
    frame = frame_of(now, values, lowest_first=choice.indicator.polarity == "lower")
    _map_and_panel(now, choice, frame, pd.Series(all_values, dtype="float64"))


def _map_and_panel(
    now: Desk, choice: MapChoice, frame: pd.DataFrame, classed: pd.Series[float]
) -> None:
    """The map with its table, and beside it the chosen district or all of them in order."""
    left, right = st.columns([8, 4.4], gap="medium")
    with left:
        draw_map(
            now,
            choice.indicator,
            frame,
            breaks_for(choice.indicator, classed, choice.classing),
            key="map_page",
            height=_MAP_PX,
            overlay=_overlay(now, choice),
            amounts=True,
        )
        table_button(
            f"{choice.indicator.id}_map",
            lambda: (
                tables.shown_table(now, choice.indicator, frame)
                if choice.monthly
                else tables.districts_table(now, choice.indicator)
            ),
            sample=now.uses_sample(choice.indicator),
            provisional=now.is_provisional(choice.indicator),
        )
    with right:
        if len(now.view.districts) == 1:
            district_panel(now, now.view.districts[0], choice.indicator)
        else:
            _ranking(now, choice.indicator, frame)


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


def _overlay(now: Desk, choice: MapChoice) -> Overlay:
    if choice.shown == _NONE:
        return Overlay(second=choice.second)
    found = [one for one in now.places if _wanted(one.kind, choice.shown)]
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    return Overlay(
        second=choice.second,
        places=pd.DataFrame(
            [(one.lat, one.lon, one.name, one.kind, one.detail) for one in found],
            columns=["lat", "lon", "name", "kind", "detail"],
        ),
        kinds=[
            PointKind(kind, _place_name(now.text, kind), *_SHAPES[at % len(_SHAPES)])
            for at, kind in enumerate(kinds)
        ],
    )


def _wanted(kind: str, shown: str) -> bool:
    return shown in {"all", kind}


def _place_choices(now: Desk) -> list[str]:
    kinds = dict.fromkeys(one.kind for one in now.places)
    return [_NONE, *kinds, "all"] if len(kinds) > 1 else [_NONE, *kinds]


def _place_name(text: Text, kind: str) -> str:
    key = f"map.place.{kind}"
    return text(key) if text.has(key) else kind


def _ranking(now: Desk, indicator: Indicator, frame: pd.DataFrame) -> None:
    def build() -> go.Figure:
        figure = charts.ranking(frame, now.measure(indicator), selected=now.view.districts)
        return figure.update_layout(height=500)

    shown = tuple(frame["value"])
    show_chart(build, name=f"{indicator.id}_ranking", of=indicator, moment=shown)
    st.caption(now.text("map.click"))


def _name(now: Desk, indicator_id: str) -> str:
    return now.text.pick(now.office.catalogue[indicator_id].name)
