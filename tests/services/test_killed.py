"""kill -9 at any point of a write leaves the state before or after it, and never one between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.backups import make_backup
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.history import history, original_file
from asahi_metrics.services.office import Office
from tests.importer import MORE_DRILLS, Fork, has_more
from tests.ward import as_csv, header_of, load, open_filled_ward, state

pytestmark = pytest.mark.sqlite

KILLS = 100


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path / "ward")


def both_states(office: Office) -> dict[bool, dict[str, list[tuple[object, ...]]]]:
    """What the database says before and after the drills of the importer."""
    before = state(office)
    load(office, "disaster_drills", MORE_DRILLS)
    return {False: before, True: state(office)}


def check_whole(office: Office, expected: dict[bool, object], begun: int) -> None:
    """Records, observations, revisions and files are those of one revision."""
    assert state(office) == expected[has_more(office)]
    revisions = history(office)
    assert [one.id for one in revisions] == list(range(len(revisions), 0, -1))
    # Each load is taken back before the next: no revision was written by half.
    kinds = [one.kind for one in reversed(revisions) if one.id >= begun]
    assert kinds == [("import", "undo")[place % 2] for place in range(len(kinds))]
    if has_more(office):
        content = as_csv(header_of("disaster_drills"), MORE_DRILLS)
        assert original_file(office, revisions[0].id)[1] == content
    with office.engine.connect() as connection:
        newest = "SELECT max(coalesce(to_revision, from_revision)) FROM record"
        assert connection.scalar(text(newest)) <= revisions[0].id
    assert [one for one in check_database(office) if not one.passed] == []


def test_a_hundred_kills_at_random_moments_leave_before_or_after(
    office: Office, tmp_path: Path
) -> None:
    begun = office.revision() + 1
    expected = both_states(office)
    fork = Fork(tmp_path / "ward")
    chance = random.Random(20261126)  # noqa: S311 - the moments need not be secret
    seen: list[tuple[int, bool]] = []
    for _ in range(KILLS):
        child = fork.start()
        # In the midst of an import, of its undo, or of the next ones.
        time.sleep(chance.uniform(0, 2 * fork.seconds))
        fork.kill(child)
        check_whole(office, expected, begun)
        seen.append((office.revision(), has_more(office)))
    fork.close()
    # The kills did meet writes at work, and ended in both states.
    assert {more for _, more in seen} == {True, False}
    assert seen[-1][0] - begun > KILLS // 4


# Of a process that forks: each child kills itself at one point more, until one comes through.
_ONE_POINT_MORE = """
import os, signal, sys

points, last = 0, 0

def point(*_):
    global points
    points += 1
    if points == last:
        os.kill(os.getpid(), signal.SIGKILL)

def die_at_each(work):
    global last
    for _ in sys.stdin:
        last += 1
        child = os.fork()
        if child == 0:
            work()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\\n"); sys.stdout.flush()
"""

# The points are those before each statement, and the one right before the commit.
_IMPORT = f"""{_ONE_POINT_MORE}
from pathlib import Path
from sqlalchemy import event
from tests.importer import MORE_DRILLS
from tests.ward import load, open_ward

office = open_ward(Path(sys.argv[1]))
office.engine.dispose()
for moment in ("before_cursor_execute", "commit"):
    event.listen(office.engine, moment, point)
die_at_each(lambda: load(office, "disaster_drills", MORE_DRILLS))
"""

# SQLite copies some pages at a time: the former database aside first, then the new one over it.
_RESTORE = f"""{_ONE_POINT_MORE}
import sqlite3
from asahi_metrics import cli
from asahi_metrics.store import backup

class Slow(sqlite3.Connection):
    def backup(self, target, **_):
        super().backup(target, pages=16, progress=point)

connect = sqlite3.connect
backup.sqlite3.connect = lambda *args, **named: connect(*args, factory=Slow, **named)
sys.argv[1:] = ["restore", sys.argv[1], "--yes"]
sys.stdout, told = open(os.devnull, "w"), sys.stdout
def work():
    try:
        cli.main()
    except SystemExit as end:
        os._exit(end.code or 0)
sys.stdout = told
die_at_each(work)
"""


def ends(code: str, argument: Path, office: Office) -> Iterator[int]:
    """How each child ended, one after the other; the last one was not killed."""
    environment = {
        **os.environ,
        "ASAHI_DATABASE_URL": office.settings.database_url,
        "ASAHI_PACK": str(office.settings.pack),
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [sys.executable, "-c", code, str(argument)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        status = -signal.SIGKILL
        while status == -signal.SIGKILL:
            process.stdin.write("\n")
            process.stdin.flush()
            line = process.stdout.readline()
            while not line.strip("-\n").isdigit():
                assert line
                line = process.stdout.readline()
            status = int(line)
            yield status
        process.stdin.close()


def test_a_kill_before_any_statement_of_an_import_leaves_what_was(
    office: Office, tmp_path: Path
) -> None:
    before, number = state(office), office.revision()
    kills = 0
    for status in ends(_IMPORT, tmp_path / "ward", office):
        if status == -signal.SIGKILL:
            kills += 1
            assert (state(office), office.revision()) == (before, number)
    assert kills > 10
    # The one that was not killed any more has come through.
    assert office.revision() == number + 1
    assert all(one.passed for one in check_database(office))


def test_a_kill_in_the_midst_of_a_restore_leaves_the_former_or_the_restored_database(
    office: Office, tmp_path: Path
) -> None:
    backup = tmp_path / "before.asahi-backup"
    expected = {False: state(office)}
    make_backup(office, backup)
    load(office, "disaster_drills", MORE_DRILLS)
    expected[True] = state(office)
    office.engine.dispose()
    seen = []
    for status in ends(_RESTORE, backup, office):
        more = has_more(office)
        assert state(office) == expected[more]
        assert [one for one in check_database(office) if not one.passed] == []
        office.engine.dispose()
        seen.append((status, more))
    assert len(seen) > 4
    # The last kills came when all of it was written.
    assert seen == sorted(seen, key=lambda one: not one[1])
    assert seen.count((-signal.SIGKILL, True)) > 3
    assert seen[-1] == (0, False)
