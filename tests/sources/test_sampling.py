"""The sample pack: the same each time, accepted by the checks, and of a plausible size."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

import pytest

from asahi_metrics.core.areas import Area, Areas
from asahi_metrics.core.calendar import fiscal_year_of, month_of
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import load_pack
from asahi_metrics.sources import dataset, datasets
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.dice import Dice, apportion
from asahi_metrics.sources.milestones import STATES
from asahi_metrics.sources.sampling import SampleWard, sample_rows, sample_table, sample_ward
from asahi_metrics.sources.spec import Dataset

Row = Mapping[str, object]

SAMPLED = [one for one in datasets() if one not in {"shelters", "census"}]
FULL_YEARS = (2022, 2023, 2024, 2025)
# Of the rows as JSON: a change here is a change of every figure that the sample shows.
FINGERPRINTS = {
    "bureau_projects": "729151ef24ae65d6",
    "call_blocker_loans": "f11eb6ca07a4ef64",
    "childcare_salons": "055bf7e1e4d8e9c1",
    "citizen_articles": "c721e38f11eec2ae",
    "crime_prevention_grants": "93af1e5c989f49ca",
    "dementia_care_path": "b0b0b2d155776375",
    "disaster_drills": "ffb3ad53c27ee7fe",
    "district_welfare_plans": "000f95430ec96770",
    "dog_patrol": "27d7e75d32e0a5c6",
    "expo_events": "d1056fd2ba4ca8cb",
    "greenery": "7cfb8cc237b6e50c",
    "marche_attendance": "1e67957be2374aba",
    "marche_days": "a2dabb486cfaed1f",
    "open_gardens": "f90c9677056fdf1f",
    "population": "ede5bfc72711a8ca",
    "sentiment_survey": "501208088eaef9b3",
    "staff_projects": "60ff7867f43db400",
    "website_views": "7f923d2d0741ea75",
    "welfare_shelter_support": "4bb84f66376469bc",
}


@pytest.fixture(scope="module")
def ward() -> SampleWard:
    return sample_ward(load_pack())


@pytest.fixture(scope="module")
def rows(ward: SampleWard) -> dict[str, list[Row]]:
    return {one: list(sample_rows(dataset(one), ward)) for one in SAMPLED}


def by_year(rows: list[Row], day: str, value: str | None = None) -> Counter[int]:
    """The sum of a column, or the count of rows, by fiscal year."""
    counted: Counter[int] = Counter()
    for row in rows:
        when = row.get(day)
        if isinstance(when, date):
            counted[fiscal_year_of(month_of(when))] += int(row.get(value) or 0) if value else 1
    return counted


def per_day(rows: list[Row], day: str, value: str) -> dict[date, int]:
    summed: dict[date, int] = defaultdict(int)
    for row in rows:
        summed[row[day]] += row.get(value) or 0
    return dict(summed)


def day_of(one: Dataset, row: Row) -> date:
    """The day that a row first tells, plans aside, or that a fiscal year begins on."""
    told = next(row[header] for header in past_columns(one) if header in row)
    assert isinstance(told, date | int)
    return told if isinstance(told, date) else date(told, 4, 1)


def past_columns(one: Dataset) -> list[str]:
    """The headers of the columns that say when something was, and not when it shall be."""
    times = (column for column in one.columns if column.kind in {"date", "month", "fiscal_year"})
    return [column.header for column in times if column.planned_until is None]


def unreported(rows: list[Row], value: str) -> int:
    """How many rows leave a column empty."""
    return sum(row.get(value) is None for row in rows)


def fingerprint(rows: list[Row]) -> str:
    told = json.dumps(rows, ensure_ascii=False, default=date.isoformat)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@pytest.mark.parametrize("dataset_id", SAMPLED)
def test_a_sample_is_the_same_on_every_machine(dataset_id: str, rows) -> None:
    assert fingerprint(rows[dataset_id]) == FINGERPRINTS[dataset_id]


@pytest.mark.parametrize("dataset_id", SAMPLED)
def test_a_sample_passes_the_checks_of_its_dataset(dataset_id: str, ward: SampleWard) -> None:
    one = dataset(dataset_id)
    table = sample_table(one, ward)
    got = check(table, one, AreaNames(ward.areas), today=ward.last_day)
    assert got.findings == []
    assert len(got.records) == len(table.rows) > 50


@pytest.mark.parametrize("dataset_id", SAMPLED)
def test_a_sample_is_made_of_whole_numbers_text_and_days(dataset_id: str, rows) -> None:
    kinds = {type(value) for row in rows[dataset_id] for value in row.values()}
    assert kinds <= {int, str, date, type(None)}


@pytest.mark.parametrize("dataset_id", SAMPLED)
def test_a_sample_stands_in_the_order_of_its_days(dataset_id: str, rows) -> None:
    days = [day_of(dataset(dataset_id), row) for row in rows[dataset_id]]
    assert days == sorted(days)
    assert days[0] >= date(2022, 4, 1)
    assert days[-1] <= date(2026, 10, 31)


def test_an_earlier_last_month_ends_the_sample_earlier() -> None:
    ward = sample_ward(load_pack(), last_month=202503)
    for dataset_id in SAMPLED:
        one = dataset(dataset_id)
        for row in sample_rows(one, ward):
            days = [row[header] for header in past_columns(one) if header in row]
            days = [day for day in days if isinstance(day, date)]
            assert max(days, default=day_of(one, row)) <= date(2025, 3, 31)


def test_shelters_have_no_sample(ward: SampleWard) -> None:
    assert list(sample_rows(dataset("shelters"), ward)) == []


def test_drills_and_participants_are_of_a_plausible_number(rows) -> None:
    drills = by_year(rows["disaster_drills"], "実施日")
    people = by_year(rows["disaster_drills"], "実施日", "参加者数")
    assert all(150 <= drills[year] <= 260 for year in FULL_YEARS)
    assert all(8_500 <= people[year] <= 16_000 for year in FULL_YEARS)
    assert drills[2022] < drills[2023] < drills[2025]


def test_drills_peak_in_autumn_and_march_and_some_report_no_participants(rows) -> None:
    months = Counter(row["実施日"].month for row in rows["disaster_drills"])
    assert {month for month, _ in months.most_common(4)} == {9, 10, 11, 3}
    unreported = sum(row.get("参加者数") is None for row in rows["disaster_drills"])
    assert 0 < unreported < len(rows["disaster_drills"]) // 10


def test_housing_estates_hold_many_drills_and_some_districts_few(rows) -> None:
    held = Counter(row["地区"] for row in rows["disaster_drills"])
    ranked = [name for name, _ in held.most_common()]
    assert {"若葉台", "左近山"} <= set(ranked[:4])
    assert set(ranked[-4:]) >= {"笹野台", "旭中央"}


def test_grants_follow_the_scheme_of_their_year(rows) -> None:
    for row in rows["crime_prevention_grants"]:
        granted, asked = row.get("交付額"), row["申請額"]
        if granted is not None:
            tenths = 9 if fiscal_year_of(month_of(row["申請日"])) >= 2025 else 5
            assert granted == min(200_000, asked * tenths // 10_000 * 1000)
            assert 7 <= row["交付決定日"].month <= 12
    granted = by_year(rows["crime_prevention_grants"], "交付決定日")
    assert all(40 <= granted[year] <= 90 for year in FULL_YEARS)


def test_an_association_is_granted_at_most_once_a_year(rows) -> None:
    asked = Counter(
        (row["団体名"], fiscal_year_of(month_of(row["申請日"])))
        for row in rows["crime_prevention_grants"]
    )
    assert set(asked.values()) == {1}


def test_devices_lent_are_of_a_plausible_number(rows) -> None:
    devices = by_year(rows["call_blocker_loans"], "貸与日", "台数")
    assert all(190 <= devices[year] <= 600 for year in FULL_YEARS)


def test_the_dog_patrol_grows_and_some_reports_are_missing(rows) -> None:
    members = per_day(rows["dog_patrol"], "年月", "登録者数")
    assert 550 <= members[date(2022, 4, 1)] <= 800
    assert 1100 <= members[date(2026, 10, 1)] <= 1400
    reports = Counter(row["地区"] for row in rows["dog_patrol"])
    assert reports["若葉台"] == 55
    assert reports["旭中央"] < 55
    assert len(rows["dog_patrol"]) < 55 * 19


def test_market_days_miss_some_januaries_and_visitors_are_plausible(rows) -> None:
    days = [row["開催日"] for row in rows["marche_days"]]
    januaries = [day for day in days if day.month == 1]
    assert 1 <= len(januaries) <= 3
    assert len({month_of(day) for day in days}) == len(days)
    assert all(8 <= row["出店者数"] <= 20 for row in rows["marche_days"])
    visitors = per_day(rows["marche_attendance"], "開催日", "来場者数")
    assert list(visitors) == days
    assert all(350 <= count <= 1500 for count in visitors.values())
    assert {"区外", "不明"} <= {row["地区"] for row in rows["marche_attendance"]}


def test_the_population_of_all_towns_comes_to_the_wards(ward: SampleWard, rows) -> None:
    people = per_day(rows["population"], "基準日", "人口")
    households = per_day(rows["population"], "基準日", "世帯数")
    assert len(people) == 10
    assert {day: (people[day], households[day]) for day in people} == {
        day: (ward.headcount(day).people, ward.headcount(day).households) for day in people
    }
    published = ward.headcount(date(2026, 9, 1))
    assert (published.people, published.households) == (239_304, 108_747)
    assert len(rows["population"]) == 10 * 72


def test_the_aged_are_most_on_the_housing_estates(ward: SampleWard, rows) -> None:
    towns = {town.name["ja"]: town.parent for town in ward.areas.towns}
    people, aged = Counter(), Counter()
    for row in rows["population"]:
        people[towns[row["町丁"]]] += row["人口"]
        aged[towns[row["町丁"]]] += row["65歳以上"]
    shares = {code: aged[code] * 1000 // people[code] for code in people}
    assert all(230 <= share <= 485 for share in shares.values())
    assert set(sorted(shares, key=shares.__getitem__)[-2:]) == {"07", "18"}


def test_shelters_are_supported_more_each_year_and_by_videos_of_late(rows) -> None:
    visits = rows["welfare_shelter_support"]
    counted = by_year(visits, "派遣日")
    assert counted[2022] < counted[2023] < counted[2024] < counted[2025]
    shown = {fiscal_year_of(month_of(row["派遣日"])) for row in visits if "動画" in row["内容"]}
    assert shown == {2025, 2026}


def test_childcare_salons_come_back_and_some_do_not_report(rows) -> None:
    salons = rows["childcare_salons"]
    families = by_year(salons, "開催日", "参加組数")
    asked = by_year(salons, "開催日", "相談件数")
    assert families[2022] < families[2023] < families[2024] < families[2025]
    assert all(asked[year] < families[year] // 4 for year in FULL_YEARS)
    assert 0 < unreported(salons, "参加組数") < unreported(salons, "相談件数") < len(salons) // 10


def test_the_new_care_path_guide_is_wanted_and_some_districts_do_not_report(rows) -> None:
    copies = by_year(rows["dementia_care_path"], "年月", "配布部数")
    assert copies[2026] > copies[2025]
    reports = Counter(row["地区"] for row in rows["dementia_care_path"])
    assert reports["若葉台"] == 55 > reports["笹野台"]


def test_articles_have_titles_of_no_person_and_the_newest_no_views(rows) -> None:
    articles = rows["citizen_articles"]
    assert {"地区の紹介記事" in str(row["題名"]) for row in articles} == {True}
    newest = [row for row in articles if row["公開日"] >= date(2026, 10, 1)]
    assert newest
    assert unreported(newest, "閲覧数") == len(newest)
    assert unreported(articles, "閲覧数") < len(articles) // 5


def test_a_plan_stands_for_its_years_and_the_fifth_begins_in_2026(rows) -> None:
    plans = rows["district_welfare_plans"]
    numbers = {
        (row["地区"], row["年度"] >= 2026): {
            other["取組数"]
            for other in plans
            if other["地区"] == row["地区"] and (other["年度"] >= 2026) == (row["年度"] >= 2026)
        }
        for row in plans
    }
    assert {len(found) for found in numbers.values()} == {1}
    assert 85 <= len(plans) < 5 * 19
    assert 0 < unreported(plans, "実施数") < 6


@pytest.mark.parametrize(
    ("dataset_id", "value"),
    [("greenery", "花苗数"), ("open_gardens", "公開庭園数"), ("expo_events", "参加者数")],
)
def test_what_is_done_for_the_expo_grows_and_differs_between_districts(
    dataset_id: str, value: str, rows
) -> None:
    districts, years = Counter[str](), Counter[int]()
    for row in rows[dataset_id]:
        told = int(row.get(value) or 0)
        districts[row["地区"]] += told
        years[fiscal_year_of(month_of(day_of(dataset(dataset_id), row)))] += told
    assert 2 * districts["万騎が原"] > 3 * districts["旭中央"] > 0
    assert [years[year] for year in (*FULL_YEARS, 2026)] == sorted(years.values())


@pytest.mark.parametrize(
    ("dataset_id", "value"),
    [("greenery", "花苗数"), ("open_gardens", "来訪者数"), ("expo_events", "参加者数")],
)
def test_some_figures_of_the_expo_are_not_reported(dataset_id: str, value: str, rows) -> None:
    lacking = unreported(rows[dataset_id], value)
    assert 0 < lacking < len(rows[dataset_id]) // 8


def test_the_survey_asks_every_question_of_a_district_or_none(rows) -> None:
    survey = rows["sentiment_survey"]
    asked = Counter((row["調査年月"], row["地区"]) for row in survey)
    assert set(asked.values()) == {7}
    assert len({day for day, _ in asked}) == 9
    assert 155 < len(asked) < 9 * 19
    assert all(30 <= row["回答者数"] <= 140 for row in survey)
    going = [row for row in survey if "行きたい" in str(row["設問"])]
    answers = by_year(going, "調査年月", "回答者数")
    positive = by_year(going, "調査年月", "肯定回答数")
    shares = [positive[year] / answers[year] for year in (*FULL_YEARS, 2026)]
    assert shares == sorted(shares)


def test_the_disaster_pages_are_read_most_in_september_and_more_since_their_renewal(rows) -> None:
    views = {row["年月"]: row["閲覧数"] for row in rows["website_views"] if row["ページ"] == "防災"}
    for year in (2022, 2023, 2024, 2025):
        inside = {day: n for day, n in views.items() if fiscal_year_of(month_of(day)) == year}
        assert max(inside, key=inside.__getitem__).month == 9
    assert views[date(2026, 9, 1)] > 12 * views[date(2025, 9, 1)] // 10
    assert len(rows["website_views"]) < 55 * 7


@pytest.mark.parametrize("dataset_id", ["staff_projects", "bureau_projects"])
def test_milestones_of_every_state_stand_for_each_project_with_a_reason_for_delays(
    dataset_id: str, rows
) -> None:
    steps = Counter(row["項目"] for row in rows[dataset_id])
    assert len(steps) == 12
    assert set(steps.values()) <= {5, 7}
    assert {row["状態"] for row in rows[dataset_id]} == set(STATES)
    halted = [row for row in rows[dataset_id] if row["状態"] in {"遅延", "中止"}]
    assert all(row.get("所見") for row in halted)
    done = [row for row in rows[dataset_id] if row["状態"] == "完了"]
    assert max(row["期日"] for row in done) <= date(2026, 10, 28)


@pytest.mark.parametrize("dataset_id", ["staff_projects", "bureau_projects"])
def test_milestones_are_due_on_working_days(dataset_id: str, rows) -> None:
    assert {row["期日"].weekday() for row in rows[dataset_id]} <= {0, 1, 2, 3, 4}
    assert {row["期日"].month for row in rows[dataset_id]} <= {1, 2, 3, 5, 6, 7, 8, 9, 10, 11}


def test_no_dates_are_invented_for_projects_whose_dates_are_known(ward: SampleWard) -> None:
    names = [*ward.projects("staff"), *ward.projects("bureau")]
    assert not any("連続立体交差" in name or "エクスポ" in name for name in names)


def test_a_ward_without_characters_gets_ordinary_districts() -> None:
    areas = Areas(
        [
            Area("1", {"ja": "小区", "en": "Small"}, "ward"),
            Area("01", {"ja": "北", "en": "North"}, "district", "1"),
            Area("011", {"ja": "北町", "en": "Kita-machi"}, "town", "01"),
            Area("X1", {"ja": "区外", "en": "Outside"}, "outside"),
            Area("X9", {"ja": "不明", "en": "Unknown"}, "outside"),
        ]
    )
    ward = SampleWard(areas, population={"011": 9_000}, households={"011": 4_000})
    for dataset_id in SAMPLED:
        one = dataset(dataset_id)
        got = check(sample_table(one, ward), one, AreaNames(areas), today=ward.last_day)
        assert got.findings == []
        assert got.records


def test_streams_of_other_names_draw_other_numbers() -> None:
    first, again, other = (Dice(name) for name in ("a", "a", "b"))
    drawn = [[dice.between(0, 999) for _ in range(8)] for dice in (first, again, other)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_shares_of_nothing_are_nothing() -> None:
    assert apportion(5, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
