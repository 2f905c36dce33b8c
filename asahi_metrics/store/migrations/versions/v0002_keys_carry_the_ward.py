"""Every key begins with the ward, and each ward numbers its rows by itself.

So a database can be spread by ward, and a ward can be copied into one that holds others. Keys
of records are in the order of their bytes on every server, and an item may be as long as the
text that it is taken from.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from asahi_metrics.store.migrations.rebuilding import rebuild
from asahi_metrics.store.migrations.versions.v0001_baseline import tables as before

revision = "0002"
down_revision = "0001"

# The columns that name a row by its number, and the table of that row.
_LINKS = {
    "revision": {"undoes": "revision"},
    "record": {"from_revision": "revision", "to_revision": "revision"},
    "boundary": {"from_revision": "revision", "to_revision": "revision"},
    "town_table": {"from_revision": "revision", "to_revision": "revision"},
    "remark": {},
    "district_note": {"note": "district_note"},
    "review": {"revision": "revision"},
    "release": {"revision": "revision"},
    "release_part": {"release": "release"},
    "deck": {"replaces": "deck"},
}
_PART = "release_part"
_INDEXED = {
    "ix_record_from": "from_revision",
    "ix_record_to": "to_revision",
    "ix_deck_replaces": "replaces",
}
_TYPES = {
    ("record", "key"): Text().with_variant(Text(collation="C"), "postgresql"),
    ("observation", "item"): String(500),
}


def upgrade() -> None:
    """Change the keys; SQLite makes the tables anew for that."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        _alter()


def _key(name: str) -> list[str]:
    return ["ward", "release", "kind", "name"] if name == _PART else ["ward", "id"]


def _alter() -> None:
    for name, links in _LINKS.items():
        for column in links:
            op.drop_constraint(f"fk_{name}_{column}", name, type_="foreignkey")
    for name in _LINKS:
        op.drop_constraint(f"pk_{name}", name, type_="primary")
        op.create_primary_key(f"pk_{name}", name, _key(name))
        if name != _PART:
            op.alter_column(name, "id", server_default=None)
            op.execute(f"DROP SEQUENCE {name}_id_seq")
    for name, links in _LINKS.items():
        for column, target in links.items():
            link = f"fk_{name}_ward_{column}"
            op.create_foreign_key(link, name, target, ["ward", column], ["ward", "id"])
    for (name, column), kind in _TYPES.items():
        op.alter_column(name, column, type_=kind)
    for index, column in _INDEXED.items():
        name = index.split("_")[1]
        op.drop_index(index, name)
        op.create_index(index, name, ["ward", column], unique=name == "deck")


def _rebuild() -> None:
    after = MetaData(naming_convention=before.naming_convention)
    for old in before.sorted_tables:
        # The files are many bytes, and nothing about them changes.
        if old.name != "source_file":
            _changed(old, after)
    for table in after.sorted_tables:
        rebuild(table)


def _changed(old: Table, after: MetaData) -> None:
    """A table as it is from this step on."""
    links = _LINKS.get(old.name, {})
    key = _key(old.name) if old.name in _LINKS else old.primary_key.columns.keys()
    numbers = {"id": BigInteger(), **dict.fromkeys(links, BigInteger())}
    types = {one.name: numbers.get(one.name, one.type) for one in old.columns}
    types |= {column: kind for (name, column), kind in _TYPES.items() if name == old.name}
    new = Table(
        old.name,
        after,
        *(Column(one.name, types[one.name], nullable=one.nullable) for one in old.columns),
        PrimaryKeyConstraint(*key),
        sqlite_with_rowid=old.dialect_options["sqlite"]["with_rowid"],
    )
    for column, target in links.items():
        new.append_constraint(
            ForeignKeyConstraint(
                ["ward", column],
                [f"{target}.ward", f"{target}.id"],
                name=f"fk_{old.name}_ward_{column}",
            )
        )
    for index in old.indexes:
        moved = _INDEXED.get(str(index.name))
        columns = ["ward", moved] if moved else index.columns.keys()
        where = new.c.to_revision.is_(None) if index.name == "ix_record_live" else None
        Index(index.name, *(new.c[one] for one in columns), unique=index.unique, sqlite_where=where)
