"""The usual way: the file read, the map built and the chart drawn anew at each run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import folium
import pandas as pd
import plotly.express as px
import streamlit as st
from streamlit_folium import st_folium

from bench.choices import NAMES, SERIES, period_of

# The map library from this machine; no page under test reaches another one.
folium.Map.default_js = [("leaflet", f"{os.environ['LEAFLET']}/leaflet.js")]
folium.Map.default_css = [("leaflet_css", f"{os.environ['LEAFLET']}/leaflet.css")]

COLOURS = ("#E8F1FE", "#C5D7FB", "#9DB7F9", "#7096F8", "#3460FB")

st.set_page_config(layout="wide")
period = period_of(st.selectbox("period", NAMES, key="filter_period"))
cells = pd.read_csv(Path(os.environ["CELLS"]), dtype={"area": str, "item": str})
shapes = json.loads(Path(os.environ["SHAPES"]).read_text(encoding="utf-8"))
codes = [one["id"] for one in shapes["features"]]
chosen = cells[
    (cells["series"] == SERIES)
    & cells["month"].between(period.first_month, period.last_month)
    & cells["area"].isin(codes)
]
totals = chosen.groupby("area")["value"].sum().reindex(codes)
groups = totals.rank(pct=True).mul(len(COLOURS)).sub(0.01).floordiv(1)


def style(feature: dict[str, str]) -> dict[str, object]:
    """A district's colour by its fifth."""
    group = groups[feature["id"]]
    return {"fillColor": "#FFFFFF" if pd.isna(group) else COLOURS[int(group)], "fillOpacity": 1}


left, right = st.columns([8, 4.4])
with left:
    ward = folium.Map(location=(35.475, 139.53), zoom_start=13, tiles=None)
    folium.GeoJson(shapes, style_function=style).add_to(ward)
    st_folium(ward, returned_objects=[], height=460, use_container_width=True)
with right:
    ranked = totals.sort_values().rename("value").reset_index()
    st.plotly_chart(px.bar(ranked, x="value", y="area", text="value", orientation="h", height=500))
