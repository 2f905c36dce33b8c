"""Dementia care-path guides (認知症ケアパスガイド): one row for a district's copies in a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, first_day, fiscal_position, fiscal_year_of
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

# Sample only: per cent of an ordinary month; September is the month of dementia awareness.
_SEASON = (84, 90, 98, 94, 86, 168, 128, 108, 84, 80, 88, 92)
# Sample only: copies a year for a thousand residents of 65 and over; a new edition in 2026.
_COPIES = {2022: 24, 2023: 28, 2024: 31, 2025: 35, 2026: 58}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("dementia_care_path")
    for month in ward.months:
        for district in ward.districts:
            copies = _copies(ward, dice, district, month)
            if not dice.chance(district.character.gaps):
                yield {"年月": first_day(month), "地区": district.name, "配布部数": copies}


def _copies(ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month) -> int:
    aged = district.people * district.character.aged // 1000
    strength = district.character.ties * ward.drift("dementia", district, month)
    yearly = aged * _COPIES.get(fiscal_year_of(month), 58) * strength // 10_000
    return dice.times(dice.vary(yearly * _SEASON[fiscal_position(month) - 1] // 1200, 45))


DATASET = Dataset(
    id="dementia_care_path",
    section="elderly_and_disability",
    columns=(
        Column("年月", "month", "month", aliases=("対象月", "月")),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "配布部数", "copies", "count", aliases=("配布数", "部数"), maximum=100_000, example=24
        ),
    ),
    key=("month", "district"),
    absence="missing",
    series=(Series("care_path_guides", at="month", field="copies"),),
    sample=_sample,
)
