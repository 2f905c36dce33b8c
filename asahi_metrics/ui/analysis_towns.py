"""The towns on the map of clustering, where an indicator is known by town."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_clustering import (
    TownClustering,
    is_by_town,
    town_clustering,
)
from asahi_metrics.ui.analysis_choice import by_district, offer
from asahi_metrics.ui.analysis_clustering_words import (
    say_joined,
    say_method,
    say_towns,
)
from asahi_metrics.ui.analysis_map import towns_map
from asahi_metrics.ui.analysis_scale import listed_areas
from asahi_metrics.ui.analysis_shuffles import show_shuffles
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading, table_button
from asahi_metrics.visuals.cards import note_html, sentence_html

_MAP_PX = 420


def show_towns(now: Desk, indicator: Indicator) -> None:
    """What the towns show, or why nothing can be shown of them and what can."""
    heading(now.text("analysis_clustering.towns.title"))
    boundaries = now.ledger.territory.boundaries
    if not is_by_town(indicator):
        known = [one for one in by_district(now.figures) if is_by_town(one)]
        offer(now, now.text("analysis_clustering.towns.not_by_town"), known)
    elif boundaries.towns_geojson is None:
        st.html(note_html(now.text("analysis_clustering.towns.no_shapes")))
    else:
        found = town_clustering(now.figures, indicator, now.view.period, boundaries)
        if found is None:
            st.info(now.text("chart.no_values"))
        else:
            _towns(now, indicator, found)


def _towns(now: Desk, indicator: Indicator, found: TownClustering) -> None:
    st.html(sentence_html(say_towns(now, indicator, found)))
    left, right = st.columns([7, 5], gap="medium")
    with left:
        towns_map(now, found.by_town, found.found, now.measure(indicator), _MAP_PX)
        st.html(note_html(now.text("analysis_clustering.towns.key")))
    with right:
        if found.moran is not None:
            show_shuffles(now, indicator, found.moran, "towns")
    table_button(
        f"{indicator.id}_towns",
        lambda: towns_table(now, indicator, found),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
        width=900,
    )
    _notes(now, found)


def _notes(now: Desk, found: TownClustering) -> None:
    """Towns without a figure, joined towns, whose shapes these are, and the method."""
    boundaries = now.ledger.territory.boundaries
    missing = ""
    if found.missing:
        names = listed_areas(now, found.missing)
        missing = now.text(
            "analysis_clustering.towns.missing", count=len(found.missing), names=names
        )
    drawn = now.text("analysis_clustering.towns.schematic")
    told = (missing, say_joined(now, found.beside), drawn if boundaries.kind == "schematic" else "")
    if any(told):
        st.html(note_html(*told))
    local = now.text("analysis_clustering.method.local")
    st.html(note_html(now.text.join((say_method(now, adjusted=found.adjusted), local))))


def towns_table(now: Desk, indicator: Indicator, found: TownClustering) -> pd.DataFrame:
    """Every town with a figure: itself, its neighbours' mean, and what they are together."""
    text, measure = now.text, now.measure(indicator)
    codes = list(found.by_town)
    local = [found.local.get(code) for code in codes]
    around = [
        sum(found.by_town[one] for one in others) / len(others) if others else None
        for others in (sorted(found.beside.of[code]) for code in codes)
    ]
    table = now.ledger.territory.town_district
    said = {"name": measure.name, "unit": measure.unit}
    return pd.DataFrame(
        {
            text("analysis_clustering.column.town_code"): codes,
            text("analysis_clustering.column.town"): [now.name(code) for code in codes],
            text("column.district"): [now.name(table[code]) for code in codes],
            text("analysis.column.value", **said): pd.Series(
                list(found.by_town.values()), dtype="float64"
            ).round(measure.decimals),
            text("analysis_clustering.column.around"): pd.Series(around, dtype="float64").round(
                measure.decimals
            ),
            text("analysis_clustering.column.group"): [
                text(f"analysis_clustering.group.{one.group}") if one and one.is_found else ""
                for one in local
            ],
            text("analysis_clustering.column.p"): [one.p if one else None for one in local],
            text("analysis_clustering.column.q"): [one.q if one else None for one in local],
        }
    )
