"""Days of the monthly market (あさひもぐもぐマルシェ): one row for each market day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from asahi_metrics.core.calendar import Month, first_day, fiscal_position, fiscal_year_of
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

# Sample only: per cent of an ordinary day's visitors, April to March.
_SEASON = (104, 112, 88, 84, 74, 92, 116, 124, 112, 72, 78, 98)
_GROWTH = {2022: 66, 2023: 80, 2024: 92, 2025: 102}


@dataclass(frozen=True)
class MarketDay:
    """One invented market day."""

    day: date
    visitors: int
    stalls: int
    sales_yen: int


def market_days(ward: SampleWard) -> Iterator[MarketDay]:
    """The sample's market days, which the sample of attendance counts again by district."""
    dice = Dice("marche")
    for month in ward.months:
        opened = month % 100 != 1 or dice.chance(250)
        day = _market_day(dice, month)
        if opened:
            yield day


def _market_day(dice: Dice, month: Month) -> MarketDay:
    growth = _GROWTH.get(fiscal_year_of(month), 112)
    weather = 60 if dice.chance(140) else 100
    season = _SEASON[fiscal_position(month) - 1]
    visitors = dice.vary(980 * growth * season // 10_000 * weather // 100, 8)
    stalls = min(20, max(8, dice.vary(15 * growth // 100, 12)))
    return MarketDay(
        day=_third_thursday(month),
        visitors=min(1500, max(400, visitors)),
        stalls=stalls,
        sales_yen=visitors * dice.between(360, 470) // 100 * 100,
    )


def _third_thursday(month: Month) -> date:
    first = first_day(month)
    return first.replace(day=15 + (3 - first.weekday()) % 7)


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    for day in market_days(ward):
        yield {
            "開催日": day.day,
            "会場": ward.market_venue,
            "出店者数": day.stalls,
            "売上額": day.sales_yen,
        }


DATASET = Dataset(
    id="marche_days",
    section="community_promotion",
    columns=(
        Column("開催日", "held_on", "date", aliases=("実施日",)),
        Column("会場", "venue", "text", required=False, aliases=("場所",), example="区役所1階"),
        Column(
            "出店者数", "stalls", "count", aliases=("出店数", "出店者"), maximum=1000, example=14
        ),
        Column(
            "売上額",
            "sales_yen",
            "yen",
            required=False,
            aliases=("売上", "売上金額"),
            maximum=1_000_000_000,
            example=412_000,
        ),
    ),
    key=("held_on",),
    absence="missing",
    series=(
        Series("marche_days", at="held_on"),
        Series("marche_stalls", at="held_on", field="stalls"),
        Series("marche_sales_yen", at="held_on", field="sales_yen"),
    ),
    sample=_sample,
)
