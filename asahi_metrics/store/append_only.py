"""Tables that rows are only ever added to: the database itself refuses to change or delete one."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

_SQLITE = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
)
# INSERT OR REPLACE deletes the old row without asking the trigger above.
_SQLITE_REPLACE = (
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
    " WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
)
_POSTGRES_REFUSAL = (
    "CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
)
_POSTGRES = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
)


def append_only_statements(table: Table, dialect: str) -> list[str]:
    """The statements that make a table append-only, for ``sqlite`` or ``postgresql``."""
    name = table.name
    if dialect == "postgresql":
        verbs = ("UPDATE", "DELETE", "TRUNCATE")
        made = [_POSTGRES.format(table=name, verb=verb) for verb in verbs]
        return [_POSTGRES_REFUSAL.format(table=name), *made]
    same = " AND ".join(f"{one.name} = NEW.{one.name}" for one in table.primary_key)
    made = [_SQLITE.format(table=name, verb=verb) for verb in ("UPDATE", "DELETE")]
    return [*made, _SQLITE_REPLACE.format(table=name, same=same)]


def append_only(table: Table) -> Table:
    """Give the table its triggers as soon as it is created."""
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_statements(table, dialect):
            made = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made.execute_if(dialect=dialect))
    return table
