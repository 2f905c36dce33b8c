"""Opening the database: SQLite in WAL mode by default, PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Insert, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.store.failures import tell_failures
from asahi_metrics.store.snapshot import renew_snapshot
from asahi_metrics.store.tables import metadata

_WRITE = "asahi_write"
# Any number will do, as long as all writers of the program name the same one.
_WRITERS_LOCK = 14112


def open_database(url: str) -> Engine:
    """The engine for a database URL; makes the file and the tables where they lack."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            _make_folder(Path(parsed.database))
        # A connection costs next to nothing, and a run that waits for one would hold another.
        engine = create_engine(parsed, hide_parameters=True, max_overflow=-1)
        _prepare_sqlite(engine)
    else:
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    tell_failures(engine)
    metadata.create_all(engine)
    return engine


def database_file(url: str | URL) -> Path | None:
    """The file that holds the database; None for a server's, or one in memory."""
    parsed = make_url(url)
    name = parsed.database
    if parsed.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name)


def require_database(url: str) -> None:
    """Raise DatabaseFailing where the file of a database is not there, and would be made."""
    file = database_file(url)
    if file is not None and not file.exists():
        raise DatabaseFailing("error.database_missing", database=file)


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes; writers wait for each other, readers for nobody."""
    with engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS_LOCK})
        yield connection
    renew_snapshot(engine)


def insert_numbered(connection: Connection, row: Insert) -> int:
    """Write a row and return the number that its table gave it."""
    inserted = connection.execute(row)
    assert inserted.inserted_primary_key is not None  # noqa: S101 - the table numbers itself
    return int(inserted.inserted_primary_key[0])


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Tell a database that cannot be reached as DatabaseFailing."""
    try:
        yield
    except DBAPIError as error:
        raise DatabaseFailing(
            "error.database_silent", database=engine.url.render_as_string(hide_password=True)
        ) from error


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseFailing("error.database_unopened", database=file.name) from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        # The driver must not begin transactions by itself: "begin" below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA busy_timeout=20000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A deferred transaction that turns to writing cannot wait for another writer.
        immediate = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
