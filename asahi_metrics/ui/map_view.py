"""A choropleth of one indicator with its legend, as the pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import folium
import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.settings import current_settings
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.filters import pick_district
from asahi_metrics.ui.frames import districts_frame
from asahi_metrics.ui.map_panel import show_map
from asahi_metrics.visuals.classing import ClassBreaks, Method, class_breaks, class_of
from asahi_metrics.visuals.legend import CircleScale, Legend, legend_html
from asahi_metrics.visuals.maps import MapLabels, base_map, choropleth, circles, points
from asahi_metrics.visuals.marks import PointKind
from asahi_metrics.visuals.measure import Measure


@dataclass(frozen=True)
class Classing:
    """How values are put into classes."""

    method: Method = "quantile"
    count: int = 5


@dataclass(frozen=True)
class Overlay:
    """What may lie over the districts: circles of a second indicator, places."""

    second: Indicator | None = None
    places: pd.DataFrame | None = None
    kinds: Sequence[PointKind] = ()


def district_map(desk: Desk, indicator: Indicator, *, key: str, height: int) -> None:
    """The indicator over the chosen period; a click makes a district the filter."""
    frame = districts_frame(desk, indicator, desk.period(indicator))
    breaks = breaks_for(indicator, frame["value"], Classing())
    draw_map(desk, indicator, frame, breaks, key=key, height=height)


def breaks_for(indicator: Indicator, values: pd.Series[float], classing: Classing) -> ClassBreaks:
    """Classes of an indicator's values, at the decimals it is shown with."""
    return class_breaks(
        values.tolist(), classing.method, classing.count, decimals=indicator.decimals
    )


def draw_map(  # noqa: PLR0913 - what is drawn, and where it stands
    desk: Desk,
    indicator: Indicator,
    frame: pd.DataFrame,
    breaks: ClassBreaks,
    *,
    key: str,
    height: int,
    overlay: Overlay = Overlay(),
    amounts: bool = False,
    measure: Measure | None = None,
) -> None:
    """Districts by class with names and values, what lies over them, and the legend below.

    ``measure`` names figures that are not the indicator's own, such as smoothed ones.
    """
    shapes, measure = desk.ledger.shapes, measure or desk.measure(indicator)
    ground = base_map(
        shapes,
        desk.text,
        tiles=current_settings().allow_outside,
        note=desk.text(f"boundaries.short.{desk.ledger.territory.boundaries.kind}"),
    )
    labels = MapLabels(amounts=amounts)
    layers: list[folium.FeatureGroup] = [
        choropleth(shapes, frame, breaks, measure, selected=desk.view.districts, labels=labels)
    ]
    scale = None
    if overlay.second is not None:
        second = districts_frame(desk, overlay.second, desk.period(overlay.second))
        largest = float(second["value"].max())
        layers.append(circles(shapes, second, desk.measure(overlay.second), largest=largest))
        scale = CircleScale(desk.measure(overlay.second), largest)
    if overlay.places is not None and len(overlay.places):
        layers.append(points(overlay.places, overlay.kinds, desk.text))
    show_map(ground, layers, key=key, height=height, on_pick=pick_district)
    legend = Legend(
        measure=measure,
        breaks=breaks,
        counts=_counts(frame, breaks),
        missing=int(frame["value"].isna().sum()),
        circles=scale,
        kinds=overlay.kinds,
    )
    st.html(legend_html(legend))


def _counts(frame: pd.DataFrame, breaks: ClassBreaks) -> list[int]:
    classes = [class_of(value, breaks) for value in frame["value"]]
    return [classes.count(at) for at in range(len(breaks))]
