"""The one place that puts a map on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import folium
import streamlit as st
from streamlit_folium import st_folium

from asahi_metrics.visuals.maps import WardMap


def show_map(
    ground: WardMap,
    layers: Sequence[folium.FeatureGroup],
    *,
    key: str,
    height: int = 560,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Show the map; changed layers are swapped in the living map, which keeps its zoom.

    ``ground`` and ``layers`` are made anew for each run, since the component changes them.
    ``on_pick`` is called with the district's code before the run that a click starts, so
    that the filters above the map follow it in the same run.
    """

    def picked() -> None:
        answer = st.session_state.get(key) or {}
        if on_pick is not None and "area" in answer:
            on_pick(answer["area"])

    # The map answers clicks itself (map.js), at once and with nothing but the code; the
    # component's own answers carry the whole geometry and wait a quarter of a second.
    st_folium(
        ground,
        key=key,
        height=height,
        use_container_width=True,
        feature_group_to_add=list(layers),
        returned_objects=[],
        on_change=picked,
    )
