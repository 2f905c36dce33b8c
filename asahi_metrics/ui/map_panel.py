"""The one place that puts a map on a page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from types import ModuleType

import folium
import streamlit as st

from asahi_metrics.visuals.drawing import Drawing
from asahi_metrics.visuals.maps import WardMap


@dataclass(frozen=True)
class Ground:
    """The ground of a map as the component takes it; ``mark`` tells it from other grounds."""

    script: str
    header: str
    html: str
    name: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    mark: str


def write_ground(ward: WardMap) -> Ground:
    """Write a map down once, for any number of runs and readers."""
    parts = _component()
    ward.get_root().render()
    header, html = parts._get_header(ward), parts._get_html(ward)
    script = parts._get_map_string(ward)
    return Ground(
        script=script,
        header=header,
        html=html,
        name=parts.get_full_id(ward),
        styles=tuple(address for _, address in ward.default_css),
        scripts=tuple(address for _, address in ward.default_js),
        mark=hashlib.sha256(script.encode()).hexdigest()[:12],
    )


def show_map(
    ground: Ground,
    layers: Sequence[folium.FeatureGroup],
    *,
    key: str,
    height: int = 560,
    moment: str = "",
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Show the map; changed layers are swapped in the living map, which keeps its zoom.

    ``moment`` names what the layers show: layers of another moment are drawn anew even where
    they say the same, since the browser may have painted something else meanwhile.

    ``on_pick`` is called with the district's code before the run that a click starts, so
    that the filters above the map follow it in the same run.
    """
    # Another ground is another map, and takes the place of the one that is there.
    shown = f"{key}_{ground.mark}"

    def picked() -> None:
        answer = st.session_state.get(shown) or {}
        if on_pick is not None and "area" in answer:
            on_pick(answer["area"])

    # The map answers clicks itself (map.js), at once and with nothing but the code; the
    # component's own answers carry the whole geometry and wait a quarter of a second.
    _component()._component_func(
        script=ground.script,
        header=ground.header,
        html=ground.html,
        id=ground.name,
        css_links=ground.styles,
        js_links=ground.scripts,
        feature_group=f"/* {moment} */" + "".join(map(_layer_script, layers, count())),
        layer_control=None,
        height=height,
        width=None,
        returned_objects=[],
        default={},
        zoom=None,
        center=None,
        return_on_hover=False,
        pixelated=False,
        wrap_longitude=False,
        key=shown,
        on_change=picked,
    )


def _component() -> ModuleType:
    """The component's own parts: its ``st_folium`` writes the whole ground anew at each run.

    Streamlit takes a component in only while a page runs, and once: imported at any other
    moment it would never show a map.
    """
    return import_module("streamlit_folium")


def drawings_of(group: folium.FeatureGroup) -> list[Drawing]:
    """What is drawn on a layer."""
    return [one for one in group._children.values() if isinstance(one, Drawing)]


def _layer_script(group: folium.FeatureGroup, at: int) -> str:
    """What makes the layer anew in the browser, where the component lays it on the map."""
    layer = f"layer_{at}"
    drawings = [one.call(layer) for one in drawings_of(group)]
    return "\n".join(
        [
            f"var {layer} = L.featureGroup({{}});",
            *drawings,
            f"map_div.addLayer({layer});",
            "window.feature_group = window.feature_group || [];",
            f"window.feature_group.push({layer});\n",
        ]
    )
