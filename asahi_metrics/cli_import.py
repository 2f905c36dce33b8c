"""``asahi-metrics import``: a file checked, told and loaded, or stopped by Ctrl+C."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from asahi_metrics.cli_frame import REFUSED, Lang, progress_bar, warn
from asahi_metrics.core.errors import PreviewOutdated, UnreadableFile
from asahi_metrics.core.stage import Stage
from asahi_metrics.core.text import Text
from asahi_metrics.printing import Told, tell, tell_json, tell_outcome, tell_unreadable
from asahi_metrics.services.effects import foresee
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import revision_of_file
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.office import Office
from asahi_metrics.sources import dataset as dataset_of

OpenOffice = Callable[[str], AbstractContextManager[tuple[Office, Text]]]

STOPPED = 130
# Several sections that load at once are waited for.
_ATTEMPTS = 5


@dataclass(frozen=True)
class _Wanted:
    """What the command line asks for."""

    dataset: str
    file: Path
    stage: Stage
    dry_run: bool
    as_json: bool


def add_import(app: typer.Typer, opened: OpenOffice) -> None:
    """Give the command line the import; ``opened`` opens the office in a language."""

    @app.command(name="import")
    def import_file(
        dataset: Annotated[str, typer.Argument(metavar="DATASET")],
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE")],
        dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
        as_json: Annotated[bool, typer.Option("--json")] = False,
        stage: Annotated[
            Stage,
            typer.Option(help="provisional 速報、final 確定 / whether the figures are final"),
        ] = "final",
        lang: Lang = "ja",
    ) -> None:
        """ファイルを取り込む / Load a file: 0 accepted, 1 refused with the findings, 2 wrong usage.

        Ctrl+C で中止すると、何も変わりません / Ctrl+C stops it and leaves all as it was (130).
        """
        wanted = _Wanted(dataset, file, stage, dry_run, as_json)
        with opened(lang) as (office, text):
            dataset_of(dataset)
            before = office.revision()
            try:
                refused = _import(office, wanted, text)
            except UnreadableFile as error:
                tell_unreadable(error, text, as_json=as_json)
                raise typer.Exit(REFUSED) from error
            except KeyboardInterrupt as error:
                # It may have come in the very moment of the commit: what is stored tells the truth.
                stored = revision_of_file(office, file.read_bytes(), after=before)
                warn(text("cli.stopped") if stored is None else text("cli.accepted", id=stored))
                raise typer.Exit(STOPPED) from error
            if refused:
                raise typer.Exit(REFUSED)


def _import(office: Office, wanted: _Wanted, text: Text) -> bool:
    """Check, tell and store a file; whether it was refused.

    Where somebody else came first, it is checked and told anew: what is said last is what
    was done.
    """
    for attempt in range(_ATTEMPTS):
        told = _checked(office, wanted, text)
        try:
            number = _stored(told, quiet=wanted.as_json)
        except PreviewOutdated as error:
            if attempt + 1 == _ATTEMPTS:
                raise
            warn(text.of_error(error))
            continue
        if wanted.as_json:
            tell_json(told, number)
        else:
            tell_outcome(told, number)
        break
    return told.plan.refused


def _checked(office: Office, wanted: _Wanted, text: Text) -> Told:
    """What the file would change, told in sentences unless JSON was asked for."""
    name, content = wanted.file.name, wanted.file.read_bytes()
    # The changes and the figures they are set against are of one revision.
    with office.reading(), progress_bar(text("cli.checking"), quiet=wanted.as_json) as progress:
        plan = plan_import(office, wanted.dataset, name, content, progress, stage=wanted.stage)
        told = Told(office, plan, foresee(Figures(office), plan), text, wanted.dry_run)
    if not wanted.as_json:
        tell(told)
    return told


def _stored(told: Told, *, quiet: bool) -> int | None:
    """The revision that the file was loaded as; None where it was not to be, or is there."""
    if told.plan.refused or told.dry_run:
        return None
    with progress_bar(told.text("cli.storing"), quiet=quiet) as progress:
        return commit_import(told.office, told.plan, progress)
