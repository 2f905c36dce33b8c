"""Reads GeoJSON as a table: one row for each feature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.delimited import decode
from asahi_metrics.sources.grids import Grid, NumberedRow, require_size
from asahi_metrics.sources.office_xml import MAX_CELL_TEXT

MAX_BYTES = 10 * 2**20
"""Read as a whole, a file of coordinates takes some forty times its size."""


def read_features(content: bytes) -> Grid:
    """The features' properties with ``lon`` and ``lat`` of points; row n is feature n."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile("error.file.too_large", limit=MAX_BYTES // 2**20)
    features = _features(content)
    require_size(len(features), 0)
    names: dict[str, None] = {}
    for feature in features:
        names.update(dict.fromkeys(feature["properties"] or {}))
    header = [*names, *(name for name in ("lon", "lat") if name not in names)]
    require_size(0, len(header))
    return Grid(None, lambda: _rows(header, features), first_row=0)


def _rows(header: list[str], features: list[dict[str, Any]]) -> Iterator[NumberedRow]:
    yield 0, [*map(_printable, header)]
    for number, feature in enumerate(features, start=1):
        values = {**_point(feature), **(feature["properties"] or {})}
        yield number, [_flat(values.get(name)) for name in header]


def _features(content: bytes) -> list[dict[str, Any]]:
    try:
        tree = json.loads(decode(content), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("error.file.not_geojson") from error
    features = tree.get("features") if isinstance(tree, dict) else None
    if not isinstance(features, list) or not all(map(_is_feature, features)):
        raise UnreadableFile("error.file.not_geojson")
    return features


def _is_feature(feature: object) -> bool:
    return isinstance(feature, dict) and isinstance(feature.get("properties", 0), dict | None)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _point(feature: dict[str, Any]) -> dict[str, object]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return {}
    at = geometry.get("coordinates")
    return {"lon": at[0], "lat": at[1]} if isinstance(at, list) and len(at) >= 2 else {}


def _flat(value: object) -> object:
    """A list as its parts, and what is nested deeper as JSON."""
    if isinstance(value, list | dict | str) and len(value) > MAX_CELL_TEXT:
        raise UnreadableFile("error.file.cell_too_long", limit=f"{MAX_CELL_TEXT:,}")
    if isinstance(value, list):
        return "、".join(str(_as_json(part)) for part in value)
    return _as_json(value)


def _as_json(value: object) -> object:
    if not isinstance(value, dict | list):
        return value
    try:
        return _printable(json.dumps(value, ensure_ascii=False))
    except RecursionError as error:
        raise UnreadableFile("error.file.not_geojson") from error


def _printable(text: str) -> str:
    """The text with halves of surrogate pairs, which no file can hold, made visible."""
    return text.encode("utf-8", "replace").decode("utf-8")
