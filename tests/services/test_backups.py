"""Backups: made while others write, refused unless they are whole, put in place in one step."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import (
    AsahiMetricsError,
    BadBackup,
    NotAllowed,
    RestoreRefused,
)
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.audit_log import check_log, read_log
from asahi_metrics.services.backups import (
    drop_old,
    make_backup,
    name_in_folder,
    read_content,
    read_manifest,
)
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.history import history
from asahi_metrics.services.office import Office
from asahi_metrics.services.restoring import Restored, try_out
from asahi_metrics.services.upkeep import backup_age_seconds
from asahi_metrics.store.audit import Filter
from asahi_metrics.store.database import write
from asahi_metrics.store.logins import StoredLogin, find_login, insert_login
from tests.importer import MORE_DRILLS, has_more, importing
from tests.ward import load, open_filled_ward, open_ward, state

# What is tried here is done to a file.
pytestmark = pytest.mark.sqlite

MOMENT = datetime(2026, 11, 26, 2, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path / "ward")


@pytest.fixture
def backup(office: Office, tmp_path: Path) -> Path:
    target = tmp_path / "kept" / "ward.asahi-backup"
    make_backup(office, target)
    return target


def restore(office: Office, file: Path, *, repair: bool = False) -> Restored:
    office.engine.dispose()
    with try_out(office.settings, file, MOMENT, repair=repair) as trial:
        return trial.put_in_place(MOMENT)


def files_of(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {"pack"}


def database_of(office: Office) -> Path:
    return Path(office.engine.url.database or "")


def test_a_backup_says_what_it_is_and_is_for_its_owner_alone(office: Office, backup: Path) -> None:
    manifest = read_manifest(backup)
    assert (manifest.ward, manifest.revision) == ("14112", office.revision())
    assert abs(manifest.moment.astimezone(MOMENT.tzinfo) - datetime.now(MOMENT.tzinfo)) < timedelta(
        minutes=5
    )
    assert sum(map(len, read_content(backup, manifest))) == manifest.bytes
    assert backup.stat().st_mode & 0o077 == 0
    assert files_of(backup.parent) == {backup.name}


def test_what_was_restored_is_what_was_backed_up(office: Office, backup: Path) -> None:
    before, past = state(office), history(office)
    load(office, "disaster_drills", MORE_DRILLS)
    after = state(office)
    kept = restore(office, backup).kept
    assert state(office) == before
    assert history(office) == past
    # What was replaced lies beside it and can be put back by hand.
    assert kept == "ward.replaced-20261126-023000.db"
    assert files_of(database_of(office).parent) >= {"ward.db", kept}
    office.engine.dispose()
    shutil.copy(database_of(office).with_name(kept), database_of(office))
    assert state(office) == after
    assert all(one.passed for one in check_database(office))


def test_a_second_restore_never_overwrites_what_the_first_one_kept(
    office: Office, backup: Path
) -> None:
    kept = [restore(office, backup).kept for _ in range(3)]
    stem = "ward.replaced-20261126-023000"
    assert kept == [f"{stem}.db", f"{stem}-2.db", f"{stem}-3.db"]


def test_the_log_goes_on_and_every_login_ends(office: Office, tmp_path: Path) -> None:
    backup = tmp_path / "ward.asahi-backup"
    with write(office.engine) as connection:
        insert_login(connection, office.ward, StoredLogin("key", "somebody", MOMENT, MOMENT))
    before, number = read_log(office, Filter()), make_backup(office, backup).revision
    load(office, "disaster_drills", MORE_DRILLS)
    since = [one for one in read_log(office, Filter()) if one not in before]
    assert [one.action for one in since] == ["import"]
    for times in (1, 2):
        assert restore(office, backup).entries == times
        log = read_log(office, Filter())
        assert log[times:] == [*since, *before]
        assert {(one.action, one.resource) for one in log[:times]} == {
            ("restore", f"revision:{number}")
        }
    assert check_log(office).broken_at is None
    with office.engine.connect() as connection:
        login = find_login(connection, office.ward, "key")
    assert login is not None
    assert login.ended_at is not None


def test_a_log_that_does_not_go_on_from_the_backup_is_not_taken_over(
    office: Office, backup: Path
) -> None:
    with write(office.engine) as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET sha256 = 'other'")
    load(office, "disaster_drills", MORE_DRILLS)
    assert restore(office, backup).entries is None
    assert [one.action for one in read_log(office, Filter())][:2] == ["restore", "import"]
    assert check_log(office).broken_at is None


def test_a_backup_while_another_process_imports_is_of_one_revision(
    office: Office, tmp_path: Path
) -> None:
    base = state(office)
    number = load(office, "disaster_drills", MORE_DRILLS)
    expected = {True: state(office), False: base}
    assert number is not None
    made = []
    with importing(tmp_path / "ward"):
        for place in range(4):
            file = tmp_path / f"{place}.asahi-backup"
            made.append((file, make_backup(office, file).revision))
    existing = {one.id for one in history(office)}
    office.engine.dispose()
    for file, revision in made:
        assert revision in existing
        other = open_ward(tmp_path / file.stem)
        restore(other, file)
        assert other.revision() == revision
        assert state(other) == expected[has_more(other)]
        assert all(one.passed for one in check_database(other))
    # They were made while the importer went on.
    assert len({revision for _, revision in made}) > 1


def test_a_fresh_machine_gets_its_database_from_a_backup(
    office: Office, backup: Path, tmp_path: Path
) -> None:
    before = state(office)
    fresh = open_ward(tmp_path / "fresh")
    fresh.engine.dispose()
    shutil.rmtree(tmp_path / "fresh")
    settings = fresh.settings.model_copy(update={"pack": office.settings.pack})
    with try_out(settings, backup, MOMENT) as trial:
        assert trial.put_in_place(MOMENT).kept is None
    assert files_of(tmp_path / "fresh") == {"ward.db"}
    assert state(fresh) == before


def test_looking_at_a_backup_changes_nothing(office: Office, backup: Path) -> None:
    load(office, "disaster_drills", MORE_DRILLS)
    office.engine.dispose()
    before = database_of(office).read_bytes()
    with try_out(office.settings, backup, MOMENT) as trial:
        assert trial.sound
    assert database_of(office).read_bytes() == before
    assert files_of(database_of(office).parent) == {"ward.db"}


def test_nothing_is_restored_while_another_process_has_the_database_open(
    office: Office, backup: Path
) -> None:
    before = files_of(database_of(office).parent)
    serving = (
        "import sys\n"
        "from asahi_metrics.store.database import open_database\n"
        "engine = open_database(sys.argv[1])\n"
        "sys.stdout.write('open\\n'); sys.stdout.flush(); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", serving, office.settings.database_url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(RestoreRefused) as caught:
            restore(office, backup)
        assert caught.value.key == "error.restore.in_use"
        assert process.stdin is not None
        process.stdin.close()
    assert files_of(database_of(office).parent) <= before
    assert restore(office, backup) is not None


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A backup with other content, which is a whole archive all the same."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    other = backup.with_name("other.asahi-backup")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return other


def _cut_off(backup: Path) -> Path:
    other = backup.with_name("cut")
    other.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return other


def _one_bit(backup: Path) -> Path:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    other = backup.with_name("bit")
    other.write_bytes(content)
    return other


def _text(backup: Path) -> Path:
    other = backup.with_name("text")
    other.write_text("Dear ward office, ...", encoding="utf-8")
    return other


def _workbook(backup: Path) -> Path:
    return rewritten(backup, lambda parts: parts.pop("manifest.json") and None)


def _bare_database(backup: Path) -> Path:
    other = backup.with_name("bare")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE revision (id)")
    return other


def _other_content(backup: Path) -> Path:
    def change(parts: dict[str, bytes]) -> None:
        parts["database.sqlite3"] += b" "

    return rewritten(backup, change)


def _with(**altered: object) -> Callable[[Path], Path]:
    def make(backup: Path) -> Path:
        def change(parts: dict[str, bytes]) -> None:
            told = json.loads(parts["manifest.json"]) | altered
            parts["manifest.json"] = json.dumps(told).encode()

        return rewritten(backup, change)

    return make


def _foreign_database(backup: Path) -> Path:
    """An honest manifest around somebody else's database."""
    bare = _bare_database(backup)

    def change(parts: dict[str, bytes]) -> None:
        parts["database.sqlite3"] = bare.read_bytes()
        digest = subprocess.run(["sha256sum", bare], capture_output=True, check=True).stdout
        told = json.loads(parts["manifest.json"])
        told |= {"bytes": bare.stat().st_size, "sha256": digest.decode().split()[0]}
        parts["manifest.json"] = json.dumps(told).encode()

    return rewritten(backup, change)


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "cut off": (_cut_off, "error.backup.damaged"),
    "one bit": (_one_bit, "error.backup.damaged"),
    "a text": (_text, "error.backup.not_one"),
    "an archive": (_workbook, "error.backup.not_one"),
    "a bare database": (_bare_database, "error.backup.not_one"),
    "other content": (_other_content, "error.backup.damaged"),
    "another sum": (_with(sha256="0" * 64), "error.backup.damaged"),
    "a later form": (_with(format=2), "error.backup.unknown_form"),
    "another ward": (_with(ward="14101"), "error.restore.other_ward"),
    "another revision": (_with(revision=3), "error.restore.other_revision"),
    "a foreign database": (_foreign_database, "error.restore.foreign"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_whole_backup_of_this_ward_is_refused(
    office: Office, backup: Path, name: str
) -> None:
    make, key = BAD[name]
    before = state(office)
    with pytest.raises(BadBackup) as caught:
        restore(office, make(backup))
    assert caught.value.key == key
    assert state(office) == before
    assert not [one for one in files_of(database_of(office).parent) if "re" in one]


def test_a_backup_whose_figures_do_not_follow_from_its_records_is_not_restored(
    office: Office, tmp_path: Path
) -> None:
    before = state(office)
    with office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE observation SET value = 9 WHERE value = 80")
    tampered = state(office)
    file = tmp_path / "tampered.asahi-backup"
    make_backup(office, file)
    with pytest.raises(BadBackup) as caught:
        restore(office, file)
    assert caught.value.key == "error.restore.unsound"
    assert state(office) == tampered
    # The records are sound: from them the copy's figures can be counted anew.
    restore(office, file, repair=True)
    assert state(office) == before


def test_a_database_that_cannot_be_read_any_more_is_replaced_and_kept(
    office: Office, backup: Path
) -> None:
    before = state(office)
    office.engine.dispose()
    broken = b"This was a database once." * 1000
    database_of(office).write_bytes(broken)
    kept, entries = (done := restore(office, backup)).kept, done.entries
    assert (kept is not None, entries) == (True, None)
    assert check_log(office).broken_at is None
    assert state(office) == before
    assert database_of(office).with_name(kept).read_bytes() == broken


def test_a_backup_is_not_written_over_another_unless_that_is_wanted(
    office: Office, backup: Path
) -> None:
    before = backup.read_bytes()
    with pytest.raises(AsahiMetricsError, match="exists"):
        make_backup(office, backup)
    assert backup.read_bytes() == before
    number = load(office, "disaster_drills", MORE_DRILLS)
    make_backup(office, backup, overwrite=True)
    assert read_manifest(backup).revision == number


def run_limited(office: Office, limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file larger than the limit, as on a disk that is full."""
    office.engine.dispose()
    return subprocess.run(
        [sys.executable, "-m", "asahi_metrics.cli", *arguments, "--lang", "en"],
        cwd=ROOT,
        env={
            **os.environ,
            "ASAHI_DATABASE_URL": office.settings.database_url,
            "ASAHI_PACK": str(office.settings.pack),
        },
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_room_no_half_backup_is_left_and_the_older_one_stays(
    office: Office, backup: Path
) -> None:
    before = backup.read_bytes()
    for limit in (database_of(office).stat().st_size // 2, len(before) // 2):
        done = run_limited(office, limit, "backup", str(backup), "--overwrite")
        assert done.returncode == 2
        assert done.stderr.count("changed") == 1
        assert backup.read_bytes() == before
        assert files_of(backup.parent) == {backup.name}


def test_without_room_nothing_is_restored_wherever_it_ends(office: Office, backup: Path) -> None:
    unpacked = read_manifest(backup).bytes
    load(office, "disaster_drills", MORE_DRILLS)
    before = state(office)
    office.engine.dispose()
    files, size = files_of(database_of(office).parent), database_of(office).stat().st_size
    assert size > unpacked
    # While unpacking, and while keeping the former database.
    for limit in (unpacked // 2, size - 1):
        done = run_limited(office, limit, "restore", str(backup), "--yes")
        assert (limit, done.returncode) == (limit, 2)
        assert done.stderr.count("changed") == 1
        assert state(office) == before
        office.engine.dispose()
        assert files_of(database_of(office).parent) == files
    done = run_limited(office, 4 * size, "restore", str(backup), "--yes")
    assert done.returncode == 0
    assert state(office) != before


def test_only_so_many_backups_of_our_own_naming_are_kept(tmp_path: Path) -> None:
    assert backup_age_seconds(tmp_path) is None
    names = [name_in_folder(tmp_path, MOMENT + timedelta(days=day)) for day in range(4)]
    other = [tmp_path / "by-hand.asahi-backup", tmp_path / "asahi-notes.txt"]
    for file in (*names, *other):
        file.touch()
    assert drop_old(tmp_path, 2) == names[:2]
    assert files_of(tmp_path) == {one.name for one in (*names[2:], *other)}
    assert drop_old(tmp_path, 2) == []
    age = backup_age_seconds(tmp_path)
    assert age is not None
    assert age < 60


def test_only_an_administrator_backs_up(office: Office, tmp_path: Path) -> None:
    steward = office.acting_as(Principal("somebody", "steward"))
    with pytest.raises(NotAllowed):
        make_backup(steward, tmp_path / "none")
