"""Residents and households on a day, of a town, a district or the ward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from asahi_metrics.core.calendar import first_day
from asahi_metrics.core.findings import Finding
from asahi_metrics.sources.dice import apportion
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import (
    Column,
    Dataset,
    Layout,
    Problem,
    Series,
    Table,
    Values,
    not_above,
)

WARD = "14112"

_CITY_HEADER = ("年月日", "全国地方公共団体コード", "市区名", "項目", "値")
_CITY_ITEMS = {"世帯数": 2, "人口総数": 3}


def _recognises_city_month(header: frozenset[str]) -> bool:
    return header.issuperset(_CITY_HEADER)


def _convert_city_month(table: Table) -> Table:
    """Turn the City's tidy file (項目, 値) into one row for each day of the ward.

    The file's era column mixes full-width and half-width digits, so 年月日 dates the row.
    """
    places = [table.header.index(name) for name in _CITY_HEADER]
    days: dict[object, tuple[int, list[object]]] = {}
    elsewhere = 0
    for number, cells in table.rows:
        day, code, name, item, value = (cells[place] for place in places)
        if not str(code).startswith(WARD):
            elsewhere += 1
        elif item in _CITY_ITEMS:
            row = days.setdefault(day, (number, [day, name, None, None]))[1]
            row[_CITY_ITEMS[str(item)]] = value
    return Table(
        sheet=table.sheet,
        header=("基準日", "地区", "世帯数", "人口"),
        header_row=table.header_row,
        rows=[(number, tuple(row)) for number, row in days.values()],
        notices=(*table.notices, *_told(table, elsewhere)),
    )


def _told(table: Table, elsewhere: int) -> Iterator[Finding]:
    if elsewhere:
        yield Finding(
            "other_wards_left_out",
            sheet=table.sheet,
            params={"count": elsewhere},
            severity="notice",
        )


def _check_place(values: Values) -> Iterable[Problem]:
    town, district = values.get("town"), values.get("district")
    if (town is None) == (district is None):
        yield Problem("town", "town_or_district")


def _check_ages(values: Values) -> Iterable[Problem]:
    """The young and the old together are at most all residents."""
    young, old, people = (values.get(name) for name in ("under15", "over65", "population"))
    if not (isinstance(young, int) and isinstance(old, int) and isinstance(people, int)):
        return
    # A group that is too large by itself has been told of already.
    if max(young, old) <= people < young + old:
        yield Problem(
            "population", "ages_above_population", {"value": young + old, "limit": people}
        )


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    for month in ward.months:
        if month % 100 in {4, 10}:
            yield from _on(ward, first_day(month))


def _on(ward: SampleWard, day: date) -> Iterator[Mapping[str, object]]:
    total = ward.headcount(day)
    people = apportion(total.people, ward.population)
    households = apportion(total.households, ward.households)
    for district in ward.districts:
        for town in ward.areas.towns_of(district.code):
            yield {
                "基準日": day,
                "町丁": town.name["ja"],
                "世帯数": households[town.code],
                "人口": people[town.code],
                **_ages(district, people[town.code], day.year),
            }


def _ages(district: SampleDistrict, people: int, year: int) -> dict[str, int]:
    aged = people * (district.character.aged + year - 2024) // 1000
    return {
        "15歳未満": people * (district.character.young - 2 * (year - 2024)) // 1000,
        "65歳以上": aged,
        "75歳以上": aged * (56 + year - 2022) // 100,
    }


DATASET = Dataset(
    id="population",
    section="ward_administration",
    columns=(
        Column("基準日", "as_of", "date", aliases=("年月日", "調査日")),
        Column("町丁", "town", "town", required=False, aliases=("町丁名", "町名", "町丁目")),
        Column(
            "地区",
            "district",
            "district",
            required=False,
            aliases=("地区名",),
            places=(WARD,),
            example="",
        ),
        Column("世帯数", "households", "count", maximum=1_000_000, example=2_340),
        Column(
            "人口",
            "population",
            "count",
            aliases=("人口総数", "総人口"),
            maximum=1_000_000,
            example=5_620,
        ),
        Column(
            "15歳未満",
            "under15",
            "count",
            required=False,
            aliases=("0〜14歳", "年少人口"),
            maximum=1_000_000,
            example=590,
        ),
        Column(
            "65歳以上",
            "over65",
            "count",
            required=False,
            aliases=("老年人口",),
            maximum=1_000_000,
            example=1_650,
        ),
        Column("75歳以上", "over75", "count", required=False, maximum=1_000_000, example=960),
    ),
    key=("as_of", "town", "district"),
    absence="missing",
    series=(
        Series("households", at="as_of", field="households", level=True),
        Series("population", at="as_of", field="population", level=True),
        Series("population_under15", at="as_of", field="under15", level=True),
        Series("population_over65", at="as_of", field="over65", level=True),
        Series("population_over75", at="as_of", field="over75", level=True),
    ),
    sample=_sample,
    checks=(
        _check_place,
        not_above("over75", "over65", "over75_above_over65"),
        not_above("under15", "population", "age_above_population"),
        not_above("over65", "population", "age_above_population"),
        not_above("over75", "population", "age_above_population"),
        _check_ages,
    ),
    layouts=(Layout("city_month", _recognises_city_month, _convert_city_month),),
    update_months=6,
    earliest=date(2000, 1, 1),
)
