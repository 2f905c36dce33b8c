from __future__ import annotations

import json
import math
from typing import Any

import folium
import pandas as pd
import pytest

from asahi_metrics.core.text import Text
from asahi_metrics.visuals import maps
from asahi_metrics.visuals.classing import class_breaks
from asahi_metrics.visuals.legend import CircleScale, Legend, legend_html
from asahi_metrics.visuals.marks import PointKind
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.shapes import DistrictShapes, prepare_shapes

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "</script><script>alert(1)</script>",
    "`${alert(1)}`",
    "{{ 7 * 7 }}{% raw %}",
    "' onmouseover='alert(1)",
    "&lt;b&gt;",
    "髙橋①㈱\u2028",
]


def _square(code: str, west: float) -> dict[str, Any]:
    ring = [[west, 35.0], [west + 1, 35.0], [west + 1, 36.0], [west, 36.0], [west, 35.0]]
    return {"id": code, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def shapes() -> DistrictShapes:
    features = [_square("d01", 139.0), _square("d02", 140.0), _square("d03", 141.0)]
    return prepare_shapes({"features": features})


@pytest.fixture
def measure() -> Measure:
    return Measure("参加者数", "人", 0, Text("ja"))


def _frame(name: str = "白根") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": ["d01", "d02", "d03"],
            "name": [name, "川井", "今宿"],
            "value": [0.0, 12.0, math.nan],
            "rank": [2.0, 1.0, math.nan],
        }
    )


def _spec(group: folium.FeatureGroup) -> dict[str, Any]:
    (drawing,) = group._children.values()
    return dict(json.loads(drawing.arguments))


def _choropleth(
    shapes: DistrictShapes, measure: Measure, frame: pd.DataFrame
) -> folium.FeatureGroup:
    breaks = class_breaks(frame["value"], "equal", 2)
    return maps.choropleth(shapes, frame, breaks, measure, selected=["d02"])


def test_a_district_without_data_is_hatched_and_zero_is_not(
    shapes: DistrictShapes, measure: Measure
) -> None:
    spec = _spec(_choropleth(shapes, measure, _frame()))
    fills = {one["area"]: spec["styles"][one["style"]]["fillColor"] for one in spec["districts"]}
    assert fills["d03"].startswith("url(")
    assert fills["d01"].startswith("#")
    assert fills["d01"] != fills["d02"]


def test_a_map_says_in_words_what_each_of_its_layers_shows(
    shapes: DistrictShapes, measure: Measure
) -> None:
    said = _spec(_choropleth(shapes, measure, _frame()))["said"]
    assert said == (
        "参加者数の地図。最も高いのは川井（12人）、最も低いのは白根（0人）。データなし：今宿。"
    )
    circles = _spec(maps.circles(shapes, _frame(), measure))["said"]
    assert circles == "円は参加者数。"
    hostile = _spec(_choropleth(shapes, measure, _frame("<img src=x>")))["said"]
    assert "&lt;img src=x&gt;" in hostile


def test_a_map_without_values_says_so(shapes: DistrictShapes, measure: Measure) -> None:
    empty = _frame().assign(value=math.nan)
    assert _spec(_choropleth(shapes, measure, empty))["said"] == (
        "参加者数：この期間のデータはありません。"
    )


def test_the_tooltip_says_value_unit_and_rank_or_that_there_is_no_data(
    shapes: DistrictShapes, measure: Measure
) -> None:
    tips = {
        one["area"]: one["tip"]
        for one in _spec(_choropleth(shapes, measure, _frame()))["districts"]
    }
    assert "12人" in tips["d02"]
    assert "2地区中 1位" in tips["d02"]
    assert "データなし" in tips["d03"]
    assert "位" not in tips["d03"]


def test_a_district_that_the_frame_leaves_out_is_drawn_all_the_same(
    shapes: DistrictShapes, measure: Measure
) -> None:
    spec = _spec(_choropleth(shapes, measure, _frame().head(2)))
    assert [one["area"] for one in spec["districts"]] == ["d01", "d02", "d03"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_layer(
    shapes: DistrictShapes, measure: Measure, text: str
) -> None:
    kinds = [PointKind("s", text, "triangle", "#1A1A1A")]
    places = pd.DataFrame(
        {"lat": [35.5], "lon": [139.5], "name": [text], "kind": ["s"], "detail": [text]}
    )
    frame = _frame(text)
    ground = maps.base_map(shapes, Text("ja"), tiles=False, note=text)
    layers = [
        _choropleth(shapes, measure, frame),
        maps.circles(shapes, frame, measure),
        maps.points(places, kinds, Text("ja")),
    ]
    for layer in layers:
        layer.add_to(ground)
    page = ground.get_root().render()
    assert text not in page
    for raw in ("<img", "alert(1)</script>", "${alert", "{{ 7", "' onmouse"):
        assert raw not in page
    assert page.count("</script>") == page.count("<script")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_the_legend(text: str) -> None:
    measure = Measure(text, text, 0, Text("ja"))
    breaks = class_breaks([1, 2, 3], "equal", 2)
    kinds = [PointKind("s", text, "star", "#1A1A1A")]
    legend = Legend(measure, breaks, (1, 2), 1, CircleScale(measure, 4), kinds)
    page = legend_html(legend)
    own_mark = '<img alt="" width="18" height="18" src="data:image/svg+xml;base64,'
    assert page.count("<img") == page.count(own_mark) == 1
    assert "<script" not in page
    assert "onmouseover='" not in page


def test_a_map_names_no_foreign_host_unless_tiles_are_allowed(shapes: DistrictShapes) -> None:
    page = maps.base_map(shapes, Text("ja"), tiles=False).get_root().render()
    assert "http:" not in page
    assert "https:" not in page
    with_tiles = maps.base_map(shapes, Text("ja"), tiles=True).get_root().render()
    assert f"https://{maps.TILE_HOST}/" in with_tiles
    assert json.dumps("国土地理院").strip('"') in with_tiles


def test_the_area_of_a_circle_follows_its_value() -> None:
    assert maps.circle_radius(25, 100) == maps.circle_radius(100, 100) / 2


def test_missing_and_zero_draw_no_circle(shapes: DistrictShapes, measure: Measure) -> None:
    drawn = _spec(maps.circles(shapes, _frame(), measure))["circles"]
    assert [circle["area"] for circle in drawn] == ["d02"]


def test_the_name_of_a_bent_district_stands_inside_it() -> None:
    arms = [[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [0, 2], [0, 0]]
    bent = {"id": "d01", "geometry": {"type": "Polygon", "coordinates": [arms]}}
    lat, lon = prepare_shapes({"features": [bent]}).label_points["d01"]
    assert 0 < lat < 2 or 8 < lon < 10


def test_the_same_layer_is_written_the_same_each_time(
    shapes: DistrictShapes, measure: Measure
) -> None:
    first, second = (_spec(_choropleth(shapes, measure, _frame())) for _ in range(2))
    assert first == second


def test_the_legend_counts_districts_and_names_those_without_data(measure: Measure) -> None:
    breaks = class_breaks([0, 12], "equal", 2)
    page = legend_html(Legend(measure, breaks, (1, 1), 1))
    assert "データなし （1地区）" in page
    assert page.count("（1地区）") == 3
