"""A PostgreSQL database as one file, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from asahi_metrics.core.errors import AsahiMetricsError, RestoreRefused
from asahi_metrics.store.failures import tell_failures

POSTGRESQL_FILE: Final = "database.pgdump"

_LONGEST_NAME = 63
_IN_USE = "55006"


@contextmanager
def postgresql_copy(connection: Connection) -> Iterator[IO[bytes]]:
    """What the connection's transaction sees, as ``pg_dump`` writes it into a pipe."""
    seen = connection.scalar(text("SELECT pg_export_snapshot()"))
    command = [_program("pg_dump"), "--format=custom", "--compress=0", f"--snapshot={seen}"]
    url = connection.engine.url
    with subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's with our own arguments
        [*command, "--no-password", _address(url)],
        env=_environment(url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        assert process.stderr is not None  # noqa: S101 - it was asked for
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read()
    _require_success("pg_dump", process.returncode, said)


@contextmanager
def postgresql_trial(address: str, copy: Path, moment: datetime) -> Iterator[str]:
    """A database beside that of the address, filled from a copy; gone afterwards if still there."""
    url = make_url(address)
    trial = _beside(url, "restoring", moment)
    with _maintenance(url) as engine:
        _run(engine, f"CREATE DATABASE {_quoted(engine, trial)}")
        try:
            _fill(url.set(database=trial), copy)
            yield url.set(database=trial).render_as_string(hide_password=False)
        finally:
            _run(engine, f"DROP DATABASE IF EXISTS {_quoted(engine, trial)}")


def put_postgresql_in_place(address: str, trial: str, moment: datetime) -> str | None:
    """Give the trial the database's name, in one transaction; returns the former one's new name.

    It is None where there was no such database. Raises RestoreRefused while another process
    is connected to it.
    """
    url = make_url(address)
    kept = _beside(url, "replaced", moment)
    with _maintenance(url) as engine, engine.begin() as connection:
        known = connection.scalar(
            text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": url.database}
        )
        try:
            if known:
                _rename(connection, url.database, kept)
            _rename(connection, make_url(trial).database, url.database)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == _IN_USE:
                raise RestoreRefused("error.restore.in_use") from error
            raise
    return kept if known else None


def _fill(url: URL, copy: Path) -> None:
    command = [_program("pg_restore"), "--exit-on-error", "--no-owner", "--no-privileges"]
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's with our own arguments
        [*command, "--no-password", f"--dbname={_address(url)}", str(copy)],
        env=_environment(url),
        capture_output=True,
        check=False,
    )
    _require_success("pg_restore", done.returncode, done.stderr)


def _require_success(program: str, code: int | None, said: bytes) -> None:
    if code:
        lines = said.decode(errors="replace").strip().splitlines()
        raise AsahiMetricsError(
            "error.backup.program_failed", program=program, said=lines[-1] if lines else code
        )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise AsahiMetricsError("error.backup.program_lacks", program=name)
    return found


def _address(url: URL) -> str:
    """The address as PostgreSQL's programs take it; the password goes another way."""
    plain = url.set(drivername="postgresql", password=None)
    return plain.render_as_string(hide_password=False)


def _environment(url: URL) -> dict[str, str]:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    return {**os.environ, **password}


def _beside(url: URL, kind: str, moment: datetime) -> str:
    end = f"_{kind}_{moment.strftime('%Y%m%d_%H%M%S')}"
    return f"{(url.database or '')[: _LONGEST_NAME - len(end)]}{end}"


@contextmanager
def _maintenance(url: URL) -> Iterator[Engine]:
    engine = create_engine(url.set(database="postgres"))
    tell_failures(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def _run(engine: Engine, statement: str) -> None:
    # Databases are made and dropped outside of transactions only.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)


def _rename(connection: Connection, old: str | None, new: str | None) -> None:
    names = [_quoted(connection.engine, name) for name in (old or "", new or "")]
    connection.exec_driver_sql(f"ALTER DATABASE {names[0]} RENAME TO {names[1]}")


def _quoted(engine: Engine, name: str) -> str:
    return engine.dialect.identifier_preparer.quote_identifier(name)
