"""Backups of a PostgreSQL database, by PostgreSQL's own programs and a real server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url

from asahi_metrics.core.errors import AsahiMetricsError, BadBackup, RestoreRefused
from asahi_metrics.services.audit_log import read_log
from asahi_metrics.services.backups import make_backup, read_manifest
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.history import history
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.restoring import Restored, try_out
from asahi_metrics.store.audit import Filter
from tests.importer import MORE_DRILLS
from tests.ward import load, open_filled_ward, open_ward, state

# The server is started by what the tests of the store on PostgreSQL share.
pytest.importorskip("tests.postgres")
pytestmark = pytest.mark.postgresql

MOMENT = datetime(2026, 11, 26, 2, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path / "ward")


@pytest.fixture
def backup(office: Office, tmp_path: Path) -> Path:
    target = tmp_path / "ward.asahi-backup"
    make_backup(office, target)
    return target


def restore(office: Office, file: Path) -> Restored:
    office.engine.dispose()
    with try_out(office.settings, file, MOMENT) as trial:
        return trial.put_in_place(MOMENT)


def databases(office: Office) -> set[str]:
    with office.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT datname FROM pg_database")
        return {name for (name,) in found}


def test_what_was_restored_is_what_was_backed_up(office: Office, backup: Path) -> None:
    before, past = state(office), history(office)
    assert read_manifest(backup).file == "database.pgdump"
    assert read_manifest(backup).revision == office.revision()
    load(office, "disaster_drills", MORE_DRILLS)
    after = state(office)
    log = read_log(office, Filter())
    restored = restore(office, backup)
    kept = restored.kept
    assert kept == f"{make_url(office.settings.database_url).database}_replaced_20261126_023000"
    assert (state(office), history(office)) == (before, past)
    assert all(one.passed for one in check_database(office))
    # Its log knows of the import that came after the backup, and of the restore.
    assert restored.entries == 1
    newest, *others = read_log(office, Filter())
    assert (newest.action, others) == ("restore", log)
    former = make_url(office.settings.database_url).set(database=kept)
    other = open_office(
        office.settings.model_copy(
            update={"database_url": former.render_as_string(hide_password=False)}
        )
    )
    assert state(other) == after
    # The copy that was looked through has taken the place, and left nothing behind.
    assert not [name for name in databases(office) if "restoring" in name]


def test_nothing_is_restored_while_somebody_is_connected(office: Office, backup: Path) -> None:
    number = load(office, "disaster_drills", MORE_DRILLS)
    other = open_office(office.settings)
    with other.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(RestoreRefused) as caught:
            restore(office, backup)
    assert caught.value.key == "error.restore.in_use"
    assert office.revision() == number
    assert not [name for name in databases(office) if "restoring" in name]


def test_a_backup_of_the_other_kind_is_refused(
    office: Office, backup: Path, tmp_path: Path
) -> None:
    file = office.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'a.db'}"})
    with pytest.raises(BadBackup) as caught, try_out(file, backup, MOMENT):
        pass
    assert caught.value.key == "error.restore.other_store"


def test_where_pg_dump_lacks_it_is_named(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AsahiMetricsError) as caught:
        make_backup(office, tmp_path / "kept" / "none.asahi-backup")
    assert caught.value.key == "error.backup.program_lacks"
    assert caught.value.params == {"program": "pg_dump"}
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_dump_that_fails_leaves_no_backup(office: Office, tmp_path: Path) -> None:
    gone = open_ward(tmp_path / "gone")
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nprintf 'half a dump'\necho 'it broke' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path), prepend=":")
        with pytest.raises(AsahiMetricsError) as caught:
            make_backup(gone, tmp_path / "none.asahi-backup")
    assert caught.value.key == "error.backup.program_failed"
    assert caught.value.params["said"] == "it broke"
    assert not (tmp_path / "none.asahi-backup").exists()
