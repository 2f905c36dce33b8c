"""Who lies beside whom, on squares that can be drawn by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from asahi_metrics.analysis.neighbours import neighbours

Square = tuple[float, float]

# A 2 x 2 block, and two squares apart from it: "e" a little to the east, "f" far away.
SQUARES: Mapping[str, Square] = {
    "a": (0, 1), "b": (1, 1), "c": (0, 0), "d": (1, 0), "e": (3, 0), "f": (9, 1),
}  # fmt: skip


def layer(squares: Mapping[str, Square] = SQUARES) -> str:
    features = []
    for code, (x, y) in squares.items():
        west, south = 139.5 + 0.01 * x, 35.46 + 0.01 * y
        ring = [(west, south), (west + 0.01, south), (west + 0.01, south + 0.01),
                (west, south + 0.01), (west, south)]  # fmt: skip
        features.append(
            {"type": "Feature", "id": code, "properties": {"code": code},
             "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_areas_that_share_a_border_or_a_corner_are_neighbours() -> None:
    found = neighbours(layer(), "abcd")
    assert found.of == {
        "a": {"b", "c", "d"}, "b": {"a", "c", "d"}, "c": {"a", "b", "d"}, "d": {"a", "b", "c"},
    }  # fmt: skip
    assert found.joined == ()


def test_an_island_is_joined_to_the_nearest_one_and_that_is_told() -> None:
    found = neighbours(layer(), SQUARES)
    assert found.of["e"] == {"d", "f"}
    assert found.of["f"] == {"e"}
    assert "e" in found.of["d"]
    assert found.joined == (("e", "d"), ("f", "e"))


def test_an_area_without_a_figure_joins_no_others() -> None:
    found = neighbours(layer(), ["a", "b", "e"])
    assert found.of == {"a": {"b"}, "b": {"a", "e"}, "e": {"b"}}
    assert found.joined == (("e", "b"),)


def test_one_area_alone_has_no_neighbour() -> None:
    assert neighbours(layer(), ["a"]).of == {"a": set()}


def test_neighbours_share_a_weight_of_one() -> None:
    found = neighbours(layer(), SQUARES)
    assert found.codes == tuple(SQUARES)
    assert found.weights.sum(axis=1).tolist() == pytest.approx([1] * 6)
    assert found.weights[0].tolist() == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 0, 0])
    assert found.weights.diagonal().tolist() == [0] * 6
