"""Provisional records and final ones: what takes whose place, and what figures say of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.stage import Stage
from asahi_metrics.services.as_of import open_past
from asahi_metrics.services.changes import changes
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history, undo
from asahi_metrics.services.importing import Plan, plan_import
from asahi_metrics.services.office import Office
from asahi_metrics.services.repair import count_anew
from asahi_metrics.services.status import dataset_states
from asahi_metrics.store.revisions import Counts
from tests.ward import DRILLS, Rows, as_csv, header_of, load, open_ward, state

DATASET = "disaster_drills"
CORRECTED: Rows = [(*DRILLS[0][:5], 31, *DRILLS[0][6:])]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def planned(office: Office, rows: Rows, stage: Stage) -> Plan:
    content = as_csv(header_of(DATASET), rows)
    return plan_import(office, DATASET, "訓練.csv", content, stage=stage)


def provisional_records(office: Office) -> int:
    return dataset_states(office)[DATASET].provisional


def early(office: Office, indicator: str, year: int) -> set[str]:
    """The areas whose figure of the year says that it is provisional."""
    found = Figures(office).by_area(office.catalogue[indicator], Period(year))
    return {code for code, figure in found.items() if figure.provisional}


def in_order(office: Office) -> bool:
    return all(one.passed for one in check_database(office))


def test_a_file_is_final_unless_it_says_otherwise(office: Office) -> None:
    load(office, DATASET, DRILLS)
    assert provisional_records(office) == 0
    assert history(office)[0].stage == "final"
    assert early(office, "drills", 2023) == set()


def test_a_provisional_load_is_told_by_records_history_and_figures(office: Office) -> None:
    load(office, DATASET, DRILLS, stage="provisional")
    assert provisional_records(office) == len(DRILLS)
    assert history(office)[0].stage == "provisional"
    assert {"14112", "01", "02"} <= early(office, "drills", 2023)
    assert in_order(office)


def test_a_figure_is_provisional_where_a_record_behind_it_is(office: Office) -> None:
    load(office, DATASET, DRILLS[:5])
    load(office, DATASET, DRILLS[5:], stage="provisional")
    assert early(office, "drills", 2023) == early(office, "drills", 2024) == set()
    assert {"14112", "01", "02"} <= early(office, "drills", 2025)
    figures = Figures(office)
    assert not figures.is_provisional(office.catalogue["drills"], Period(2024))
    assert figures.is_provisional(office.catalogue["drills"], Period(2025))
    assert not figures.is_provisional(office.catalogue["drills"], Period(2025, 1, 5))


def test_that_nothing_happened_is_provisional_where_the_months_list_is(office: Office) -> None:
    load(office, DATASET, DRILLS[5:], stage="provisional")
    assert "03" in early(office, "drills", 2025)


def test_a_rate_is_provisional_where_its_denominator_is(office: Office) -> None:
    load(office, "census", [("2020-10-01", "北山町", 50, 100)])
    load(office, "population", [("2023-04-01", None, "山手", 160, 320, None)], stage="provisional")
    load(office, DATASET, DRILLS[:3])
    found = Figures(office).by_area(office.catalogue["drill_participants_rate"], Period(2023))
    assert (found["01"].value is not None, found["01"].provisional) == (True, True)
    assert early(office, "drills", 2023) == set()


def test_a_final_file_makes_provisional_records_final_though_it_says_the_same(
    office: Office,
) -> None:
    load(office, DATASET, DRILLS, stage="provisional")
    plan = planned(office, DRILLS[:3], "final")
    assert (plan.counts, plan.finalised, plan.reopened) == (Counts(changed=3), 3, 0)
    assert [(one.altered, one.restaged) for one in changes(office, plan, "changed")] == [
        (frozenset(), ("provisional", "final"))
    ] * 3
    load(office, DATASET, DRILLS[:3])
    assert provisional_records(office) == len(DRILLS) - 3
    assert early(office, "drills", 2023) == set()
    assert "14112" in early(office, "drills", 2024)
    assert in_order(office)


def test_a_provisional_file_that_says_the_same_leaves_final_records_final(office: Office) -> None:
    load(office, DATASET, DRILLS)
    plan = planned(office, DRILLS, "provisional")
    assert (plan.counts, plan.reopened) == (Counts(unchanged=len(DRILLS)), 0)
    assert load(office, DATASET, DRILLS, stage="provisional") is None


def test_a_provisional_file_with_another_value_tells_that_a_final_record_is_opened_again(
    office: Office,
) -> None:
    load(office, DATASET, DRILLS)
    plan = planned(office, [*CORRECTED, *DRILLS[1:]], "provisional")
    assert (plan.counts, plan.finalised, plan.reopened) == (Counts(0, 1, len(DRILLS) - 1), 0, 1)
    (change,) = changes(office, plan, "changed")
    assert (change.altered, change.restaged) == ({"participants"}, ("final", "provisional"))
    load(office, DATASET, [*CORRECTED, *DRILLS[1:]], stage="provisional")
    assert provisional_records(office) == 1
    assert "14112" in early(office, "drills", 2023)
    assert early(office, "drills", 2024) == set()
    assert in_order(office)


def test_a_new_record_in_a_provisional_file_leaves_the_final_ones_beside_it_final(
    office: Office,
) -> None:
    load(office, DATASET, DRILLS[1:])
    load(office, DATASET, DRILLS, stage="provisional")
    assert provisional_records(office) == 1
    assert in_order(office)


def test_undo_gives_records_the_stage_back_that_they_had(office: Office) -> None:
    load(office, DATASET, DRILLS, stage="provisional")
    before = state(office)
    number = load(office, DATASET, DRILLS)
    assert number is not None
    undo(office, number)
    assert state(office) == before
    assert history(office)[0].stage is None
    assert in_order(office)


def test_a_past_revision_says_the_stage_of_then(office: Office) -> None:
    number = load(office, DATASET, DRILLS, stage="provisional")
    assert number is not None
    before = state(office)
    load(office, DATASET, DRILLS)
    with closing(open_past(office, number)) as past:
        assert state(past.office)["observations"] == before["observations"]
        assert "14112" in early(past.office, "drills", 2023)
    assert early(office, "drills", 2023) == set()


def test_a_count_of_provisional_records_that_was_tampered_with_is_found_and_mended(
    office: Office,
) -> None:
    load(office, DATASET, DRILLS, stage="provisional")
    with office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE observation SET provisional = 0")
    assert not in_order(office)
    assert count_anew(office) == [DATASET]
    assert in_order(office)
    assert "14112" in early(office, "drills", 2023)
