"""What a preview tells of records that stay and of months that would count as 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services import comparing
from asahi_metrics.services.importing import Plan, plan_import
from asahi_metrics.services.leaving import Left, gap_line, staying_line
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from asahi_metrics.sources import dataset as dataset_of
from tests.ward import GRANTS, PATROL, Rows, as_csv, header_of, load, open_ward

A = ("2026-06-01", "山手", "A会", "避難訓練", None, 10, 5, None)
B = ("2026-06-02", "川端", "B会", "避難訓練", None, 20, 5, None)
JULY = ("2026-07-05", "川端", "B会", "避難訓練", None, 7, 3, None)
APRIL = ("2026-04-05", "山手", "A会", "避難訓練", None, 10, 5, None)
OCTOBER = ("2026-10-05", "山手", "A会", "避難訓練", None, 20, 5, None)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def planned(office: Office, rows: Rows, dataset: str = "disaster_drills") -> Plan:
    plan = plan_import(office, dataset, "file.csv", as_csv(header_of(dataset), rows))
    assert not plan.refused, plan.findings
    return plan


def left(office: Office, rows: Rows, dataset: str = "disaster_drills") -> Left:
    return planned(office, rows, dataset).left


def on(day: str, row: tuple[object, ...]) -> tuple[object, ...]:
    return (day, *row[1:])


def test_a_corrected_date_leaves_the_record_with_the_wrong_one(office: Office) -> None:
    load(office, "disaster_drills", [A, B])
    corrected = left(office, [on("2026-06-12", A), B])
    assert (corrected.staying, corrected.months) == (1, (202606, 202606))


def test_records_of_other_months_than_the_files_are_not_told(office: Office) -> None:
    load(office, "disaster_drills", [A, B, JULY])
    assert left(office, [on("2026-06-12", A)]).staying == 2
    # The file says something of July, and so might have said more of it.
    assert left(office, [on("2026-06-12", A), on("2026-07-06", JULY)]).staying == 3


def test_a_file_that_names_all_of_its_months_leaves_nothing(office: Office) -> None:
    load(office, "disaster_drills", [A, B, JULY])
    more = on("2026-06-30", A)
    assert left(office, [A, B, more]).staying == 0


def test_a_file_that_changes_nothing_is_not_told_of(office: Office) -> None:
    load(office, "disaster_drills", [A, B])
    assert left(office, [A]) == Left()


def test_a_file_compared_by_its_keys_alone_tells_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(office, "disaster_drills", [A, B, JULY, OCTOBER])
    # Of the wide file only a record of June is new.
    files = [[on("2026-06-12", A)], [on("2026-06-12", A), OCTOBER, APRIL]]
    whole = [left(office, rows) for rows in files]
    monkeypatch.setattr(comparing, "_FEWER", 1)
    plans = [planned(office, rows) for rows in files]
    assert [one.difference is not None and one.difference.staying for one in plans] == [None, None]
    assert [one.left for one in plans] == whole
    assert [one.staying for one in whole] == [2, 3]


def test_the_sample_that_makes_way_does_not_stay(office: Office) -> None:
    load_sample(office)
    assert left(office, [A]) == Left(months=(202606, 202606))


def test_an_officer_is_told_of_the_own_districts_records_alone(office: Office) -> None:
    load(office, "disaster_drills", [A, B, on("2026-06-03", A)])
    mine = office.acting_as(Principal("山田", "officer", districts=frozenset({"01"})))
    assert left(office, [on("2026-06-12", A)]).staying == 3
    assert left(mine, [on("2026-06-12", A)]).staying == 2
    steward = Principal("総務", "steward", sections=frozenset({"general_affairs"}))
    assert left(office.acting_as(steward), [on("2026-06-12", A)]).staying == 3


def test_what_is_named_without_a_date_is_not_told_of(office: Office) -> None:
    north, south = (
        ("指定避難所", name, "旭区川島町1-1", 35.4648, 139.505, None, None)
        for name in ("北小学校", "南小学校")
    )
    load(office, "shelters", [north])
    assert left(office, [south], "shelters").staying == 0


def test_a_grant_stays_where_all_its_days_lie_in_the_files_months(office: Office) -> None:
    load(office, "crime_prevention_grants", GRANTS)
    # June and July 2023: the grant that was decided on in August lies outside in part.
    other = ("2023-06-09", "2023-07-15", "山手", "E会", "防犯灯", 1_000, 500, None)
    assert left(office, [other], "crime_prevention_grants").staying == 3


@pytest.mark.parametrize(("before", "after"), [(APRIL, OCTOBER), (OCTOBER, APRIL)])
def test_months_between_the_stored_records_and_the_files_are_told(
    office: Office, before: tuple[object, ...], after: tuple[object, ...]
) -> None:
    load(office, "disaster_drills", [before])
    assert left(office, [after]).gap == (202605, 202606, 202607, 202608, 202609)


def test_the_month_that_follows_and_one_within_leave_no_gap(office: Office) -> None:
    load(office, "disaster_drills", [APRIL])
    assert left(office, [on("2026-05-05", APRIL)]).gap == ()
    load(office, "disaster_drills", [OCTOBER])
    # These months count as 0 already.
    assert left(office, [A]).gap == ()


def test_the_first_file_makes_no_gap(office: Office) -> None:
    assert left(office, [APRIL, OCTOBER]).gap == ()
    load_sample(office)
    assert left(office, [OCTOBER]).gap == ()


def test_reports_that_lack_count_as_missing_and_make_no_gap(office: Office) -> None:
    load(office, "dog_patrol", PATROL)
    later: Rows = [("2026-04", "山手", 10, 2, 5, 12)]
    assert left(office, later, "dog_patrol").gap == ()


def test_of_what_is_counted_by_the_year_the_years_between_are_told(office: Office) -> None:
    def year(number: int) -> Rows:
        told = {"年度": number, "地区": "山手", "団体名": "花の会", "緑のカーテン": "有"}
        return [[told.get(one) for one in header_of("greenery")]]

    load(office, "greenery", year(2022))
    assert left(office, year(2023), "greenery").gap == ()
    found = left(office, year(2025), "greenery")
    assert found.gap == (202304, 202404)
    dataset = dataset_of("greenery")
    assert "令和5年度〜令和6年度" in str(gap_line(Text("ja"), dataset, found))
    assert "FY2023 – FY2024" in str(gap_line(Text("en"), dataset, found))


SAID = {
    "ja": ("令和8年5月〜令和8年9月は記録がないため、0として", "令和8年6月", "3件"),
    "en": ("No records for May 2026 – Sep 2026, which will count as 0.", "(Jun 2026)", "stay: 3."),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_are_said_in_words_and_nothing_where_there_is_nothing(lang: Language) -> None:
    text, drills = Text(lang), dataset_of("disaster_drills")
    found = Left(3, (202606, 202606), (202605, 202606, 202607, 202608, 202609))
    gap, staying = gap_line(text, drills, found), staying_line(text, found)
    assert gap is not None
    assert staying is not None
    assert SAID[lang][0] in gap
    assert all(one in staying for one in SAID[lang][1:])
    assert gap_line(text, drills, Left()) is None
    assert staying_line(text, Left(months=(202606, 202606))) is None
