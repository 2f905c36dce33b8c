"""The district page: one district, or some side by side, beside the ward."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.filters import pick_district
from asahi_metrics.ui.map_view import district_map
from asahi_metrics.ui.panels import figure_cards, heading, show_headline, show_table
from asahi_metrics.ui.profile import profile_table
from asahi_metrics.ui.subject import show_trend


def show_district_page() -> None:
    """Lay out the page; without a district it offers them all."""
    now = desk()
    catalogue = list(now.office.catalogue)
    if not now.view.districts:
        _offer(now)
        return
    st.html(_title(now))
    figure_cards(now, [one for one in catalogue if one.kind == "context"])
    left, right = st.columns([8.2, 4.4], gap="medium")
    with left:
        heading(now.text("district.all"))
        show_table(
            profile_table(now, now.view.districts, catalogue),
            name="district",
            height=520,
            sample=any(now.uses_sample(one) for one in catalogue),
        )
    with right:
        chosen = choose(
            "indicator",
            now.text("block.indicator"),
            [one.id for one in catalogue if now.figures.is_by_district(one)],
            say=lambda one: now.text.pick(now.office.catalogue[one].name),
        )
        indicator = now.office.catalogue[chosen]
        show_headline(now, indicator)
        show_trend(now, indicator, height=220)
        district_map(now, indicator, key="map_district", height=320)
    _places(now)


def _offer(now: Desk) -> None:
    """All districts as buttons, and the map to choose one from."""
    heading(now.text("district.choose"))
    left, right = st.columns([5, 7], gap="medium")
    with left:
        for row in range(0, len(now.areas.districts), 3):
            columns = st.columns(3, gap="small")
            for column, area in zip(columns, now.areas.districts[row : row + 3], strict=False):
                column.button(
                    now.name(area.code),
                    key=f"choose_{area.code}",
                    width="stretch",
                    on_click=pick_district,
                    args=(area.code,),
                )
    with right:
        population = next(one for one in now.office.catalogue if one.kind == "context")
        district_map(now, population, key="map_choose", height=430)


def _title(now: Desk) -> str:
    """The districts' names and the towns that are counted to them."""
    names = now.text("district.and").join(now.name(code) for code in now.view.districts)
    table = now.ledger.territory.town_district
    towns = [
        now.name(town.code) for town in now.areas.towns if table[town.code] in now.view.districts
    ]
    told = now.text("district.towns", towns=now.text("chart.alt.list_comma").join(towns))
    if now.ledger.territory.provisional:
        told += f" ({now.text('town_table.provisional_note')})"
    return (
        f'<h2 class="am-title">{html.escape(names)}</h2><p class="am-note">{html.escape(told)}</p>'
    )


def _places(now: Desk) -> None:
    """Shelters and other places in the chosen districts."""
    found = [one for one in now.places if one.district in now.view.districts]
    if not found:
        return
    heading(now.text("district.places"))
    show_table(
        pd.DataFrame(
            {
                now.text("district.kind"): [one.kind_name(now.text) for one in found],
                now.text("district.name"): [one.name for one in found],
                now.text("district.address"): [one.detail for one in found],
            }
        ),
        name="places",
        height=260,
    )
