"""Boundary files as they come: from e-Stat, from GIS tools, and broken in many ways."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate

from asahi_metrics.analysis import geometry
from asahi_metrics.core.errors import AsahiMetricsError, BadBoundaries, UnreadableFile
from asahi_metrics.core.pack import Pack, load_pack
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services import boundary_files
from asahi_metrics.services.boundaries import read_boundaries, town_codes
from asahi_metrics.services.boundary_files import read_polygons
from asahi_metrics.services.boundary_layers import Boundaries
from asahi_metrics.services.geography import (
    MAX_DISTRICTS_BYTES,
    MAX_TOWNS_BYTES,
    schematic,
)

CENSUS_FILE = "asahi_estat2020_r2ka14112_smallarea_full.geojson"

Refuse = Callable[[bytes, str], AsahiMetricsError]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def census_bytes(shared_data: Path) -> bytes:
    return (shared_data / CENSUS_FILE).read_bytes()


@pytest.fixture(scope="module")
def census(census_bytes: bytes) -> gpd.GeoDataFrame:
    """The census polygons with the attributes that matter, in their own JGD2000."""
    return gpd.read_file(BytesIO(census_bytes))[["KEY_CODE", "S_NAME", "JINKO", "geometry"]]


@pytest.fixture(scope="module")
def imported(census_bytes: bytes, pack: Pack) -> Boundaries:
    return read_boundaries(census_bytes, CENSUS_FILE, pack)


@pytest.fixture(scope="module")
def districts(pack: Pack) -> gpd.GeoDataFrame:
    """A district layer such as a ward would draw: the schematic one under other columns."""
    frame = geometry.read_geojson(schematic(pack).districts_geojson)
    names = [f"{pack.areas[code].name['ja']}地区" for code in frame["code"]]
    return frame.assign(OBJECTID=range(19, 0, -1), 名称=names).drop(columns="code")


@pytest.fixture
def refuse(pack: Pack) -> Refuse:
    """Reads a file that must be refused, and hands back why; the words must exist."""

    def read(content: bytes, file_name: str) -> AsahiMetricsError:
        with pytest.raises(AsahiMetricsError) as caught:
            read_boundaries(content, file_name, pack)
        assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)
        return caught.value

    return read


def geojson(frame: gpd.GeoDataFrame) -> bytes:
    return str(frame.to_crs("EPSG:4326").to_json(drop_id=True)).encode()


def shapefile(
    frame: gpd.GeoDataFrame, folder: Path, *, encoding: str = "cp932", without: Iterable[str] = ()
) -> bytes:
    frame.to_file(folder / "旭区.shp", encoding=encoding)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("旭区.*")):
            if path.suffix not in without:
                archive.write(path, f"境界/{path.name}")
    return packed.getvalue()


def geopackage(frame: gpd.GeoDataFrame, folder: Path) -> bytes:
    path = folder / "layer.gpkg"
    frame.to_file(path, layer="small_areas", driver="GPKG")
    return path.read_bytes()


def same_shapes(first: Boundaries, second: Boundaries) -> bool:
    """Whether two imports differ by less than half a metre along the borders, by area."""
    one, two = (geometry.read_geojson(each.districts_geojson) for each in (first, second))
    differing = one.to_crs(geometry.PLANE).symmetric_difference(two.to_crs(geometry.PLANE)).area
    return list(one["code"]) == list(two["code"]) and bool((differing < 5_000).all())


def test_all_78_census_polygons_find_their_town_and_its_people(
    census_bytes: bytes, census: gpd.GeoDataFrame, pack: Pack
) -> None:
    polygons = read_polygons(census_bytes, CENSUS_FILE)
    people = census["JINKO"].groupby(pd.Series(town_codes(polygons, pack))).sum()
    assert len(polygons) == 78
    assert people.to_dict() == pack.town_population
    assert people.sum() == 245_174


def test_the_census_file_gives_72_towns_and_19_districts(imported: Boundaries, pack: Pack) -> None:
    assert imported.kind == "census"
    assert imported.towns_geojson is not None
    towns = geometry.read_geojson(imported.towns_geojson)
    assert sorted(towns["code"]) == sorted(pack.areas.town_codes)
    assert list(imported.area_km2) == list(pack.areas.district_codes)
    assert imported.total_area_km2 == pytest.approx(32.81, abs=0.01)


def test_imported_layers_are_small_and_neighbours_share_borders(imported: Boundaries) -> None:
    assert imported.towns_geojson is not None
    assert len(imported.districts_geojson.encode()) <= MAX_DISTRICTS_BYTES
    assert len(imported.towns_geojson.encode()) <= MAX_TOWNS_BYTES
    for layer in (imported.districts_geojson, imported.towns_geojson):
        shapes = geometry.read_geojson(layer).geometry.to_numpy()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)


def test_simplified_towns_keep_their_size(imported: Boundaries, pack: Pack) -> None:
    assert imported.towns_geojson is not None
    areas = geometry.area_km2(geometry.read_geojson(imported.towns_geojson))
    published = {code: town.area_m2 / 1e6 for code, town in pack.towns.items()}
    assert areas == pytest.approx(published, rel=0.01)


def test_the_schematic_districts_cover_the_census_districts_to_four_fifths(
    imported: Boundaries, pack: Pack
) -> None:
    drawn, real = (
        geometry.read_geojson(each.districts_geojson).to_crs(geometry.PLANE)
        for each in (schematic(pack), imported)
    )
    shared = drawn.geometry.intersection(real.geometry).area.sum()
    assert shared / real.area.sum() >= 0.8


def test_a_cp932_shapefile_without_cpg_is_the_same_map(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack, tmp_path: Path
) -> None:
    content = shapefile(census, tmp_path, without=[".cpg"])
    assert same_shapes(read_boundaries(content, "r2ka14112.zip", pack), imported)


def test_a_utf8_shapefile_that_says_so_is_the_same_map(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack, tmp_path: Path
) -> None:
    content = shapefile(census, tmp_path, encoding="utf-8")
    assert same_shapes(read_boundaries(content, "r2ka14112.zip", pack), imported)


def test_a_utf8_shapefile_that_does_not_say_so_is_the_same_map(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack, tmp_path: Path
) -> None:
    content = shapefile(census, tmp_path, encoding="utf-8", without=[".cpg"])
    assert same_shapes(read_boundaries(content, "r2ka14112.zip", pack), imported)


def test_geojson_that_names_its_system_is_the_same_map(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack
) -> None:
    content = str(census.to_crs("EPSG:6677").to_json()).encode()
    assert b"EPSG::6677" in content
    assert same_shapes(read_boundaries(content, "x.geojson", pack), imported)


def test_keys_that_a_tool_has_turned_into_numbers_are_read(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack
) -> None:
    numbered = census.assign(KEY_CODE=census["KEY_CODE"].astype(float))
    assert same_shapes(read_boundaries(geojson(numbered), "x.geojson", pack), imported)


@pytest.mark.parametrize("crs", ["EPSG:6677", "EPSG:6668", "EPSG:3857"])
def test_a_geopackage_in_any_stated_system_is_the_same_map(
    crs: str, census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack, tmp_path: Path
) -> None:
    content = geopackage(census.to_crs(crs), tmp_path)
    assert same_shapes(read_boundaries(content, "asahi.gpkg", pack), imported)


def test_rows_of_other_wards_in_a_prefecture_file_are_left_out(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack
) -> None:
    other = census.assign(KEY_CODE="14109" + census["KEY_CODE"].str[5:])
    other["geometry"] = other.translate(xoff=0.1)
    both = gpd.GeoDataFrame(pd.concat([census, other]), crs=census.crs)
    assert same_shapes(read_boundaries(geojson(both), "kanagawa.geojson", pack), imported)


def test_the_wards_own_town_table_shapes_the_districts(
    census_bytes: bytes, imported: Boundaries, pack: Pack
) -> None:
    table = pack.areas.town_table | {"141120070": "18"}
    moved = read_boundaries(census_bytes, CENSUS_FILE, pack.with_town_table(table))
    assert moved.area_km2["18"] == pytest.approx(imported.area_km2["18"] + 0.2523, abs=0.01)


def test_a_district_layer_is_read_by_its_names_and_not_its_row_numbers(
    districts: gpd.GeoDataFrame, pack: Pack
) -> None:
    own = read_boundaries(geojson(districts), "地区.geojson", pack)
    assert (own.kind, own.towns_geojson) == ("own", None)
    assert own.area_km2 == pytest.approx(schematic(pack).area_km2, rel=0.001)


def test_a_district_layer_in_a_cp932_shapefile_is_read(
    districts: gpd.GeoDataFrame, pack: Pack, tmp_path: Path
) -> None:
    content = shapefile(districts.to_crs("EPSG:6677"), tmp_path, without=[".cpg"])
    assert read_boundaries(content, "地区.zip", pack).kind == "own"


def test_a_town_layer_without_census_keys_is_read_by_its_names(
    census: gpd.GeoDataFrame, imported: Boundaries, pack: Pack
) -> None:
    own = read_boundaries(geojson(census.drop(columns="KEY_CODE")), "町.geojson", pack)
    assert own.kind == "own"
    assert same_shapes(own, imported)


def test_an_exported_layer_can_be_imported_again(imported: Boundaries, pack: Pack) -> None:
    again = read_boundaries(imported.districts_geojson.encode(), "districts.geojson", pack)
    assert again.kind == "own"
    assert same_shapes(again, imported)


def test_a_missing_town_is_named(census: gpd.GeoDataFrame, refuse: Refuse) -> None:
    error = refuse(geojson(census[census["S_NAME"] != "大池町"]), "x.geojson")
    assert error.key == "error.boundaries.missing_areas"
    assert error.params == {"names": "大池町", "count": 1}


def test_an_unknown_town_is_named(census: gpd.GeoDataFrame, refuse: Refuse) -> None:
    renamed = census.replace(
        {"S_NAME": {"大池町": "小池町"}, "KEY_CODE": {"141120520": "141129990"}}
    )
    error = refuse(geojson(renamed), "x.geojson")
    assert error.key == "error.boundaries.unknown_areas"
    assert error.params["names"] == "小池町(141129990)"


def test_overlapping_districts_are_named(districts: gpd.GeoDataFrame, refuse: Refuse) -> None:
    swollen = districts.to_crs(geometry.PLANE)
    swollen.loc[17, "geometry"] = swollen.loc[17, "geometry"].buffer(100)
    error = refuse(geojson(swollen), "x.geojson")
    assert error.key == "error.boundaries.overlaps"
    assert "左近山" in str(error.params["names"])


def test_an_overlap_below_one_percent_is_mended(districts: gpd.GeoDataFrame, pack: Pack) -> None:
    swollen = districts.to_crs(geometry.PLANE)
    swollen.loc[17, "geometry"] = swollen.loc[17, "geometry"].buffer(0.5)
    own = read_boundaries(geojson(swollen), "x.geojson", pack)
    shapes = geometry.read_geojson(own.districts_geojson).geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)


def test_an_area_that_strays_from_the_ward_is_named(
    districts: gpd.GeoDataFrame, refuse: Refuse
) -> None:
    strayed = districts.copy()
    strayed.loc[6, "geometry"] = translate(strayed.loc[6, "geometry"], xoff=-0.1)
    error = refuse(geojson(strayed), "x.geojson")
    assert error.key == "error.boundaries.outside"
    assert error.params["names"] == "若葉台"


def test_shapes_that_leave_much_of_the_ward_open_are_refused(
    districts: gpd.GeoDataFrame, refuse: Refuse
) -> None:
    shrunk = districts.to_crs(geometry.PLANE)
    shrunk["geometry"] = shrunk.buffer(-200).where(shrunk.area > 2e6, shrunk.geometry)
    assert refuse(geojson(shrunk), "x.geojson").key == "error.boundaries.incomplete"


def test_districts_numbered_differently_are_refused(
    districts: gpd.GeoDataFrame, refuse: Refuse
) -> None:
    numbered = districts[["geometry"]].assign(地区番号=range(19, 0, -1))
    assert refuse(geojson(numbered), "x.geojson").key == "error.boundaries.other_numbering"


def test_swapped_longitude_and_latitude_are_refused(
    districts: gpd.GeoDataFrame, refuse: Refuse
) -> None:
    swapped = districts.set_geometry(
        gpd.GeoSeries(shapely.transform(districts.geometry, lambda xy: xy[:, ::-1]))
    ).set_crs("EPSG:4326")
    assert refuse(geojson(swapped), "x.geojson").key == "error.boundaries.elsewhere"


def test_metres_passed_off_as_degrees_are_refused(
    districts: gpd.GeoDataFrame, refuse: Refuse
) -> None:
    plane = districts.to_crs(geometry.PLANE).set_crs("EPSG:4326", allow_override=True)
    assert refuse(geojson(plane), "x.geojson").key == "error.boundaries.elsewhere"


def test_another_wards_census_file_is_refused(census: gpd.GeoDataFrame, refuse: Refuse) -> None:
    other = census.assign(KEY_CODE="14109" + census["KEY_CODE"].str[5:])
    assert refuse(geojson(other), "x.geojson").key == "error.boundaries.other_ward"


def test_a_shapefile_without_coordinate_system_is_refused(
    census: gpd.GeoDataFrame, refuse: Refuse, tmp_path: Path
) -> None:
    content = shapefile(census, tmp_path, without=[".prj"])
    assert refuse(content, "x.zip").key == "error.boundaries.no_crs"


def test_a_layer_that_names_nobody_is_refused(districts: gpd.GeoDataFrame, refuse: Refuse) -> None:
    assert refuse(geojson(districts[["geometry"]]), "x.geojson").key == "error.boundaries.no_names"


def test_points_are_no_boundaries(districts: gpd.GeoDataFrame, refuse: Refuse) -> None:
    points = districts.set_geometry(districts.representative_point())
    assert refuse(geojson(points), "x.geojson").key == "error.boundaries.no_polygons"


def zip_of(*names: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "error.boundaries.unknown_format"),
        (b"KEY_CODE,S_NAME\n", "error.boundaries.unknown_format"),
        (b"PK\x03\x04 and no more", "error.boundaries.broken"),
        (b"SQLite format 3\x00 and no more", "error.boundaries.broken"),
        (b"{", "error.boundaries.broken"),
        (b'{"type": "FeatureCollection", "features": []}', "error.boundaries.no_polygons"),
        ('{"type": "旭区"}'.encode("cp932"), "error.boundaries.not_utf8"),
        (zip_of(), "error.boundaries.zip_content"),
        (zip_of("a.shp"), "error.boundaries.zip_content"),
        (zip_of("a.shp", "b.shp"), "error.boundaries.zip_content"),
        (zip_of("a.shp", "a.dbf", "a.shx"), "error.boundaries.broken"),
    ],
)
def test_a_file_that_is_no_boundary_file_is_refused_with_the_reason(
    content: bytes, key: str, refuse: Refuse
) -> None:
    assert refuse(content, "x").key == key


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    refuse: Refuse,
) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("shp", "shx", "dbf"):
            archive.writestr(f"a.{part}", bytes(boundary_files.MAX_UNPACKED_BYTES // 3 + 1))
    assert len(packed.getvalue()) < 1_000_000
    assert refuse(packed.getvalue(), "x.zip").key == "error.boundaries.unpacks_too_large"


def test_a_file_above_the_size_limit_is_refused(refuse: Refuse) -> None:
    content = b"{" + bytes(boundary_files.MAX_BYTES)
    assert refuse(content, "x.geojson").key == "error.boundaries.too_large"


def test_a_file_of_too_many_shapes_is_refused(refuse: Refuse) -> None:
    square = json.loads(shapely.to_geojson(shapely.box(139.5, 35.4, 139.6, 35.5)))
    feature = {"type": "Feature", "properties": {}, "geometry": square}
    features = [feature] * (boundary_files.MAX_FEATURES + 1)
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert refuse(content, "x.geojson").key == "error.boundaries.too_many"


def test_refusals_of_form_and_of_content_are_told_apart(refuse: Refuse) -> None:
    assert isinstance(refuse(b"", "x"), UnreadableFile)
    empty = b'{"type": "FeatureCollection", "features": []}'
    assert isinstance(refuse(empty, "x.geojson"), BadBoundaries)
