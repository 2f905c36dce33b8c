"""Disaster drills: one row for each drill held in a district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, fiscal_year_of
from asahi_metrics.sources.dice import Dice, in_season
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series, not_above

KINDS = (
    "総合防災訓練",
    "避難所開設・運営訓練",
    "避難訓練",
    "初期消火訓練",
    "救出救護訓練",
    "図上訓練(DIG・HUG)",
    "その他",
)

# Sample only: April to March, with the drills around 1 September and those of early March.
_SEASON = (25, 45, 65, 50, 35, 170, 175, 165, 75, 55, 50, 120)
# Sample only: how far drills had come back after the years of the epidemic, in per cent.
_RECOVERY = {2022: 74, 2023: 88, 2024: 97, 2025: 104}
_KIND_WEIGHTS = dict(zip(KINDS, (18, 16, 25, 22, 8, 8, 3), strict=True))
_TURNOUT = dict(zip(KINDS, (115, 85, 55, 34, 32, 24, 28), strict=True))


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice, seen = Dice("disaster_drills"), set()
    for month in ward.months:
        rows = [row for area in ward.districts for row in _held(ward, dice, area, month)]
        for row in sorted(rows, key=lambda row: str(row["実施日"])):
            key = (row["実施日"], row["地区"], row["主催"], row["訓練種別"])
            if key not in seen:
                seen.add(key)
                yield row


def _held(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> Iterator[dict[str, object]]:
    strength = district.character.drills * ward.drift("drills", district, month)
    strength = strength * _RECOVERY.get(fiscal_year_of(month), 109) // 100
    yearly = (6000 + district.people // 2) * strength // 10_000
    expected = dice.vary(in_season(yearly, month, _SEASON), 60)
    for _ in range(dice.times(expected)):
        yield _drill(dice, district, month, strength)


def _drill(dice: Dice, district: SampleDistrict, month: Month, strength: int) -> dict[str, object]:
    kind = dice.pick(_KIND_WEIGHTS)
    row: dict[str, object] = {
        "実施日": dice.day(month, weekend=dice.chance(850)),
        "地区": district.name,
        "主催": _organiser(dice, district, kind),
        "訓練種別": kind,
        "会場": f"{district.name}地区 会場{'ABCDE'[dice.between(0, 4)]}",
    }
    if dice.chance(45):
        return row
    # Strong districts draw somewhat larger crowds too, not in full proportion.
    participants = dice.vary(_TURNOUT[kind] * (20_000 + strength) // 30_000, 40)
    row["参加者数"] = participants
    if not dice.chance(140):
        row["参加世帯数"] = participants * dice.between(52, 78) // 100
    if dice.chance(30):
        row["備考"] = "雨天のため規模を縮小"
    return row


def _organiser(dice: Dice, district: SampleDistrict, kind: str) -> str:
    if kind == "避難所開設・運営訓練":
        return f"{district.name}地区 拠点運営委員会{'AB'[dice.between(0, 1)]}"
    return district.group(dice.between(1, max(3, district.people // 1500)))


DATASET = Dataset(
    id="disaster_drills",
    section="general_affairs",
    columns=(
        Column("実施日", "held_on", "date", aliases=("開催日", "訓練実施日")),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "主催", "organiser", "text", aliases=("主催者", "主催団体"), example="〇〇第1自治会"
        ),
        Column("訓練種別", "kind", "choice", aliases=("種別", "訓練の種別"), choices=KINDS),
        Column(
            "会場",
            "venue",
            "text",
            required=False,
            aliases=("実施場所", "場所"),
            example="〇〇地区 会場A",
        ),
        Column(
            "参加者数",
            "participants",
            "count",
            required=False,
            aliases=("参加人数",),
            maximum=20_000,
            example=85,
        ),
        Column(
            "参加世帯数",
            "households",
            "count",
            required=False,
            aliases=("世帯数",),
            maximum=20_000,
            example=52,
        ),
        Column("備考", "note", "text", required=False, example=""),
    ),
    key=("held_on", "district", "organiser", "kind"),
    absence="zero",
    series=(
        Series("drills", at="held_on", item="kind"),
        Series("drill_participants", at="held_on", field="participants", item="kind"),
        Series("drill_households", at="held_on", field="households"),
    ),
    sample=_sample,
    checks=(not_above("households", "participants", "households_above_participants"),),
)
