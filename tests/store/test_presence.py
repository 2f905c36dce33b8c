"""A database file that is taken away while the program has it open."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.revisions import Writing, add_revision, latest_revision
from tests.databases import database_url

WARD = "14112"
pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return Path(str(make_url(database_url(tmp_path)).database))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(database_url(tmp_path))
    add(engine)
    return engine


def add(engine: Engine) -> int:
    with write(engine) as connection:
        return add_revision(connection, Writing(WARD, "import", "somebody", "drills"))


def newest(engine: Engine) -> int:
    with engine.connect() as connection:
        return latest_revision(connection, WARD)


def test_a_file_that_was_taken_away_is_told_and_none_is_made_in_its_place(
    engine: Engine, place: Path
) -> None:
    place.rename(place.with_name("away.db"))
    for ask in (newest, add):
        with pytest.raises(DatabaseFailing) as caught:
            ask(engine)
        assert caught.value.key == "error.database_missing"
        assert all(place.name in Text(lang).of_error(caught.value) for lang in LANGUAGES)
    assert not place.exists()


def test_a_file_that_was_put_back_is_worked_with_again(engine: Engine, place: Path) -> None:
    away = place.rename(place.with_name("away.db"))
    with pytest.raises(DatabaseFailing):
        newest(engine)
    away.rename(place)
    assert add(engine) == 2
    assert newest(engine) == 2


def test_another_file_in_its_place_is_read_and_not_the_one_that_was_open(
    engine: Engine, place: Path, tmp_path: Path
) -> None:
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    other = open_database(f"sqlite:///{(tmp_path / 'other.db').as_posix()}")
    assert [add(other) for _ in range(3)] == [1, 2, 3]
    other.dispose()
    place.rename(tmp_path / "away.db")
    (tmp_path / "other.db").rename(place)
    assert newest(engine) == 3
