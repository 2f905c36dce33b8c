"""The tables, for SQLite and PostgreSQL alike.

Every table carries the ward's code, and every key begins with it, so that one database can
hold several wards and be spread by it; each ward numbers its rows by itself. A record is never
overwritten: a version is valid from the revision that wrote it up to the one that replaced it,
so any past state can be read again.

Whoever changes a table adds a step to ``asahi_metrics/store/migrations/versions``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
    select,
)

from asahi_metrics.store.append_only import append_only

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time, in UTC whatever clock it was read from and whatever the database does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """The moment in UTC: SQLite would take the hours of another zone for UTC's."""
        return value if value is None or value.tzinfo is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """The stored moment: SQLite keeps no time zone and gives back the UTC that went in."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# Records are told in the order of their keys, which is the same on every server and in every file.
_Bytewise = Text().with_variant(Text(collation="C"), "postgresql")


def _numbered() -> tuple[Column[str], Column[int]]:
    """The first columns of a table whose rows have numbers: together they are its key."""
    return (
        Column("ward", String(5), primary_key=True),
        Column("id", BigInteger, primary_key=True, autoincrement=False, default=_next_number),
    )


def _next_number(context: Any) -> int:
    """The number of a new row: one more than the ward's last, without gaps, as writers wait.

    Of several rows that one statement writes, the first alone asks the table.
    """
    given = context.__dict__.setdefault("numbers", {})
    table, ward = context.compiled.statement.table, context.get_current_parameters()["ward"]
    if ward not in given:
        newest = select(func.max(table.c.id)).where(table.c.ward == ward)
        given[ward] = context.root_connection.scalar(newest) or 0
    given[ward] += 1
    return int(given[ward])


def _names(column: str, target: str = "revision") -> ForeignKeyConstraint:
    """A column names a row of the same ward by its number."""
    return ForeignKeyConstraint(["ward", column], [f"{target}.ward", f"{target}.id"])


revision = Table(
    "revision",
    metadata,
    *_numbered(),
    Column("kind", String(16), nullable=False),
    Column("dataset", String(64)),
    Column("actor", String(200), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("file_name", Text),
    Column("file_sha256", String(64)),
    Column("sample", Boolean, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("undoes", BigInteger),
    # Of a load: the stage that its file was loaded at.
    Column("stage", String(16)),
    _names("undoes"),
)

source_file = Table(
    "source_file",
    metadata,
    Column("ward", String(5), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("ward", "sha256"),
)

record = Table(
    "record",
    metadata,
    *_numbered(),
    Column("dataset", String(64), nullable=False),
    Column("key", _Bytewise, nullable=False),
    Column("area", String(16), nullable=False),
    Column("month_first", Integer, nullable=False),
    Column("month_last", Integer, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("stage", String(16), nullable=False, server_default="final"),
    Column("row", Integer),
    Column("from_revision", BigInteger, nullable=False),
    Column("to_revision", BigInteger),
    _names("from_revision"),
    _names("to_revision"),
)

_live = record.c.to_revision.is_(None)
Index(
    "ix_record_live",
    record.c.ward,
    record.c.dataset,
    record.c.key,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index("ix_record_from", record.c.ward, record.c.from_revision)
Index("ix_record_to", record.c.ward, record.c.to_revision)

observation = Table(
    "observation",
    metadata,
    Column("ward", String(5), nullable=False),
    Column("series", String(64), nullable=False),
    Column("month", Integer, nullable=False),
    Column("area", String(16), nullable=False),
    # An item may be any text of a file, which has 500 signs at most.
    Column("item", String(500), nullable=False),
    Column("value", Float),
    Column("missing", Integer, nullable=False),
    Column("provisional", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("ward", "series", "month", "area", "item"),
    sqlite_with_rowid=False,
)

boundary = Table(
    "boundary",
    metadata,
    *_numbered(),
    Column("kind", String(16), nullable=False),
    Column("source_name", Text, nullable=False),
    Column("districts", Text, nullable=False),
    Column("towns", Text),
    Column("from_revision", BigInteger, nullable=False),
    Column("to_revision", BigInteger),
    _names("from_revision"),
    _names("to_revision"),
)

town_table = Table(
    "town_table",
    metadata,
    *_numbered(),
    Column("source_name", Text, nullable=False),
    Column("town_district", JSON, nullable=False),
    Column("from_revision", BigInteger, nullable=False),
    Column("to_revision", BigInteger),
    _names("from_revision"),
    _names("to_revision"),
)

# Remarks are people's words and no data: no revision wrote them, and no undo takes them back.
remark = Table(
    "remark",
    metadata,
    *_numbered(),
    Column("subject_kind", String(16), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("due_on", Date),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("closed_by", String(200)),
    Column("closed_account", String(200)),
    Column("closed_at", Moment()),
    Column("outcome", Text),
    Column("withdrawn_by", String(200)),
    Column("withdrawn_account", String(200)),
    Column("withdrawn_at", Moment()),
)
Index("ix_remark_subject", remark.c.ward, remark.c.subject_kind, remark.c.subject_id)

# A row is one version of a note and stays; what stands is the newest version of each note.
# ``note`` is the number of its first version, which has none itself.
district_note = Table(
    "district_note",
    metadata,
    *_numbered(),
    Column("district", String(16), nullable=False),
    Column("note", BigInteger),
    Column("body", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("withdrawn_by", String(200)),
    Column("withdrawn_account", String(200)),
    Column("withdrawn_at", Moment()),
    _names("note", "district_note"),
)
Index("ix_district_note_district", district_note.c.ward, district_note.c.district)

# Reviews are added and read, and never changed: what was known stays as it was known.
review = Table(
    "review",
    metadata,
    *_numbered(),
    Column("fiscal_year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", JSON, nullable=False),
    _names("revision"),
)

# What the public was told cannot be taken back: releases are added and read, never changed.
release = Table(
    "release",
    metadata,
    *_numbered(),
    Column("revision", BigInteger, nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("rules_sha256", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    _names("revision"),
)

# A part stands until a later release has another of its name. The sheets are the public's;
# the cells, true values among them, are for the control of later releases alone.
release_part = Table(
    "release_part",
    metadata,
    Column("release", BigInteger, nullable=False),
    Column("ward", String(5), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content", JSON, nullable=False),
    PrimaryKeyConstraint("ward", "release", "kind", "name"),
    _names("release", "release"),
)
Index("ix_release_part_name", release_part.c.ward, release_part.c.kind, release_part.c.name)

# A row is one version of a deck and stays; the one that no other replaces is in use.
deck = Table(
    "deck",
    metadata,
    *_numbered(),
    Column("title", Text, nullable=False),
    Column("district", String(16)),
    Column("fiscal_year", Integer, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("content", JSON, nullable=False),
    Column("replaces", BigInteger),
    _names("replaces", "deck"),
)
Index("ix_deck_replaces", deck.c.ward, deck.c.replaces, unique=True)

# Roles that were given by hand; they win over what a login's claims say.
account = Table(
    "account",
    metadata,
    Column("ward", String(5), nullable=False),
    Column("account", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("districts", JSON, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("changed_at", Moment(), nullable=False),
    Column("changed_by", String(200), nullable=False),
    PrimaryKeyConstraint("ward", "account"),
)

# A login is known by a hash of its claims, which no cookie can be made from.
login = Table(
    "login",
    metadata,
    Column("ward", String(5), nullable=False),
    Column("key", String(64), nullable=False),
    Column("account", String(200), nullable=False),
    Column("began_at", Moment(), nullable=False),
    Column("seen_at", Moment(), nullable=False),
    Column("ended_at", Moment()),
    PrimaryKeyConstraint("ward", "key"),
)

# Who did what: each row bears the hash of all before it, and the database lets none be changed.
audit = append_only(
    Table(
        "audit",
        metadata,
        Column("ward", String(5), nullable=False),
        Column("number", BigInteger, nullable=False, autoincrement=False),
        Column("at", Moment(), nullable=False),
        Column("account", String(200), nullable=False),
        Column("role", String(16), nullable=False),
        Column("action", String(32), nullable=False),
        Column("resource", String(200), nullable=False),
        Column("outcome", String(16), nullable=False),
        Column("detail", JSON, nullable=False),
        Column("sha256", String(64), nullable=False),
        PrimaryKeyConstraint("ward", "number"),
    )
)
