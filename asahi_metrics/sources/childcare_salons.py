"""Childcare salons, places to meet and ask: one row for each time a place was open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from asahi_metrics.core.calendar import Month, fiscal_position, fiscal_year_of
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Problem, Series, Values

# Sample only: per cent of an ordinary day's families, April to March; the midsummer is quiet.
_SEASON = (92, 108, 110, 98, 70, 102, 112, 108, 88, 84, 90, 96)
# Sample only: how far families had come back after the epidemic, in per cent.
_RECOVERY = {2022: 66, 2023: 82, 2024: 92, 2025: 100, 2026: 109}
# Sample only: the most consultations for a hundred families.
_ASKING = {2022: 16, 2023: 18, 2024: 20, 2025: 24, 2026: 32}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("childcare_salons")
    for month in ward.months:
        rows = [row for area in ward.districts for row in _held(ward, dice, area, month)]
        yield from sorted(rows, key=lambda row: str(row["開催日"]))


def _held(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> Iterator[dict[str, object]]:
    """Each place is open once a month, where nothing comes between."""
    for place in range(1 + district.people // 9000):
        day, families = dice.day(month, weekend=False), _families(ward, dice, district, month)
        row: dict[str, object] = {
            "開催日": day,
            "地区": district.name,
            "会場": district.lettered("子育てサロン会場", place),
        }
        reported = not dice.chance(district.character.gaps // 2)
        if reported:
            row["参加組数"] = families
        asking = dice.between(4, _ASKING.get(fiscal_year_of(month), 32))
        asked = dice.times(families * asking * 10)
        if reported and not dice.chance(30):
            row["相談件数"] = asked
        if not dice.chance(60):
            yield row


def _families(ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month) -> int:
    season = _SEASON[fiscal_position(month) - 1] * _RECOVERY.get(fiscal_year_of(month), 109)
    liveliness = district.character.ties * ward.drift("childcare", district, month)
    usual = 13 * district.character.young // 110
    return dice.vary(usual * season // 100 * liveliness // 1_000_000, 40)


def _check_asking(values: Values) -> Iterable[Problem]:
    """Where no family came, nobody asked for advice."""
    asked = values.get("consultations")
    if values.get("families") == 0 and isinstance(asked, int) and asked > 0:
        yield Problem("consultations", "consultations_without_families", {"value": asked})


DATASET = Dataset(
    id="childcare_salons",
    section="children_and_families",
    columns=(
        Column("開催日", "held_on", "date", aliases=("実施日",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "会場",
            "venue",
            "text",
            aliases=("場所", "開催場所"),
            example="〇〇地区 子育てサロン会場A",
        ),
        Column(
            "参加組数",
            "families",
            "count",
            required=False,
            aliases=("参加親子数", "組数"),
            maximum=10_000,
            example=14,
        ),
        Column(
            "相談件数",
            "consultations",
            "count",
            required=False,
            aliases=("相談数",),
            maximum=10_000,
            example=3,
        ),
    ),
    key=("held_on", "district", "venue"),
    absence="zero",
    series=(
        Series("childcare_salons", at="held_on"),
        Series("childcare_families", at="held_on", field="families"),
        Series("childcare_consultations", at="held_on", field="consultations"),
        Series("childcare_places", at="held_on", item="venue"),
    ),
    sample=_sample,
    checks=(_check_asking,),
)
