"""Views of the ward's website: one row for a page (a part of the site) in a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.core.calendar import Month, first_day, fiscal_position, fiscal_year_of
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series

DISASTER = "防災"
EXPO = "GREEN×EXPO 2027"
PAGES = ("トップページ", DISASTER, "防犯", "子育て", "福祉・保健", EXPO, "その他")

# Sample only: views in an ordinary month of the first year, in hundreds.
_VIEWS = dict(zip(PAGES, (420, 46, 28, 95, 72, 14, 380), strict=True))
# Sample only: per cent of the year before; the Expo draws near.
_GROWTH = {DISASTER: 108, EXPO: 165}
# Sample only: the disaster pages were made anew in the summer of 2026.
_RENEWED: Month = 202607
# Sample only: per cent of an ordinary month of the disaster pages, April to March.
_DISASTER_SEASON = (80, 85, 105, 100, 110, 190, 125, 90, 75, 95, 80, 130)


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("website_views")
    for month in ward.months:
        for page in PAGES:
            views = dice.vary(_views(page, month), 9)
            # Now and then the counting had failed.
            if not dice.chance(12):
                yield {"年月": first_day(month), "ページ": page, "閲覧数": views}


def _views(page: str, month: Month) -> int:
    views = _VIEWS[page] * 100
    for _ in range(fiscal_year_of(month) - 2022):
        views = views * _GROWTH.get(page, 103) // 100
    if page != DISASTER:
        return views
    renewed = 135 if month >= _RENEWED else 100
    return views * _DISASTER_SEASON[fiscal_position(month) - 1] * renewed // 10_000


DATASET = Dataset(
    id="website_views",
    section="ward_administration",
    columns=(
        Column("年月", "month", "month", aliases=("対象月", "月")),
        Column("ページ", "page", "choice", aliases=("ページ区分", "分類"), choices=PAGES),
        Column(
            "閲覧数",
            "views",
            "count",
            aliases=("PV数", "アクセス数"),
            maximum=1_000_000_000,
            example=4_800,
        ),
    ),
    key=("month", "page"),
    absence="missing",
    series=(
        Series("website_views", at="month", field="views", item="page"),
        Series("website_views_disaster", at="month", field="views", only=("page", DISASTER)),
        Series("website_views_expo", at="month", field="views", only=("page", EXPO)),
    ),
    sample=_sample,
)
