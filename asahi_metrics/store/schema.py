"""The shape of the database: made, recognised, and brought up to what this program works with.

The steps stand in ``asahi_metrics/store/migrations/versions``. Alembic keeps the number of the
last one in the database.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, column, inspect, select, table

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.store.tables import metadata

if TYPE_CHECKING:
    # Slow to import, and a database that is up to date needs none of it.
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

NEWEST = "0004"
"""The step that leads to the tables of this program."""

_FIRST = "0001"
_KEPT = table("alembic_version", column("version_num"))


def stored_step(connection: Connection) -> str | None:
    """The last step that the database has gone; None for one that Alembic does not know."""
    if not inspect(connection).has_table(_KEPT.name):
        return None
    found: str | None = connection.scalar(select(_KEPT.c.version_num))
    return found


def is_up_to_date(connection: Connection) -> bool:
    """Whether the tables are those that this program works with."""
    return stored_step(connection) == NEWEST


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables or change them step by step, within the transaction of the connection.

    A database without a number is new, or of the time before there were any; that one is
    taken as it is when its tables have the shape of that time. Raises AsahiMetricsError when
    they have not, and when the database is of a newer program.
    """
    step = stored_step(connection)
    if step == NEWEST:
        return
    if step is None and not _own_tables(connection):
        metadata.create_all(connection)
        _context(connection).stamp(_steps(), NEWEST)
        return
    if step is None:
        _recognise(connection)
    elif step not in {one.revision for one in _steps().walk_revisions()}:
        raise AsahiMetricsError("error.database_newer", step=step, known=NEWEST)
    _go(connection)


def differences(connection: Connection, wanted: MetaData = metadata) -> list[str]:
    """What the database has otherwise than the wanted tables; further tables are let be."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - see above

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in wanted.tables

    found = compare_metadata(_context(connection, include_name=ours), wanted)
    return [*map(_told, found), *_other_keys(connection, wanted)]


def _other_keys(connection: Connection, wanted: MetaData) -> list[str]:
    """The primary keys that are otherwise; Alembic does not look at them."""
    there = inspect(connection)
    return [
        f"primary_key {one.name}"
        for one in wanted.sorted_tables
        if there.has_table(one.name)
        and there.get_pk_constraint(one.name)["constrained_columns"]
        != one.primary_key.columns.keys()
    ]


def _own_tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) & set(_baseline().tables)


def _recognise(connection: Connection) -> None:
    """Number a database of the time when the program made the tables that it missed."""
    _baseline().create_all(connection)
    found = differences(connection, _baseline())
    if found:
        raise AsahiMetricsError("error.database_unknown_shape", differences="; ".join(found))
    _context(connection).stamp(_steps(), _FIRST)


def _go(connection: Connection) -> None:
    from alembic.operations import Operations  # noqa: PLC0415 - see above

    def remaining(current: Any, _context: object) -> Any:
        return _steps()._upgrade_revs(NEWEST, current)

    context = _context(connection, fn=remaining)
    with Operations.context(context):
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        # Nobody watched the links while tables were made anew.
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise AsahiMetricsError("error.database_unknown_shape", differences=f"link {broken[0]}")


def _context(connection: Connection, **options: Any) -> MigrationContext:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - see above

    # SQLite takes changes of tables back like any other, as long as it is told where they begin.
    told = {"transactional_ddl": True, "target_metadata": metadata, **options}
    return MigrationContext.configure(connection, opts=told)


@cache
def _steps() -> ScriptDirectory:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    return ScriptDirectory(str(Path(__file__).parent / "migrations"))


def _baseline() -> MetaData:
    from asahi_metrics.store.migrations.versions import v0001_baseline  # noqa: PLC0415 - see above

    return v0001_baseline.tables


def _told(difference: Any) -> str:
    """One difference in a line; changes of a column come as a list of their own."""
    parts = difference[0] if isinstance(difference, list) else difference
    return " ".join(str(getattr(one, "name", one)) for one in parts if one is not None)
