"""The table of remarks: in every database, old ones too, and never emptied."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.remarks import (
    RemarkKind,
    RemarkText,
    Signature,
    find_remark,
    insert_remark,
    list_remarks,
    mark_closed,
    mark_withdrawn,
)
from tests.databases import database_url

WARD = "14112"
BY = Signature("区長", "mayor", datetime(2026, 10, 1, 3, 4, tzinfo=UTC))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


def said(kind: RemarkKind = "comment", year: int = 2026, due_on: date | None = None) -> RemarkText:
    return RemarkText("indicator", "drills", year, kind, "一行目\n<b>二行目</b>", due_on)


def put(engine: Engine, what: RemarkText, ward: str = WARD) -> int:
    with write(engine) as connection:
        return insert_remark(connection, ward=ward, text=what, written=BY)


def test_a_remark_comes_back_as_it_was_written(engine: Engine) -> None:
    what = said("decision", due_on=date(2026, 12, 25))
    number = put(engine, what)
    with engine.connect() as connection:
        found = find_remark(connection, WARD, number)
    assert (found.text, found.written, found.is_open) == (what, BY, True)
    assert (found.closed, found.outcome, found.withdrawn) == (None, None, None)


def test_closing_and_withdrawing_leave_the_text_as_it_is(engine: Engine) -> None:
    number = put(engine, said("decision"))
    with write(engine) as connection:
        mark_closed(connection, WARD, number, closed=BY, outcome="できた")
        mark_withdrawn(connection, WARD, number, BY)
    with engine.connect() as connection:
        found = find_remark(connection, WARD, number)
        assert (found.closed, found.outcome, found.withdrawn) == (BY, "できた", BY)
        assert found.text == said("decision")
        assert not found.is_open
        assert list_remarks(connection, WARD) == []
        assert connection.scalar(text("SELECT count(*) FROM remark")) == 1


def test_a_list_is_newest_first_and_can_be_narrowed(engine: Engine) -> None:
    first, second, third = (
        put(engine, one) for one in (said(), said("decision"), said("decision", 2025))
    )
    with write(engine) as connection:
        mark_closed(connection, WARD, second, closed=BY, outcome="できた")
        assert [one.id for one in list_remarks(connection, WARD)] == [third, second, first]
        assert [one.id for one in list_remarks(connection, WARD, year=2026)] == [second, first]
        assert [one.id for one in list_remarks(connection, WARD, open_only=True)] == [third]
        assert not list_remarks(connection, WARD, subject=("initiative", {"drills"}))
        assert len(list_remarks(connection, WARD, subject=("indicator", {"drills", "x"}))) == 3


def test_wards_in_one_database_do_not_see_each_others_remarks(engine: Engine) -> None:
    number = put(engine, said(), ward="14101")
    with engine.connect() as connection:
        assert list_remarks(connection, WARD) == []
        with pytest.raises(NotFound):
            find_remark(connection, WARD, number)
