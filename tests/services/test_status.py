"""Freshness of the datasets: the rule by dates, and what it says of the small ward."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.calendar import Month, add_months, first_day
from asahi_metrics.services.status import (
    DatasetState,
    Freshness,
    dataset_states,
    due_month,
    freshness,
)
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources import datasets
from tests.ward import open_filled_ward


def state(dataset: str, newest: Month | None) -> DatasetState:
    months = None if newest is None else (202204, newest)
    return DatasetState(dataset, 1, sample=False, months=months, revision=1, written_at=None)


@pytest.mark.parametrize(
    ("dataset", "newest", "due"),
    [
        # Monthly: September's comes after October begins, and may take until its end.
        ("disaster_drills", 202609, 202611),
        ("dog_patrol", 202611, 202701),
        # Every six months: June's is followed by December's.
        ("sentiment_survey", 202606, 202701),
        ("bureau_projects", 202610, 202702),
        # Of a whole year: that of 2026 ends in March 2027, that of 2027 a year later.
        ("greenery", 202604, 202804),
        ("greenery", 202603, 202704),
        # The census by town takes a year and a half to come.
        ("census", 202010, 202709),
    ],
)
def test_newer_data_is_due_one_cycle_and_the_grace_later(
    dataset: str, newest: Month, due: Month
) -> None:
    assert due_month(dataset_of(dataset), newest) == due


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 11, 30), 0),
        (date(2026, 12, 1), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 2, 1), 3),
        (date(2026, 4, 1), 0),
    ],
)
def test_it_is_overdue_from_the_day_after_the_month_in_which_it_was_due(
    day: date, months: int
) -> None:
    found = freshness([state("disaster_drills", 202609)], day)
    assert found == [Freshness("disaster_drills", 202609, 202611, months)]
    assert found[0].overdue is (months > 0)


def test_a_dataset_without_any_data_is_not_called_overdue() -> None:
    found = freshness([state("shelters", None)], date(2030, 1, 1))
    assert found == [Freshness("shelters")]
    assert not found[0].overdue


def test_the_longest_overdue_stands_first() -> None:
    states = [state("dog_patrol", 202611), state("marche_days", 202501), state("greenery", 202003)]
    found = freshness(states, date(2026, 11, 23))
    assert [one.dataset for one in found] == ["greenery", "marche_days", "dog_patrol"]


@given(st.sampled_from(sorted(datasets())), st.integers(0, 600))
def test_what_is_as_new_as_its_day_is_never_overdue(dataset: str, months: int) -> None:
    newest = add_months(200004, months)
    assert freshness([state(dataset, newest)], first_day(newest))[0].months_overdue == 0


def test_the_small_ward_is_overdue_where_its_files_end(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = open_filled_ward(tmp_path_factory.mktemp("status"))
    found = freshness(dataset_states(office).values(), date(2026, 11, 23))
    late = {one.dataset: one.months_overdue for one in found}
    # The last drill is of October 2025, the last roll of the patrol of April 2024.
    assert late["disaster_drills"] == 11
    assert late["dog_patrol"] == 29
    assert late["greenery"] == late["census"] == 0
