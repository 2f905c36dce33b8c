"""A whole ward from one kind of database into the other, compared afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.copying import copy_to
from asahi_metrics.services.office import open_office
from asahi_metrics.services.setup import fill_if_empty
from bench.data import url_of
from tests.postgres import started


def measured(folder: Path) -> Iterator[tuple[str, float]]:
    """Rows a second each way, of the sample."""
    with started() as cluster:
        first, back = url_of(folder / "first.db"), url_of(folder / "back.db")
        server = cluster.make("bench_copy", like=None)
        yield "SQLite to PostgreSQL", _timed(first, server)
        yield "PostgreSQL to SQLite", _timed(server, back)


def _timed(source: str, target: str) -> float:
    office = open_office(Settings(database_url=source))
    fill_if_empty(office)
    begun = time.perf_counter()
    told = copy_to(office, target)
    seconds = time.perf_counter() - begun
    office.engine.dispose()
    return sum(one.rows for one in told.values()) / seconds
