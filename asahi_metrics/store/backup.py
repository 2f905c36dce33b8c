"""A database as one file: copied while others read and write, put back while nobody does."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from asahi_metrics.core.errors import RestoreRefused
from asahi_metrics.store.failures import failure_of

SQLITE_FILE: Final = "database.sqlite3"

# Every version of the program had these.
_OLDEST_TABLES = {"revision", "record", "observation", "source_file"}
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_SECONDS_TO_WAIT = 20


@contextmanager
def sqlite_copy(place: Path, folder: Path) -> Iterator[Path]:
    """One state of the database, whoever writes meanwhile, as a file in ``folder``."""
    copy = folder / SQLITE_FILE
    with _failures_told(place), closing(_connect(place)) as connection:
        # Unlike a copy page by page it need not begin anew when somebody writes, and what
        # cannot be read does not get into it.
        try:
            connection.execute("VACUUM INTO ?", (str(copy),))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                # The database's own disk has room: it is the copy's that has none.
                raise OSError(errno.ENOSPC, "no room for the copy", str(copy)) from error
            raise
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def sqlite_revision(copy: Path, ward: str) -> int:
    """The newest revision in a copy."""
    asked = "SELECT coalesce(max(id), 0) FROM revision WHERE ward = ?"
    with closing(sqlite3.connect(copy)) as connection:
        return int(connection.execute(asked, (ward,)).fetchone()[0])


def lacks_tables(place: Path) -> bool:
    """Whether a copy is no database of this program; opened, it would be given what it lacks."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
    with _failures_told(place), closing(_connect(place)) as connection:
        found = {name for (name,) in connection.execute(asked)}
    return not found >= _OLDEST_TABLES


def put_sqlite_in_place(place: Path, copy: Path, moment: datetime) -> Path | None:
    """Put a verified copy in the place of the database; returns where the former one is kept.

    The former one is None where there was none. Raises RestoreRefused while another process
    has the database open. At every moment the database is the former or the new one, whole.
    """
    if not place.exists():
        copy.replace(place)
        return None
    kept = _new_name(place, moment)
    try:
        with _failures_told(place):
            try:
                _write_over(place, copy, kept)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in _DAMAGED:
                    raise
                _move_aside(place, copy, kept)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    return kept


def _write_over(place: Path, copy: Path, kept: Path) -> None:
    """Write the copy over the database in one transaction of SQLite's own.

    A file that is exchanged under a process that opens it just then would be written by two
    that know nothing of each other; so it stays the same file.
    """
    with closing(_connect(place)) as current, closing(sqlite3.connect(copy)) as new:
        _take_alone(current)
        with closing(sqlite3.connect(kept)) as former:
            current.backup(former)
        new.backup(current)


def _take_alone(connection: sqlite3.Connection) -> None:
    """Lock everybody else out until the connection is closed, or raise RestoreRefused."""
    connection.execute("PRAGMA busy_timeout=0")
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    try:
        # Every process that has the file open in WAL mode stands in the way of leaving it.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _IN_USE:
            raise RestoreRefused("error.restore.in_use") from error
        raise


def _move_aside(place: Path, copy: Path, kept: Path) -> None:
    """Exchange a file that SQLite cannot read: with such a one nobody can be at work."""
    kept.write_bytes(place.read_bytes())
    for part in ("-wal", "-shm", "-journal"):
        beside = place.with_name(place.name + part)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + part))
    copy.replace(place)


def _new_name(place: Path, moment: datetime) -> Path:
    """A name beside the database that nothing has yet; it is taken at once."""
    stamp = moment.strftime("%Y%m%d-%H%M%S")
    number = 1
    while True:
        more = f"-{number}" if number > 1 else ""
        kept = place.with_name(f"{place.stem}.replaced-{stamp}{more}{place.suffix}")
        with suppress(FileExistsError):
            kept.touch(exist_ok=False)
            return kept
        number += 1


def _connect(place: Path) -> sqlite3.Connection:
    # Without a mode of its own SQLite would make a file that lacks.
    return sqlite3.connect(
        f"{place.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=_SECONDS_TO_WAIT,
    )


@contextmanager
def _failures_told(place: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        found = failure_of(error, place.name)
        if found is None:
            raise
        raise found from error
