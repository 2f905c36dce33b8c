"""A PostgreSQL of the tests' own: a cluster in a private folder, reached by its socket alone."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import Pool

from asahi_metrics.store.database import open_database

OLDEST = 15
_OWNER = "asahi"
_WITH_TABLES = "with_tables"
# Debian makes this user for the server, which refuses to run as root.
_UNPRIVILEGED = "postgres"
_SECONDS = 30

# Sorts as a Japanese dictionary does, on a server that keeps the time of Japan: what depends
# on the order of bytes or on UTC without saying so fails here.
_MADE_WITH = (
    "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=ja-JP", "--encoding=UTF8",
    "--auth=trust", f"--username={_OWNER}", "--no-sync",
)  # fmt: skip
_RUN_WITH = {
    "listen_addresses": "",
    "timezone": "Asia/Tokyo",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
}


class Cluster:
    """A running server, whose databases are each of a place: a folder and a name in it."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._places: dict[Path, str] = {}
        self._connections: list[psycopg.Connection[Any]] = []
        # What a pool still holds open would keep its database from being dropped.
        event.listen(Pool, "connect", self._note)
        open_database(self.make(_WITH_TABLES, like=None)).dispose()

    def database(self, place: Path, *, like: str | None = _WITH_TABLES) -> str:
        """The URL of a place's database, the same until it is dropped."""
        if place not in self._places:
            name = f"t_{hashlib.sha256(str(place).encode()).hexdigest()[:16]}"
            self.make(name, like=like)
            self._places[place] = name
        return self.url(self._places[place])

    def make(self, name: str, *, like: str | None = _WITH_TABLES) -> str:
        """Make a database, empty or as a copy of another, that stays; returns its URL."""
        if like is not None:
            self._close(like)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, like or "template0")
        return self.url(name)

    def drop(self, folder: Path) -> None:
        """Drop the databases of a folder and of those within it."""
        for place in [one for one in self._places if folder in one.parents]:
            name = self._places.pop(place)
            self._close(name)
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def unreachable(self, url: str) -> Iterator[None]:
        """Throw everybody out of a database, and let nobody in meanwhile."""
        name = str(make_url(url).database)
        self._run("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
        with _connect(self._socket) as connection:
            everybody = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(everybody, [name])
        try:
            yield
        finally:
            self._run("ALTER DATABASE {} ALLOW_CONNECTIONS true", name)

    def url(self, name: str) -> str:
        """The URL of a database by its name."""
        return f"postgresql+psycopg://{_OWNER}@/{name}?host={self._socket}"

    def _run(self, statement: str, *names: str) -> None:
        with _connect(self._socket) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _note(self, connection: object, _: object) -> None:
        if isinstance(connection, psycopg.Connection):
            self._connections.append(connection)

    def _close(self, name: str) -> None:
        for one in self._connections:
            if not one.closed and one.info.dbname == name:
                one.close()
        self._connections = [one for one in self._connections if not one.closed]


@contextmanager
def started() -> Iterator[Cluster]:
    """Make a cluster, run it, and take it away; raises RuntimeError where it does not start."""
    folder = Path(tempfile.mkdtemp(prefix="asahi-postgres-"))
    runner: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        shutil.chown(folder, _UNPRIVILEGED)
        runner |= {"user": _UNPRIVILEGED, "group": _UNPRIVILEGED, "extra_groups": []}
    data = ("-D", str(folder / "data"))
    try:
        subprocess.run(
            [program("initdb"), *data, *_MADE_WITH],
            check=True,
            stdout=subprocess.DEVNULL,
            **runner,
        )
        settings = {**_RUN_WITH, "unix_socket_directories": str(folder)}
        given = [f"--{name}={value}" for name, value in settings.items()]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                [program("postgres"), *data, *given], stdout=log, stderr=log, **runner
            ) as server,
        ):
            try:
                _wait(folder, server)
                yield Cluster(folder)
            finally:
                # Ends the sessions that are still open, and then the server.
                server.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder)


def _connect(socket: Path) -> psycopg.Connection[Any]:
    return psycopg.connect(dbname="postgres", user=_OWNER, host=str(socket), autocommit=True)


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            _connect(folder).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError((folder / "log").read_text(encoding="utf-8"))


def program(name: str) -> str:
    """A program of the server; raises RuntimeError where there is none, or too old."""
    asked = shutil.which("pg_config")
    if asked is None:
        raise RuntimeError("No PostgreSQL for the tests: see scripts/servers.sh")
    folder, version = (
        subprocess.run([asked, what], capture_output=True, text=True, check=True).stdout.strip()
        for what in ("--bindir", "--version")
    )
    number = re.search(r"\d+", version)
    if number is None or int(number[0]) < OLDEST:
        raise RuntimeError(f"PostgreSQL {OLDEST} or newer is needed, not {version}")
    return str(Path(folder) / name)
