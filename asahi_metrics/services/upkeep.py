"""How the database stands, for whoever keeps it running: size, room on its disk, backups."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from asahi_metrics.services import queries
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.store.database import database_file

BACKUP_SUFFIX = ".asahi-backup"


@dataclass(frozen=True)
class Upkeep:
    """The state of the database; None for what cannot be known, such as a server's disk."""

    revision: int
    database_bytes: int
    free_bytes: int | None
    backup_age_seconds: float | None


def upkeep(office: Office) -> Upkeep:
    """How the database stands now."""
    require(office, "read")
    with office.reading() as connection:
        size = queries.database_bytes(connection)
        revision = office.revision()
    file = database_file(office.engine.url)
    return Upkeep(
        revision=revision,
        database_bytes=size,
        free_bytes=shutil.disk_usage(file.parent).free if file else None,
        backup_age_seconds=backup_age_seconds(office.settings.backups),
    )


def backup_age_seconds(folder: Path | None) -> float | None:
    """The age of the newest backup in the folder; None where there is none, or no folder."""
    if folder is None or not folder.is_dir():
        return None
    made = [file.stat().st_mtime for file in folder.glob(f"*{BACKUP_SUFFIX}")]
    return max(time.time() - max(made), 0.0) if made else None
