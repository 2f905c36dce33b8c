"""A database that fails is told in the program's own words, whatever was asked of it."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, Engine, event
from sqlalchemy.engine import ExceptionContext

from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.core.events import tell

Problem = Literal["full", "busy", "readonly", "unopened", "damaged", "io", "silent"]

_SQLITE: dict[int, Problem] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "unopened",
    sqlite3.SQLITE_CANTOPEN: "unopened",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_IOERR: "io",
}
# By SQLSTATE, or by its class: its first two signs.
_POSTGRESQL: dict[str, Problem] = {
    "53100": "full",
    "53": "busy",
    "55P03": "busy",
    "57014": "busy",
    "25006": "readonly",
    "42501": "readonly",
    "XX001": "damaged",
    "XX002": "damaged",
    "58": "io",
    "08": "silent",
    "57": "silent",
}


def tell_failures(engine: Engine) -> None:
    """From now on what fails on the engine is raised as DatabaseFailing; wrong SQL is not."""

    name = named(engine.url)
    # A pool whose SQL is not shown writes to a logger of its class, which any engine may share.
    if isinstance(engine.pool.logger, logging.Logger):
        engine.pool.logger.addFilter(_is_failure)

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        found = failure_of(context.original_exception, name)
        if found is not None:
            raise found from context.original_exception


def failure_of(error: BaseException, database: str) -> DatabaseFailing | None:
    """The failure of a database that a driver's error stands for; None for another kind of error.

    ``database`` is what a reader knows it by.
    """
    problem = _problem_of(error)
    if problem is None:
        return None
    tell("database", level=logging.ERROR, problem=problem)
    return DatabaseFailing(f"error.database_{problem}", database=database)


def _is_failure(record: logging.LogRecord) -> bool:
    """Whether a pool tells of a failure: Ctrl+C as a connection goes back is none, and goes on."""
    return record.exc_info is None or not isinstance(record.exc_info[1], KeyboardInterrupt)


def _problem_of(error: BaseException) -> Problem | None:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        # The last byte is the kind, the others its detail.
        return _SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    # Of a server that could not be reached, the driver knows no more.
    return "silent" if type(error).__name__ == "OperationalError" else None


def named(url: URL) -> str:
    """What a reader knows the database by: its file's name, or its place on a server."""
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").name
    return f"{url.host or 'localhost'}/{url.database}"
