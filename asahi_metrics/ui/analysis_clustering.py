"""The view of clustering: whether like districts, and like towns, lie side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_clustering import Clustering, clustering
from asahi_metrics.ui.analysis_choice import choose_indicator
from asahi_metrics.ui.analysis_clustering_words import (
    say_clustering,
    say_joined,
    say_method,
)
from asahi_metrics.ui.analysis_map import breaks_of, scale_map
from asahi_metrics.ui.analysis_scale import (
    listed_areas,
    say_basis,
    say_missing,
    say_period,
    scale_measure,
)
from asahi_metrics.ui.analysis_shuffles import show_shuffles
from asahi_metrics.ui.analysis_towns import show_towns
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals.cards import note_html, sentence_html

_MAP_PX = 340


def show_clustering(now: Desk) -> None:
    """Lay out the view."""
    indicator = choose_indicator(now)
    if indicator is None:
        return
    boundaries = now.ledger.territory.boundaries
    found = clustering(now.figures, indicator, now.view.period, boundaries)
    if found is None:
        st.info(now.text("chart.no_values"))
    else:
        _districts(now, indicator, found)
    show_towns(now, indicator)
    source_note(now, indicator)


def _districts(now: Desk, indicator: Indicator, found: Clustering) -> None:
    """The sentence, the map beside where its index lies among the shuffled ones, the rest."""
    st.html(sentence_html(say_clustering(now, indicator, found)))
    if found.moran is not None:
        offer_slide(now, "clustering", indicator)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        heading(now.text("analysis_clustering.map"))
        _map(now, indicator, found)
    with right:
        if found.moran is not None:
            heading(now.text("analysis_clustering.shuffles"))
            show_shuffles(now, indicator, found.moran, "districts")
    table_button(
        f"{indicator.id}_clustering",
        lambda: clustering_table(now, found),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
        width=760,
    )
    about = (say_basis(now, indicator, found.scale), say_period(now, indicator))
    st.html(note_html(*about, say_missing(now, found.scale)))
    no_local = now.text("analysis_clustering.no_local", count=len(now.areas.districts))
    st.html(note_html(no_local, say_joined(now, found.beside)))
    st.html(note_html(say_method(now, adjusted=found.adjusted)))


def _map(now: Desk, indicator: Indicator, found: Clustering) -> None:
    """The districts by class, nothing picked out."""
    measure, values = scale_measure(now, found.scale), found.scale.districts
    breaks = breaks_of(values.values(), measure)
    scale_map(
        now,
        indicator,
        values,
        key="map_clustering",
        height=_MAP_PX,
        breaks=breaks,
        measure=measure,
    )


def clustering_table(now: Desk, found: Clustering) -> pd.DataFrame:
    """Every district with its figure, that of its neighbours, and who they are."""
    text, values = now.text, found.scale.districts
    measure = scale_measure(now, found.scale)
    codes = list(now.areas.district_codes)
    beside = {code: sorted(found.beside.of.get(code, ())) for code in codes}
    around = {
        code: sum(values[one] for one in others) / len(others)
        for code, others in beside.items()
        if others
    }
    said = {"name": measure.name, "unit": measure.unit}
    known = pd.Series([values.get(code) for code in codes], dtype="float64")
    means = pd.Series([around.get(code) for code in codes], dtype="float64")
    return pd.DataFrame(
        {
            text("column.code"): codes,
            text("column.district"): [now.name(code) for code in codes],
            text("analysis.column.value", **said): known.round(measure.decimals),
            text("analysis_clustering.column.around"): means.round(measure.decimals),
            text("analysis_clustering.column.beside"): [
                listed_areas(now, beside[code]) for code in codes
            ],
        }
    )
