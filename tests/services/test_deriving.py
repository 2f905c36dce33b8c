"""Observations always are what a count of the live records from scratch gives."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.stage import STAGES, Stage
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.history import undo
from asahi_metrics.services.office import Office
from asahi_metrics.services.queries import stored_cells
from tests.ward import DISTRICTS, TOWNS, load, open_ward, series_of, state

_DAYS = ("2023-04-10", "2023-06-01", "2024-01-15", "2025-03-31")
_count = st.one_of(st.none(), st.integers(0, 9))
_drills = st.lists(
    st.tuples(st.sampled_from(_DAYS), st.sampled_from([*DISTRICTS.values()]), _count),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[:2],
)
_people = st.lists(
    st.tuples(
        st.sampled_from(_DAYS), st.sampled_from([town[0] for town in TOWNS.values()]), _count
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[:2],
)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("disaster_drills"), _drills, st.sampled_from(STAGES)),
        st.tuples(st.just("population"), _people, st.sampled_from(STAGES)),
        st.tuples(st.just("undo"), st.integers(1, 6), st.just("final")),
    ),
    min_size=1,
    max_size=6,
)
_folders = itertools.count()


def _rows(dataset: str, drawn: list[tuple[str, str, int | None]]) -> list[tuple[object, ...]]:
    if dataset == "population":
        return [(day, town, None, 5, 10, old) for day, town, old in drawn]
    return [(day, area, "会", "避難訓練", None, n, None, None) for day, area, n in drawn]


@settings(max_examples=15, deadline=None)
@given(steps=_steps)
def test_after_any_loads_and_undos_the_observations_follow_from_the_records(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object, Stage]]
) -> None:
    office = open_ward(tmp_path_factory.mktemp(f"ward{next(_folders)}"))
    for what, argument, stage in steps:
        if what == "undo":
            try:
                undo(office, argument)  # type: ignore[arg-type]
            except AsahiMetricsError:
                continue
        else:
            load(office, what, _rows(what, argument), stage=stage)  # type: ignore[arg-type]
        failed = [one for one in check_database(office) if not one.passed]
        assert not failed


def cells(office: Office, dataset: str) -> dict[tuple[str, int, str, str], float | None]:
    with office.engine.connect() as connection:
        found = stored_cells(connection, office.ward, series_of(dataset))
    return {cell: value for cell, (value, _, _) in found.items()}


def test_a_district_is_the_sum_of_its_towns_when_all_have_reported(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    load(office, "population", [("2024-04-01", "北山町", None, 60, 110, 30)])
    assert ("population", 202404, "01", "") not in cells(office, "population")
    load(office, "population", [("2024-04-01", "南山町", None, 100, 210, None)])
    found = cells(office, "population")
    assert found["population", 202404, "01", ""] == 320
    # One town did not tell its aged, so the district's are not known.
    assert ("population_over65", 202404, "01", "") not in found


def test_a_district_that_a_file_states_itself_stands_as_stated(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    rows = [
        ("2024-04-01", "北山町", None, 60, 110, None),
        ("2024-04-01", "南山町", None, 100, 210, None),
        ("2024-04-01", None, "山手", 161, 321, None),
    ]
    load(office, "population", rows)
    assert cells(office, "population")["population", 202404, "01", ""] == 321


def test_a_grant_counts_in_the_month_of_its_decision_and_its_application(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    row = ("2024-03-20", "2024-04-10", "山手", "A会", "防犯灯", 1_000, 900, None)
    load(office, "crime_prevention_grants", [row])
    found = cells(office, "crime_prevention_grants")
    assert found["grant_applications", 202403, "01", ""] == 1
    assert found["grant_applications", 202404, "01", ""] == 0
    assert found["grants", 202403, "01", ""] == 0
    assert found["grants", 202404, "01", "防犯灯"] == 1


def test_a_series_of_one_choice_counts_its_records_and_writes_zeros_for_the_others(
    tmp_path: Path,
) -> None:
    office = open_ward(tmp_path)
    rows = [
        ("2024-04-10", "避難所A", "山手", "コーディネーター派遣"),
        ("2024-04-10", "避難所A", "山手", "その他"),
        ("2024-05-01", "避難所B", "川端", "その他"),
    ]
    load(office, "welfare_shelter_support", rows)
    found = cells(office, "welfare_shelter_support")
    sent = {cell[1:]: value for cell, value in found.items() if cell[0] == "shelter_coordinators"}
    assert sent == {
        (month, area, ""): 1.0 if (month, area) == (202404, "01") else 0.0
        for month in (202404, 202405)
        for area in DISTRICTS
    }
    assert found["shelter_support_visits", 202404, "01", "その他"] == 1


def test_a_question_that_a_district_was_not_asked_has_no_answers_there(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    rows = [
        ("2024-06", "山手", "子育てしやすい", 40, 22),
        ("2024-06", "山手", "花や緑に親しめる", 30, 0),
        ("2024-06", "川端", "子育てしやすい", 20, 9),
    ]
    load(office, "sentiment_survey", rows)
    found = cells(office, "sentiment_survey")
    assert found["sentiment_childcare_positive", 202406, "02", ""] == 9
    assert found["sentiment_green_answered", 202406, "01", ""] == 30
    assert found["sentiment_green_positive", 202406, "01", ""] == 0
    assert not [cell for cell in found if "green" in cell[0] and cell[2] == "02"]


def test_a_register_by_fiscal_year_writes_its_zeros_in_april_alone(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    rows = [
        ("令和5年度", "山手", "団体A", 60, "有"),
        ("令和7年度", "川端", "団体B", None, "無"),
    ]
    load(office, "greenery", rows)
    found = cells(office, "greenery")
    assert {month for _, month, _, _ in found} == {202304, 202404, 202504}
    assert found["flower_seedlings", 202404, "01", ""] == 0
    assert found["flower_seedlings", 202504, "02", ""] is None
    assert found["green_curtains", 202504, "02", ""] == 0
    assert all(one.passed for one in check_database(office))


def test_a_tampered_observation_is_found(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    load(office, "disaster_drills", [("2023-04-10", "山手", "会", "避難訓練", None, 5, 2, None)])
    assert all(one.passed for one in check_database(office))
    with office.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE observation SET value = 6 WHERE series = 'drill_participants' AND value = 5"
        )
    (failed,) = [one for one in check_database(office) if not one.passed]
    assert failed.name == "derived"
    assert failed.params == {
        "dataset": "disaster_drills", "count": len(state(office)["observations"]), "wrong": 1,
    }  # fmt: skip


def test_of_two_levels_in_one_month_the_newer_one_stands(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    town = next(iter(TOWNS))
    rows = [("2024-04-30", town, "", 41, 101), ("2024-04-01", town, "", 40, 100)]
    load(office, "population", rows)
    with office.engine.connect() as connection:
        cells = stored_cells(connection, office.ward, ["population", "households"])
    assert {value for (*_, area, _), (value, _, _) in cells.items() if area == town} == {101, 41}
