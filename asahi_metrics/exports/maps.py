"""A map of the districts as a picture, drawn without a browser."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from math import cos, radians
from typing import TYPE_CHECKING, Any

from asahi_metrics.core.report import MapPicture
from asahi_metrics.exports.fonts import picture_font
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HATCH = "///"
_THIN, _THICK, _RIM = 1.0, 4.5, 3.0


def map_png(
    picture: MapPicture,
    districts_geojson: str,
    size: tuple[float, float],
    *,
    dpi: int = 200,
    font_pt: float = 18,
) -> bytes:
    """The map as PNG; ``size`` is width and height in inches, letters are ``font_pt`` there.

    Classes are steps of one blue and each district bears its figure or the sign of its class, so
    that the map can be read without colours. Districts without a class are hatched.
    """
    out = io.BytesIO()
    figure = _drawn(picture, districts_geojson, size, dpi=dpi, font_pt=font_pt)
    figure.savefig(out, format="png", facecolor=theme.WHITE)
    return out.getvalue()


def map_svg(
    picture: MapPicture, districts_geojson: str, size: tuple[float, float], *, font_pt: float
) -> str:
    """The same map as SVG for print, its letters as outlines."""
    from matplotlib import rc_context  # noqa: PLC0415

    out = io.StringIO()
    # A salt of its own: the same map gives the same text.
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "map", "hatch.linewidth": 0.5}):
        figure = _drawn(picture, districts_geojson, size, dpi=72, font_pt=font_pt)
        figure.savefig(out, format="svg", facecolor=theme.WHITE, metadata={"Date": None})
    return out.getvalue()


def _drawn(
    picture: MapPicture,
    districts_geojson: str,
    size: tuple[float, float],
    *,
    dpi: int,
    font_pt: float,
) -> Figure:
    # Imported here: matplotlib takes half a second, and only files with maps need it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    shapes = prepare_shapes(json.loads(districts_geojson))
    figure = Figure(figsize=size, dpi=dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    _frame(axes, shapes)
    _districts(axes, picture, shapes)
    _labels(axes, picture, shapes, font_pt)
    return figure


def _frame(axes: Axes, shapes: DistrictShapes) -> None:
    """The whole ward with a little room, a degree of longitude as long as it is there."""
    (south, west), (north, east) = shapes.bounds
    room = (north - south) * 0.02
    axes.set_xlim(west - room, east + room)
    axes.set_ylim(south - room, north + room)
    axes.set_aspect(1 / cos(radians((south + north) / 2)))
    axes.set_axis_off()


def _districts(axes: Axes, picture: MapPicture, shapes: DistrictShapes) -> None:
    for code, geometry in shapes.geometry.items():
        hatch = _HATCH if picture.class_of.get(code) is None else None
        style = {"facecolor": _fill(picture, code), "edgecolor": theme.NO_DATA_LINE}
        _shape(axes, geometry, {**style, "hatch": hatch, "linewidth": _THIN, "zorder": 1})
        if code == picture.highlighted:
            line = {"facecolor": "none", "edgecolor": theme.ACCENT_TEXT, "linewidth": _THICK}
            _shape(axes, geometry, {**line, "zorder": 3})


def _shape(axes: Axes, geometry: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    rings = [Path([point[:2] for point in ring], closed=True) for one in polygons for ring in one]
    axes.add_patch(PathPatch(Path.make_compound_path(*rings), joinstyle="round", **style))


def _labels(axes: Axes, picture: MapPicture, shapes: DistrictShapes, font_pt: float) -> None:
    """What each district bears; its name would not fit into a small one.

    A rim in the district's colour keeps letters legible that are wider than their district.
    """
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    for code, (lat, lon) in shapes.label_points.items():
        if not (label := picture.label(code)):
            continue
        axes.text(
            lon,
            lat,
            label,
            fontsize=font_pt,
            fontweight="bold" if code == picture.highlighted else "normal",
            fontfamily=picture_font(label),
            color=theme.text_on(_fill(picture, code)),
            path_effects=[withStroke(linewidth=_RIM, foreground=_fill(picture, code))],
            ha="center",
            va="center",
            zorder=4,
        )


def _fill(picture: MapPicture, code: str) -> str:
    place = picture.class_of.get(code)
    return theme.NO_DATA if place is None else theme.class_colours(len(picture.classes))[place]
