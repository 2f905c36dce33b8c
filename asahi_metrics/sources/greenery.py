"""Flower seedlings and green curtains: one row for a group or school in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Problem, Series, Values

WITH, WITHOUT = "有", "無"

# Sample only: groups of a hundred that take part in a year, and seedlings against 2025.
_JOINING = {2022: 62, 2023: 70, 2024: 77, 2025: 84, 2026: 93}
_SEEDLINGS = {2022: 78, 2023: 86, 2024: 94, 2025: 100, 2026: 118}
_CURTAINS = {2022: 46, 2023: 52, 2024: 58, 2025: 64, 2026: 74}
_TRAY = 20


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("greenery")
    for year in ward.years:
        for district in ward.districts:
            for number in range(2 + district.people // 4000):
                if dice.chance(_JOINING.get(year, 93) * (100 + district.character.green) // 20):
                    yield _row(dice, district, year, district.lettered("花づくり団体", number))
            for number in range(1 + district.people // 6000):
                if dice.chance(_JOINING.get(year, 93) * 10):
                    yield _row(dice, district, year, district.lettered("学校・園", number))


def _row(dice: Dice, district: SampleDistrict, year: int, group: str) -> dict[str, object]:
    usual = 140 * _SEEDLINGS.get(year, 118) * (100 + district.character.green) // 20_000
    seedlings = dice.vary(usual, 45) // _TRAY * _TRAY
    school = "学校" in group
    curtain = dice.chance(_CURTAINS.get(year, 74) * (10 if school else 1))
    row: dict[str, object] = {
        "年度": year,
        "地区": district.name,
        "団体名": group,
        "緑のカーテン": WITH if curtain else WITHOUT,
    }
    return row if dice.chance(25) else row | {"花苗数": seedlings}


def _check_something(values: Values) -> Iterable[Problem]:
    """A group that got no seedlings and grew no curtain took no part."""
    if values.get("seedlings") == 0 and values.get("curtain") == WITHOUT:
        yield Problem("seedlings", "no_part_in_greenery")


DATASET = Dataset(
    id="greenery",
    section="ward_administration",
    columns=(
        Column("年度", "year", "fiscal_year", aliases=("対象年度",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "団体名",
            "group",
            "text",
            aliases=("団体・学校名", "学校名"),
            example="〇〇地区 花づくり団体A",
        ),
        Column(
            "花苗数",
            "seedlings",
            "count",
            required=False,
            aliases=("花苗配布数",),
            maximum=100_000,
            example=120,
        ),
        Column("緑のカーテン", "curtain", "choice", choices=(WITH, WITHOUT)),
    ),
    key=("year", "district", "group"),
    absence="zero",
    series=(
        Series("flower_seedlings", at="year", field="seedlings"),
        Series("greenery_groups", at="year", item="group"),
        Series("green_curtains", at="year", only=("curtain", WITH)),
    ),
    sample=_sample,
    checks=(_check_something,),
    update_months=12,
)
