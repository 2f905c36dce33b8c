"""Boundary files of others: who is who in them, and whether they cover the ward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import geopandas as gpd
import shapely

from asahi_metrics.analysis import geometry
from asahi_metrics.core.areas import Area
from asahi_metrics.core.errors import BadBoundaries
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import Pack
from asahi_metrics.services.boundary_files import read_polygons
from asahi_metrics.services.boundary_layers import Boundaries, BoundaryKind
from asahi_metrics.services.geography import (
    boundaries_of_districts,
    boundaries_of_towns,
    districts_of_points,
)

MAX_OVERLAP_SHARE = 0.01
MIN_COVERED_SHARE = 0.9
NEAR_M = 300
"""The pack's outline is rounded: a border may run this far beside it."""

_ROW_NUMBERS = {"fid", "ogc_fid", "objectid", "gid", "id", "no", "index", "番号"}
_NAMES_TOLD = 12

Codes = list[str | None]


def read_boundaries(content: bytes, file_name: str, pack: Pack) -> Boundaries:
    """The boundaries of a file; raises BadBoundaries or UnreadableFile with the reason.

    Takes the e-Stat small areas (KEY_CODE, S_NAME; kind ``census``), and layers of the
    ward's own (kind ``own``) where some column names all districts, or the towns. Districts
    are made of towns by the pack's town table (see ``Pack.with_town_table``).
    """
    polygons = read_polygons(content, file_name)
    _check_place(polygons, pack, file_name)
    if "KEY_CODE" in polygons.columns:
        return _of_towns(_of_ward(polygons, pack, file_name), pack, "census", file_name)
    names = AreaNames(pack.areas)
    codes = _naming_column(polygons, names.district, pack.areas.district_codes)
    if codes is not None:
        return _of_districts(polygons, codes, pack, file_name)
    return _of_towns(polygons, pack, "own", file_name)


def town_codes(polygons: gpd.GeoDataFrame, pack: Pack) -> Codes:
    """The town of each polygon: by its e-Stat key, else by its name; None when unknown."""
    names = AreaNames(pack.areas)
    if "KEY_CODE" not in polygons.columns:
        codes = _naming_column(polygons, names.town, pack.areas.town_codes)
        return codes if codes is not None else [None] * len(polygons)
    keys = [_code(value) for value in polygons["KEY_CODE"].tolist()]
    spoken = polygons["S_NAME"].tolist() if "S_NAME" in polygons.columns else keys
    return [
        _town_of_key(key, pack) or names.town(name) for key, name in zip(keys, spoken, strict=True)
    ]


def _town_of_key(key: str, pack: Pack) -> str | None:
    """The town of a small-area key; 11 digits may be a part of a town of 9."""
    return next((code for code in (key, key[:9]) if code in pack.towns), None)


def _code(value: object) -> str:
    """A code as text, also where a tool has made a number of it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _of_ward(polygons: gpd.GeoDataFrame, pack: Pack, file_name: str) -> gpd.GeoDataFrame:
    """The ward's own rows of a file that may hold the whole city or prefecture."""
    keys = [_code(value) for value in polygons["KEY_CODE"].tolist()]
    ours = polygons[[key.startswith(pack.codes.estat) for key in keys]]
    if ours.empty:
        raise BadBoundaries("error.boundaries.other_ward", file=file_name, code=pack.codes.estat)
    return ours


def _of_towns(
    polygons: gpd.GeoDataFrame, pack: Pack, kind: BoundaryKind, file_name: str
) -> Boundaries:
    codes = town_codes(polygons, pack)
    if not any(codes):
        raise BadBoundaries("error.boundaries.no_names", file=file_name)
    towns = _assembled(polygons, codes, pack.areas.towns)
    _check_coverage(towns, pack)
    return boundaries_of_towns(towns, pack.areas.town_table, kind=kind, source_name=file_name)


def _of_districts(
    polygons: gpd.GeoDataFrame, codes: Codes, pack: Pack, file_name: str
) -> Boundaries:
    districts = _assembled(polygons, codes, pack.areas.districts)
    _check_coverage(districts, pack)
    _check_numbering(districts, pack)
    return boundaries_of_districts(districts, source_name=file_name)


def _naming_column(
    polygons: gpd.GeoDataFrame, find: Callable[[object], str | None], wanted: Sequence[str]
) -> Codes | None:
    """The column that names most of the areas, read as codes; None when none names half.

    A column of words is taken before one of numbers, and running numbers are passed over:
    1 to 19 would otherwise be read as the codes of the districts.
    """
    best: tuple[int, bool, Codes] | None = None
    for column in polygons.columns.drop(polygons.geometry.name):
        if str(column).lower() in _ROW_NUMBERS:
            continue
        values = polygons[column].tolist()
        codes = [find(value) for value in values]
        found = len(set(codes) - {None})
        words = any(isinstance(value, str) and not value.isdecimal() for value in values)
        if 2 * found >= len(wanted) and (best is None or (found, words) > best[:2]):
            best = (found, words, codes)
    return best[2] if best else None


def _assembled(
    polygons: gpd.GeoDataFrame, codes: Codes, wanted: Sequence[Area]
) -> gpd.GeoDataFrame:
    """One shape for each area; raises where an area is missing or unknown."""
    unknown = [i for i, code in enumerate(codes) if code is None]
    if unknown:
        labels = [_label(polygons, row) for row in unknown]
        raise BadBoundaries("error.boundaries.unknown_areas", **_told(labels))
    missing = [area.name["ja"] for area in wanted if area.code not in codes]
    if missing:
        raise BadBoundaries("error.boundaries.missing_areas", **_told(missing))
    shapes = polygons.geometry.to_numpy()
    parts = gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=polygons.crs)
    return geometry.dissolve(parts, {area.code: area.code for area in wanted})


def _label(polygons: gpd.GeoDataFrame, row: int) -> str:
    """What the file calls a polygon: its e-Stat name, else the words it carries."""
    values = polygons.drop(columns=polygons.geometry.name).iloc[row]
    if "S_NAME" in values and isinstance(values["S_NAME"], str):
        return f"{values['S_NAME']}({_code(values['KEY_CODE'])})"
    words = [value for value in values.tolist() if isinstance(value, str) and value]
    return " ".join(words[:3]) or f"#{row + 1}"


def _check_place(polygons: gpd.GeoDataFrame, pack: Pack, file_name: str) -> None:
    """Refuse what lies elsewhere before it is measured: wrong system, swapped axes."""
    west, south, east, north = polygons.total_bounds
    lons, lats = zip(*pack.outline, strict=True)
    apart = west > max(lons) or east < min(lons) or south > max(lats) or north < min(lats)
    if apart or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadBoundaries("error.boundaries.elsewhere", file=file_name)


def _check_coverage(areas: gpd.GeoDataFrame, pack: Pack) -> None:
    """Refuse areas that overlap, stray from the ward, or leave much of it uncovered."""
    overlaps = geometry.coverage_findings(areas).overlaps
    pairs = [
        f"{pack.areas[one.first].name['ja']}・{pack.areas[one.second].name['ja']}"
        for one in overlaps
        if one.share > MAX_OVERLAP_SHARE
    ]
    if pairs:
        raise BadBoundaries("error.boundaries.overlaps", **_told(pairs))
    plane = areas.to_crs(geometry.PLANE)
    ward = gpd.GeoSeries([shapely.Polygon(pack.outline)], crs=geometry.WGS84)
    ground = ward.to_crs(geometry.PLANE).iloc[0]
    inside = plane.intersection(ground.buffer(NEAR_M)).area / plane.area
    strays = [pack.areas[code].name["ja"] for code in areas["code"][inside < MIN_COVERED_SHARE]]
    if strays:
        raise BadBoundaries("error.boundaries.outside", **_told(strays))
    covered = plane.union_all().intersection(ground).area / ground.area
    if covered < MIN_COVERED_SHARE:
        raise BadBoundaries("error.boundaries.incomplete", percent=f"{covered:.0%}")


def _check_numbering(districts: gpd.GeoDataFrame, pack: Pack) -> None:
    """Refuse a layer whose numbers or names mean other districts than the pack's.

    Town and district borders differ here and there; most town points still must lie in the
    district that the town is counted to.
    """
    towns = pack.town_points
    found = districts_of_points(districts, *zip(*towns.values(), strict=True))
    agree = sum(pack.areas[town].parent == code for town, code in zip(towns, found, strict=True))
    if 2 * agree < len(towns):
        raise BadBoundaries("error.boundaries.other_numbering", agree=agree, count=len(towns))


def _told(names: Iterable[str]) -> dict[str, object]:
    """Parameters that name the areas, the first dozen in full."""
    unique = list(dict.fromkeys(names))
    shown = "、".join(unique[:_NAMES_TOLD])
    return {"names": shown + ("…" if len(unique) > _NAMES_TOLD else ""), "count": len(unique)}
