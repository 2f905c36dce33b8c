"""The table of reviews: in every database, old ones too, and only ever added to."""

from __future__ import annotations

import inspect as source
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store import reviews
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.reviews import NewRow, find_review, insert_review, list_heads
from asahi_metrics.store.revisions import Writing, add_revision
from tests.databases import database_url

WARD = "14112"
CONTENT = {"version": 1, "figures": [{"name": {"ja": "訓練"}, "value": 0.1 + 0.2, "range": None}]}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


def put(engine: Engine, *, ward: str = WARD, quarter: int = 2) -> int:
    with write(engine) as connection:
        number = add_revision(connection, Writing(ward, "import", "somebody", "drills"))
        row = NewRow(ward, 2026, quarter, "区長", "mayor", number, "一行目\n二行目", CONTENT)
        return insert_review(connection, row)


def test_a_review_comes_back_to_the_last_digit(engine: Engine) -> None:
    number = put(engine)
    with engine.connect() as connection:
        found = find_review(connection, WARD, number)
    assert found.content == CONTENT
    assert found.summary == "一行目\n二行目"
    head = found.head
    assert (head.id, head.year, head.quarter, head.author) == (number, 2026, 2, "区長")
    assert head.created_at.tzinfo == UTC


def test_reviews_are_listed_newest_first_and_each_ward_has_its_own(engine: Engine) -> None:
    first, other, last = put(engine), put(engine, ward="14113"), put(engine, quarter=3)
    with engine.connect() as connection:
        assert [one.id for one in list_heads(connection, WARD)] == [last, first]
        assert [one.id for one in list_heads(connection, "14113")] == [other]
        with pytest.raises(NotFound):
            find_review(connection, "14113", last)


def test_a_review_rests_on_a_revision_that_exists(engine: Engine) -> None:
    row = NewRow(WARD, 2026, 2, "区長", "mayor", 99, "", CONTENT)
    with pytest.raises(IntegrityError), write(engine) as connection:
        insert_review(connection, row)


def test_the_store_has_no_way_to_change_a_review_or_to_take_it_away() -> None:
    functions = {name for name, _ in source.getmembers(reviews, source.isfunction)}
    own = {name for name in functions if getattr(reviews, name).__module__ == reviews.__name__}
    assert own == {"insert_review", "list_heads", "find_review", "_head"}
    assert not {"update", "delete"} & set(vars(reviews))
