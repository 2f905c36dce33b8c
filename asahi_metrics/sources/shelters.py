"""Shelters and evacuation sites: one row for each place, with its point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Cells, Column, Dataset, Layout, Problem, Table, Values

_OWN_HEADER = ("種別", "名称", "所在地", "緯度", "経度", "区分", "災害種別")
_CITY_HEADER = ("Type", "Name", "Address", "Lat", "Lon")
_NATIONAL_HEADER = ("designation_type", "name", "address", "lat", "lon", "hazards")

_CITY_SCHEME = "横浜市公表"
_NATIONAL_SCHEME = "国土地理院公表"

# The two designations and the kinds of disaster of 災害対策基本法 and its enforcement order.
_DESIGNATIONS = {
    "designated_shelter": "指定避難所",
    "designated_emergency_evacuation_place": "指定緊急避難場所",
}
_HAZARDS = {
    "flood": "洪水",
    "landslide_debris_flow": "崖崩れ、土石流及び地滑り",
    "storm_surge": "高潮",
    "earthquake": "地震",
    "tsunami": "津波",
    "large_fire": "大規模な火事",
    "inland_flood": "内水氾濫",
    "volcano": "火山現象",
}


def _recognises_city(header: frozenset[str]) -> bool:
    return header.issuperset(_CITY_HEADER)


def _recognises_national(header: frozenset[str]) -> bool:
    return header.issuperset(_NATIONAL_HEADER)


def _convert_city(table: Table) -> Table:
    """Turn the City's CSV of 地域防災拠点 and temporary shelters into own columns."""
    return _converted(table, _CITY_HEADER, lambda cells: (*cells, _CITY_SCHEME, None))


def _convert_national(table: Table) -> Table:
    """Turn the GSI's GeoJSON of designated shelters and evacuation sites into own columns."""

    def own(cells: Cells) -> Cells:
        kind, *place, hazards = cells
        return (_DESIGNATIONS.get(str(kind), kind), *place, _NATIONAL_SCHEME, _told(hazards))

    return _converted(table, _NATIONAL_HEADER, own)


def _converted(table: Table, header: tuple[str, ...], own: Callable[[Cells], Cells]) -> Table:
    places = [table.header.index(name) for name in header]
    return Table(
        sheet=table.sheet,
        header=_OWN_HEADER,
        header_row=table.header_row,
        rows=[(number, own(tuple(cells[at] for at in places))) for number, cells in table.rows],
        notices=table.notices,
    )


def _told(hazards: object) -> str | None:
    """The kinds of disaster in Japanese, whatever form the list of their names came in."""
    names = re.findall(r"[a-z_]+", str(hazards or ""))
    return "・".join(_HAZARDS.get(name, name) for name in names) or None


def _check_point(values: Values) -> Iterable[Problem]:
    """The point lies in Japan; latitude and longitude the wrong way round do not."""
    for name, low, high in (("lat", 20, 46), ("lon", 122, 154)):
        degrees = values.get(name)
        if isinstance(degrees, int | float) and not low <= degrees <= high:
            yield Problem(name, "point_outside_japan", {"value": degrees, "low": low, "high": high})


def _sample(_ward: SampleWard) -> Iterator[Mapping[str, object]]:
    """Shelters are real or absent: an invented place of refuge would be dangerous."""
    return iter(())


DATASET = Dataset(
    id="shelters",
    section="general_affairs",
    columns=(
        Column("種別", "kind", "text", example="地域防災拠点"),
        Column("名称", "name", "text", aliases=("施設名", "施設名称"), example="〇〇小学校"),
        Column("所在地", "address", "text", aliases=("住所",), example="旭区〇〇町1-1"),
        Column("緯度", "lat", "decimal", maximum=90, example=35.4748),
        Column("経度", "lon", "decimal", maximum=180, example=139.5446),
        Column("区分", "scheme", "text", required=False, example="旭区独自"),
        Column(
            "災害種別",
            "hazards",
            "text",
            required=False,
            aliases=("対象災害",),
            example="地震・洪水",
        ),
    ),
    key=("kind", "name", "address"),
    absence="missing",
    series=(),
    sample=_sample,
    checks=(_check_point,),
    layouts=(
        Layout("city_csv", _recognises_city, _convert_city),
        Layout("national_geojson", _recognises_national, _convert_national),
    ),
    suffixes=(".csv", ".xlsx", ".geojson"),
    update_months=12,
)
