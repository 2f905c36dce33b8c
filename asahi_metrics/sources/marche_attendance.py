"""Visitors to the monthly market by district: one row for a district on a market day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import month_of
from asahi_metrics.sources.dice import Dice, apportion
from asahi_metrics.sources.marche_days import MarketDay, market_days
from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

OUTSIDE, UNKNOWN = "X1", "X9"


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("marche_attendance")
    for day in market_days(ward):
        # Now and then nobody asked where the visitors came from.
        asked = not dice.chance(50)
        visitors = _by_place(ward, dice, day) if asked else {UNKNOWN: day.visitors}
        for code, count in visitors.items():
            name = ward.areas[code].name["ja"]
            reported = code == UNKNOWN or not dice.chance(15)
            yield {"開催日": day.day, "地区": name, "来場者数": count if reported else None}


def _by_place(ward: SampleWard, dice: Dice, day: MarketDay) -> dict[str, int]:
    month = month_of(day.day)
    weights = {
        district.code: dice.vary(
            district.people * district.character.market * ward.drift("marche", district, month), 25
        )
        for district in ward.districts
    }
    whole = sum(weights.values())
    weights[OUTSIDE] = dice.vary(whole * 11 // 100, 20)
    weights[UNKNOWN] = dice.vary(whole * 8 // 100, 40)
    return apportion(day.visitors, weights)


DATASET = Dataset(
    id="marche_attendance",
    section="community_promotion",
    columns=(
        Column("開催日", "held_on", "date", aliases=("実施日",)),
        Column(
            "地区",
            "place",
            "district",
            aliases=("地区名", "来場者の地区"),
            places=(OUTSIDE, UNKNOWN),
        ),
        Column(
            "来場者数",
            "visitors",
            "count",
            required=False,
            aliases=("来場者", "来場数"),
            maximum=100_000,
            example=36,
        ),
    ),
    key=("held_on", "place"),
    absence="missing",
    series=(Series("marche_visitors", at="held_on", field="visitors"),),
    sample=_sample,
)
