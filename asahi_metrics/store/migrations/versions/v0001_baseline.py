"""The tables as they were before Alembic, when the program made those that it missed.

They stand here as they were, whatever ``asahi_metrics/store/tables.py`` says by now.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

revision = "0001"
down_revision = None

tables = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_MOMENT = DateTime(timezone=True)

# SQLite numbers rows by itself only in a column declared INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

Table(
    "revision",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("dataset", String(64)),
    Column("actor", String(200), nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("file_name", Text),
    Column("file_sha256", String(64)),
    Column("sample", Boolean, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("undoes", _Id, ForeignKey("revision.id")),
)

Table(
    "source_file",
    tables,
    Column("ward", String(5), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("ward", "sha256"),
)

_record = Table(
    "record",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("dataset", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("area", String(16), nullable=False),
    Column("month_first", Integer, nullable=False),
    Column("month_last", Integer, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("row", Integer),
    Column("from_revision", _Id, ForeignKey("revision.id"), nullable=False),
    Column("to_revision", _Id, ForeignKey("revision.id")),
)

_live = _record.c.to_revision.is_(None)
Index(
    "ix_record_live",
    _record.c.ward,
    _record.c.dataset,
    _record.c.key,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index("ix_record_from", _record.c.from_revision)
Index("ix_record_to", _record.c.to_revision)

Table(
    "observation",
    tables,
    Column("ward", String(5), nullable=False),
    Column("series", String(64), nullable=False),
    Column("month", Integer, nullable=False),
    Column("area", String(16), nullable=False),
    Column("item", String(200), nullable=False),
    Column("value", Float),
    Column("missing", Integer, nullable=False),
    PrimaryKeyConstraint("ward", "series", "month", "area", "item"),
    sqlite_with_rowid=False,
)

Table(
    "boundary",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source_name", Text, nullable=False),
    Column("districts", Text, nullable=False),
    Column("towns", Text),
    Column("from_revision", _Id, ForeignKey("revision.id"), nullable=False),
    Column("to_revision", _Id, ForeignKey("revision.id")),
)

Table(
    "town_table",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("source_name", Text, nullable=False),
    Column("town_district", JSON, nullable=False),
    Column("from_revision", _Id, ForeignKey("revision.id"), nullable=False),
    Column("to_revision", _Id, ForeignKey("revision.id")),
)

_remark = Table(
    "remark",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("subject_kind", String(16), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("due_on", Date),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("closed_by", String(200)),
    Column("closed_account", String(200)),
    Column("closed_at", _MOMENT),
    Column("outcome", Text),
    Column("withdrawn_by", String(200)),
    Column("withdrawn_account", String(200)),
    Column("withdrawn_at", _MOMENT),
)
Index("ix_remark_subject", _remark.c.ward, _remark.c.subject_kind, _remark.c.subject_id)

_district_note = Table(
    "district_note",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("district", String(16), nullable=False),
    Column("note", _Id, ForeignKey("district_note.id")),
    Column("body", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("withdrawn_by", String(200)),
    Column("withdrawn_account", String(200)),
    Column("withdrawn_at", _MOMENT),
)
Index("ix_district_note_district", _district_note.c.ward, _district_note.c.district)

Table(
    "review",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("revision", _Id, ForeignKey("revision.id"), nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", JSON, nullable=False),
)

Table(
    "release",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("revision", _Id, ForeignKey("revision.id"), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("rules_sha256", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
)

_release_part = Table(
    "release_part",
    tables,
    Column("release", _Id, ForeignKey("release.id"), nullable=False),
    Column("ward", String(5), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content", JSON, nullable=False),
    PrimaryKeyConstraint("release", "kind", "name"),
)
Index("ix_release_part_name", _release_part.c.ward, _release_part.c.kind, _release_part.c.name)

_deck = Table(
    "deck",
    tables,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("ward", String(5), nullable=False),
    Column("title", Text, nullable=False),
    Column("district", String(16)),
    Column("fiscal_year", Integer, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("author", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("content", JSON, nullable=False),
    Column("replaces", _Id, ForeignKey("deck.id")),
)
Index("ix_deck_replaces", _deck.c.replaces, unique=True)


def upgrade() -> None:
    """Make the tables that are missing."""
    tables.create_all(op.get_bind())
