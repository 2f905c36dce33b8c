"""A database that fails: told for what it is, with nothing changed, and the program goes on."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.failures import failure_of
from asahi_metrics.store.revisions import Writing, add_revision, keep_file, list_revisions

# What is tried here is done to a file.
pytestmark = pytest.mark.sqlite

WARD = "14112"
NOBODY = 65534
LARGE = bytes(4_000_000)


def url_of(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "asahi.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    opened = open_database(url_of(path))
    add(opened)
    yield opened
    opened.dispose()


def add(engine: Engine, content: bytes = b"") -> None:
    with write(engine) as connection:
        add_revision(connection, Writing(WARD, "import", "somebody"))
        keep_file(connection, ward=WARD, sha256=str(len(content)), content=content)


def revisions(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(list_revisions(connection, WARD))


def key_of(error: pytest.ExceptionInfo[DatabaseFailing]) -> str:
    said = [Text(lang).of_error(error.value) for lang in LANGUAGES]
    assert all("asahi.db" in one for one in said)
    return error.value.key


def _mount(folder: Path) -> bool:
    """Put a file system of two megabytes at the folder, where this machine lets us."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=True)


def _may_mount() -> bool:
    with TemporaryDirectory() as place:
        folder = Path(place) / "disk"
        mounted = _mount(folder)
        if mounted:
            _unmount(folder)
        return mounted


@contextmanager
def _few_pages(folder: Path) -> Iterator[Engine]:
    """A database that may grow by a few pages only."""
    engine = open_database(url_of(folder / "asahi.db"))
    add(engine)
    with engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    @event.listens_for(engine, "begin")
    def _limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")

    yield engine
    engine.dispose()


@contextmanager
def _small_disk(folder: Path) -> Iterator[Engine]:
    """A database on a file system that is full after two megabytes."""
    disk = folder / "disk"
    assert _mount(disk)
    engine = open_database(url_of(disk / "asahi.db"))
    add(engine)
    yield engine
    engine.dispose()
    _unmount(disk)


# Not every machine lets a test mount a disk; every one knows of pages.
LACKS_OF_SPACE = [_few_pages, *([_small_disk] if _may_mount() else [])]


@pytest.mark.parametrize("lack", LACKS_OF_SPACE)
def test_a_database_without_space_to_grow_is_full_and_keeps_what_it_had(
    tmp_path: Path, lack: Callable[[Path], AbstractContextManager[Engine]]
) -> None:
    with lack(tmp_path) as engine:
        with pytest.raises(DatabaseFailing) as caught:
            add(engine, LARGE)
        assert key_of(caught) == "error.database_full"
        assert revisions(engine) == 1
        add(engine, b"small")
        assert revisions(engine) == 2


# What a process may write of a file ends at a limit of the operating system.
_AT_THE_LIMIT = """
import resource, sys
from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.store.database import open_database
from tests.store.test_failures import LARGE, add, revisions

engine = open_database(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    add(engine, LARGE)
except DatabaseFailing as error:
    sys.stdout.write(f"{error.key} {revisions(engine)}")
add(engine, b"small")
sys.stdout.write(f" {revisions(engine)}")
"""


def test_a_write_that_the_system_breaks_off_changes_nothing(engine: Engine) -> None:
    assert told_by(_AT_THE_LIMIT, engine) == "error.database_io 1 2"
    assert revisions(engine) == 2


def told_by(code: str, engine: Engine) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(engine.url)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# Permissions say nothing to root, so it puts on the clothes of nobody.
_AS_ANOTHER_USER = """
import os, sys
from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.store.database import open_database
from tests.store.test_failures import NOBODY, add

if os.geteuid() == 0:
    os.setuid(NOBODY)
try:
    add(open_database(sys.argv[1]))
except DatabaseFailing as error:
    sys.stdout.write(error.key)
"""


@pytest.mark.parametrize(
    ("file", "folder", "key"),
    [
        (0o444, 0o777, "error.database_readonly"),
        (0o000, 0o000, "error.database_unopened"),
    ],
    ids=["may only read", "may not even look"],
)
def test_a_database_that_may_not_be_written_is_told(
    engine: Engine, path: Path, file: int, folder: int, key: str
) -> None:
    engine.dispose()
    # Each worker of the tests has folders of its own, which others may not look into.
    for above in itertools.takewhile(lambda one: one != Path(gettempdir()), path.parents):
        above.chmod(0o755)
    path.chmod(file)
    path.parent.chmod(folder)
    try:
        assert told_by(_AS_ANOTHER_USER, engine) == key
    finally:
        path.parent.chmod(0o755)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseFailing) as caught:
        open_database(url_of(tmp_path / "file" / "asahi.db"))
    assert key_of(caught) == "error.database_unopened"


def test_a_writer_that_waited_too_long_is_told(engine: Engine, path: Path) -> None:
    impatient = open_database(url_of(path))

    @event.listens_for(impatient, "connect")
    def _hurry(connection: object, _: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]

    impatient.dispose()
    with write(engine) as connection:
        add_revision(connection, Writing(WARD, "import", "somebody"))
        with pytest.raises(DatabaseFailing) as caught:
            add(impatient)
        assert revisions(impatient) == 1
    assert key_of(caught) == "error.database_busy"
    add(impatient)
    assert revisions(engine) == 3


def test_a_file_that_is_no_database_is_damaged(path: Path) -> None:
    path.write_bytes(b"Not a database, though it has the name of one." * 100)
    with pytest.raises(DatabaseFailing) as caught:
        open_database(url_of(path))
    assert key_of(caught) == "error.database_damaged"


def test_a_database_that_was_damaged_while_it_was_open_is_told(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    engine.dispose()
    with pytest.raises(DatabaseFailing) as caught:
        revisions(open_database(url_of(path)))
    assert key_of(caught) == "error.database_damaged"


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(DatabaseFailing) as caught:
        open_database("postgresql+psycopg://asahi:secret@127.0.0.1:9/asahi?connect_timeout=2")
    assert caught.value.key == "error.database_silent"
    told = Text("ja").of_error(caught.value)
    assert "127.0.0.1" in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("53100", "full"),
        ("53300", "busy"),
        ("55P03", "busy"),
        ("25006", "readonly"),
        ("57P01", "silent"),
        ("08006", "silent"),
        ("23505", None),
        ("42601", None),
    ],
)
def test_postgresql_says_by_a_code_what_fails(state: str, key: str | None) -> None:
    class PostgresError(Exception):
        sqlstate = state

    found = failure_of(PostgresError(), "db/asahi")
    assert (found.key if found else None) == (f"error.database_{key}" if key else None)


def test_ctrl_c_as_a_connection_goes_back_is_no_failure_to_report(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    event.listen(engine, "reset", lambda *_: signal.raise_signal(signal.SIGINT), once=True)
    with pytest.raises(KeyboardInterrupt):
        revisions(engine)
    assert caplog.records == []
    assert revisions(engine) == 1


def test_what_fails_as_a_connection_goes_back_is_reported(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("SELECT * FROM no_such_table")

    event.listen(engine, "reset", fails, once=True)
    assert revisions(engine) == 1
    assert [one.levelname for one in caplog.records] == ["ERROR"]


def test_a_mistake_of_the_program_stays_one(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT nothing FROM nowhere"))
    with pytest.raises(IntegrityError), write(engine) as connection:
        keep_file(connection, ward=WARD, sha256=None, content=b"")  # type: ignore[arg-type]
