"""The ward pack's areas: names, codes, figures and outline, read from ``data/areas``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast, get_args

from asahi_metrics.core.areas import Area, Areas
from asahi_metrics.core.errors import CatalogueError
from asahi_metrics.core.imprint import Imprint, read_imprint
from asahi_metrics.core.pack_files import Row, bad_value, read_number, read_rows, read_toml
from asahi_metrics.core.text import LANGUAGES, Bilingual

DEFAULT_PACK = Path(__file__).resolve().parents[2] / "data"

DEFAULT_THRESHOLD = 5
# Below it an X could mean one number only, and would withhold nothing.
_LOWEST_THRESHOLD = 3

Confidence = Literal["A", "B", "C"]
Point = tuple[float, float]

_DISTRICT_COLUMNS = ("code", "name_ja", "name_en", "kana")
_PLACE_COLUMNS = ("id", "kind", "name_ja", "name_en", "town_code", "note_ja", "note_en")
_TOWN_COLUMNS = (
    *_DISTRICT_COLUMNS, "postal_code", "lat", "lon", "population_2020", "households_2020",
    "area_m2", "district_code", "confidence", "basis",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A published figure of the ward with its day, where it has one, and its source."""

    id: str
    value: float
    source: Bilingual
    as_of: date | None = None


@dataclass(frozen=True)
class Town:
    """What the pack knows of a town beside its name and district.

    ``point`` is (lon, lat) in WGS 84; population and households are of the 2020 census.
    ``confidence`` and ``basis`` say how sure its district is: A a source names it, B its
    name or position fits, C a guess.
    """

    code: str
    point: Point
    population: int
    households: int
    area_m2: float
    postal_code: str
    confidence: Confidence
    basis: str


@dataclass(frozen=True)
class Place:
    """A place of the ward's own, such as the market: ``point`` is that of its town."""

    id: str
    kind: str
    name: Bilingual
    point: Point
    note: Bilingual


@dataclass(frozen=True)
class WardCodes:
    """The ward's number in three systems; codes are text, since they begin with zeros."""

    estat: str
    with_check_digit: str
    in_city: str


@dataclass(frozen=True)
class Pack:
    """A ward pack: ``outline`` is the ward's ring as (lon, lat), ``sources`` tell origins.

    Of people, counts from 1 to ``threshold`` - 1 are withheld from the public.
    """

    root: Path
    areas: Areas
    codes: WardCodes
    city: Bilingual
    towns: Mapping[str, Town]
    outline: tuple[Point, ...]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Bilingual]
    places: tuple[Place, ...] = ()
    town_table_provisional: bool = True
    threshold: int = DEFAULT_THRESHOLD
    imprint: Imprint = field(default_factory=Imprint)

    @cached_property
    def town_population(self) -> dict[str, int]:
        """Residents of each town, 2020 census."""
        return {code: town.population for code, town in self.towns.items()}

    @cached_property
    def town_households(self) -> dict[str, int]:
        """Households of each town, 2020 census."""
        return {code: town.households for code, town in self.towns.items()}

    @cached_property
    def town_points(self) -> dict[str, Point]:
        """The representative point (lon, lat) of each town."""
        return {code: town.point for code, town in self.towns.items()}

    def with_town_table(self, town_table: Mapping[str, str]) -> Pack:
        """The pack with the ward's own town-to-district table in place of the provisional one."""
        return replace(
            self, areas=self.areas.with_town_table(town_table), town_table_provisional=False
        )


def load_pack(root: Path = DEFAULT_PACK) -> Pack:
    """Read a ward pack; raises CatalogueError where it contradicts itself."""
    folder = root / "areas"
    ward = read_toml(folder / "ward.toml")
    districts = read_rows(folder / "districts.csv", _DISTRICT_COLUMNS)
    towns = read_rows(folder / "towns.csv", _TOWN_COLUMNS)
    try:
        areas = _areas(ward, districts, towns)
        return Pack(
            root=root,
            areas=areas,
            codes=_codes(ward["ward"]),
            city=_bilingual(ward["city"]["name"]),
            towns={row["code"]: _town(row) for row in towns},
            outline=_outline(folder / "outline.csv"),
            facts={id_: _fact(id_, entry) for id_, entry in ward["facts"].items()},
            places=_places(folder / "places.csv", towns),
            sources={id_: _bilingual(entry) for id_, entry in ward["sources"].items()},
            threshold=_threshold(ward.get("disclosure", {})),
            imprint=read_imprint(ward.get("open_data", {})),
        )
    except KeyError as missing:
        raise CatalogueError(
            "error.pack.key_missing", file="ward.toml", name=missing.args[0]
        ) from missing


def _areas(ward: dict[str, Any], districts: list[Row], towns: list[Row]) -> Areas:
    entry = ward["ward"]
    code = str(entry["code"])
    areas = [Area(code, _bilingual(entry["name"]), "ward", kana=entry["kana"])]
    areas += [Area(row["code"], _names(row), "district", code, row["kana"]) for row in districts]
    areas += [Area(row["code"], _names(row), "town", row["district_code"], row["kana"])
              for row in towns]  # fmt: skip
    areas += [Area(o["code"], _bilingual(o["name"]), "outside") for o in ward["outside"]]
    _check_areas(areas)
    return Areas(areas)


def _check_areas(areas: list[Area]) -> None:
    _check_unique("code", (area.code for area in areas))
    for level in ("district", "town"):
        _check_unique("name", (area.name["ja"] for area in areas if area.level == level))
    districts = {area.code for area in areas if area.level == "district"}
    towns = [area for area in areas if area.level == "town"]
    for town in towns:
        if town.parent not in districts:
            raise CatalogueError(
                "error.pack.unknown_district", town=town.name["ja"], code=town.parent
            )
    if empty := districts - {town.parent for town in towns}:
        raise CatalogueError("error.pack.district_without_town", codes=", ".join(sorted(empty)))


def _check_unique(what: str, values: Iterable[str]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise CatalogueError(f"error.pack.{what}_twice", values=", ".join(twice))


def _town(row: Row) -> Town:
    if row["confidence"] not in get_args(Confidence):
        raise bad_value(row, "confidence")
    return Town(
        code=row["code"],
        point=_point(row),
        population=read_number(row, "population_2020", int),
        households=read_number(row, "households_2020", int),
        area_m2=read_number(row, "area_m2", float),
        postal_code=row["postal_code"],
        confidence=cast("Confidence", row["confidence"]),
        basis=row["basis"],
    )


def _outline(path: Path) -> tuple[Point, ...]:
    rows = read_rows(path, ("lon", "lat"))
    ring = tuple(_point(row) for row in rows)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise CatalogueError("error.pack.outline_open", file=path.name)
    return ring


def _places(path: Path, towns: list[Row]) -> tuple[Place, ...]:
    """The pack's places; a pack without the file has none."""
    if not path.is_file():
        return ()
    points = {row["code"]: _point(row) for row in towns}
    rows = read_rows(path, _PLACE_COLUMNS)
    for row in rows:
        if row["town_code"] not in points:
            raise bad_value(row, "town_code")
    return tuple(
        Place(
            id=row["id"],
            kind=row["kind"],
            name=_names(row),
            point=points[row["town_code"]],
            note={lang: row[f"note_{lang}"] for lang in LANGUAGES},
        )
        for row in rows
    )


def _point(row: Row) -> Point:
    return read_number(row, "lon", float), read_number(row, "lat", float)


def _fact(id_: str, entry: dict[str, Any]) -> Fact:
    return Fact(id_, float(entry["value"]), _bilingual(entry["source"]), entry.get("as_of"))


def _threshold(entry: dict[str, Any]) -> int:
    threshold = entry.get("threshold", DEFAULT_THRESHOLD)
    if not isinstance(threshold, int) or threshold < _LOWEST_THRESHOLD:
        raise CatalogueError("error.pack.bad_threshold", value=threshold, lowest=_LOWEST_THRESHOLD)
    return threshold


def _codes(entry: dict[str, Any]) -> WardCodes:
    return WardCodes(entry["code"], entry["code_with_check_digit"], entry["code_in_city"])


def _names(row: Row) -> Bilingual:
    return {"ja": row["name_ja"], "en": row["name_en"]}


def _bilingual(entry: dict[str, str]) -> Bilingual:
    return {lang: entry[lang] for lang in LANGUAGES}
