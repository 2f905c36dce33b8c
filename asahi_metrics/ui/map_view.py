"""A choropleth of one indicator with its legend, as the pages show it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache

import folium
import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.settings import current_settings
from asahi_metrics.core.stage import data_mark
from asahi_metrics.core.text import Language, Text
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.filters import pick_district
from asahi_metrics.ui.frames import districts_frame
from asahi_metrics.ui.map_overlay import NO_OVERLAY, Overlay, overlay_of
from asahi_metrics.ui.map_panel import Ground, show_map, write_ground
from asahi_metrics.ui.shape_files import offer_shapes
from asahi_metrics.ui.shown import Classing, Shown, pictures_address
from asahi_metrics.visuals.classing import ClassBreaks, class_breaks, class_of
from asahi_metrics.visuals.legend import CircleScale, Legend, legend_html
from asahi_metrics.visuals.maps import MapLabels, base_map, choropleth, circles, points
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.shapes import DistrictShapes


@dataclass(frozen=True)
class Classed:
    """Values of the districts, one row for each, and the classes that they fall into."""

    frame: pd.DataFrame
    breaks: ClassBreaks


@dataclass(frozen=True)
class MapPicture:
    """What lies over the ground of a map, and its legend as HTML."""

    layers: list[folium.FeatureGroup]
    legend: str


def district_map(desk: Desk, shown: Shown, *, key: str, height: int) -> None:
    """The chosen period of what the map shows; a click makes a district the filter.

    The browser paints another period as soon as it is chosen, before this runs again.
    """
    picture = period_picture(desk, shown)
    _show(desk, picture, key=key, height=height, attributes=_period_mark(desk, shown, key))


def period_picture(desk: Desk, shown: Shown) -> MapPicture:
    """The chosen period of what the map shows, not yet shown."""
    frame = districts_frame(desk, shown.indicator, desk.period(shown.indicator))
    classed = Classed(frame, breaks_for(shown.indicator, frame["value"], shown.classing))
    overlay = overlay_of(desk, shown.second, shown.places)
    return _picture(desk, shown.indicator, classed, overlay, amounts=shown.amounts)


def _period_mark(desk: Desk, shown: Shown, key: str) -> str:
    """What tells the browser (``periods.js``) where the other periods of a map are."""
    if desk.is_past:
        return ""
    marks = {
        "pictures": pictures_address(shown, desk.view, desk.figures.revision),
        "map": key,
        "year": desk.formats.fiscal_year(desk.view.year),
    }
    return "".join(f' data-{name}="{html.escape(told)}"' for name, told in marks.items())


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
    overlay: Overlay = NO_OVERLAY,
    amounts: bool = False,
    measure: Measure | None = None,
) -> None:
    """Districts by class with names and values, what lies over them, and the legend below.

    ``measure`` names figures that are not the indicator's own, such as smoothed ones.
    """
    classed = Classed(frame, breaks)
    picture = _picture(desk, indicator, classed, overlay, amounts=amounts, measure=measure)
    _show(desk, picture, key=key, height=height)


def _picture(
    desk: Desk,
    indicator: Indicator,
    classed: Classed,
    overlay: Overlay,
    *,
    amounts: bool,
    measure: Measure | None = None,
) -> MapPicture:
    frame, breaks = classed.frame, classed.breaks
    shapes, measure = desk.ledger.shapes, measure or desk.measure(indicator)
    labels = MapLabels(amounts=amounts)
    layers = [
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
    legend = Legend(
        measure=measure,
        breaks=breaks,
        counts=_counts(frame, breaks),
        missing=int(frame["value"].isna().sum()),
        mark=data_mark(desk.text, provisional=_is_provisional(desk, indicator, overlay.second)),
        circles=scale,
        kinds=overlay.kinds,
    )
    return MapPicture(layers, legend_html(legend))


def _show(desk: Desk, picture: MapPicture, *, key: str, height: int, attributes: str = "") -> None:
    moment = moment_of(desk)
    ground = ground_of(desk, desk.ledger.shapes)
    show_map(ground, picture.layers, key=key, height=height, moment=moment, on_pick=pick_district)
    st.html(f'<div data-moment="{moment}"{attributes}>{picture.legend}</div>')


def moment_of(desk: Desk) -> str:
    """The chosen year and period: what no two pictures of one thing have in common."""
    return f"{desk.view.year}/{desk.view.period_code}"


def _is_provisional(desk: Desk, *shown: Indicator | None) -> bool:
    return any(
        desk.figures.is_provisional(one, desk.period(one)) for one in shown if one is not None
    )


def ground_of(desk: Desk, shapes: DistrictShapes) -> Ground:
    """The ground of a map of these shapes, which the browser finds at their address."""
    offer_shapes(shapes)
    kind = desk.ledger.territory.boundaries.kind
    return _ground(shapes, desk.text.lang, tiles=current_settings().allow_outside, kind=kind)


@lru_cache(maxsize=16)
def _ground(shapes: DistrictShapes, lang: Language, *, tiles: bool, kind: str) -> Ground:
    text = Text(lang)
    return write_ground(base_map(shapes, text, tiles=tiles, note=text(f"boundaries.short.{kind}")))


def _counts(frame: pd.DataFrame, breaks: ClassBreaks) -> list[int]:
    classes = [class_of(value, breaks) for value in frame["value"]]
    return [classes.count(at) for at in range(len(breaks))]
