"""Files that commands write: the place is looked at first, and what fails is told in a sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from asahi_metrics import cli_export
from asahi_metrics.cli_frame import WRONG_USAGE
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.history import history
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import replace_boundaries
from tests.commands import Run, named_in_settings, run_command
from tests.databases import copy_of
from tests.logs import told
from tests.ward import DRILLS, as_csv, districts_geojson, header_of, open_filled_ward

pytestmark = pytest.mark.sqlite

every_language = pytest.mark.parametrize("lang", LANGUAGES)

WRITERS = {
    "template": ("template", "disaster_drills"),
    "export xlsx": ("export", "xlsx", "--year", "2023"),
    "export zip": ("export", "zip", "--year", "2023"),
    "history": ("history", "--file", "2"),
}
every_writer = pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = open_filled_ward(tmp_path_factory.mktemp("ward"))
    replace_boundaries(made, read_boundaries(districts_geojson(), "a.geojson", made.pack))
    return made


@pytest.fixture
def office(ward: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = copy_of(ward, tmp_path)
    return named_in_settings(made, monkeypatch)


@pytest.fixture
def run(office: Office) -> Run:
    return run_command


def refused(result: Result, key: str, lang: str, **places: object) -> None:
    """Nothing but the sentence, and the exit code of every other such failure."""
    assert result.exit_code == WRONG_USAGE, result.output
    assert result.output.splitlines() == [Text(lang)(key, **places)]  # type: ignore[arg-type]


@every_writer
def test_a_folder_that_is_not_there_is_made(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    out = tmp_path / "new" / "folder" / "file"
    result = run(*command, "--out", out)
    assert result.exit_code == 0, result.output
    assert out.stat().st_size > 0


@every_writer
@every_language
def test_a_folder_given_as_the_file_is_told(
    run: Run, tmp_path: Path, command: tuple[str, ...], lang: str
) -> None:
    result = run(*command, "--out", tmp_path, "--lang", lang)
    refused(result, "error.out.folder", lang, file=tmp_path)


@every_writer
@every_language
def test_a_file_where_a_folder_should_be_is_told(
    run: Run, tmp_path: Path, command: tuple[str, ...], lang: str
) -> None:
    above = tmp_path / "file"
    above.touch()
    out = above / "out.xlsx"
    result = run(*command, "--out", out, "--lang", lang)
    refused(result, "error.out.no_folder", lang, file=out, folder=above)


@every_writer
@every_language
def test_a_disk_without_space_is_told_and_half_a_file_does_not_stay(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    lang: str,
) -> None:
    def fill(self: Path, content: bytes) -> int:
        with self.open("wb") as half:
            half.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    out = tmp_path / "out"
    result = run(*command, "--out", out, "--lang", lang)
    assert result.exit_code == WRONG_USAGE
    assert result.stderr.splitlines()[-1] == Text(lang)("error.out.full", file=out)  # type: ignore[arg-type]
    assert not out.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_device_that_is_full_is_told_and_stays_there(run: Run) -> None:
    full = Path("/dev/full")
    result = run("template", "disaster_drills", "--out", full)
    refused(result, "error.out.full", "ja", file=full)
    assert full.exists()


@every_language
def test_a_place_that_may_not_be_written_to_is_told_before_the_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def worked(*_: object) -> None:
        raise AssertionError("the deck was made for nothing")

    # Permissions say nothing to root.
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(cli_export, "_request", worked)
    out = tmp_path / "out.xlsx"
    result = run("export", "xlsx", "--year", "2023", "--out", out, "--lang", lang)
    refused(result, "error.out.unwritable", lang, file=out)


def test_a_name_that_no_disk_takes_is_told(run: Run, tmp_path: Path) -> None:
    out = tmp_path / ("長" * 300)
    result = run("template", "disaster_drills", "--out", out)
    refused(result, "error.out.unwritable", "ja", file=out)


def test_what_is_refused_makes_no_folder(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "new" / "file"
    assert run("export", "xyz", "--year", "2023", "--out", out).exit_code == WRONG_USAGE
    assert not out.parent.exists()


def test_the_original_file_of_a_revision_is_given_back_and_logged(
    run: Run, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "訓練.csv"
    path.write_bytes(as_csv(header_of("disaster_drills"), [("2026-05-01", *DRILLS[0][1:])]))
    assert run("import", "disaster_drills", path).exit_code == 0
    number, out = office.revision(), tmp_path / "original.csv"
    result = run("history", "--file", number, "--out", out)
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == path.read_bytes()
    assert "訓練.csv" in result.stdout
    assert str(history(office)[0].file_sha256) in result.stdout
    assert told(office, "export")[-1] == ("local", "export", f"revision:{number}", "done")


@every_language
def test_the_history_tells_who_and_the_beginning_of_the_sha_256(
    run: Run, office: Office, lang: str
) -> None:
    lines = [line.split("\t") for line in run("history", "--lang", lang).stdout.splitlines()]
    revisions = history(office)
    assert [line[-1] for line in lines] == [(one.file_sha256 or "")[:12] for one in revisions]
    assert {line[-2] for line in lines} == {Text(lang)("history.local_user")}  # type: ignore[arg-type]


@every_language
@pytest.mark.parametrize("given", ["--file", "--out"])
def test_a_revision_without_a_place_and_a_place_without_a_revision_are_told(
    run: Run, lang: str, given: str
) -> None:
    result = run("history", given, "2", "--lang", lang)
    refused(result, "error.history.file_and_out", lang)


def test_a_revision_that_is_not_there_or_has_no_file_is_told(
    run: Run, office: Office, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    refused(run("history", "--file", 999, "--out", out), "error.unknown_revision", "ja", id=999)
    undone = office.revision() + 1
    assert run("undo", 8).exit_code == 0
    result = run("history", "--file", undone, "--out", out)
    refused(result, "error.no_file_of_revision", "ja", id=undone)
    assert not out.exists()


@every_language
def test_a_database_that_fails_is_told_in_one_sentence_alone(tmp_path: Path, lang: str) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"no database at all" * 500)
    done = subprocess.run(
        [sys.executable, "-m", "asahi_metrics.cli", "datasets", "--lang", lang],
        cwd=ROOT,
        env={
            **os.environ,
            "ASAHI_DATABASE_URL": f"sqlite:///{junk.as_posix()}",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = Text(lang)("error.database_damaged", database="junk.db")  # type: ignore[arg-type]
    assert (done.returncode, done.stdout, done.stderr) == (WRONG_USAGE, "", f"{said}\n")
