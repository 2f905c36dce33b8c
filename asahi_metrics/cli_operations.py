"""The commands of whoever keeps the program running: backup, restore, doctor."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from asahi_metrics.cli_frame import (
    REFUSED,
    Lang,
    failures_told,
    read_settings,
    warn,
    words,
)
from asahi_metrics.core.errors import AsahiMetricsError, DatabaseFailing
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import Text
from asahi_metrics.printing import check_as_json, tell_check, write_json
from asahi_metrics.services.backups import drop_old, make_backup, name_in_folder
from asahi_metrics.services.checks import Check, worst
from asahi_metrics.services.checkup import check_up, existing_office, unopened
from asahi_metrics.services.repair import count_anew
from asahi_metrics.services.restoring import Trial, try_out

_JAPAN = ZoneInfo("Asia/Tokyo")
_MEGABYTE = 2**20


def backup(
    file: Annotated[Path | None, typer.Argument(dir_okay=False, metavar="[FILE]")] = None,
    keep: Annotated[int | None, typer.Option(min=1)] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
    lang: Lang = "ja",
) -> None:
    """バックアップを作る(運用中でもよい) / Back the database up, also while it is in use."""
    text = words(lang)
    with failures_told(text):
        settings = read_settings()
        target = file or name_in_folder(_folder(settings), datetime.now(_JAPAN))
        if file and keep:
            raise AsahiMetricsError("error.backup.keep_needs_folder")
        with existing_office(settings) as office:
            made = make_backup(office, target, overwrite=overwrite)
        size = f"{target.stat().st_size / _MEGABYTE:.1f}"
        typer.echo(text("cli.backup_made", file=target, id=made.revision, size=size))
        for old in drop_old(target.parent, keep) if keep else ():
            typer.echo(text("cli.backup_dropped", file=old.name))


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE")],
    yes: Annotated[bool, typer.Option("--yes")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    repair: Annotated[bool, typer.Option("--repair")] = False,
    lang: Lang = "ja",
) -> None:
    """バックアップから復元する / Check a backup and put it in place: 0 done, 1 refused, 2 usage."""
    text = words(lang)
    moment = datetime.now(_JAPAN)
    with (
        failures_told(text),
        try_out(read_settings(), file, moment, repair=repair) as trial,
    ):
        _tell_trial(trial, text)
        if dry_run:
            typer.echo(text("cli.restore_possible" if trial.sound else "cli.restore_impossible"))
            raise typer.Exit(0 if trial.sound else REFUSED)
        if trial.sound and not yes and not typer.confirm(text("cli.restore_confirm"), err=True):
            raise typer.Exit(REFUSED)
        restored = trial.put_in_place(moment)
        typer.echo(text("cli.restored", id=trial.revision))
        if restored.kept is None:
            return
        typer.echo(text("cli.restore_kept", name=restored.kept))
        if restored.entries is None:
            warn(text("cli.restore_log_parted"))
        elif restored.entries:
            typer.echo(text("cli.restore_log", count=restored.entries))


def doctor(
    repair: Annotated[bool, typer.Option("--repair")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "ja",
) -> None:
    """点検する / Check everything: 0 nothing wrong, 1 something wrong, 2 called wrongly."""
    text = words(lang)
    with failures_told(text):
        found = _look(read_settings(), text, repair=repair)
    standing = worst(found)
    if as_json:
        told = [check_as_json(one, text) for one in found]
        write_json({"result": standing, "checks": told})
    else:
        for one in found:
            tell_check(one, text)
        typer.echo(text(f"doctor.result_{standing}"))
    if standing == "wrong":
        raise typer.Exit(REFUSED)


def _look(settings: Settings, text: Text, *, repair: bool) -> list[Check]:
    try:
        with existing_office(settings) as office:
            if repair:
                done = [text(f"dataset.{one}.name") for one in count_anew(office)]
                key = "doctor.repaired" if done else "doctor.nothing_to_repair"
                warn(text(key, datasets=", ".join(done)))
            return list(check_up(office))
    except DatabaseFailing as error:
        return [unopened(error)]


def _folder(settings: Settings) -> Path:
    if settings.backups is None:
        raise AsahiMetricsError("error.backup.no_folder")
    return settings.backups


def _tell_trial(trial: Trial, text: Text) -> None:
    manifest = trial.manifest
    made = Formats(text).moment(manifest.moment.replace(tzinfo=UTC).astimezone(_JAPAN))
    typer.echo(
        text(
            "cli.backup_is",
            moment=made,
            id=manifest.revision,
            version=manifest.program_version,
            ward=manifest.ward,
        )
    )
    for one in trial.checks:
        if not one.passed:
            tell_check(one, text)
