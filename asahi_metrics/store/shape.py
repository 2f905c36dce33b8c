"""Whether a database has the tables that the program works with, and by what they are known."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, inspect

from asahi_metrics.store.tables import metadata


def shape_id() -> str:
    """What the program's own tables and columns are known by."""
    return _digest(_columns_wanted())


def shape_gaps(connection: Connection) -> list[str]:
    """The tables, and the columns as ``table.column``, that the database lacks."""
    found = _columns_found(connection)
    gaps: list[str] = []
    for table, columns in _columns_wanted().items():
        if table not in found:
            gaps.append(table)
        else:
            gaps += [f"{table}.{column}" for column in sorted(columns - found[table])]
    return gaps


def _columns_wanted() -> dict[str, set[str]]:
    return {
        name: {column.name for column in table.columns} for name, table in metadata.tables.items()
    }


def _columns_found(connection: Connection) -> dict[str, set[str]]:
    seen = inspect(connection)
    return {
        table: {column["name"] for column in seen.get_columns(table)}
        for table in seen.get_table_names()
    }


def _digest(tables: dict[str, set[str]]) -> str:
    told = ";".join(f"{name}({','.join(sorted(tables[name]))})" for name in sorted(tables))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
