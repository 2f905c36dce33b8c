"""backup, restore and doctor on the command line: what they say, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from asahi_metrics import cli
from asahi_metrics.cli_frame import REFUSED, WRONG_USAGE
from asahi_metrics.services.office import Office
from tests.commands import Run, named_in_settings
from tests.importer import MORE_DRILLS
from tests.ward import load, open_filled_ward, state

pytestmark = pytest.mark.sqlite


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    opened = open_filled_ward(tmp_path / "ward")
    return named_in_settings(opened, monkeypatch)


@pytest.fixture
def run(office: Office) -> Run:
    def call(*arguments: object, answer: str = "") -> Result:
        # The test's own connections would stand in the way of a restore.
        office.engine.dispose()
        asked = [str(one) for one in arguments]
        return CliRunner().invoke(cli.app, [*asked, "--lang", "en"], input=answer)

    return call


def test_a_backup_without_a_name_goes_to_the_folder_that_is_set(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup").exit_code == WRONG_USAGE
    monkeypatch.setenv("ASAHI_BACKUPS", str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()
    for day in range(1, 4):
        (tmp_path / "kept" / f"asahi-2026110{day}-023000.asahi-backup").touch()
    done = run("backup", "--keep", 2)
    assert (done.exit_code, done.output.count("Old backup deleted")) == (0, 2)
    kept = sorted(file.name for file in (tmp_path / "kept").iterdir())
    assert (len(kept), kept[0]) == (2, "asahi-20261103-023000.asahi-backup")
    assert run("backup", tmp_path / "b", "--keep", 2).exit_code == WRONG_USAGE
    assert "backups" in run("doctor", "--json").stdout


def test_a_restore_asks_before_it_replaces(run: Run, office: Office, tmp_path: Path) -> None:
    before, file = state(office), tmp_path / "ward.asahi-backup"
    assert run("backup", file).exit_code == 0
    load(office, "disaster_drills", MORE_DRILLS)
    after = state(office)
    looked = run("restore", file, "--dry-run")
    assert (looked.exit_code, "can be restored" in looked.output) == (0, True)
    # Whoever says nothing, as a script does, has not agreed.
    for answer in ("n\n", ""):
        assert run("restore", file, answer=answer).exit_code == REFUSED
        assert state(office) == after
    done = run("restore", file, answer="y\n")
    assert (done.exit_code, "replaced" in done.output) == (0, True)
    assert state(office) == before


def test_a_backup_that_is_not_sound_is_told_point_by_point(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE observation SET value = 9 WHERE value = 80")
    file = tmp_path / "ward.asahi-backup"
    run("backup", file)
    for arguments in (["--dry-run"], ["--yes"]):
        told = run("restore", file, *arguments)
        assert told.exit_code == REFUSED
        assert "WRONG\tDisaster drills" in told.output
        assert "doctor --repair" in told.output
    assert run("restore", file, "--yes", "--repair").exit_code == 0


def test_a_database_that_is_not_there_is_no_reason_to_make_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'asahi.db'}")
    told = run("doctor", "--json")
    assert told.exit_code == REFUSED
    (only,) = json.loads(told.stdout)["checks"]
    assert (only["name"], only["standing"]) == ("database", "wrong")
    assert run("backup", tmp_path / "b").exit_code == WRONG_USAGE
    assert not (tmp_path / "none").exists()


def test_a_secret_that_is_too_short_is_not_repeated(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_METRICS_TOKEN", "tooshort")
    told = run("doctor")
    assert told.exit_code == WRONG_USAGE
    assert "ASAHI_METRICS_TOKEN" in told.output
    assert "tooshort" not in told.output
