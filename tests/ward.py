"""A ward so small that every figure of it can be worked out by hand.

Three districts of two towns each, three fiscal years, every row loaded through the import
service. The indicators are those of the real catalogue, so that their
definitions are tested along with the arithmetic.

The ground is a grid of six squares of 0.01 degrees:

    北山町  南山町 | 東川町  西川町 | 上野町  下野町
    district 01    | district 02    | district 03
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select

from asahi_metrics.core.access import Principal
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.stage import Stage
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.office import LOCAL_USER, Office, open_office
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources import datasets
from asahi_metrics.store.tables import boundary, metadata, observation, record, town_table
from tests.databases import database_url

WARD = "14112"
DISTRICTS = {"01": "山手", "02": "川端", "03": "野原"}
Town = tuple[str, str, int, int]
"""Name, district, residents and households of the census."""

TOWNS: Mapping[str, Town] = {
    "141120010": ("北山町", "01", 100, 50),
    "141120020": ("南山町", "01", 200, 100),
    "141120030": ("東川町", "02", 300, 150),
    "141120040": ("西川町", "02", 400, 200),
    "141120050": ("上野町", "03", 500, 250),
    "141120060": ("下野町", "03", 600, 300),
}
WEST, SOUTH, SIDE = 139.50, 35.46, 0.01

_WARD_TOML = """
[ward]
code = "14112"
code_with_check_digit = "141127"
code_in_city = "08"
name = { ja = "旭区", en = "Asahi Ward" }
kana = "あさひく"

[city]
name = { ja = "横浜市", en = "Yokohama" }

[[outside]]
code = "X1"
name = { ja = "区外", en = "Outside the ward" }

[[outside]]
code = "X9"
name = { ja = "不明", en = "Unknown" }

[facts.area_km2]
value = 6.0
source = { ja = "試験用", en = "For tests" }

[sources.towns]
ja = "試験用"
en = "For tests"
"""

_TOWN_HEADER = (
    "postal_code", "lat", "lon", "population_2020", "households_2020", "area_m2",
    "district_code", "confidence", "basis",
)  # fmt: skip

Rows = Sequence[Sequence[object]]

# Residents (households) on the day of the census: 01 300 (150), 02 700 (350), 03 1,100 (550);
# the ward 2,100 (1,050).
CENSUS: Rows = [
    ("2020-10-01", name, households, people) for name, _, people, households in TOWNS.values()
]

# 01 by both its towns: 320 residents, 100 of them 65 and over. 02 by one town only, so the
# census holds good. 03 by a line of its own: 1,200 residents, 300 of them 65 and over.
# A year later 02 has 800 residents, 200 of them 65 and over.
#
#            01    02    03     ward
# FY2023    300   700 1,100    2,100
# FY2024    320   700 1,200    2,220
# FY2025    320   800 1,200    2,320
POPULATION_HEADER = ("基準日", "町丁", "地区", "世帯数", "人口", "65歳以上")
POPULATION: Rows = [
    ("2024-04-01", "北山町", None, 60, 110, 30),
    ("2024-04-01", "南山町", None, 100, 210, 70),
    ("2024-04-01", "東川町", None, 155, 310, 90),
    ("2024-04-01", None, "野原", 600, 1200, 300),
    ("2025-04-01", None, "川端", 400, 800, 200),
]

# FY2023: 01 two drills, 80 people, 30 households; 02 one drill that told no numbers; 03 none.
# FY2024: 02 one drill, 70 people; 03 one drill to which nobody came. FY2025: 01 64, 02 80.
DRILLS: Rows = [
    ("2023-05-10", "山手", "A会", "避難訓練", "公園", 30, 10, None),
    ("2023-09-01", "山手", "A会", "総合防災訓練", "公園", 50, 20, None),
    ("2023-09-01", "川端", "B会", "避難訓練", "公園", None, None, None),
    ("2024-06-01", "川端", "B会", "避難訓練", "公園", 70, 35, None),
    ("2024-09-01", "野原", "C会", "初期消火訓練", "公園", 0, 0, None),
    ("2025-09-01", "山手", "A会", "総合防災訓練", "公園", 64, 32, None),
    ("2025-10-01", "川端", "B会", "避難訓練", "公園", 80, 40, None),
]

# FY2023 by the day of decision: 01 200,000 of 300,000 yen to one association in two grants,
# 02 40,000 of 80,000 yen to one; 03 nothing yet. FY2024: 02 100,000 of 100,000 yen.
GRANTS: Rows = [
    ("2023-06-01", "2023-07-15", "山手", "A会", "防犯灯", 100_000, 50_000, None),
    ("2023-06-02", "2023-07-15", "山手", "A会", "防犯カメラ", 200_000, 150_000, None),
    ("2023-06-03", "2023-08-01", "川端", "B会", "防犯灯", 80_000, 40_000, None),
    ("2023-06-05", None, "野原", "C会", "防犯灯", 60_000, None, "審査中"),
    ("2024-06-01", "2024-07-01", "川端", "D会", "防犯カメラ", 100_000, 100_000, None),
]

LOANS: Rows = [("2023-04-03", "山手", 3), ("2023-06-01", "野原", 4), ("2024-04-01", "山手", 5)]

# April 2023: 01 10 members (5 active), 02 20 (15). May 2023: 01 12 (6), 02 did not report.
# April 2024: 01 15 (9), 02 18 (9), 03 5 (0). 03 reported nothing in FY2023.
PATROL: Rows = [
    ("2023-04", "山手", 10, 2, 5, 12),
    ("2023-04", "川端", 20, 0, 15, 22),
    ("2023-05", "山手", 12, 2, 6, 14),
    ("2024-04", "山手", 15, 3, 9, 16),
    ("2024-04", "川端", 18, 0, 9, 20),
    ("2024-04", "野原", 5, 5, 0, 5),
]

MARKET_DAYS: Rows = [
    ("2023-04-20", "区役所", 10, 1_000),
    ("2023-05-18", "区役所", 12, None),
    ("2024-04-18", "区役所", 8, 900),
]

# FY2023, two market days: 01 70 visitors, 02 20 and a day that was not counted, from outside
# 8, from unknown places 2: 100 together. FY2024, one market day: 03 12 visitors.
VISITORS: Rows = [
    ("2023-04-20", "山手", 30),
    ("2023-04-20", "川端", 20),
    ("2023-04-20", "区外", 5),
    ("2023-04-20", "不明", 2),
    ("2023-05-18", "山手", 40),
    ("2023-05-18", "川端", None),
    ("2023-05-18", "区外", 3),
    ("2024-04-18", "野原", 12),
]

# Of the three market days of FY2025 nobody asked on the first where people came from, and 02
# is not told of the third. FY2026 is complete.
UNEVEN_VISITORS: Rows = [
    ("2025-04-17", "不明", 40),
    ("2025-05-15", "山手", 10),
    ("2025-05-15", "川端", 20),
    ("2025-05-15", "野原", 5),
    ("2025-06-19", "山手", 12),
    ("2025-06-19", "野原", 6),
    ("2026-04-16", "山手", 9),
    ("2026-04-16", "川端", 30),
    ("2026-04-16", "野原", 7),
    ("2026-05-21", "山手", 11),
    ("2026-05-21", "川端", 25),
    ("2026-05-21", "野原", 8),
    ("2026-06-18", "山手", 13),
    ("2026-06-18", "川端", 26),
    ("2026-06-18", "野原", 9),
]

THREE_YEARS: Mapping[str, Rows] = {
    "census": CENSUS,
    "population": POPULATION,
    "disaster_drills": DRILLS,
    "crime_prevention_grants": GRANTS,
    "call_blocker_loans": LOANS,
    "dog_patrol": PATROL,
    "marche_days": MARKET_DAYS,
    "marche_attendance": VISITORS,
}


def open_ward(folder: Path, principal: Principal = LOCAL_USER) -> Office:
    """The ward in a new folder, or again in an old one; nothing is loaded yet."""
    pack = folder / "pack"
    if not pack.exists():
        write_pack(pack)
    return open_office(Settings(database_url=database_url(folder), pack=pack), principal)


def open_filled_ward(folder: Path) -> Office:
    """The ward with its three years; the market by CSV, all else by Excel."""
    office = open_ward(folder)
    for dataset_id, rows in THREE_YEARS.items():
        load(office, dataset_id, rows, suffix=".csv" if "marche" in dataset_id else ".xlsx")
    return office


def load(
    office: Office,
    dataset_id: str,
    rows: Rows,
    *,
    suffix: str = ".csv",
    stage: Stage = "final",
) -> int | None:
    """Import rows as a steward would, from a file of their bytes; gives the revision."""
    header = header_of(dataset_id)
    content = as_xlsx(header, rows) if suffix == ".xlsx" else as_csv(header, rows)
    plan = plan_import(office, dataset_id, f"{dataset_id}{suffix}", content, stage=stage)
    errors = [one for one in plan.findings if one.severity == "error"]
    assert not errors, errors
    return commit_import(office, plan)


def header_of(dataset_id: str) -> tuple[str, ...]:
    """The columns that this module's rows are written in."""
    if dataset_id == "population":
        return POPULATION_HEADER
    return tuple(column.header for column in dataset_of(dataset_id).columns)


def as_csv(header: Sequence[str], rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """A CSV file as Excel saves it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(header: Sequence[str], rows: Rows) -> bytes:
    """An Excel file with a title above the header and true dates."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["試験用の表"])
    sheet.append(list(header))
    for row in rows:
        sheet.append([_as_date(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_date(cell: object) -> object:
    if isinstance(cell, str) and len(cell) == 10 and cell[4] == "-":
        return date.fromisoformat(cell)
    return cell


def write_pack(
    folder: Path, districts: Mapping[str, str] = DISTRICTS, towns: Mapping[str, Town] = TOWNS
) -> None:
    """A ward's pack: its areas in the pack's own files, the catalogue of the real one."""
    areas = folder / "areas"
    areas.mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "catalogue", folder / "catalogue")
    (areas / "ward.toml").write_text(_WARD_TOML, encoding="utf-8")
    named = [(code, name, f"District {code}", "") for code, name in districts.items()]
    header = ("code", "name_ja", "name_en", "kana")
    (areas / "districts.csv").write_bytes(as_csv(header, named))
    (areas / "towns.csv").write_bytes(as_csv((*header, *_TOWN_HEADER), _town_rows(towns)))
    (areas / "outline.csv").write_bytes(as_csv(("lon", "lat"), square(0, len(towns))))


def _town_rows(towns: Mapping[str, Town]) -> Rows:
    return [
        (code, name, f"Town {at}", "", "2410000", SOUTH + SIDE / 2, WEST + (at + 0.5) * SIDE,
         people, households, 1_000_000, district, "A", "試験用")
        for at, (code, (name, district, people, households)) in enumerate(towns.items())
    ]  # fmt: skip


def square(first: int, last: int) -> list[tuple[float, float]]:
    """The closed ring around the squares from ``first`` up to ``last``."""
    west, east = round(WEST + first * SIDE, 4), round(WEST + last * SIDE, 4)
    south, north = SOUTH, round(SOUTH + SIDE, 4)
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def towns_geojson() -> bytes:
    """A boundary file of the ward's own: one square for each town, from west to east."""
    names = [name for name, *_ in TOWNS.values()]
    return _geojson([_feature({"町名": name}, square(at, at + 1)) for at, name in enumerate(names)])


def districts_geojson() -> bytes:
    """A boundary file of the ward's own that knows districts only."""
    names = DISTRICTS.values()
    return _geojson(
        [_feature({"地区名": name}, square(2 * at, 2 * at + 2)) for at, name in enumerate(names)]
    )


def _geojson(features: Sequence[object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _feature(properties: object, ring: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def state(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """All that the database says now, without the numbers of the revisions that said it."""
    told = {
        "records": record,
        "observations": observation,
        "boundaries": boundary,
        "towns": town_table,
    }
    bookkeeping = {"id", "ward", "from_revision", "to_revision"}
    found = {}
    for name, table in told.items():
        columns = [one for one in table.columns if one.name not in bookkeeping]
        query = select(*columns).where(table.c.ward == office.ward)
        if "to_revision" in table.c:
            query = query.where(table.c.to_revision.is_(None))
        with office.engine.connect() as connection:
            found[name] = sorted((tuple(row) for row in connection.execute(query)), key=repr)
    return found


def dump(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """The whole database by its tables, the past included, but the log: it tells of refusals."""
    with office.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name != "audit"
        }


def series_of(dataset_id: str) -> list[str]:
    """The series that are counted from a dataset."""
    return [series.id for series in datasets()[dataset_id].series]
