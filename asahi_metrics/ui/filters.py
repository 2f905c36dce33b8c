"""The filter bar that all pages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.ui.account import account_menu
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.past import pick_past
from asahi_metrics.ui.state import change_view, current_view
from asahi_metrics.visuals.cards import badge_html, stage_badge_html

_SPANS = ("fy", "h1", "h2", "q1", "q2", "q3", "q4")
PERIOD_CODES = (*_SPANS, *(Period(2000, place, place).code for place in range(1, 13)))
"""The periods that the filter offers."""

_YEAR, _PERIOD, _DISTRICTS, _LANGUAGE = (
    "filter_year",
    "filter_period",
    "filter_districts",
    "filter_language",
)


def filter_bar(desk: Desk) -> None:
    """Year, period, districts and language; a change is in the link before the page runs."""
    view, text = desk.view, desk.text
    st.session_state[_YEAR] = view.year
    st.session_state[_PERIOD] = view.period_code
    st.session_state[_DISTRICTS] = list(view.districts)
    st.session_state[_LANGUAGE] = view.lang
    # Widths in px: on a narrow screen the bar breaks into rows, and no choice is cut off.
    with st.container(key="filter_bar", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            text("filter.year"),
            sorted(desk.ledger.years, reverse=True),
            format_func=desk.formats.fiscal_year,
            key=_YEAR,
            on_change=_take,
            width=190,
        )
        st.selectbox(
            text("filter.period"),
            _period_codes(view.period_code),
            format_func=lambda code: period_name(code, text, desk.formats),
            key=_PERIOD,
            on_change=_take,
            width=210,
        )
        st.multiselect(
            text("filter.districts"),
            desk.areas.district_codes,
            format_func=desk.name,
            key=_DISTRICTS,
            placeholder=text("filter.all_districts"),
            on_change=_take,
        )
        st.segmented_control(
            text("filter.language"),
            LANGUAGES,
            format_func=lambda lang: text(f"language.{lang}"),
            key=_LANGUAGE,
            required=True,
            on_change=_take,
            width="content",
        )
        pick_past(desk)
        _data_badge(desk)
        account_menu(desk)


def _data_badge(desk: Desk) -> None:
    """サンプルデータ and 速報, on every page while any of it is in use."""
    states = desk.ledger.states.values()
    sampled = _named(desk, [one.id for one in states if one.sample], "sample.detail")
    early = _named(desk, [one.id for one in states if one.provisional], "stage.detail")
    said = desk.text("stage.contains")
    if sampled:
        # Both in one place: beside each other they would push the bar into a second line.
        also = said if early else ""
        told = "\n".join(one for one in (sampled, early) if one)
        st.html(badge_html(desk.text("sample.banner"), detail=told, also=also), width="content")
    elif early:
        st.html(stage_badge_html(said, detail=early), width="content")


def _named(desk: Desk, datasets: Sequence[str], key: str) -> str:
    """A sentence that names datasets; empty where there are none."""
    names = [desk.text(f"dataset.{dataset}.name") for dataset in datasets]
    return desk.text(key, names=desk.text("chart.alt.list_comma").join(names)) if names else ""


def pick_district(code: str) -> None:
    """Make a district the filter, or take the filter off when it is the one chosen."""
    view = current_view()
    change_view(replace(view, districts=() if view.districts == (code,) else (code,)))


def period_name(code: str, text: Text, formats: Formats) -> str:
    """A period's name without its year."""
    if text.has(f"period.{code}"):
        return text(f"period.{code}")
    first, last = code.split("-")
    return formats.month_span(int(first), int(last))


def _period_codes(chosen: str) -> list[str]:
    return [*PERIOD_CODES] if chosen in PERIOD_CODES else [*PERIOD_CODES, chosen]


def _take() -> None:
    state = st.session_state
    change_view(
        replace(
            current_view(),
            year=state[_YEAR],
            period_code=state[_PERIOD],
            districts=tuple(sorted(state[_DISTRICTS])),
            lang=state[_LANGUAGE],
        )
    )
