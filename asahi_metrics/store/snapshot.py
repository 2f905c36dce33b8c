"""Snapshots: all that is read within one is one state of the database, whoever writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, Engine

_T = TypeVar("_T")


@dataclass(frozen=True)
class Snapshot:
    """A transaction that only reads; ``known`` keeps answers, which cannot change within it."""

    connection: Connection
    known: dict[object, object] = field(default_factory=dict)

    def keep(self, question: object, ask: Callable[[Connection], _T]) -> _T:
        """The answer to a question, asked once."""
        if question not in self.known:
            self.known[question] = ask(self.connection)
        return self.known[question]  # type: ignore[return-value]

    def renew(self) -> None:
        """Let go of the state; what is read next is the newest again."""
        self.connection.rollback()
        self.known.clear()


_OPEN: ContextVar[Snapshot | None] = ContextVar("asahi_snapshot", default=None)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Snapshot]:
    """A snapshot of the newest state; within another one of the same database, that one.

    It belongs to the thread that opened it. SQLite (WAL) and PostgreSQL let others write
    meanwhile.
    """
    around = _open_on(engine)
    if around is not None:
        yield around
        return
    with engine.connect() as connection:
        opened = Snapshot(connection)
        token = _OPEN.set(opened)
        try:
            yield opened
        finally:
            _OPEN.reset(token)


def renew_snapshot(engine: Engine) -> None:
    """After a write of this thread: the snapshot around it shows what was written."""
    around = _open_on(engine)
    if around is not None:
        around.renew()


def _open_on(engine: Engine) -> Snapshot | None:
    around = _OPEN.get()
    return around if around is not None and around.connection.engine is engine else None
