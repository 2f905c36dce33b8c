"""``asahi-metrics history`` and ``asahi-metrics undo``: revisions told, fetched and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from asahi_metrics.cli_frame import Lang, check_place, write_file
from asahi_metrics.core.access import Resource
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services.audit_log import record_export
from asahi_metrics.services.change_words import say_kind
from asahi_metrics.services.history import history, original_file, undo
from asahi_metrics.services.office import LOCAL_USER, Office
from asahi_metrics.store.revisions import Revision

OpenOffice = Callable[[str], AbstractContextManager[tuple[Office, Text]]]

# So many signs tell two files apart by sight; the whole is told with the file itself.
_SHA256_SIGNS = 12


def add_history(app: typer.Typer, opened: OpenOffice) -> None:
    """Give the command line these commands; ``opened`` opens the office in a language."""

    @app.command(name="history")
    def tell_history(
        file: Annotated[
            int | None,
            typer.Option(
                "--file",
                metavar="REVISION",
                help="この更新番号の元のファイルを書き出す / write this revision's original file",
            ),
        ] = None,
        out: Annotated[Path | None, typer.Option("--out", help="書き出し先 / file")] = None,
        lang: Lang = "ja",
    ) -> None:
        """取込の履歴、または元のファイル / All revisions, newest first, or the file of one."""
        with opened(lang) as (office, text):
            if file is not None and out is not None:
                _write_original(office, file, out, text)
            elif file is not None or out is not None:
                raise AsahiMetricsError("error.history.file_and_out")
            else:
                for one in history(office):
                    typer.echo("\t".join(_line(office, one, text)))

    @app.command(name="undo")
    def undo_revision(revision: int, lang: Lang = "ja") -> None:
        """取込を取り消す / Restore what stood before a revision."""
        with opened(lang) as (office, text):
            number = undo(office, revision)
            typer.echo(text("cli.undone", id=revision, by=number))


def _line(office: Office, one: Revision, text: Text) -> tuple[str, ...]:
    counts = one.counts
    local = one.actor == LOCAL_USER.account
    return (
        str(one.id),
        Formats(text).moment(office.local_time(one.created_at)),
        say_kind(text, one),
        text(f"dataset.{one.dataset}.name") if one.dataset else "",
        f"+{counts.new} ~{counts.changed} ={counts.unchanged} -{counts.withdrawn}",
        one.file_name or "",
        text("revision.undone_by", id=one.undone_by) if one.undone_by else "",
        text("history.local_user") if local else one.actor,
        (one.file_sha256 or "")[:_SHA256_SIGNS],
    )


def _write_original(office: Office, number: int, out: Path, text: Text) -> None:
    """Write the file that a revision was made from, and tell the log that it left."""
    check_place(out)
    name, content = original_file(office, number)
    write_file(out, content)
    record_export(office, Resource("revision", str(number)))
    sha256 = hashlib.sha256(content).hexdigest()
    typer.echo(text("cli.original_written", id=number, name=name, file=out, sha256=sha256))
