"""Reads text files: comma or tab separated tables, and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any, NoReturn

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.grids import Grid, require_size

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
# Kana and kanji of UTF-8 take three bytes that begin with E3 to E9.
_UTF8_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


def read_delimited(content: bytes) -> Grid:
    """The records of a CSV or tab-separated file, numbered as Excel would show them."""
    text = decode(content).removesuffix("\x1a")
    rows: list[list[object]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text),
                                strict=True):  # fmt: skip
            require_size(len(rows) + 1, len(cells))
            rows.append([_unwrapped(cell) for cell in cells])
    except csv.Error as error:
        raise UnreadableFile("error.file.broken_quotes", row=len(rows) + 1) from error
    return Grid(None, rows)


def read_geojson(content: bytes) -> Grid:
    """The features' properties with ``lon`` and ``lat`` of points; row n is feature n."""
    features = _features(content)
    require_size(len(features), 0)
    names: dict[str, None] = {}
    for feature in features:
        names.update(dict.fromkeys(feature["properties"] or {}))
    header = [*names, *(name for name in ("lon", "lat") if name not in names)]
    require_size(0, len(header))
    rows: list[list[object]] = [
        [*map(_printable, header)],
        *(_feature_row(feature, header) for feature in features),
    ]
    return Grid(None, rows, first_row=0)


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or CP932; raises UnreadableFile."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _readable(_decoded(content, encoding))
    try:
        return _readable(content.decode("utf-8"))
    except UnicodeDecodeError:
        lines = content.split(b"\n")
    foreign = [line for line in lines if not _is_utf8_japanese(line)]
    text = _decoded(b"\n".join(foreign), "cp932")
    if len(foreign) < len(lines):
        raise UnreadableFile("error.file.mixed_encoding")
    return _readable(text)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile("error.file.encoding") from error


def _readable(text: str) -> str:
    if "\0" in text:
        raise UnreadableFile("error.file.not_text")
    return text


def _is_utf8_japanese(line: bytes) -> bool:
    try:
        return bool(_UTF8_JAPANESE.search(line.decode("utf-8")))
    except UnicodeDecodeError:
        return False


def _separator(text: str) -> str:
    head = text[:20_000].split("\n")[:30]
    tabs, commas = (sum(line.count(sign) for line in head) for sign in "\t,")
    return "\t" if tabs > commas else ","


def _unwrapped(cell: str) -> str:
    """The text of ``="01"``, by which CSV files keep Excel from dropping zeros."""
    if cell.startswith('="') and (match := _EXCEL_TEXT.fullmatch(cell)):
        return match[1]
    return cell


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


def _feature_row(feature: dict[str, Any], header: list[str]) -> list[object]:
    values = {**_point(feature), **(feature["properties"] or {})}
    return [_flat(values.get(name)) for name in header]


def _point(feature: dict[str, Any]) -> dict[str, object]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return {}
    at = geometry.get("coordinates")
    return {"lon": at[0], "lat": at[1]} if isinstance(at, list) and len(at) >= 2 else {}


def _flat(value: object) -> object:
    if isinstance(value, list):
        return "、".join(str(_flat(part)) for part in value)
    if isinstance(value, dict):
        return _printable(json.dumps(value, ensure_ascii=False))
    return value


def _printable(text: str) -> str:
    """The text with halves of surrogate pairs, which no file can hold, made visible."""
    return text.encode("utf-8", "replace").decode("utf-8")
