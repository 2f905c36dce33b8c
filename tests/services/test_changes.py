"""Records that a file would change, with the values before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.text import Text
from asahi_metrics.services.change_words import ChangeWords
from asahi_metrics.services.changes import CHANGE_KINDS, changes
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from asahi_metrics.services.status import dataset_states
from asahi_metrics.sources import dataset as dataset_of
from tests.ward import DRILLS, Rows, as_csv, header_of, load, open_ward

CORRECTED: Rows = [
    DRILLS[0],
    ("2023-09-01", "川端", "B会", "避難訓練", "公園", 40, 15, None),
    ("2026-01-10", "野原", "C会", "避難訓練", None, 9, 9, None),
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def planned(office: Office, rows: Rows) -> Plan:
    header = header_of("disaster_drills")
    return plan_import(office, "disaster_drills", "訓練.csv", as_csv(header, rows))


def test_each_kind_has_its_records_with_what_they_said_and_will_say(office: Office) -> None:
    load(office, "disaster_drills", DRILLS)
    plan = planned(office, CORRECTED)
    found = {kind: list(changes(office, plan, kind)) for kind in CHANGE_KINDS}
    assert {kind: [one.row for one in some] for kind, some in found.items()} == {
        "changed": [3],
        "withdrawn": [],
        "new": [4],
        "unchanged": [2],
    }
    changed, new, same = found["changed"][0], found["new"][0], found["unchanged"][0]
    assert changed.altered == {"participants", "households"}
    assert (new.before, new.altered) == (None, frozenset())
    assert same.before == same.after


def test_sample_records_that_make_way_are_told_as_withdrawn(office: Office) -> None:
    load_sample(office)
    count = dataset_states(office)["disaster_drills"].records
    withdrawn = list(changes(office, planned(office, DRILLS), "withdrawn"))
    assert len(withdrawn) == count
    assert all(one.after is None and one.values == one.before for one in withdrawn)


def test_some_of_many_can_be_asked_for(office: Office) -> None:
    plan = planned(office, DRILLS)
    assert [one.row for one in changes(office, plan, "new", first=2, count=3)] == [4, 5, 6]
    assert list(changes(office, plan, "new", first=99)) == []


def test_what_was_changed_can_still_be_told_after_the_commit(office: Office) -> None:
    load(office, "disaster_drills", DRILLS)
    plan = planned(office, CORRECTED)
    before = list(changes(office, plan, "changed"))
    commit_import(office, plan)
    assert list(changes(office, plan, "changed")) == before


def test_a_change_is_said_in_words(office: Office) -> None:
    load(office, "disaster_drills", DRILLS)
    (changed,) = changes(office, planned(office, CORRECTED), "changed")
    words = ChangeWords(dataset_of("disaster_drills"), office.pack.areas, Text("ja"))
    assert words.record(changed.values) == "令和5年9月1日 / 川端 / B会 / 避難訓練"
    assert words.altered(changed) == "参加者数:(空欄) → 40、参加世帯数:(空欄) → 15"
