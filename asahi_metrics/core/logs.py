"""The log: one JSON object on each line, to standard error or to a file, without personal data.

A line has its moment (of Japan), its level, the process and the event with its fields. Of other
libraries' messages it has the wording without what was filled in, and of an exception its kind
and its way through the code without what it said: both may quote data. ``log_personal`` adds
them.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import datetime
from logging.handlers import RotatingFileHandler
from typing import Any
from zoneinfo import ZoneInfo

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.events import LOGGER
from asahi_metrics.core.settings import Settings

_JAPAN = ZoneInfo("Asia/Tokyo")
_FILE_BYTES = 20 * 2**20
_FILES = 5


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def __init__(self, *, personal: bool = False) -> None:
        super().__init__()
        self._personal = personal

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        moment = datetime.fromtimestamp(record.created, _JAPAN)
        line: dict[str, Any] = {
            "moment": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "pid": record.process,
            "event": getattr(record, "event", "log"),
        }
        if line["event"] == "log":
            line |= {"logger": record.name, "message": self._message(record)}
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = list(self._errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)

    def _message(self, record: logging.LogRecord) -> str:
        return record.getMessage() if self._personal else str(record.msg)

    def _errors(self, error: BaseException) -> Iterator[dict[str, Any]]:
        """The exception and those that it came from, the newest first."""
        seen: set[int] = set()
        at: BaseException | None = error
        while at is not None and id(at) not in seen:
            seen.add(id(at))
            frames = traceback.extract_tb(at.__traceback__)
            told: dict[str, Any] = {
                "type": f"{type(at).__module__}.{type(at).__qualname__}",
                "at": [f"{one.filename}:{one.lineno} {one.name}" for one in frames],
            }
            if isinstance(at, AsahiMetricsError):
                told["key"] = at.key
            if self._personal:
                told["said"] = str(at)
            yield told
            at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def open_log(settings: Settings) -> logging.Handler:
    """Send the program's events and other libraries' messages to the log of the settings.

    Raises AsahiMetricsError where the file cannot be written.
    """
    handler = _handler(settings)
    handler.setLevel(settings.log_level.upper())
    handler.setFormatter(JsonLines(personal=settings.log_personal))
    # What cannot be logged, for want of space, must not end the work that tells of it.
    logging.raiseExceptions = False
    logging.getLogger().handlers[:] = [handler]
    LOGGER.handlers[:] = [handler]
    LOGGER.propagate = False
    # The metrics count what the log may leave out.
    LOGGER.setLevel(logging.INFO)
    return handler


def _handler(settings: Settings) -> logging.Handler:
    if settings.log_file is None:
        return logging.StreamHandler()
    try:
        settings.log_file.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(
            settings.log_file, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise AsahiMetricsError("error.log_unwritable", file=settings.log_file) from error
