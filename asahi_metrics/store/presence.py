"""A database file that is gone, or another one, while the program has it open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from asahi_metrics.core.errors import DatabaseFailing

_FILE = "asahi_file"

_Identity = tuple[int, int]


def stay_with(engine: Engine, file: Path) -> None:
    """From now on the engine works with the file that stands at its place, and makes none.

    SQLite itself would go on reading and writing a file that was taken away, which nobody finds
    again, and make an empty one in its place. Raises DatabaseFailing where there is none.
    """
    place, name = file.absolute(), file.name

    @event.listens_for(engine, "do_connect")
    def _before(*_: object) -> None:
        _identity(place, name)

    @event.listens_for(engine, "connect")
    def _connected(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_FILE] = _identity(place, name)

    @event.listens_for(engine, "checkout")
    def _taken(_: Any, entry: ConnectionPoolEntry, __: object) -> None:
        found = _identity(place, name)
        if entry.info.setdefault(_FILE, found) != found:
            # The pool then opens the file that stands there now.
            raise DisconnectionError


def _identity(place: Path, name: str) -> _Identity:
    """What tells a file from another one of its name."""
    try:
        found = place.stat()
    except OSError as error:
        raise DatabaseFailing("error.database_missing", database=name) from error
    return found.st_dev, found.st_ino
