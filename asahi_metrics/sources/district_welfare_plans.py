"""District parts of the community welfare plan (地域福祉保健計画): one row a year and district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series, not_above

# The 5th plan begins with fiscal year 2026; the sample gives it initiatives of its own.
_FIFTH_PLAN = 2026
# Sample only: initiatives of a hundred that an ordinary district carries out in a year.
_DONE = {2022: 64, 2023: 71, 2024: 77, 2025: 82, 2026: 78}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("district_welfare_plans")
    for year in ward.years:
        for district in ward.districts:
            planned = _planned(district, year)
            share = _DONE.get(year, 78) * (200 + district.character.ties) // 300
            row: dict[str, object] = {"年度": year, "地区": district.name, "取組数": planned}
            done = planned * min(100, dice.vary(share, 14)) // 100
            if not dice.chance(25):
                row["実施数"] = done
            if not dice.chance(district.character.gaps // 2):
                yield row


def _planned(district: SampleDistrict, year: int) -> int:
    """The number of initiatives in a district's plan, which stands for the plan's years."""
    plan = 5 if year >= _FIFTH_PLAN else 4
    return Dice(f"district_welfare_plans/{plan}/{district.code}").between(11, 24)


DATASET = Dataset(
    id="district_welfare_plans",
    section="health_and_welfare",
    columns=(
        Column("年度", "year", "fiscal_year", aliases=("対象年度",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column("取組数", "planned", "count", aliases=("計画取組数",), maximum=1000, example=16),
        Column(
            "実施数",
            "done",
            "count",
            required=False,
            aliases=("実施取組数",),
            maximum=1000,
            example=13,
        ),
    ),
    key=("year", "district"),
    absence="missing",
    series=(
        Series("plan_initiatives", at="year", field="planned"),
        Series("plan_initiatives_done", at="year", field="done"),
    ),
    sample=_sample,
    checks=(not_above("done", "planned", "done_above_planned"),),
    update_months=12,
)
