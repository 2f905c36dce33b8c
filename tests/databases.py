"""The databases that tests work on: SQLite files, and those of a PostgreSQL of the tests' own.

A test asks for the database of a folder and need not know of which kind it is: the fixture
``store`` says that for all folders.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import make_url

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.setup import fill_if_empty
from tests.postgres import Cluster

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_SAMPLE = "sample"

_cluster: Cluster | None = None
_samples: dict[Cluster | None, str] = {}


@contextmanager
def kept_in(cluster: Cluster | None) -> Iterator[None]:
    """Databases that are asked for meanwhile are the cluster's; with none, SQLite files."""
    global _cluster  # noqa: PLW0603 - a folder does not say where its data is kept
    before, _cluster = _cluster, cluster
    try:
        yield
    finally:
        _cluster = before


def database_url(folder: Path, name: str = "ward", *, empty: bool = False) -> str:
    """The URL of a folder's database, the same whenever it is asked for.

    Making the tables in PostgreSQL takes its time, so they are there unless it is to be ``empty``.
    """
    if _cluster is None:
        return _file(folder / f"{name}.db")
    like = {"like": None} if empty else {}
    return _cluster.database(folder / name, **like)


def drop_databases(folder: Path) -> None:
    """Let go of a folder's databases that do not go with it."""
    if _cluster is not None:
        _cluster.drop(folder)


def open_sample(folder: Path) -> Office:
    """The sample pack as it is on a fresh machine, in a database of the folder's own."""
    if _cluster not in _samples:
        # All folders of a run lie in one.
        url = _cluster.make(_SAMPLE) if _cluster else _file(folder.parent / f"{_SAMPLE}.db")
        made = open_office(Settings(database_url=url))
        fill_if_empty(made)
        made.engine.dispose()
        _samples[_cluster] = url
    return open_office(Settings(database_url=_copied(_samples[_cluster], folder)))


def filled_url(cluster: Cluster, folder: Path) -> str:
    """The URL of the sample pack in the cluster, for a program that is started on it."""
    with kept_in(cluster):
        office = open_sample(folder)
    office.engine.dispose()
    return office.settings.database_url


def copy_of(office: Office, folder: Path) -> Office:
    """A copy of the office's database, in another folder and for the same principal."""
    office.engine.dispose()
    url = _copied(office.settings.database_url, folder)
    return open_office(office.settings.model_copy(update={"database_url": url}), office.principal)


def _copied(source: str, folder: Path) -> str:
    if _cluster is not None:
        return _cluster.database(folder / "ward", like=make_url(source).database)
    target = folder / "ward.db"
    with (
        closing(sqlite3.connect(str(make_url(source).database))) as one,
        closing(sqlite3.connect(target)) as other,
    ):
        one.backup(other)
    return _file(target)


def _file(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"
