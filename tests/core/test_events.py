"""Events: each is told once, with how its work went."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.events import LOGGER, tell, timed


class Keeping(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def told() -> Iterator[list[Any]]:
    keeping, level = Keeping(), LOGGER.level
    LOGGER.addHandler(keeping)
    LOGGER.setLevel(logging.INFO)
    yield keeping.records
    LOGGER.removeHandler(keeping)
    LOGGER.setLevel(level)


def test_an_event_has_its_name_and_its_fields(told: list[Any]) -> None:
    tell("database", level=logging.ERROR, problem="full")
    (record,) = told
    assert (record.event, record.levelname, record.fields) == (
        "database",
        "ERROR",
        {"problem": "full"},
    )


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "done"),
        (NotFound("error.unknown_revision", id=7), "refused"),
        (ZeroDivisionError(), "failed"),
        # A reader who clicks on ends a run in this way: no fault of anybody.
        (KeyboardInterrupt(), "interrupted"),
    ],
)
def test_work_is_told_when_it_has_ended_however_it_did(
    told: list[Any], error: BaseException | None, outcome: str
) -> None:
    with (
        pytest.raises(type(error)) if error else nullcontext(),
        timed("import", dataset="drills") as fields,
    ):
        fields["revision"] = 7
        if error:
            raise error
    (record,) = told
    found = dict(record.fields)
    assert found.pop("seconds") >= 0
    # The parameters of an error may hold names; its key does not.
    refused = {"error": "error.unknown_revision"} if outcome == "refused" else {}
    assert found == {"dataset": "drills", "revision": 7, "outcome": outcome} | refused


def test_a_function_may_be_told_each_time_it_is_called(told: list[Any]) -> None:
    @timed("export", form="csv")
    def export() -> int:
        return 3

    assert [export(), export()] == [3, 3]
    assert [record.fields["form"] for record in told] == ["csv", "csv"]
