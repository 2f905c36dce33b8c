"""Records and loads have a release stage, and observations tell how far they rest on it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; what is stored already is final, since nothing else could be said."""
    final = Column("stage", String(16), server_default="final", nullable=False)
    op.add_column("record", final)
    op.add_column("observation", Column("provisional", Integer, server_default="0", nullable=False))
    op.add_column("revision", Column("stage", String(16)))
    op.execute("UPDATE revision SET stage = 'final' WHERE kind = 'import'")
