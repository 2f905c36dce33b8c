"""Crime-prevention grants: one row for each application of an association."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from asahi_metrics.core.calendar import Month, fiscal_year_of
from asahi_metrics.sources.dice import Dice, in_season
from asahi_metrics.sources.sampling import SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Problem, Series, Values, not_above

PURPOSES = ("防犯カメラ", "防犯灯", "防犯パトロール用品", "啓発活動", "その他")

# Sample only: applications from June to October, so that decisions fall in July to December.
_SEASON = (0, 0, 24, 30, 22, 16, 8, 0, 0, 0, 0, 0)
_PURPOSE_WEIGHTS = dict(zip(PURPOSES, (34, 20, 26, 15, 5), strict=True))
_COST_YEN = dict(
    zip(
        PURPOSES,
        ((180, 330), (70, 240), (40, 180), (25, 110), (25, 140)),
        strict=True,
    )
)
_CAP_YEN = 200_000


def _rate(year: int) -> int:
    """Tenths of the cost: the City's scheme of FY2025 pays 9/10, the sample's earlier one 1/2."""
    return 9 if year >= 2025 else 5


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice, seen = Dice("crime_prevention_grants"), set()
    for month in ward.months:
        rows = [row for area in ward.districts for row in _applied(ward, dice, area, month)]
        for row in sorted(rows, key=lambda row: str(row["申請日"])):
            # An association is granted once a year, since the cap holds for its year.
            key = (fiscal_year_of(month), row["団体名"])
            if key not in seen:
                seen.add(key)
                yield row


def _applied(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> Iterator[dict[str, object]]:
    year = fiscal_year_of(month)
    base = district.people // (3 if year >= 2025 else 5)
    strength = district.character.crime * ward.drift("grants", district, month)
    yearly = base * strength // 10_000
    for _ in range(dice.times(dice.vary(in_season(yearly, month, _SEASON), 50))):
        yield _application(ward, dice, district, month)


def _application(
    ward: SampleWard, dice: Dice, district: SampleDistrict, month: Month
) -> dict[str, object]:
    purpose, applied_on = dice.pick(_PURPOSE_WEIGHTS), dice.day(month, weekend=False)
    low, high = _COST_YEN[purpose]
    cost = dice.between(low, high) * 1000
    row: dict[str, object] = {
        "申請日": applied_on,
        "地区": district.name,
        "団体名": district.group(dice.between(1, max(5, district.people // 800))),
        "補助対象": purpose,
        "申請額": cost,
    }
    decided_on = _working_day(applied_on + timedelta(days=dice.between(30, 58)))
    if dice.chance(35):
        return row | {"備考": "申請取下げ"}
    if decided_on > ward.last_day:
        return row | {"備考": "審査中"}
    granted = min(_CAP_YEN, cost * _rate(fiscal_year_of(month)) // 10_000 * 1000)
    return row | {"交付決定日": decided_on, "交付額": granted}


def _working_day(day: date) -> date:
    """The day itself, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _check_decision(values: Values) -> Iterable[Problem]:
    """A decision has a day and a sum, and neither comes before the application."""
    applied, decided = values.get("applied_on"), values.get("decided_on")
    granted = values.get("granted_yen")
    if decided is not None and granted is None:
        yield Problem("granted_yen", "decision_without_grant")
    if decided is None and granted is not None:
        yield Problem("decided_on", "grant_without_decision")
    if isinstance(applied, str) and isinstance(decided, str) and decided < applied:
        yield Problem("decided_on", "decided_before_applied", {"limit": applied})


DATASET = Dataset(
    id="crime_prevention_grants",
    section="community_promotion",
    columns=(
        Column("申請日", "applied_on", "date", aliases=("申請年月日",), example=date(2026, 7, 6)),
        Column(
            "交付決定日",
            "decided_on",
            "date",
            required=False,
            aliases=("決定日", "交付決定年月日"),
            example=date(2026, 8, 17),
        ),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column(
            "団体名",
            "association",
            "text",
            aliases=("申請団体", "自治会町内会名"),
            example="〇〇第1自治会",
        ),
        Column("補助対象", "purpose", "choice", aliases=("補助対象事業", "対象"), choices=PURPOSES),
        Column(
            "申請額",
            "requested_yen",
            "yen",
            aliases=("申請金額",),
            maximum=100_000_000,
            example=220_000,
        ),
        Column(
            "交付額",
            "granted_yen",
            "yen",
            required=False,
            aliases=("交付決定額", "交付金額"),
            maximum=100_000_000,
            example=198_000,
        ),
        Column("備考", "note", "text", required=False, example=""),
    ),
    key=("applied_on", "district", "association", "purpose"),
    absence="zero",
    series=(
        Series("grants", at="decided_on", item="purpose"),
        Series("grant_yen", at="decided_on", field="granted_yen", item="purpose"),
        Series("grant_requested_yen", at="decided_on", field="requested_yen"),
        Series("grant_applications", at="applied_on"),
        Series("grant_associations", at="decided_on", item="association"),
    ),
    sample=_sample,
    checks=(
        not_above("granted_yen", "requested_yen", "granted_above_requested"),
        _check_decision,
    ),
)
