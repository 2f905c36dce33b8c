"""Articles of the citizen writers (区民ライター): one row for each article on the ward's site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, fiscal_year_of
from asahi_metrics.sources.dice import Dice, in_season
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

# Sample only: writers are trained in summer and write from autumn on.
_SEASON = (70, 75, 80, 60, 55, 90, 115, 110, 80, 75, 90, 100)
# Sample only: articles a year in the whole ward.
_ARTICLES = {2022: 42, 2023: 54, 2024: 66, 2025: 84, 2026: 112}
_VIEWS = {2022: 150, 2023: 175, 2024: 205, 2025: 240, 2026: 290}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice, written = Dice("citizen_articles"), Counter[str]()
    for month in ward.months:
        rows = [row for area in ward.districts for row in _published(ward, dice, area, month)]
        for row in sorted(rows, key=lambda row: str(row["公開日"])):
            name = str(row["地区"])
            written[name] += 1
            yield row | {"題名": f"{name}地区の紹介記事 第{written[name]}回"}


def _published(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> Iterator[dict[str, object]]:
    year = fiscal_year_of(month)
    strength = district.character.ties * ward.drift("articles", district, month)
    yearly = district.people * _ARTICLES.get(year, 112) // 240 * strength // 10_000
    for _ in range(dice.times(dice.vary(in_season(yearly, month, _SEASON), 60))):
        row: dict[str, object] = {
            "公開日": dice.day(month, weekend=dice.chance(150)),
            "地区": district.name,
        }
        views = dice.vary(_VIEWS.get(year, 290), 65)
        # Views come in over weeks: those of the newest articles are not told yet.
        if month < ward.months[-1] and not dice.chance(35):
            row["閲覧数"] = views
        yield row


DATASET = Dataset(
    id="citizen_articles",
    section="community_promotion",
    columns=(
        Column("公開日", "published_on", "date", aliases=("掲載日",)),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "題名",
            "title",
            "text",
            aliases=("タイトル", "記事名"),
            example="〇〇地区の紹介記事 第1回",
        ),
        Column(
            "閲覧数",
            "views",
            "count",
            required=False,
            aliases=("PV数", "アクセス数"),
            maximum=10_000_000,
            example=240,
        ),
    ),
    key=("published_on", "district", "title"),
    absence="zero",
    series=(
        Series("citizen_articles", at="published_on"),
        Series("citizen_article_views", at="published_on", field="views"),
    ),
    sample=_sample,
)
