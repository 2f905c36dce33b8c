"""Opening the database: SQLite in WAL mode by default, PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, Engine, Insert, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from asahi_metrics.core.errors import AsahiMetricsError, DatabaseFailing
from asahi_metrics.store.failures import named, tell_failures
from asahi_metrics.store.presence import stay_with
from asahi_metrics.store.schema import bring_up_to_date, is_up_to_date
from asahi_metrics.store.snapshot import renew_snapshot

_WRITE = "asahi_write"
_WARD = "asahi_ward"

# Any two numbers will do, as long as all processes of the program name the same ones: the
# first tells its locks from those of other programs, the second is a ward's code or this.
_LOCKS = 14112
_ALL_WARDS = 0

# Whatever driver a URL names, these are there.
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}

# A connection that rested longer is asked whether it still stands; within a page none is.
_RESTED_SECONDS = 1.0


def open_database(url: str, ward: str | None = None) -> Engine:
    """The engine for a database URL; makes the file and the tables, or brings them up to date.

    Writers of one ward wait for each other; who names no ``ward`` waits for those of all.
    """
    parsed = _database(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            _make_folder(Path(parsed.database))
        # A connection costs next to nothing, and a run that waits for one would hold another.
        # A database in memory is in one connection.
        in_file = parsed.database not in {None, "", ":memory:"}
        pool: dict[str, Any] = {"max_overflow": -1} if in_file else {}
        engine = create_engine(parsed, hide_parameters=True, **pool)
        _prepare_sqlite(engine)
    else:
        # Questions that are asked of one connection are answered of one state of the data.
        engine = create_engine(parsed, hide_parameters=True, isolation_level="REPEATABLE READ")
        _prepare_postgresql(engine)
    tell_failures(engine)
    with answering(engine):
        _bring_up_to_date(engine)
    if (file := database_file(parsed)) is not None:
        stay_with(engine, file)
    return engine.execution_options(**{_WARD: ward})


@contextmanager
def read_as_it_stands(url: str) -> Iterator[Connection]:
    """A connection to a database in which nothing is made or brought up to date.

    Raises DatabaseFailing where it is not there or is of another version of the program.
    """
    require_database(url)
    engine = create_engine(_database(url), hide_parameters=True)
    tell_failures(engine)
    try:
        with engine.connect() as connection:
            if not is_up_to_date(connection):
                raise DatabaseFailing("error.database_unopened", database=named(engine.url))
            yield connection
    finally:
        engine.dispose()


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
    """One transaction that writes; writers of a ward wait for each other, readers for nobody."""
    ward = engine.get_execution_options().get(_WARD)
    with _writing(engine) as connection, connection.begin():
        if _is_postgresql(engine):
            if ward is not None:
                _lock(connection, _ALL_WARDS, shared=True)
            _lock(connection, _ALL_WARDS if ward is None else int(ward))
        yield connection
    renew_snapshot(engine)


def insert_numbered(connection: Connection, row: Insert) -> int:
    """Write a row and return the number that its table gave it in its ward."""
    inserted = connection.execute(row).inserted_primary_key
    assert inserted is not None  # noqa: S101 - the table numbers itself
    return int(inserted.id)


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Tell a database that cannot be reached as DatabaseFailing."""
    try:
        yield
    except DBAPIError as error:
        # What was asked wrongly is a fault of this program.
        if isinstance(error, ProgrammingError | IntegrityError):
            raise
        raise DatabaseFailing(
            "error.database_silent", database=engine.url.render_as_string(hide_password=True)
        ) from error


def _database(url: str) -> URL:
    """The URL of a database that this program can work with; raises AsahiMetricsError else."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except SQLAlchemyError as error:
        raise AsahiMetricsError("error.bad_database_url") from error
    if backend not in _DRIVERS:
        raise AsahiMetricsError("error.bad_database_url")
    return parsed.set(drivername=_DRIVERS[backend])


def _bring_up_to_date(engine: Engine) -> None:
    """Change the tables where need be; of several processes that start at once, one does it."""
    with engine.connect() as connection:
        if is_up_to_date(connection):
            return
    with _alone(engine) as connection:
        bring_up_to_date(connection)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction beside which nothing is written, and in which tables may be made anew."""
    with _writing(engine) as connection:
        if _is_postgresql(engine):
            with connection.begin():
                _lock(connection, _ALL_WARDS)
                yield connection
            return
        # A table that is put in another's place is gone for a moment, with rows that name it.
        pragma = connection.connection.cursor()
        pragma.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            pragma.execute("PRAGMA foreign_keys=ON")
            pragma.close()


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if _is_postgresql(engine):
            # Who waited for a lock must see what the other wrote meanwhile.
            connection.execution_options(isolation_level="READ COMMITTED")
        yield connection.execution_options(**{_WRITE: True})


def _lock(connection: Connection, ward: int, *, shared: bool = False) -> None:
    """Wait for the lock of a ward, which the end of the transaction gives back."""
    how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    connection.execute(text(f"SELECT {how}(:locks, :ward)"), {"locks": _LOCKS, "ward": ward})


def _is_postgresql(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def _rests(_: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        if monotonic() - record.info.get("rests_since", monotonic()) > _RESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                # The pool then makes a new one.
                raise DisconnectionError from error


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
        # The time to wait comes first, since several may want to turn a new file to WAL.
        for pragma in ("busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A deferred transaction that turns to writing cannot wait for another writer.
        immediate = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
