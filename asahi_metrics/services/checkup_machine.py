"""The check-up of what is around the database: data that is due, room, backups, settings."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.login import login_of, require_reachable
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.services.checks import Check, Standing, ok_or_wrong
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.permission import require
from asahi_metrics.services.status import dataset_states, freshness
from asahi_metrics.services.territory import has_boundaries
from asahi_metrics.services.upkeep import upkeep

_MEGABYTE = 2**20
# A backup, a restore and the former database need about the database's size each.
_SIZES_OF_ROOM = 3
_LEAST_ROOM = 200 * _MEGABYTE
_DAY = 86_400
# Read by the command line and the tests, not by the settings.
_OTHER_VARIABLES = {"ASAHI_LANG", "ASAHI_COPY_TO", "ASAHI_CHROMIUM", "ASAHI_UPDATE_SCREENSHOTS"}


def check_machine(office: Office, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """Every point in turn."""
    require(office, "read")
    yield ok_or_wrong("filled", has_boundaries(office))
    yield _check_freshness(office)
    state = upkeep(office)
    if state.free_bytes is not None:
        yield check_room(state.free_bytes, state.database_bytes)
    yield check_backups(office.settings, state.backup_age_seconds)
    yield from check_access(office.settings)
    yield _check_variables(environment)
    yield check_secrets(_files_of_secrets(office.settings))


def check_room(free: int, database: int) -> Check:
    """Whether the disk has room for the next writes, a backup and a restore."""
    wanted = max(_LEAST_ROOM, _SIZES_OF_ROOM * database)
    standing: Standing = "ok" if free >= wanted else "wrong" if free < database else "notice"
    told = {"free": free // _MEGABYTE, "wanted": wanted // _MEGABYTE}
    return Check("room", standing, told)


def check_backups(settings: Settings, age_seconds: float | None) -> Check:
    """Whether there is a backup that is new enough, as far as the program is told where."""
    if settings.backups is None:
        return Check("backups_unset", "notice")
    if age_seconds is None:
        return Check("backups_none", "wrong", {"folder": settings.backups})
    days = age_seconds / _DAY
    standing: Standing = "ok" if days <= settings.backup_days else "wrong"
    return Check("backups", standing, {"days": f"{days:.1f}", "wanted": settings.backup_days})


def check_access(settings: Settings) -> Iterator[Check]:
    """Whether the login is complete, and none but those who sign in reach the program."""
    login = None
    try:
        login = login_of(settings)
    except AsahiMetricsError as error:
        yield Check("login", "wrong", {"error": error})
    else:
        yield Check("login")
    try:
        require_reachable(settings.host, login)
    except NotAllowed:
        yield Check("host", "wrong", {"host": settings.host})
    else:
        yield Check("host", "ok", {"host": settings.host})


def check_secrets(files: Iterable[Path]) -> Check:
    """Whether nobody but their owners may read the files of secrets; there need not be any."""
    if os.name != "posix":
        return Check("secrets")
    found = [str(file) for file in files if _is_open_to_others(file)]
    return ok_or_wrong("secrets", not found, file=", ".join(found))


def _check_freshness(office: Office) -> Check:
    states = dataset_states(office).values()
    late = [one for one in freshness(states, today()) if one.overdue]
    newest = {one.dataset: one.newest for one in late}
    return Check("freshness", "notice" if late else "ok", {"newest": newest})


def _is_open_to_others(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    except (FileNotFoundError, PermissionError):
        # It is not there, or in a folder that keeps even this user out.
        return False


def _files_of_secrets(settings: Settings) -> Iterator[Path]:
    yield ROOT / ".streamlit" / "secrets.toml"
    for file in (settings.oidc_client_secret_file, settings.cookie_secret_file):
        if file is not None:
            yield file


def _check_variables(environment: Mapping[str, str]) -> Check:
    """A setting that is misspelt is none, and nobody would know."""
    known = {f"ASAHI_{name.upper()}" for name in Settings.model_fields} | _OTHER_VARIABLES
    unknown = sorted(
        name for name in environment if name.startswith("ASAHI_") and name not in known
    )
    return Check("variables", "notice" if unknown else "ok", {"names": ", ".join(unknown)})
