"""The table of decks: in every database, old ones too, and no version is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from asahi_metrics.core.errors import NotFound
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.decks import NewDeck, find_deck, insert_deck, list_deck_heads
from tests.databases import database_url

WARD = "14112"
NEW = NewDeck(
    ward=WARD,
    title="今宿の<b>資料</b>",
    district="05",
    year=2026,
    audience="public",
    lang="easy",
    author="担当",
    account="officer",
    content={"deck": {"title": "今宿"}},
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


def put(engine: Engine, new: NewDeck = NEW) -> int:
    with write(engine) as connection:
        return insert_deck(connection, new)


def test_a_deck_comes_back_as_it_was_put(engine: Engine) -> None:
    number = put(engine)
    with engine.connect() as connection:
        found = find_deck(connection, WARD, number)
    head = found.head
    assert (head.id, head.title, head.district, head.year) == (number, NEW.title, "05", 2026)
    assert (head.audience, head.lang, head.author, head.account) == (
        "public",
        "easy",
        "担当",
        "officer",
    )
    assert head.created_at.tzinfo is not None
    assert (head.replaces, head.replaced_by) == (None, None)
    assert found.content == {"deck": {"title": "今宿"}}


def test_a_version_says_which_one_it_replaced_and_the_other_by_which_it_was(
    engine: Engine,
) -> None:
    first = put(engine)
    second = put(engine, replace(NEW, replaces=first))
    with engine.connect() as connection:
        newest, oldest = list_deck_heads(connection, WARD)
    assert (newest.id, newest.replaces, newest.replaced_by) == (second, first, None)
    assert (oldest.id, oldest.replaces, oldest.replaced_by) == (first, None, second)


def test_a_version_is_replaced_once_at_most(engine: Engine) -> None:
    first = put(engine)
    put(engine, replace(NEW, replaces=first))
    with pytest.raises(IntegrityError):
        put(engine, replace(NEW, replaces=first))


def test_wards_in_one_database_do_not_see_each_others_decks(engine: Engine) -> None:
    number = put(engine, replace(NEW, ward="14101"))
    with engine.connect() as connection:
        assert list_deck_heads(connection, WARD) == []
        with pytest.raises(NotFound):
            find_deck(connection, WARD, number)
