"""The maps of the analysis views: districts on their scale, and towns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.settings import current_settings
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.map_panel import show_map
from asahi_metrics.ui.map_view import draw_map
from asahi_metrics.visuals.classing import ClassBreaks, class_breaks, class_of
from asahi_metrics.visuals.legend import Legend, legend_html
from asahi_metrics.visuals.maps import MapLabels, base_map, choropleth
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes


def breaks_of(values: Iterable[float], measure: Measure) -> ClassBreaks:
    """Five classes with as many areas in each, at the decimals that the figures are shown with."""
    return class_breaks(values, "quantile", decimals=measure.decimals)


def scale_map(  # noqa: PLR0913 - what is drawn, and where it stands
    now: Desk,
    indicator: Indicator,
    values: Mapping[str, float],
    *,
    key: str,
    height: int,
    breaks: ClassBreaks,
    measure: Measure,
) -> None:
    """Districts by class with their figures; ranks are left out, since they have no spans here."""
    frame = _frame(now, now.areas.district_codes, values)
    draw_map(now, indicator, frame, breaks, key=key, height=height, amounts=True, measure=measure)


def towns_map(
    now: Desk, values: Mapping[str, float], outlined: Collection[str], measure: Measure, height: int
) -> None:
    """Towns by class, some of them outlined; towns without a figure are hatched."""
    drawn = now.ledger.territory.boundaries
    shapes = _town_shapes(drawn.towns_geojson or "")
    frame = _frame(now, shapes.codes, values)
    breaks = breaks_of(values.values(), measure)
    note = now.text(f"boundaries.short.{drawn.kind}")
    ground = base_map(shapes, now.text, tiles=current_settings().allow_outside, note=note)
    labels = MapLabels(names=True)
    layer = choropleth(shapes, frame, breaks, measure, selected=outlined, labels=labels)
    show_map(ground, [layer], key="map_towns", height=height)
    classes = [class_of(value, breaks) for value in frame["value"]]
    legend = Legend(
        measure=measure,
        breaks=breaks,
        counts=[classes.count(at) for at in range(len(breaks))],
        missing=int(frame["value"].isna().sum()),
        counted_in="on_map.town_count",
    )
    st.html(legend_html(legend))


def _frame(now: Desk, codes: Collection[str], values: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": list(codes),
            "name": [now.name(code) for code in codes],
            "value": pd.Series([values.get(code) for code in codes], dtype="float64"),
            "rank": pd.array([None] * len(codes), dtype="Int64"),
        }
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def _town_shapes(geojson: str) -> DistrictShapes:
    return prepare_shapes(json.loads(geojson))
