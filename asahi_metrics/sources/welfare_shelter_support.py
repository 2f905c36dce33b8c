"""Support of welfare shelters (福祉避難所): one row for each visit to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, fiscal_year_of
from asahi_metrics.sources.dice import Dice, in_season
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

COORDINATOR = "コーディネーター派遣"
VIDEO = "説明動画活用"
CONTENTS = (COORDINATOR, "開設・運営訓練支援", VIDEO, "備蓄・資機材の相談", "その他")

# Sample only: few visits while budgets are set up, most before and after the typhoons.
_SEASON = (20, 60, 95, 90, 60, 110, 130, 125, 95, 80, 85, 50)
# Sample only: visits a year in the whole ward.
_VISITS = {2022: 30, 2023: 38, 2024: 46, 2025: 58, 2026: 84}
_WEIGHTS = dict(zip(CONTENTS, (46, 26, 0, 20, 8), strict=True))
# Sample only: the videos are shown from fiscal year 2025 on.
_VIDEO_FROM, _VIDEO_WEIGHT = 2025, 30


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice, seen = Dice("welfare_shelter_support"), set()
    for month in ward.months:
        rows = [row for area in ward.districts for row in _visits(ward, dice, area, month)]
        for row in sorted(rows, key=lambda row: str(row["派遣日"])):
            key = tuple(row.values())
            if key not in seen:
                seen.add(key)
                yield row


def _visits(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> Iterator[dict[str, object]]:
    year = fiscal_year_of(month)
    strength = district.character.ties * ward.drift("welfare_shelters", district, month)
    yearly = district.people * _VISITS.get(year, 84) // 240 * strength // 10_000
    weights = _WEIGHTS | ({VIDEO: _VIDEO_WEIGHT} if year >= _VIDEO_FROM else {})
    for _ in range(dice.times(dice.vary(in_season(yearly, month, _SEASON), 60))):
        yield {
            "派遣日": dice.day(month, weekend=False),
            "施設名": district.lettered("福祉避難所", dice.between(0, district.people // 4000)),
            "地区": district.name,
            "内容": dice.pick(weights),
        }


DATASET = Dataset(
    id="welfare_shelter_support",
    section="health_and_welfare",
    columns=(
        Column("派遣日", "sent_on", "date", aliases=("実施日", "訪問日")),
        Column(
            "施設名",
            "facility",
            "text",
            aliases=("施設", "福祉避難所名"),
            example="〇〇地区 福祉避難所A",
        ),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column("内容", "content", "choice", aliases=("支援内容", "派遣内容"), choices=CONTENTS),
    ),
    key=("sent_on", "facility", "content"),
    absence="zero",
    series=(
        Series("shelter_support_visits", at="sent_on", item="content"),
        Series("supported_shelters", at="sent_on", item="facility"),
        Series("shelter_coordinators", at="sent_on", only=("content", COORDINATOR)),
        Series("shelter_videos", at="sent_on", only=("content", VIDEO)),
    ),
    sample=_sample,
)
