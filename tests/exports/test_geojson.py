"""GeoJSON read again: shapes as they are, figures beside them, and what they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from asahi_metrics.core.text import Text
from asahi_metrics.exports.geojson import write_geojson
from tests.exports.sheets import HOSTILE, numbered_districts, sheet


def read(**given: Any) -> Any:
    shapes = json.dumps(numbered_districts())
    return json.loads(write_geojson(sheet(**given), shapes, Text("ja"), boundaries="概形です。"))


def test_what_is_withheld_or_missing_is_null_with_its_word_and_zero_is_zero() -> None:
    told = [one["properties"] for one in read()["features"]]
    assert [one["members"] for one in told] == [None, None, 0]
    assert [one["members_text"] for one in told] == ["X", "データなし", "0人"]
    assert [one["members_state"] for one in told] == ["withheld", "missing", "shown"]
    assert [one["name"] for one in told] == ["山手", "川端", "野原"]


def test_the_shapes_stay_as_they_are() -> None:
    drawn = numbered_districts()["features"]
    kept = [(one["id"], one["geometry"]) for one in read()["features"]]
    assert kept == [(one["id"], one["geometry"]) for one in drawn]


def test_the_file_and_each_district_say_what_the_figures_are() -> None:
    told = read()
    assert told["type"] == "FeatureCollection"
    common = {"as_of": "令和8年10月", "revision": 7, "data_kind": "サンプルデータ"}
    for one in (told["metadata"], *(one["properties"] for one in told["features"])):
        assert common.items() <= one.items()
        assert one["audience"] == "公開用"
    assert told["metadata"]["sources"] == ["登録者数"]
    assert told["metadata"]["boundaries"] == "概形です。"
    assert told["metadata"]["indicators"]["members"]["unit"] == "人"
    assert [one["properties"]["chosen"] for one in told["features"]] == [True, False, False]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    told = read(name=name, title=name)
    assert told["name"] == told["metadata"]["indicators"]["members"]["name"] == name
