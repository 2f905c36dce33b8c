"""Giving an SQLite table another shape, where PostgreSQL would alter it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Table, inspect


def rebuild(table: Table) -> None:
    """Make a table anew as it is given; its rows go over by the names of their columns.

    A new column stays empty, or takes the default that the database gives it. Other tables
    go on naming this one, which foreign keys must not be watched for meanwhile.
    """
    bind, old = op.get_bind(), f"old_{table.name}"
    kept = [one["name"] for one in inspect(bind).get_columns(table.name)]
    names = ", ".join(f'"{one.name}"' for one in table.columns if one.name in kept)
    # Else other tables would be made to name the old one.
    op.execute("PRAGMA legacy_alter_table=ON")
    op.rename_table(table.name, old)
    op.execute("PRAGMA legacy_alter_table=OFF")
    for index in inspect(bind).get_indexes(old):
        op.drop_index(str(index["name"]), old)
    table.create(bind)
    op.execute(f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM "{old}"')  # noqa: S608
    op.drop_table(old)
