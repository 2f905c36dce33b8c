"""Dog patrol (わんわんパトロール): one row for a district's roll in a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, first_day, fiscal_position, fiscal_year_of
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series, not_above

# Sample only: per cent of members out in a month, April to March; hot and cold months are low.
_ACTIVE = (72, 74, 68, 58, 49, 63, 74, 75, 68, 57, 58, 67)
# Sample only: new members a year in thousandths for each hundred people, rising as the
# initiative is widened.
_JOINING = {2022: 54, 2023: 66, 2024: 86, 2025: 116}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("dog_patrol")
    members = {
        district.code: dice.vary(district.people * district.character.dogs // 38_500, 12)
        for district in ward.districts
    }
    for month in ward.months:
        for district in ward.districts:
            joined = _joined(ward, dice, district, month)
            left = min(dice.times(members[district.code] * 5), members[district.code])
            members[district.code] += joined - left
            row = _roll(dice, district, month, members[district.code])
            if not dice.chance(district.character.gaps):
                yield row | {"新規登録者数": joined}


def _joined(ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month) -> int:
    yearly = district.people * _JOINING.get(fiscal_year_of(month), 130) // 100
    strength = district.character.dogs * ward.drift("dogs", district, month)
    # Most join after the calls in the ward's newsletter of May and October.
    season = 3 if fiscal_position(month) in {2, 7} else 1
    return dice.times(dice.vary(yearly * strength * season // 160_000, 70))


def _roll(dice: Dice, district: SampleDistrict, month: Month, members: int) -> dict[str, object]:
    share = dice.vary(_ACTIVE[fiscal_position(month) - 1], 15)
    return {
        "年月": first_day(month),
        "地区": district.name,
        "登録者数": members,
        "活動者数": members * min(share, 100) // 100,
        "登録頭数": members * 112 // 100,
    }


DATASET = Dataset(
    id="dog_patrol",
    section="environmental_health",
    columns=(
        Column("年月", "month", "month", aliases=("対象月", "月")),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column("登録者数", "members", "count", aliases=("登録人数",), maximum=100_000, example=48),
        Column(
            "新規登録者数",
            "new_members",
            "count",
            aliases=("新規登録", "新規"),
            maximum=100_000,
            example=2,
        ),
        Column("活動者数", "active", "count", aliases=("活動人数",), maximum=100_000, example=31),
        Column("登録頭数", "dogs", "count", aliases=("頭数",), maximum=100_000, example=53),
    ),
    key=("month", "district"),
    absence="missing",
    series=(
        Series("patrol_members", at="month", field="members"),
        Series("patrol_new_members", at="month", field="new_members"),
        Series("patrol_active", at="month", field="active"),
        Series("patrol_dogs", at="month", field="dogs"),
    ),
    sample=_sample,
    checks=(
        not_above("active", "members", "active_above_members"),
        not_above("new_members", "members", "new_above_members"),
    ),
    inflows=(("patrol_members", "patrol_new_members"),),
)
