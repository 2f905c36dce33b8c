"""Undoing: the data stands as before, or the undo is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound, UndoBlocked
from asahi_metrics.services.history import history, original_file, undo
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from asahi_metrics.services.status import dataset_states
from tests.ward import DRILLS, Rows, dump, load, open_filled_ward, open_ward, state

FIRST, SECOND = DRILLS[:3], DRILLS[3:]
CORRECTED: Rows = [("2023-05-10", "山手", "A会", "避難訓練", "公園", 33, 11, None)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def loaded(office: Office, rows: Rows, dataset: str = "disaster_drills") -> int:
    number = load(office, dataset, rows)
    assert number is not None
    return number


@pytest.mark.parametrize("rows", [FIRST, CORRECTED, DRILLS], ids=["new", "changed", "both"])
def test_an_undo_restores_all_that_stood_before(tmp_path: Path, rows: Rows) -> None:
    office = open_filled_ward(tmp_path)
    late = ("2026-05-01", "野原", "N会", "避難訓練", None, 9, 9, None)
    before = state(office)
    number = load(office, "disaster_drills", [*CORRECTED, *rows[1:], late])
    assert number is not None
    assert state(office) != before
    undo(office, number)
    assert state(office) == before


def test_an_undo_of_an_undo_restores_what_was_loaded(office: Office) -> None:
    load(office, "disaster_drills", FIRST)
    number = loaded(office, [*CORRECTED, *SECOND])
    after = state(office)
    undone = undo(office, number)
    undo(office, undone)
    assert state(office) == after
    told = {one.id: one.undone_by for one in history(office)}
    # The revision is in force again, so it can be undone again.
    assert told[number] is None
    assert told[undone] == undone + 1
    undo(office, number)
    assert history(office)[-number].undone_by == undone + 2


def test_a_later_revision_of_other_records_may_lie_on_top(office: Office) -> None:
    first = loaded(office, FIRST)
    loaded(office, SECOND)
    undo(office, first)
    only_second = open_ward(office.settings.pack.parent / "other")
    load(only_second, "disaster_drills", SECOND)
    assert state(office) == state(only_second)


def test_a_later_revision_of_the_same_records_blocks_and_is_named(office: Office) -> None:
    first = loaded(office, FIRST)
    second = loaded(office, CORRECTED)
    before = dump(office)
    with pytest.raises(UndoBlocked) as caught:
        undo(office, first)
    assert caught.value.params == {"id": first, "by": str(second), "count": 1}
    assert dump(office) == before


def test_a_revision_can_be_undone_once_what_lay_on_top_is_undone(office: Office) -> None:
    first = loaded(office, FIRST)
    second = loaded(office, CORRECTED)
    undo(office, second)
    undo(office, first)
    assert state(office) == {"records": [], "observations": [], "boundaries": [], "towns": []}


def test_an_undo_shrinks_the_months_that_are_covered(office: Office) -> None:
    loaded(office, FIRST)
    before = state(office)
    undo(office, loaded(office, SECOND))
    assert state(office) == before
    assert {row[1] for row in state(office)["observations"]} == set(range(202305, 202310))


def test_undoing_the_first_real_file_brings_the_sample_back(office: Office) -> None:
    load_sample(office)
    before = state(office)
    number = loaded(office, FIRST)
    assert not dataset_states(office)["disaster_drills"].sample
    undo(office, number)
    assert state(office) == before
    assert history(office)[0].sample


def test_the_sample_stays_away_while_another_real_file_remains(office: Office) -> None:
    load_sample(office)
    first = loaded(office, FIRST)
    loaded(office, SECOND)
    undo(office, first)
    records = [row for row in state(office)["records"] if row[0] == "disaster_drills"]
    assert len(records) == len(SECOND)
    assert not any(row[6] for row in records)


def test_real_data_that_comes_back_takes_the_sample_away(office: Office) -> None:
    number = loaded(office, FIRST)
    undone = undo(office, number)
    load_sample(office)
    with_sample = state(office)
    again = undo(office, undone)
    records = [row for row in state(office)["records"] if row[0] == "disaster_drills"]
    assert [bool(row[6]) for row in records] == [False, False, False]
    assert history(office)[0].counts.withdrawn > 0
    undo(office, again)
    assert state(office) == with_sample


def test_nothing_is_undone_twice(office: Office) -> None:
    number = loaded(office, FIRST)
    undone = undo(office, number)
    with pytest.raises(AsahiMetricsError, match="already_undone") as caught:
        undo(office, number)
    assert caught.value.params == {"id": number, "by": undone}


def test_a_revision_that_is_not_there_cannot_be_undone(office: Office) -> None:
    with pytest.raises(NotFound, match="unknown_revision"):
        undo(office, 7)


def test_only_a_file_that_was_sent_can_be_fetched(office: Office) -> None:
    undone = undo(office, loaded(office, FIRST))
    with pytest.raises(AsahiMetricsError, match="no_file_of_revision"):
        original_file(office, undone)


def test_the_history_tells_who_did_what_newest_first(tmp_path: Path) -> None:
    steward = Principal("総務課", "steward", sections=frozenset({"general_affairs"}))
    office = open_ward(tmp_path, steward)
    number = loaded(office, FIRST)
    undo(office, number)
    undone, made = history(office)
    assert (made.kind, made.actor, made.file_name) == (
        "import",
        steward.name,
        "disaster_drills.csv",
    )
    assert (undone.kind, undone.undoes, undone.file_name) == ("undo", number, None)
    assert made.created_at <= undone.created_at
    assert undone.counts.withdrawn == 3


@pytest.mark.parametrize("role", ["public", "officer", "manager"])
def test_only_a_steward_may_undo(office: Office, role: str) -> None:
    number = loaded(office, FIRST)
    with pytest.raises(NotAllowed):
        undo(office.acting_as(Principal("somebody", role)), number)  # type: ignore[arg-type]
