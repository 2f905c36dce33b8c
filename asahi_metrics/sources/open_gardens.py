"""Open gardens (旭オープンガーデン): one row for a district's gardens in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Problem, Series, Values

# Sample only: gardens and their visitors against fiscal year 2025, in per cent.
_GARDENS = {2022: 52, 2023: 66, 2024: 82, 2025: 100, 2026: 136}
_VISITORS = {2022: 60, 2023: 74, 2024: 88, 2025: 100, 2026: 124}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("open_gardens")
    for year in ward.years:
        for district in ward.districts:
            gardens = _gardens(dice, district, year)
            row: dict[str, object] = {
                "年度": year,
                "地区": district.name,
                "公開庭園数": gardens,
            }
            visitors = gardens * dice.vary(38 * _VISITORS.get(year, 124) // 100, 45)
            if not dice.chance(60):
                row["来訪者数"] = visitors
            if not dice.chance(district.character.gaps // 2):
                yield row


def _gardens(dice: Dice, district: SampleDistrict, year: int) -> int:
    usual = district.people * district.character.green * _GARDENS.get(year, 136)
    return dice.times(dice.vary(usual // 44_000, 25))


def _check_gardens(values: Values) -> Iterable[Problem]:
    """Where no garden was open, nobody came to see one."""
    came = values.get("visitors")
    if values.get("gardens") == 0 and isinstance(came, int) and came > 0:
        yield Problem("visitors", "visitors_without_gardens", {"value": came})


DATASET = Dataset(
    id="open_gardens",
    section="ward_administration",
    columns=(
        Column("年度", "year", "fiscal_year", aliases=("対象年度",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column("公開庭園数", "gardens", "count", aliases=("庭園数",), maximum=1000, example=4),
        Column(
            "来訪者数",
            "visitors",
            "count",
            required=False,
            aliases=("来場者数",),
            maximum=100_000,
            example=150,
        ),
    ),
    key=("year", "district"),
    absence="missing",
    series=(
        Series("open_gardens", at="year", field="gardens"),
        Series("garden_visitors", at="year", field="visitors"),
    ),
    sample=_sample,
    checks=(_check_gardens,),
    update_months=12,
)
