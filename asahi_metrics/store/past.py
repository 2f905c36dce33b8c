"""What was live at a past revision, as a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, insert, or_, select

from asahi_metrics.store.tables import boundary, record, revision, town_table

_BATCH = 5_000
_VERSIONED = (record, boundary, town_table)


def copy_past(source: Connection, target: Connection, ward: str, number: int) -> None:
    """Write into empty tables the revisions up to ``number`` and all that was live after it.

    Observations are not copied, since they are kept for the newest revision alone.
    """
    known = select(revision).where(revision.c.ward == ward, revision.c.id <= number)
    for some in _batches(source, known.order_by(revision.c.id)):
        target.execute(insert(revision), some)
    for table in _VERSIONED:
        live = select(table).where(
            table.c.ward == ward,
            table.c.from_revision <= number,
            or_(table.c.to_revision.is_(None), table.c.to_revision > number),
        )
        for some in _batches(source, live):
            target.execute(insert(table), [{**row, "to_revision": None} for row in some])


def _batches(source: Connection, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    rows = source.execute(query, execution_options={"yield_per": _BATCH}).mappings()
    for some in rows.partitions():
        yield [dict(row) for row in some]
