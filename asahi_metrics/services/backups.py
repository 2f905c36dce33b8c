"""Backups: the whole database in one file that says what it is and can prove that it is whole.

The file is a ZIP archive of the database and of ``manifest.json``, which names the program, the
ward and the revision, and holds the SHA-256 of the database.
"""

from __future__ import annotations

import errno
import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from asahi_metrics import __version__
from asahi_metrics.core.errors import AsahiMetricsError, BadBackup
from asahi_metrics.core.events import timed
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.upkeep import BACKUP_SUFFIX
from asahi_metrics.store.backup import SQLITE_FILE, sqlite_copy, sqlite_revision
from asahi_metrics.store.backup_server import POSTGRESQL_FILE, postgresql_copy
from asahi_metrics.store.database import database_file
from asahi_metrics.store.schema import NEWEST

_MANIFEST = "manifest.json"
_MANIFEST_BYTES = 65_536
_FORMAT: Literal[1] = 1
_ARCHIVE_SIGN = b"PK\x03\x04"
_CHUNK = 2**20

# All that Python's reader of archives says of one that is cut off, altered or made up.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1]
    program_version: str
    created_at: str
    ward: str
    revision: int
    schema_step: str
    file: Literal["database.sqlite3", "database.pgdump"]
    bytes: int
    sha256: str

    @property
    def moment(self) -> datetime:
        """When the backup was made."""
        return datetime.fromisoformat(self.created_at)


def make_backup(office: Office, target: Path, *, overwrite: bool = False) -> Manifest:
    """Back the database up as it stands, whoever reads and writes meanwhile.

    The file has its name only when it is whole, on the disk, and has been read back.
    """
    require(office, "configure")
    if target.exists() and not overwrite:
        raise AsahiMetricsError("error.backup.exists", file=target)
    with timed("backup") as told, disk_failures_told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".asahi-backup-", dir=target.parent) as folder:
            half = Path(folder) / "half"
            manifest = _write(office, half, Path(folder))
            for _ in read_content(half, read_manifest(half)):
                pass
            half.replace(target)
        _sync_folder(target.parent)
        told |= {"revision": manifest.revision, "bytes": target.stat().st_size}
    return manifest


def name_in_folder(folder: Path, moment: datetime) -> Path:
    """What a backup is called that nobody gave a name to."""
    return folder / f"asahi-{moment.strftime('%Y%m%d-%H%M%S')}{BACKUP_SUFFIX}"


def drop_old(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest backups that the program has named; returns those deleted."""
    made = sorted(folder.glob(f"asahi-{'[0-9]' * 8}-{'[0-9]' * 6}{BACKUP_SUFFIX}"))
    old = made[:-keep]
    for file in old:
        file.unlink()
    return old


def read_manifest(file: Path) -> Manifest:
    """What the backup says of itself; raises BadBackup for any other file."""
    with _archive(file) as archive:
        if sorted(archive.namelist())[-1:] != [_MANIFEST] or len(archive.namelist()) != 2:
            raise BadBackup("error.backup.not_one", file=file.name)
        if archive.getinfo(_MANIFEST).file_size > _MANIFEST_BYTES:
            raise BadBackup("error.backup.not_one", file=file.name)
        try:
            manifest = Manifest.model_validate_json(archive.read(_MANIFEST))
        except ValidationError as error:
            raise BadBackup("error.backup.unknown_form", file=file.name) from error
        if manifest.file not in archive.namelist():
            raise BadBackup("error.backup.damaged", file=file.name)
    return manifest


def read_content(file: Path, manifest: Manifest) -> Iterator[bytes]:
    """The database in the backup, piece by piece; raises BadBackup unless it is what it was."""
    digest, count = hashlib.sha256(), 0
    with _archive(file) as archive, archive.open(manifest.file) as content:
        while piece := content.read(_CHUNK):
            digest.update(piece)
            count += len(piece)
            if count > manifest.bytes:
                break
            yield piece
    if (count, digest.hexdigest()) != (manifest.bytes, manifest.sha256):
        raise BadBackup("error.backup.damaged", file=file.name)


@contextmanager
def disk_failures_told(place: Path) -> Iterator[None]:
    """Tell a disk that is full, or may not be written to, as AsahiMetricsError."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        key = "error.backup.no_space" if full else "error.backup.unwritable"
        raise AsahiMetricsError(key, folder=place.parent) from error


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (*_BROKEN, OSError) as error:
        with file.open("rb") as content:
            begun = content.read(len(_ARCHIVE_SIGN)) == _ARCHIVE_SIGN
        key = "error.backup.damaged" if begun else "error.backup.not_one"
        raise BadBackup(key, file=file.name) from error


def _write(office: Office, half: Path, folder: Path) -> Manifest:
    with (
        half.open("xb") as out,
        _copy(office, folder) as (name, revision, content),
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        # The database holds everything, so the file is for its owner's eyes.
        half.chmod(0o600)
        digest, count = hashlib.sha256(), 0
        with archive.open(name, "w", force_zip64=True) as member:
            while piece := content.read(_CHUNK):
                digest.update(piece)
                count += len(piece)
                member.write(piece)
        manifest = Manifest(
            format=_FORMAT,
            program_version=__version__,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            ward=office.ward,
            revision=revision,
            schema_step=NEWEST,
            file=name,
            bytes=count,
            sha256=digest.hexdigest(),
        )
        archive.writestr(_MANIFEST, manifest.model_dump_json(indent=1))
    with half.open("rb+") as written:
        os.fsync(written.fileno())
    return manifest


@contextmanager
def _copy(
    office: Office, folder: Path
) -> Iterator[tuple[Literal["database.sqlite3", "database.pgdump"], int, IO[bytes]]]:
    """The database's name in the archive, its revision, and its content."""
    if office.engine.dialect.name == "postgresql":
        with office.reading() as connection:
            number = office.revision()
            with postgresql_copy(connection) as content:
                yield POSTGRESQL_FILE, number, content
    else:
        with sqlite_copy(_file(office), folder) as copy, copy.open("rb") as content:
            yield SQLITE_FILE, sqlite_revision(copy, office.ward), content


def _file(office: Office) -> Path:
    file = database_file(office.engine.url)
    if file is None:
        raise AsahiMetricsError("error.backup.no_file")
    return file


def _sync_folder(folder: Path) -> None:
    """Let the new name outlast a power cut; Windows does so by itself."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
