"""Reading polygons from GeoJSON, zipped Shapefile and GeoPackage files."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from asahi_metrics.analysis.geometry import WGS84, polygons_of
from asahi_metrics.core.errors import BadBoundaries, UnreadableFile

MAX_BYTES = 25_000_000
MAX_UNPACKED_BYTES = 150_000_000
MAX_FEATURES = 5_000

_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_polygons(content: bytes, file_name: str) -> gpd.GeoDataFrame:
    """The polygons of a boundary file with their attributes, in WGS 84.

    Raises UnreadableFile when the file is none of the three formats, too large or broken,
    BadBoundaries when it states no coordinate system or holds no polygons.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            "error.boundaries.too_large", file=file_name, limit_mb=MAX_BYTES // 1_000_000
        )
    with tempfile.TemporaryDirectory() as folder:
        path, encoding = _unpack(content, file_name, Path(folder))
        frame = _read(path, encoding, file_name)
    return _checked(frame, file_name)


def _unpack(content: bytes, file_name: str, folder: Path) -> tuple[Path, str | None]:
    """Lay the file down under a name of our own; with the encoding of its attributes."""
    if content.startswith(b"PK"):
        return _unpack_shapefile(content, file_name, folder)
    if content.startswith(b"SQLite format 3\x00"):
        path = folder / "layer.gpkg"
    elif content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        path = folder / "layer.geojson"
        content = _utf8(content, file_name)
    else:
        raise UnreadableFile("error.boundaries.unknown_format", file=file_name)
    path.write_bytes(content)
    return path, None


def _utf8(content: bytes, file_name: str) -> bytes:
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError as error:
        raise UnreadableFile("error.boundaries.not_utf8", file=file_name) from error


def _unpack_shapefile(content: bytes, file_name: str, folder: Path) -> tuple[Path, str | None]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = _shapefile_parts(archive, file_name)
            for suffix, info in parts.items():
                (folder / f"layer{suffix}").write_bytes(archive.read(info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        # RuntimeError is what zipfile raises for members that ask for a password.
        raise UnreadableFile("error.boundaries.broken", file=file_name) from error
    encoding = None if ".cpg" in parts else _dbf_encoding((folder / "layer.dbf").read_bytes())
    return folder / "layer.shp", encoding


def _dbf_encoding(content: bytes) -> str:
    """The encoding of attributes that come without .cpg: CP932 in Japan, or UTF-8.

    Left to itself GDAL would read them as Latin-1 and say nothing. Japanese words in CP932
    are hardly ever valid UTF-8, and newer tools write UTF-8 and may forget to say so.
    """
    records = content[int.from_bytes(content[8:10], "little") :]
    try:
        records.decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"


def _shapefile_parts(archive: zipfile.ZipFile, file_name: str) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            "error.boundaries.unpacks_too_large",
            file=file_name,
            limit_mb=MAX_UNPACKED_BYTES // 1_000_000,
        )
    shapes = [info for info in infos if info.filename.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise UnreadableFile("error.boundaries.zip_content", file=file_name, count=len(shapes))
    stem = PurePosixPath(shapes[0].filename).with_suffix("")
    parts = {}
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.with_suffix("") == stem and path.suffix.lower() in _SHAPEFILE_PARTS:
            parts[path.suffix.lower()] = info
    if ".dbf" not in parts:
        raise UnreadableFile("error.boundaries.zip_content", file=file_name, count=0)
    return parts


def _read(path: Path, encoding: str | None, file_name: str) -> gpd.GeoDataFrame:
    try:
        layer = _only_polygon_layer(path, file_name)
        if pyogrio.read_info(path, layer=layer)["features"] > MAX_FEATURES:
            raise UnreadableFile(
                "error.boundaries.too_many", file=file_name, limit=f"{MAX_FEATURES:,}"
            )
        return pyogrio.read_dataframe(path, layer=layer, encoding=encoding)
    except (DataSourceError, DataLayerError) as error:
        raise UnreadableFile("error.boundaries.broken", file=file_name) from error


def _only_polygon_layer(path: Path, file_name: str) -> str:
    layers = pyogrio.list_layers(path)
    found = [name for name, kind in layers if kind is not None and "Polygon" in kind]
    # A GeoJSON of mixed geometry has one layer of kind "Unknown".
    found = found or [name for name, kind in layers if kind in ("Unknown", "GeometryCollection")]
    if not found:
        raise BadBoundaries("error.boundaries.no_polygons", file=file_name)
    if len(found) > 1:
        raise BadBoundaries(
            "error.boundaries.several_layers", file=file_name, names="、".join(found)
        )
    return str(found[0])


def _checked(frame: gpd.GeoDataFrame, file_name: str) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BadBoundaries("error.boundaries.no_polygons", file=file_name)
    if frame.crs is None or not (frame.crs.is_geographic or frame.crs.is_projected):
        raise BadBoundaries("error.boundaries.no_crs", file=file_name)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty].reset_index(drop=True)
    if frame.empty or not frame.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        raise BadBoundaries("error.boundaries.no_polygons", file=file_name)
    flat = shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy()))
    shapes = gpd.GeoSeries([polygons_of(shape) for shape in flat], crs=frame.crs)
    return frame.set_geometry(shapes)[~shapes.is_empty].to_crs(WGS84)
