"""The table of notes: in every database, old ones too, and never emptied."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.notes import find_note, insert_version, list_notes, mark_note_withdrawn
from asahi_metrics.store.remarks import Signature
from asahi_metrics.store.tables import district_note
from tests.databases import database_url

WARD = "14112"
BY = Signature("担当", "officer", datetime(2026, 10, 1, 3, 4, tzinfo=UTC))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


def put(engine: Engine, body: str, *, note: int | None = None, ward: str = WARD) -> int:
    with write(engine) as connection:
        return insert_version(
            connection, ward=ward, district="01", body=body, written=BY, note=note
        )


def test_a_note_comes_back_with_all_its_versions_newest_first(engine: Engine) -> None:
    number = put(engine, "一\n<b>二</b>")
    later = put(engine, "三", note=number)
    with engine.connect() as connection:
        found = find_note(connection, WARD, number)
    assert (found.id, found.newest.id, found.first.id) == (number, later, number)
    assert [one.body for one in found.versions] == ["三", "一\n<b>二</b>"]
    assert found.first.written == BY


def test_a_withdrawn_note_is_listed_no_more_and_stays_in_the_table(engine: Engine) -> None:
    number = put(engine, "一")
    put(engine, "二", note=number)
    with write(engine) as connection:
        mark_note_withdrawn(connection, WARD, number, BY)
    with engine.connect() as connection:
        assert list_notes(connection, WARD, "01") == []
        assert find_note(connection, WARD, number).withdrawn == BY
        assert connection.scalar(select(func.count()).select_from(district_note)) == 2


def test_wards_in_one_database_do_not_see_each_others_notes(engine: Engine) -> None:
    number = put(engine, "一", ward="14101")
    with engine.connect() as connection:
        assert list_notes(connection, WARD, "01") == []
        with pytest.raises(NotFound):
            find_note(connection, WARD, number)
