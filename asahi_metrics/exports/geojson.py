"""GeoJSON of the districts: shapes with the year's figures, as a geographic program reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from asahi_metrics.core.figure_sheet import DefinedIndicator, FigureRow, FigureSheet
from asahi_metrics.core.text import Text
from asahi_metrics.exports.figure_columns import data_kind, sheet_stage, whole


def write_geojson(
    sheet: FigureSheet,
    districts_geojson: str,
    text: Text,
    *,
    boundaries: str,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """The districts (WGS 84) with the figures of the year to date; ``boundaries`` says whose.

    An indicator's value stands under its id and is null unless it is shown: columns of numbers
    stay such. The figure in words, 「X」 and 「データなし」 among them, stands under ``<id>_text``,
    its state under ``<id>_state``. What holds for all stands in ``metadata``, and in short with
    each district, since many programs read the districts alone. ``more`` goes to
    ``metadata``.
    """
    told = json.loads(districts_geojson)
    figures: dict[str, list[FigureRow]] = {}
    for row in sheet.of_year():
        figures.setdefault(row.area_code, []).append(row)
    collection = {
        "type": "FeatureCollection",
        "name": sheet.title,
        "metadata": _metadata(sheet, text, boundaries) | dict(more or {}),
        "features": [
            _feature(one, figures.get(one["id"], ()), sheet, text) for one in told["features"]
        ],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _feature(
    district: Mapping[str, Any], rows: Sequence[FigureRow], sheet: FigureSheet, text: Text
) -> dict[str, Any]:
    code = district["id"]
    known: dict[str, Any] = {"code": code}
    for row in rows:
        id_, cell = row.indicator.id, row.cell
        known["name"] = row.area
        known[id_] = None if cell.value is None else whole(cell.value)
        known[f"{id_}_text"] = cell.text
        known[f"{id_}_state"] = cell.state
        known[f"{id_}_provisional"] = cell.provisional
    known |= {
        "chosen": code == sheet.area_code,
        "as_of": sheet.as_of,
        "revision": sheet.revision,
        "data_kind": data_kind(text, sample=sheet.sample),
        "audience": text(f"files.audience.{sheet.audience}"),
    }
    return {"type": "Feature", "id": code, "properties": known, "geometry": district["geometry"]}


def _metadata(sheet: FigureSheet, text: Text, boundaries: str) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "area": sheet.area,
        "fiscal_year": sheet.year,
        "as_of": sheet.as_of,
        "revision": sheet.revision,
        "data_kind": data_kind(text, sample=sheet.sample),
        "stage": sheet_stage(text, sheet),
        "audience": text(f"files.audience.{sheet.audience}"),
        "publisher": sheet.publisher,
        "sources": list(sheet.sources),
        "boundaries": boundaries,
        "remarks": list(sheet.remarks),
        "indicators": {one.id: _indicator(one, text) for one in sheet.indicators},
    }


def _indicator(one: DefinedIndicator, text: Text) -> dict[str, str]:
    return {
        "name": one.name,
        "unit": one.unit,
        "definition": one.definition,
        "formula": one.formula,
        "source": one.sources,
        "owner": one.owner,
        "disclosure": one.disclosure,
        "data_kind": data_kind(text, sample=one.sample),
    }
