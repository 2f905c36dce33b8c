"""Roles that are given by hand, logins, and the log of who did what, which is only added to."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, DateTime, PrimaryKeyConstraint, String

from asahi_metrics.store.append_only import append_only_statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "account",
        Column("ward", String(5), nullable=False),
        Column("account", String(200), nullable=False),
        Column("role", String(16), nullable=False),
        Column("districts", JSON(), nullable=False),
        Column("sections", JSON(), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        Column("changed_by", String(200), nullable=False),
        PrimaryKeyConstraint("ward", "account", name="pk_account"),
    )
    op.create_table(
        "login",
        Column("ward", String(5), nullable=False),
        Column("key", String(64), nullable=False),
        Column("account", String(200), nullable=False),
        Column("began_at", DateTime(timezone=True), nullable=False),
        Column("seen_at", DateTime(timezone=True), nullable=False),
        Column("ended_at", DateTime(timezone=True)),
        PrimaryKeyConstraint("ward", "key", name="pk_login"),
    )
    audit = op.create_table(
        "audit",
        Column("ward", String(5), nullable=False),
        Column("number", BigInteger(), autoincrement=False, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("account", String(200), nullable=False),
        Column("role", String(16), nullable=False),
        Column("action", String(32), nullable=False),
        Column("resource", String(200), nullable=False),
        Column("outcome", String(16), nullable=False),
        Column("detail", JSON(), nullable=False),
        Column("sha256", String(64), nullable=False),
        PrimaryKeyConstraint("ward", "number", name="pk_audit"),
    )
    for statement in append_only_statements(audit, op.get_bind().dialect.name):
        op.execute(statement)
