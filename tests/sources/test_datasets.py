"""Every dataset by itself: its words, its checks, and the real files it must take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import Pack, load_pack
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.sources import dataset, datasets
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Checked, Column, Dataset, Scalar, Table

TODAY = date(2026, 11, 23)
ALL = tuple(datasets().values())
COLUMNS = [(one, column) for one in ALL for column in one.columns]
CHOICES = [(one, column, value) for one, column in COLUMNS for value in column.choices]

DRILL = {
    "held_on": "2026-09-06", "district": "01", "organiser": "鶴ヶ峰第1自治会",
    "kind": "避難訓練", "venue": None, "participants": 40, "households": 25, "note": None,
}  # fmt: skip
GRANT = {
    "applied_on": "2026-07-06", "decided_on": "2026-08-17", "district": "01",
    "association": "鶴ヶ峰第1自治会", "purpose": "防犯灯", "requested_yen": 200_000,
    "granted_yen": 180_000, "note": None,
}  # fmt: skip
ROLL = {
    "month": 202609, "district": "01", "members": 50, "new_members": 2, "active": 30, "dogs": 55,
}  # fmt: skip
PEOPLE = {
    "as_of": "2026-10-01", "town": "14112006002", "district": None, "households": 40,
    "population": 100, "under15": 10, "over65": 40, "over75": 25,
}  # fmt: skip
PLACE = {
    "kind": "広場", "name": "広場A", "address": "旭区", "lat": 35.47, "lon": 139.54,
    "scheme": None, "hazards": None,
}  # fmt: skip
SALON = {
    "held_on": "2026-09-08", "district": "01", "venue": "会場A", "families": 12,
    "consultations": 3,
}  # fmt: skip
PLAN = {"year": 2026, "district": "01", "planned": 16, "done": 12}
GREENS = {"year": 2026, "district": "01", "group": "団体A", "seedlings": 80, "curtain": "無"}
GARDENS = {"year": 2026, "district": "01", "gardens": 3, "visitors": 90}
ANSWERS = {
    "month": 202606, "district": "01", "question": "子育てしやすい", "answered": 50, "positive": 30,
}  # fmt: skip

WRONG = [
    ("disaster_drills", DRILL, {"households": 41}, ["households_above_participants"]),
    ("crime_prevention_grants", GRANT, {"granted_yen": 200_001}, ["granted_above_requested"]),
    ("crime_prevention_grants", GRANT, {"granted_yen": None}, ["decision_without_grant"]),
    ("crime_prevention_grants", GRANT, {"decided_on": None}, ["grant_without_decision"]),
    ("crime_prevention_grants", GRANT, {"decided_on": "2026-07-05"}, ["decided_before_applied"]),
    ("dog_patrol", ROLL, {"active": 51}, ["active_above_members"]),
    ("dog_patrol", ROLL, {"new_members": 51}, ["new_above_members"]),
    ("population", PEOPLE, {"district": "18"}, ["town_or_district"]),
    ("population", PEOPLE, {"town": None}, ["town_or_district"]),
    ("population", PEOPLE, {"over75": 41}, ["over75_above_over65"]),
    ("population", PEOPLE, {"under15": 101}, ["age_above_population"]),
    ("population", PEOPLE, {"under15": 61}, ["ages_above_population"]),
    ("shelters", PLACE, {"lat": 139.54, "lon": 35.47}, ["point_outside_japan"] * 2),
    ("childcare_salons", SALON, {"families": 0}, ["consultations_without_families"]),
    ("district_welfare_plans", PLAN, {"done": 17}, ["done_above_planned"]),
    ("greenery", GREENS, {"seedlings": 0}, ["no_part_in_greenery"]),
    ("open_gardens", GARDENS, {"gardens": 0}, ["visitors_without_gardens"]),
    ("sentiment_survey", ANSWERS, {"positive": 51}, ["positive_above_answered"]),
]
RIGHT = [
    ("disaster_drills", DRILL, {"participants": None}),
    ("disaster_drills", DRILL, {"households": 40}),
    ("crime_prevention_grants", GRANT, {"decided_on": None, "granted_yen": None}),
    ("crime_prevention_grants", GRANT, {"granted_yen": 0}),
    ("dog_patrol", ROLL, {"active": 50}),
    ("population", PEOPLE, {"under15": None, "over65": None, "over75": None}),
    ("population", PEOPLE, {"under15": 60}),
    ("population", PEOPLE, {"town": None, "district": "14112"}),
    ("shelters", PLACE, {}),
    ("childcare_salons", SALON, {"families": 0, "consultations": 0}),
    ("childcare_salons", SALON, {"families": None}),
    ("childcare_salons", SALON, {"families": 2, "consultations": 5}),
    ("district_welfare_plans", PLAN, {"done": 16}),
    ("district_welfare_plans", PLAN, {"done": None}),
    ("greenery", GREENS, {"seedlings": 0, "curtain": "有"}),
    ("greenery", GREENS, {"seedlings": None}),
    ("open_gardens", GARDENS, {"gardens": 0, "visitors": None}),
    ("open_gardens", GARDENS, {"gardens": 0, "visitors": 0}),
    ("sentiment_survey", ANSWERS, {"positive": 50}),
    ("sentiment_survey", ANSWERS, {"answered": 0, "positive": 0}),
]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def names(pack: Pack) -> AreaNames:
    return AreaNames(pack.areas)


def checked(path: Path, dataset_id: str, names: AreaNames) -> Checked:
    one = dataset(dataset_id)
    return check(read_table(path.read_bytes(), path.name, one), one, names, today=TODAY)


def codes(one: Dataset, values: Mapping[str, Scalar]) -> list[str]:
    return [problem.code for rule in one.checks for problem in rule(values)]


def params(one: Dataset, values: Mapping[str, Scalar]) -> list[tuple[str, Mapping[str, object]]]:
    return [(found.code, found.params) for rule in one.checks for found in rule(values)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_dataset_has_a_name_and_a_description_in_both_languages(one: Dataset, lang) -> None:
    assert Text(lang)(f"dataset.{one.id}.name")
    assert Text(lang)(f"dataset.{one.id}.description")


@pytest.mark.parametrize(("one", "column"), COLUMNS, ids=lambda part: getattr(part, "field", None))
def test_a_column_is_called_by_its_header_and_has_notes(one: Dataset, column: Column) -> None:
    words = f"column.{one.id}.{column.field}"
    assert Text("ja")(f"{words}.name") == column.header
    assert Text("en")(f"{words}.name").isascii()
    assert all(Text(lang)(f"{words}.note") for lang in LANGUAGES)


@pytest.mark.parametrize(("one", "column", "value"), CHOICES, ids=lambda part: str(part)[:20])
def test_a_choice_has_an_english_name(one: Dataset, column: Column, value: str) -> None:
    words = f"choice.{one.id}.{column.field}.{value}"
    assert Text("ja")(words) == value
    assert Text("en")(words).isascii()


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_dataset_names_only_columns_it_has(one: Dataset) -> None:
    fields = {column.field for column in one.columns}
    used = {series.at for series in one.series}
    used |= {name for series in one.series for name in (series.field, series.item) if name}
    assert used | set(one.key) <= fields


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_series_are_dated_by_a_date_or_a_month(one: Dataset) -> None:
    kinds = {one.column(series.at).kind for series in one.series}
    assert kinds <= {"date", "month", "fiscal_year"}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_no_two_columns_answer_to_one_header(one: Dataset) -> None:
    headers = [name for column in one.columns for name in (column.header, *column.aliases)]
    assert len(set(headers)) == len(headers)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_series_of_one_choice_names_a_choice_of_its_column(one: Dataset) -> None:
    for series in one.series:
        if series.only is not None:
            field, choice = series.only
            assert choice in one.column(field).choices


def test_each_question_of_the_survey_has_its_answers_and_its_positive_answers() -> None:
    survey = dataset("sentiment_survey")
    asked = [(series.only, series.field) for series in survey.series]
    assert asked == [
        (("question", question), field)
        for question in survey.column("question").choices
        for field in ("answered", "positive")
    ]


def test_a_year_is_read_in_the_japanese_era_and_a_later_one_refused(
    names: AreaNames, tmp_path: Path
) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(
        "年度,地区,取組数,実施数\n令和8年度,鶴ケ峯,16,12\nR9,白根,14,2\n", encoding="utf-8"
    )
    got = checked(path, "district_welfare_plans", names)
    assert [(one.key, one.month_first) for one in got.records] == [("2026|01", 202604)]
    assert [(found.row, found.code) for found in got.findings] == [(3, "future_date")]


def test_the_green_curtain_is_said_by_one_of_two_words(names: AreaNames, tmp_path: Path) -> None:
    path = tmp_path / "greenery.csv"
    path.write_text(
        "年度,地区,団体名,花苗数,緑のカーテン\n"
        "2026,白根,団体A,60株,有\n2026,白根,団体B,,無\n2026,白根,団体C,20,2か所\n",
        encoding="utf-8",
    )
    got = checked(path, "greenery", names)
    assert [(one.values["seedlings"], one.values["curtain"]) for one in got.records] == [
        (60, "有"), (None, "無"),
    ]  # fmt: skip
    assert [(found.row, found.code) for found in got.findings] == [(4, "unknown_choice")]


def test_a_milestone_may_lie_years_ahead_but_not_its_update(
    names: AreaNames, tmp_path: Path
) -> None:
    path = tmp_path / "bureau.csv"
    path.write_text(
        "項目,節目,期日,状態,更新日,所見\n"
        "連続立体交差事業,完成,R16.3.31,進行中,2026/10/1,\n"
        "連続立体交差事業,点検,2027/3/31,未着手,2026/11/24,\n"
        "連続立体交差事業,一部開通,2206/3/31,未着手,2026/10/1,\n"
        "連続立体交差事業,説明会,2026/12/1,検討中,2026/10/1,\n",
        encoding="utf-8",
    )
    got = checked(path, "bureau_projects", names)
    assert [(one.key, one.values["due_on"]) for one in got.records] == [
        ("連続立体交差事業|完成", "2034-03-31")
    ]
    assert {(one.area, one.month_first) for one in got.records} == {("14112", 202610)}
    assert [(found.row, found.column, found.code) for found in got.findings] == [
        (3, "更新日", "future_date"),
        (4, "期日", "too_far_ahead"),
        (5, "状態", "unknown_choice"),
    ]
    for lang in LANGUAGES:
        assert "2060-03-31" in Text(lang).what(got.findings[1])


def test_a_milestone_is_the_same_by_its_item_and_its_name(names: AreaNames, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        "項目,マイルストーン,期限,状態,最終更新日\n"
        "オフィス環境改善,中間点検(R8),2026/10/30,完了,2026/10/30\n"
        "オフィス環境改善,中間点検（Ｒ８）,2026/11/30,遅延,2026/11/1\n",
        encoding="utf-8",
    )
    got = checked(path, "staff_projects", names)
    assert [found.code for found in got.findings] == ["same_record_twice"]


def test_no_series_is_counted_by_two_datasets() -> None:
    series = [series.id for one in ALL for series in one.series]
    assert len(set(series)) == len(series)


@pytest.mark.parametrize(("dataset_id", "row", "change", "expected"), WRONG)
def test_a_row_that_contradicts_itself_is_found(dataset_id, row, change, expected) -> None:
    found = params(dataset(dataset_id), row | change)
    assert [code for code, _ in found] == expected
    for code, told in found:
        for lang in LANGUAGES:
            assert "{" not in Text(lang)(f"finding.{code}.what", **told)
            assert Text(lang)(f"finding.{code}.do")


@pytest.mark.parametrize(("dataset_id", "row", "change"), RIGHT)
def test_a_row_that_is_possible_passes(dataset_id, row, change) -> None:
    assert codes(dataset(dataset_id), row | change) == []


def test_the_citys_monthly_population_gives_the_ward_by_day(
    shared_data: Path, names: AreaNames
) -> None:
    got = checked(shared_data / "yokohama_t020300-month_asahi_sample.csv", "population", names)
    assert not got.findings
    rows = [
        (one.area, one.month_first, one.values["population"], one.values["households"])
        for one in got.records
    ]
    assert rows == [("14112", 201406, 248_278, 102_634), ("14112", 202609, 239_304, 108_747)]


def test_rows_of_other_wards_are_left_out_with_a_notice() -> None:
    one = dataset("population")
    header = ("年月日", "全国地方公共団体コード", "市区名", "項目", "値")
    here = ("2026/09/01", "141127", "旭区", "人口総数", "239304")
    there = ("2026/09/01", "141011", "鶴見区", "人口総数", "297000")
    table = Table(sheet=None, header=header, header_row=1, rows=[(2, there), (3, here)])
    got = one.layouts[0].convert(table)
    assert got.rows == [(3, ("2026/09/01", "旭区", None, "239304"))]
    assert [(note.code, note.severity) for note in got.notices] == [
        ("other_wards_left_out", "notice")
    ]
    assert one.layouts[0].convert(replace(table, rows=[(3, here)])).notices == ()


def test_the_citys_shelters_are_36_bases_and_10_temporary_shelters(
    shared_data: Path, names: AreaNames
) -> None:
    got = checked(shared_data / "hinanjo_asahi_20260401_cp932.csv", "shelters", names)
    assert not got.refused
    kinds = [one.values["kind"] for one in got.records]
    assert (kinds.count("地域防災拠点"), kinds.count("帰宅困難者一時滞在施設")) == (36, 10)
    assert all(35 < float(one.values["lat"]) < 36 for one in got.records)


def test_the_national_shelters_and_sites_keep_their_hazards(
    shared_data: Path, names: AreaNames
) -> None:
    got = checked(shared_data / "asahi_gsi_evacuation_2026.geojson", "shelters", names)
    assert not got.refused
    kinds = [one.values["kind"] for one in got.records]
    assert (kinds.count("指定避難所"), kinds.count("指定緊急避難場所")) == (36, 122)
    assert len({one.key for one in got.records}) == 158
    hazards = {one.values["hazards"] for one in got.records}
    assert None in hazards
    assert "洪水・地震" in hazards


def test_prose_of_a_real_file_survives_as_a_note(
    shared_data: Path, names: AreaNames, tmp_path: Path
) -> None:
    source = shared_data / "asahi_kyoten_target_areas_2020_partial.csv"
    prose = [line.split(",", 2)[2] for line in source.read_text("utf-8-sig").splitlines()[1:]]
    lines = ["実施日,地区,主催,訓練種別,備考"]
    lines += [f"2026/9/6,鶴ヶ峰,主催{n},その他,{text}" for n, text in enumerate(prose)]
    path = tmp_path / "drills.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    got = checked(path, "disaster_drills", names)
    assert not got.refused
    assert [one.values["note"] for one in got.records] == prose
