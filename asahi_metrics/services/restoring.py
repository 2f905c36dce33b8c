"""Restoring a backup: unpacked beside the database, checked as a whole, and only then put in place.

Until the last step nothing is touched; the database that was replaced is kept beside the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from asahi_metrics.core.access import Resource
from asahi_metrics.core.errors import BadBackup, DatabaseFailing
from asahi_metrics.core.events import timed
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.backups import (
    Manifest,
    disk_failures_told,
    read_content,
    read_manifest,
)
from asahi_metrics.services.checks import Check
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.permission import entry_of
from asahi_metrics.services.repair import count_anew
from asahi_metrics.store.audit import append_entry, go_on_from
from asahi_metrics.store.backup import lacks_tables, put_sqlite_in_place
from asahi_metrics.store.backup_server import postgresql_trial, put_postgresql_in_place
from asahi_metrics.store.database import database_file, read_as_it_stands, write
from asahi_metrics.store.logins import end_all_logins


@dataclass(frozen=True)
class Restored:
    """What a restore has come to.

    ``kept`` is what the former database is called now, None if there was none. ``entries`` of
    its log were taken over, None where they were not the rest of the backup's or unreadable.
    """

    kept: str | None
    entries: int | None


@dataclass(frozen=True)
class Trial:
    """A backup that was unpacked beside the database; ``checks`` tell whether it is sound."""

    manifest: Manifest
    revision: int
    checks: tuple[Check, ...]
    _settings: Settings
    _trial: str

    @property
    def sound(self) -> bool:
        """Whether it may take the database's place."""
        return all(one.passed for one in self.checks)

    def put_in_place(self, moment: datetime) -> Restored:
        """Replace the database, whose log goes on and whose logins have all ended.

        Refuses what is not sound, and while another process has the database open.
        """
        if not self.sound:
            raise BadBackup("error.restore.unsound")
        with timed("restore", revision=self.revision):
            entries = _go_on(self._settings, self._trial, self.revision)
            return Restored(self._exchange(moment), entries)

    def _exchange(self, moment: datetime) -> str | None:
        current = self._settings.database_url
        place, copy = database_file(current), database_file(self._trial)
        if place is None or copy is None:
            return put_postgresql_in_place(current, self._trial, moment)
        kept = put_sqlite_in_place(place, copy, moment)
        return kept.name if kept else None


@contextmanager
def try_out(
    settings: Settings, file: Path, moment: datetime, *, repair: bool = False
) -> Iterator[Trial]:
    """Unpack a backup beside the database and check it; what is not put in place goes away.

    ``repair`` counts the observations of the copy anew where they do not follow from its
    records. Raises BadBackup for a file that is no whole backup of this ward and store.
    """
    current = settings.database_url
    manifest = read_manifest(file)
    _require_same_store(manifest, current)
    with _unpacked(file, manifest, current, moment) as trial:
        number, checks = _check(settings, manifest, trial, repair=repair)
        yield Trial(manifest, number, checks, settings, trial)


def _require_same_store(manifest: Manifest, current: str) -> None:
    if (database_file(current) is None) != manifest.file.endswith(".pgdump"):
        raise BadBackup("error.restore.other_store")


@contextmanager
def _unpacked(file: Path, manifest: Manifest, current: str, moment: datetime) -> Iterator[str]:
    """The address of a database of its own that holds what is in the backup."""
    place = database_file(current)
    with disk_failures_told(place or file):
        if place:
            place.parent.mkdir(parents=True, exist_ok=True)
        # Beside the database, so that the copy can be moved into its place.
        folder = place.absolute().parent if place else None
        with TemporaryDirectory(prefix=".asahi-restore-", dir=folder) as beside:
            copy = Path(beside) / manifest.file
            with copy.open("xb") as out:
                for piece in read_content(file, manifest):
                    out.write(piece)
            if place is None:
                with postgresql_trial(current, copy, moment) as trial:
                    yield trial
                return
            if place.exists():
                shutil.copymode(place, copy)
            yield f"sqlite:///{copy.as_posix()}"


def _check(
    settings: Settings, manifest: Manifest, trial: str, *, repair: bool
) -> tuple[int, tuple[Check, ...]]:
    """Open the copy as the program would, its schema brought up to date, and look through it.

    Returns its newest revision and what was found.
    """
    copy = database_file(trial)
    if copy is not None and lacks_tables(copy):
        raise BadBackup("error.restore.foreign")
    with _opened(settings, trial) as office:
        if manifest.ward != office.ward:
            raise BadBackup("error.restore.other_ward", ward=manifest.ward, own=office.ward)
        found = office.revision()
        if found != manifest.revision:
            raise BadBackup("error.restore.other_revision", id=manifest.revision, found=found)
        if repair:
            count_anew(office)
        return office.revision(), tuple(check_database(office))


def _go_on(settings: Settings, trial: str, revision: int) -> int | None:
    """Let the log of the copy go on as that of the database it replaces has, and end its logins.

    Returns how many entries were taken over, None where that could not be.
    """
    with _opened(settings, trial) as office, write(office.engine) as connection:
        try:
            with read_as_it_stands(settings.database_url) as former:
                entries = go_on_from(connection, office.ward, former)
        except DatabaseFailing:
            # A database that is damaged or gone is what a backup is restored for.
            entries = None
        end_all_logins(connection, office.ward, datetime.now(UTC))
        about, told = Resource("revision", str(revision)), {"entries": entries}
        append_entry(connection, entry_of(office, "restore", about, "done", told))
    return entries


@contextmanager
def _opened(settings: Settings, trial: str) -> Iterator[Office]:
    office = open_office(settings.model_copy(update={"database_url": trial}))
    try:
        yield office
    finally:
        # What still stands beside the file goes into it.
        office.engine.dispose()
