"""What every command stands in: its language, the settings, files that it writes, failures told."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from asahi_metrics.core.errors import (
    AsahiMetricsError,
    BadBoundaries,
    PreviewOutdated,
    RestoreRefused,
    UndoBlocked,
    UnreadableFile,
)
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Text

REFUSED = 1
WRONG_USAGE = 2

_REFUSALS = (BadBoundaries, PreviewOutdated, RestoreRefused, UndoBlocked, UnreadableFile)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_err = Console(stderr=True)

Lang = Annotated[str, typer.Option("--lang", envvar="ASAHI_LANG", help="ja / en")]


def warn(message: str) -> None:
    """Say something beside the result."""
    typer.echo(message, err=True)


@contextmanager
def progress_bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """A bar in a terminal that is told the share that is done; elsewhere nothing.

    Meanwhile Ctrl+C waits until the share is told next: in the midst of a statement it would
    leave a connection that answers nothing more. Whoever presses it twice waits no longer.
    """
    hidden = quiet or not _err.is_terminal
    with _ctrl_c_held() as stop_if_asked, Progress(console=_err, disable=hidden) as progress:
        task = progress.add_task(what, total=1.0)

        def tell(share: float) -> None:
            stop_if_asked()
            progress.update(task, completed=share)

        yield tell
        stop_if_asked()


@contextmanager
def _ctrl_c_held() -> Iterator[Callable[[], None]]:
    asked = Event()

    def note(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            signal.default_int_handler(number, frame)
        asked.set()

    def stop_if_asked() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    former = signal.signal(signal.SIGINT, note)
    try:
        yield stop_if_asked
    finally:
        signal.signal(signal.SIGINT, former)


def words(lang: str) -> Text:
    """The words in the language that was asked for."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--lang")
    return Text(lang)


@contextmanager
def failures_told(text: Text) -> Iterator[None]:
    """Exit with 1 where the program refuses to do it, with 2 where it was asked wrongly."""
    try:
        yield
    except AsahiMetricsError as error:
        warn(text.of_error(error))
        raise typer.Exit(REFUSED if isinstance(error, _REFUSALS) else WRONG_USAGE) from error


def check_place(file: Path) -> None:
    """Raise AsahiMetricsError where a file cannot be written, before the work that makes it.

    Nothing is made there yet: what is wanted may be refused.
    """
    with _writing_told(file):
        if file.is_dir():
            raise AsahiMetricsError("error.out.folder", file=file)
        above = next(one for one in file.absolute().parents if one.exists())
        if not above.is_dir():
            raise AsahiMetricsError("error.out.no_folder", file=file, folder=above)
        if not os.access(file if file.exists() else above, os.W_OK):
            raise AsahiMetricsError("error.out.unwritable", file=file)


def write_file(file: Path, content: bytes) -> None:
    """Write a file and the folders that it lies in; raises AsahiMetricsError where that fails.

    Of a new file that cannot be written whole nothing stays.
    """
    with _writing_told(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        new = not file.exists()
        try:
            file.write_bytes(content)
        except OSError:
            if new:
                file.unlink(missing_ok=True)
            raise


@contextmanager
def _writing_told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        key = "error.out.full" if error.errno in _FULL else "error.out.unwritable"
        raise AsahiMetricsError(key, file=file) from error


def read_settings() -> Settings:
    """The settings of the environment; raises AsahiMetricsError for one that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"ASAHI_{first['loc'][0]}".upper()
        # A secret is not repeated, however wrong it is.
        value = "…" if name.endswith("TOKEN") else first["input"]
        raise AsahiMetricsError("error.bad_setting", name=name, value=value) from error
