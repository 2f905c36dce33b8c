"""Maps: a base map that fetches nothing from outside, and the layers that go on it.

A layer is described as data and drawn by ``static/map.js``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import folium
import pandas as pd

from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.classing import ClassBreaks, class_of
from asahi_metrics.visuals.drawing import Drawing, escape_for_map
from asahi_metrics.visuals.figure import extremes_alt
from asahi_metrics.visuals.marks import PointKind, point_mark
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.rows import rows_of
from asahi_metrics.visuals.shapes import DistrictShapes

LEAFLET_URL = "/vendor/leaflet-1.9.3"
ASSETS_URL = "/vendor/asahi"
SHAPES_URL = "/vendor/shapes"
TILE_HOST = "cyberjapandata.gsi.go.jp"
LARGEST_RADIUS_PX = 30

_STATIC = Path(__file__).parent / "static"


def asset_url(name: str) -> str:
    """Address of one of our own browser files; it changes with the file, so it can be kept."""
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{ASSETS_URL}/{name}?v={digest}"


class WardMap(folium.Map):
    """A folium map whose scripts and styles all come from this app's own addresses."""

    default_js = [  # noqa: RUF012 - folium reads a class attribute
        ("leaflet", f"{LEAFLET_URL}/leaflet.js"),
        ("ward_map", asset_url("map.js")),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", f"{LEAFLET_URL}/leaflet.css"),
        ("ward_map_css", asset_url("map.css")),
    ]


def base_map(
    shapes: DistrictShapes, text: Text, *, tiles: bool, note: str = "", large: bool = False
) -> WardMap:
    """The ground under all layers: the ward fills the frame, and the page scrolls past it.

    ``tiles`` lays GSI's pale map under it, which asks another host for pictures.
    ``note`` says in the corner where the boundaries come from. The shapes are fetched by the
    browser, as a script of their own that it keeps.
    """
    (south, west), (north, east) = shapes.bounds
    ward = WardMap(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=13,
        tiles=_pale_tiles(text) if tiles else None,
        zoom_control=False,
        scroll_wheel_zoom=False,
        zoom_snap=0.1,
        zoom_delta=0.5,
        min_zoom=11,
        max_zoom=17,
        font_size="13px",
    )
    ward.default_js = [*WardMap.default_js, ("ward_shapes", f"{SHAPES_URL}/{shapes.digest}.js")]
    words = {name: text(f"on_map.{name}") for name in ("map", "closer", "farther", "whole")}
    spec = {
        "shapes": shapes.digest,
        "bounds": shapes.bounds,
        "attribution": escape_for_map(note),
        "words": words,
        "lang": text.lang,
        "large": large,
    }
    ward.add_child(Drawing("prepare", spec))
    return ward


def _pale_tiles(text: Text) -> folium.TileLayer:
    """GSI's pale map (地理院タイル 淡色地図), free to use when its source is named."""
    return folium.TileLayer(
        tiles=f"https://{TILE_HOST}/xyz/pale/{{z}}/{{x}}/{{y}}.png",
        attr=text("on_map.gsi_source"),
        max_native_zoom=18,
        opacity=0.6,
        control=False,
    )


def shapes_script(shapes: DistrictShapes) -> str:
    """The shapes as the script that ``static/map.js`` finds them by."""
    return f'(window.wardShapes ??= {{}})["{shapes.digest}"] = {shapes.geometry_json};\n'


@dataclass(frozen=True)
class MapLabels:
    """What stands in the districts: their names, with the values when ``amounts`` is true."""

    names: bool = True
    amounts: bool = False


def choropleth(
    shapes: DistrictShapes,
    frame: pd.DataFrame,
    breaks: ClassBreaks,
    measure: Measure,
    *,
    selected: Collection[str] = (),
    labels: MapLabels = MapLabels(),
) -> folium.FeatureGroup:
    """Districts coloured by class; those without a value are hatched.

    ``frame`` has ``code``, ``name``, ``value`` and ``rank``, one row for each district;
    districts that it leaves out are drawn as having no data.
    """
    rows = {row.code: row for row in rows_of(frame)}
    ranked = sum(row.rank is not None for row in rows.values())
    colours = theme.class_colours(len(breaks)) if len(breaks) else ()
    drawn = []
    for code in shapes.codes:
        row = rows.get(code, SimpleNamespace(name=code, value=None, rank=None))
        group = class_of(row.value, breaks)
        fill = None if group is None else colours[group]
        drawn.append(
            {
                "area": code,
                "at": shapes.label_points[code],
                "tip": _district_tip(row, measure, ranked=ranked),
                "label": _label(row, measure, labels),
                "dark": fill is not None and theme.text_on(fill) == theme.WHITE,
                "selected": code in selected,
                "style": _style_name(group, chosen=code in selected),
            }
        )
    said = escape_for_map(extremes_alt(list(rows.values()), measure, "chart.alt.map"))
    spec = {"districts": drawn, "styles": _styles(colours), "said": said}
    return _group("districts", spec)


def circles(
    shapes: DistrictShapes, frame: pd.DataFrame, measure: Measure, *, largest: float | None = None
) -> folium.FeatureGroup:
    """Circles whose area is proportional to the value, for a second indicator.

    ``frame`` has ``code``, ``name``, ``value``; ``largest`` is the value of the widest
    circle and defaults to the frame's own largest. Missing and zero draw no circle.
    """
    rows = [row for row in rows_of(frame) if row.value]
    most = largest or max((row.value for row in rows), default=1.0)
    drawn = [
        {
            "area": row.code,
            "at": shapes.label_points[row.code],
            "radius": circle_radius(row.value, most),
            "tip": _tip(row.name, [f"{measure.name} {measure.say(row.value)}"]),
        }
        for row in rows
    ]
    style = {"color": theme.WHITE, "weight": 1.5, "fillColor": theme.ACCENT, "fillOpacity": 0.65}
    said = escape_for_map(measure.text("on_map.alt_circles", name=measure.name))
    return _group("circles", {"circles": drawn, "style": style, "said": said})


def circle_radius(value: float, largest: float) -> float:
    """Radius in px of a proportional circle: its area follows the value.

    >>> circle_radius(25, 100)
    15.0
    """
    return round(float(LARGEST_RADIUS_PX * (value / largest) ** 0.5), 1)


def points(frame: pd.DataFrame, kinds: Sequence[PointKind], text: Text) -> folium.FeatureGroup:
    """Places such as shelters and the market; each kind has a shape and a colour of its own.

    ``frame`` has ``lat``, ``lon``, ``name``, ``kind`` (a PointKind's id) and ``detail``.
    """
    drawn = [
        {
            "at": (row.lat, row.lon),
            "kind": row.kind,
            "tip": _tip(row.name, [] if row.detail is None else [row.detail]),
        }
        for row in rows_of(frame)
    ]
    marks = {kind.id: point_mark(kind.shape, kind.colour) for kind in kinds}
    said = text("on_map.alt_points", count=len(drawn))
    return _group("points", {"points": drawn, "marks": marks, "size": 18, "said": said})


def _group(function: str, spec: Mapping[str, Any]) -> folium.FeatureGroup:
    group = folium.FeatureGroup(control=False)
    group.add_child(Drawing(function, spec))
    return group


def _tip(name: str, lines: Sequence[str]) -> str:
    rows = "".join(f"<div>{escape_for_map(line)}</div>" for line in lines)
    return f"<b>{escape_for_map(name)}</b>{rows}"


def _district_tip(row: Any, measure: Measure, *, ranked: int) -> str:
    lines = [f"{measure.name} {measure.say(row.value)}".strip()]
    if row.rank is not None:
        lines.append(measure.text("on_map.rank", rank=int(row.rank), count=ranked))
    return _tip(row.name, lines)


def _label(row: Any, measure: Measure, labels: MapLabels) -> str:
    name = escape_for_map(row.name) if labels.names else ""
    if not labels.amounts:
        return name
    return f'{name}<span class="amount">{escape_for_map(measure.number(row.value))}</span>'


def _style_name(group: int | None, *, chosen: bool) -> str:
    fill = "none" if group is None else str(group)
    return f"{fill} chosen" if chosen else fill


def _styles(colours: Sequence[str]) -> dict[str, dict[str, Any]]:
    fills = {str(at): colour for at, colour in enumerate(colours)} | {"none": "url(#no-data-hatch)"}
    styles = {}
    for name, fill in fills.items():
        common = {"fillColor": fill, "fillOpacity": 1, "opacity": 1}
        styles[name] = {**common, "color": theme.WHITE, "weight": 1.2}
        styles[f"{name} chosen"] = {**common, "color": theme.TEXT, "weight": 4}
    return styles
