"""Taking a whole ward from one database to another, row by row, and proving that it arrived."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, func, select

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.store.tables import metadata

Progress = Callable[[str, int, int], None]
"""Is told the table, how many of its rows are over, and how many there are."""

_ROWS = 2_000
# A file may have 25 MB.
_FILES = 4
_LARGEST = 1 << 256


@dataclass(frozen=True)
class Tally:
    """What a table holds of a ward; the sum does not depend on the order of the rows."""

    rows: int = 0
    checksum: int = 0

    def with_rows(self, rows: Sequence[Mapping[str, Any]]) -> Tally:
        """The tally with more rows counted in."""
        added = sum(_digest(row) for row in rows)
        return Tally(self.rows + len(rows), (self.checksum + added) % _LARGEST)


def copy_ward(
    source: Connection, target: Connection, ward: str, progress: Progress | None = None
) -> dict[str, Tally]:
    """Copy all that a ward has in any table; returns what came over, by table.

    Both connections stand in a transaction each: the source is read in one state, and the
    target gets all or nothing. Raises AsahiMetricsError where the target already has rows of
    the ward, and where it does not give back what was put into it.
    """
    for table in metadata.sorted_tables:
        if count_rows(target, table, ward):
            raise AsahiMetricsError("error.copy.not_empty", table=table.name)
    return {
        table.name: _copy_table(source, target, table, ward, progress)
        for table in metadata.sorted_tables
    }


def count_rows(connection: Connection, table: Table, ward: str) -> int:
    """How many rows of a table are the ward's."""
    counted = select(func.count()).select_from(table).where(table.c.ward == ward)
    return int(connection.scalar(counted) or 0)


def _copy_table(
    source: Connection, target: Connection, table: Table, ward: str, progress: Progress | None
) -> Tally:
    total, taken = count_rows(source, table, ward), Tally()
    for rows in _batches(source, table, ward):
        target.execute(table.insert(), rows)
        taken = taken.with_rows(rows)
        if progress:
            progress(table.name, taken.rows, total)
    arrived = Tally()
    for rows in _batches(target, table, ward):
        arrived = arrived.with_rows(rows)
    if arrived != taken or taken.rows != total:
        told = {"rows": f"{taken.rows:,}", "there": f"{arrived.rows:,}"}
        raise AsahiMetricsError("error.copy.differs", table=table.name, **told)
    return taken


def _batches(connection: Connection, table: Table, ward: str) -> Iterator[list[dict[str, Any]]]:
    """The rows in the order of their numbers, so that what a row names is there before it."""
    holds_files = any(isinstance(one.type, LargeBinary) for one in table.columns)
    query = select(table).where(table.c.ward == ward).order_by(*table.primary_key.columns)
    held = {"yield_per": _FILES if holds_files else _ROWS}
    for some in connection.execute(query, execution_options=held).mappings().partitions():
        yield [dict(row) for row in some]


def _digest(row: Mapping[str, Any]) -> int:
    told = json.dumps(row, sort_keys=True, ensure_ascii=False, default=_plain)
    return int.from_bytes(hashlib.sha256(told.encode()).digest())


def _plain(value: object) -> str:
    """A value that JSON has no word for, told alike whichever database it comes from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(type(value).__name__)
