"""Events towards GREEN×EXPO 2027 in the districts: one row for each event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, fiscal_year_of
from asahi_metrics.sources.dice import Dice, in_season
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

# Sample only: spring and autumn festivals have a stand of the Expo.
_SEASON = (90, 130, 80, 60, 70, 90, 150, 140, 60, 50, 70, 120)
# Sample only: events a year in the whole ward.
_EVENTS = {2022: 12, 2023: 22, 2024: 38, 2025: 66, 2026: 118}
_TURNOUT = {
    "GREEN×EXPO 2027 紹介コーナー": 130,
    "花と緑の体験教室": 34,
    "まちなか装飾づくり": 28,
    "開催記念イベント": 260,
    "記念植樹・花植え": 46,
}
_WEIGHTS = dict(zip(_TURNOUT, (34, 26, 16, 8, 16), strict=True))


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice, seen = Dice("expo_events"), set()
    for month in ward.months:
        rows = [row for area in ward.districts for row in _held(ward, dice, area, month)]
        for row in sorted(rows, key=lambda row: str(row["開催日"])):
            key = (row["開催日"], row["地区"], row["名称"])
            if key not in seen:
                seen.add(key)
                yield row


def _held(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> Iterator[dict[str, object]]:
    strength = district.character.green * ward.drift("expo", district, month)
    events = _EVENTS.get(fiscal_year_of(month), 118)
    yearly = district.people * events // 240 * strength // 10_000
    for _ in range(dice.times(dice.vary(in_season(yearly, month, _SEASON), 60))):
        name = dice.pick(_WEIGHTS)
        row: dict[str, object] = {
            "開催日": dice.day(month, weekend=dice.chance(800)),
            "地区": district.name,
            "名称": name,
        }
        people = dice.vary(_TURNOUT[name] * (100 + district.character.green) // 200, 45)
        yield row if dice.chance(40) else row | {"参加者数": people}


DATASET = Dataset(
    id="expo_events",
    section="ward_administration",
    columns=(
        Column("開催日", "held_on", "date", aliases=("実施日",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "名称", "name", "text", aliases=("イベント名", "行事名"), example="花と緑の体験教室"
        ),
        Column(
            "参加者数",
            "participants",
            "count",
            required=False,
            aliases=("参加人数", "来場者数"),
            maximum=1_000_000,
            example=46,
        ),
    ),
    key=("held_on", "district", "name"),
    absence="zero",
    series=(
        Series("expo_events", at="held_on"),
        Series("expo_event_participants", at="held_on", field="participants"),
    ),
    sample=_sample,
)
