"""Moran's I among those of the shuffles, as a picture."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.clustering import Moran
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.analysis_clustering_words import say_index, shuffle_words
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import show_chart
from asahi_metrics.visuals.cards import note_html
from asahi_metrics.visuals.shuffles import shuffles_chart

_CHART_PX = 360


def show_shuffles(now: Desk, indicator: Indicator, moran: Moran, which: str) -> None:
    """The picture and how to read it; ``which`` are districts or towns."""

    def build() -> go.Figure:
        return shuffles_chart(
            moran.index,
            moran.shuffled,
            moran.usual,
            words=shuffle_words(now, moran),
            text=now.text,
            height=_CHART_PX,
        )

    show_chart(build, name=f"{indicator.id}_shuffles_{which}", of=indicator)
    st.html(note_html(now.text("analysis_clustering.shuffles_key"), say_index(now, moran)))
