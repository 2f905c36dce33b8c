"""Two stewards load at once: neither loses anything, and each is told what his load did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from asahi_metrics.core.errors import PreviewOutdated
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.history import history
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.office import Office
from tests.ward import Rows, as_csv, header_of, open_filled_ward, state

pytestmark = pytest.mark.sqlite

FIRST: Rows = [
    ("2023-06-01", "山手", "E会", "避難訓練", "公園", 11, 5, None),
    ("2023-06-02", "川端", "F会", "避難訓練", "公園", 12, 6, None),
]
# The first of them with other values, and one of its own.
SECOND: Rows = [
    ("2023-06-01", "山手", "E会", "避難訓練", "公園", 99, 50, None),
    ("2023-06-03", "野原", "G会", "避難訓練", "公園", 13, 7, None),
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


def plan(office: Office, rows: Rows) -> Plan:
    content = as_csv(header_of("disaster_drills"), rows)
    return plan_import(office, "disaster_drills", "訓練.csv", content)


def test_a_commit_that_would_do_something_else_than_was_shown_is_refused(office: Office) -> None:
    early, late = plan(office, FIRST), plan(office, SECOND)
    assert (early.counts.new, late.counts.new) == (2, 2)
    number = commit_import(office, early)
    before = state(office)
    with pytest.raises(PreviewOutdated):
        commit_import(office, late)
    assert state(office) == before
    assert office.revision() == number
    again = plan(office, SECOND)
    assert (again.counts.new, again.counts.changed) == (1, 1)
    commit_import(office, again)
    newest = history(office)[0]
    assert newest.counts == again.counts


def test_the_same_file_twice_is_told_to_be_there_already(office: Office) -> None:
    early, late = plan(office, FIRST), plan(office, FIRST)
    commit_import(office, early)
    with pytest.raises(PreviewOutdated):
        commit_import(office, late)
    again = plan(office, FIRST)
    assert again.counts.nothing
    assert commit_import(office, again) is None


def test_other_records_of_the_same_dataset_stand_in_nobodys_way(office: Office) -> None:
    early, late = plan(office, FIRST[1:]), plan(office, SECOND)
    assert commit_import(office, early) is not None
    assert commit_import(office, late) is not None
    assert all(one.passed for one in check_database(office))


def test_two_processes_that_load_at_once_tell_what_each_of_them_did(
    office: Office, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "ASAHI_DATABASE_URL": office.settings.database_url,
        "ASAHI_PACK": str(office.settings.pack),
    }
    running = []
    for name, rows in (("a.csv", FIRST), ("b.csv", SECOND)):
        path = tmp_path / name
        path.write_bytes(as_csv(header_of("disaster_drills"), rows))
        command = [sys.executable, "-m", "asahi_metrics.cli", "import", "disaster_drills"]
        running.append(
            subprocess.Popen(
                [*command, str(path), "--json"], cwd=ROOT, env=environment, stdout=subprocess.PIPE
            )
        )
    told = [json.loads(process.communicate()[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0]
    by_revision = {one["revision"]: one["counts"] for one in told}
    assert sorted((one["new"], one["changed"]) for one in by_revision.values()) == [(1, 1), (2, 0)]
    # The later one is the one that found a record of the other's.
    assert by_revision[max(by_revision)]["changed"] == 1
    kept = {one.id: one.counts for one in history(office)}
    assert {number: kept[number].new for number in by_revision} == {
        number: counts["new"] for number, counts in by_revision.items()
    }
    assert all(one.passed for one in check_database(office))
