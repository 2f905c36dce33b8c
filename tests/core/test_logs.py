"""The log: every line is JSON, and nothing in it is about a person unless that is wanted."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from asahi_metrics.core.errors import AsahiMetricsError, NotFound
from asahi_metrics.core.events import LOGGER, tell
from asahi_metrics.core.logs import open_log
from asahi_metrics.core.settings import Settings

Lines = Callable[[], list[dict[str, Any]]]
OpenLog = Callable[..., Lines]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OpenLog]:
    """Open a log with some settings, and read what it says so far."""
    root = logging.getLogger()
    before = [(one, one.handlers[:], one.level, one.propagate) for one in (root, LOGGER)]
    opened: list[logging.Handler] = []

    def start(**settings: Any) -> Lines:
        path = tmp_path / "logs" / "asahi.jsonl"
        opened.append(open_log(Settings(log_file=path, **settings)))
        return lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    yield start
    for handler in opened:
        handler.close()
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.level, logger.propagate = handlers, level, propagate
    logging.raiseExceptions = True


def fail_for(name: str) -> None:
    try:
        int(name)
    except ValueError as error:
        raise NotFound("error.unknown_revision", id=name) from error


def test_an_event_is_one_line_with_its_moment_in_japan(log: OpenLog) -> None:
    lines = log(log_level="info")
    tell("page", page="map", seconds=0.5, revision=21)
    (line,) = lines()
    assert line.pop("moment").endswith("+09:00")
    assert line.pop("pid")
    assert line == {
        "level": "info",
        "event": "page",
        "page": "map",
        "seconds": 0.5,
        "revision": 21,
    }


def test_only_what_is_grave_enough_is_written(log: OpenLog) -> None:
    lines = log()
    tell("page", page="map")
    tell("database", level=logging.ERROR, problem="full")
    assert [line["event"] for line in lines()] == ["database"]


@pytest.mark.parametrize("personal", [False, True])
def test_an_exception_is_told_without_what_it_says(log: OpenLog, personal: bool) -> None:
    lines = log(log_personal=personal)
    try:
        fail_for("山田花子")
    except AsahiMetricsError as error:
        LOGGER.error("error", exc_info=error, extra={"event": "error", "fields": {"number": "A"}})
    (line,) = lines()
    newest, cause = line["errors"]
    assert newest["key"] == "error.unknown_revision"
    assert (newest["type"], cause["type"]) == (
        "asahi_metrics.core.errors.NotFound",
        "builtins.ValueError",
    )
    assert newest["at"][-1].endswith(" fail_for")
    assert ("山田花子" in json.dumps(line, ensure_ascii=False)) is personal


@pytest.mark.parametrize("personal", [False, True])
def test_others_messages_are_told_without_what_is_filled_in(log: OpenLog, personal: bool) -> None:
    lines = log(log_personal=personal)
    logging.getLogger("some.library").warning("Rejected %s of %s", "hanako", "203.0.113.7")
    (line,) = lines()
    assert (line["event"], line["logger"]) == ("log", "some.library")
    assert line["message"] == (
        "Rejected hanako of 203.0.113.7" if personal else "Rejected %s of %s"
    )


def test_a_line_has_no_line_break_whatever_is_in_it(log: OpenLog) -> None:
    lines = log()
    tell("database", level=logging.ERROR, problem="two\nlines")
    assert lines()[0]["problem"] == "two\nlines"


def test_a_log_that_cannot_be_written_is_said_before_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AsahiMetricsError) as caught:
        open_log(Settings(log_file=tmp_path / "file" / "asahi.jsonl"))
    assert caught.value.key == "error.log_unwritable"
