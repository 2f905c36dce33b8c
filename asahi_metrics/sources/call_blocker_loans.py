"""Loans of nuisance-call devices: one row for the devices of a district on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from asahi_metrics.core.calendar import Month, fiscal_year_of
from asahi_metrics.sources.dice import Dice, in_season
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

# Sample only: busy after the early-summer notice and in the autumn campaign weeks.
_SEASON = (60, 110, 130, 85, 60, 85, 130, 120, 90, 55, 45, 30)
_GROWTH = {2022: 58, 2023: 76, 2024: 94, 2025: 116}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("call_blocker_loans")
    for month in ward.months:
        lent: dict[tuple[date, str], int] = {}
        for district in ward.districts:
            for _ in range(_visits(ward, dice, district, month)):
                key = (dice.day(month, weekend=False), district.name)
                lent[key] = lent.get(key, 0) + dice.pick({1: 70, 2: 22, 3: 8})
        for (day, name), devices in sorted(lent.items(), key=lambda entry: entry[0][0]):
            yield {"貸与日": day, "地区": name, "台数": devices}


def _visits(ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month) -> int:
    aged = district.people * district.character.aged // 1000
    strength = district.character.crime * ward.drift("devices", district, month)
    growth = _GROWTH.get(fiscal_year_of(month), 132)
    yearly = aged * 7 // 2 * strength // 10_000 * growth // 100
    return dice.times(dice.vary(in_season(yearly, month, _SEASON), 60))


DATASET = Dataset(
    id="call_blocker_loans",
    section="community_promotion",
    columns=(
        Column("貸与日", "lent_on", "date", aliases=("貸出日",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "台数", "devices", "count", aliases=("貸与台数", "貸出台数"), maximum=10_000, example=2
        ),
    ),
    key=("lent_on", "district"),
    absence="zero",
    series=(Series("call_blockers", at="lent_on", field="devices"),),
    sample=_sample,
)
