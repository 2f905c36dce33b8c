"""The database: how it is opened, and what a transaction keeps."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from asahi_metrics.core.errors import AsahiMetricsError, DatabaseFailing, NotFound
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.observations import Observation, covered_months, replace_observations
from asahi_metrics.store.records import (
    NewVersion,
    close_versions,
    live_versions,
    stream_touched,
    versions_of_keys,
    write_versions,
)
from asahi_metrics.store.revisions import (
    Writing,
    add_revision,
    find_revision,
    keep_file,
    latest_revision,
    list_revisions,
    read_file,
)
from asahi_metrics.store.tables import Moment
from tests.databases import database_url

WARD = "14112"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


def version(key: str, month: int = 202404) -> NewVersion:
    return NewVersion(key, "01", month, month, {"n": 1}, sample=False, stage="final", row=2)


def add(engine: Engine, keys: list[str], ward: str = WARD, *, counted: float | None = None) -> int:
    with write(engine) as connection:
        number = add_revision(connection, Writing(ward, "import", "somebody", "drills"))
        found = [version(key) for key in keys]
        list(write_versions(connection, ward=ward, dataset="drills", versions=found, number=number))
        if counted is not None:
            replace_observations(
                connection,
                ward=ward,
                series=["s"],
                months=[202404],
                observations=[Observation("s", 202404, "01", "", counted, 0)],
            )
    return number


@pytest.mark.sqlite
def test_a_new_database_is_made_with_its_folder_and_in_wal_mode(tmp_path: Path) -> None:
    engine = open_database(database_url(tmp_path / "new"))
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert latest_revision(connection, WARD) == 0


def test_a_transaction_that_fails_keeps_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), write(engine) as connection:
        add_revision(connection, Writing(WARD, "import", "somebody"))
        raise ZeroDivisionError
    with engine.connect() as connection:
        assert list_revisions(connection, WARD) == []


def test_a_reader_sees_the_old_state_while_a_writer_is_at_work(engine: Engine) -> None:
    add(engine, ["a"])
    with write(engine) as connection:
        add_revision(connection, Writing(WARD, "import", "somebody"))
        with engine.connect() as reader:
            assert latest_revision(reader, WARD) == 1
    with engine.connect() as reader:
        assert latest_revision(reader, WARD) == 2


def test_writers_wait_for_each_other(engine: Engine) -> None:
    threads = [threading.Thread(target=add, args=(engine, [f"k{n}"])) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert latest_revision(connection, WARD) == 6
        assert len(live_versions(connection, WARD, "drills")) == 6


def test_a_record_has_one_live_version_only(engine: Engine) -> None:
    add(engine, ["a"])
    with pytest.raises(IntegrityError):
        add(engine, ["a"])


def test_a_closed_version_can_still_be_read(engine: Engine) -> None:
    first = add(engine, ["a", "b"])
    with write(engine) as connection:
        number = add_revision(connection, Writing(WARD, "import", "somebody", "drills"))
        old = next(one for one in live_versions(connection, WARD, "drills") if one.key == "a")
        close_versions(connection, WARD, [old.id], number)
    with engine.connect() as connection:
        assert [one.key for one in live_versions(connection, WARD, "drills")] == ["b"]
        (past,) = versions_of_keys(connection, WARD, "drills", ["a"])
        assert (past.from_revision, past.to_revision, past.row) == (first, number, 2)
        assert [one.key for one in stream_touched(connection, WARD, number)] == ["a"]


def test_live_versions_of_some_months_are_those_that_touch_them(engine: Engine) -> None:
    add(engine, ["a"])
    with engine.connect() as connection:
        assert live_versions(connection, WARD, "drills", (202404, 202406))
        assert not live_versions(connection, WARD, "drills", (202405, 202406))


def test_wards_in_one_database_do_not_see_each_other(engine: Engine) -> None:
    number = add(engine, ["a"], ward="14101")
    with engine.connect() as connection:
        assert latest_revision(connection, WARD) == 0
        assert live_versions(connection, WARD, "drills") == []
        with pytest.raises(NotFound):
            find_revision(connection, WARD, number)


def test_a_file_is_kept_once_and_read_back(engine: Engine) -> None:
    content = bytes(range(256))
    with write(engine) as connection:
        for _ in range(2):
            keep_file(connection, ward=WARD, sha256="ab", content=content)
    with engine.connect() as connection:
        assert read_file(connection, ward=WARD, sha256="ab") == content
        with pytest.raises(NotFound):
            read_file(connection, ward=WARD, sha256="cd")


def test_observations_of_the_months_named_are_replaced_and_others_stay(engine: Engine) -> None:
    def put(months: list[int], value: float) -> None:
        found = [Observation("s", month, "01", "", value, 0) for month in months]
        with write(engine) as connection:
            replace_observations(
                connection, ward=WARD, series=["s"], months=months, observations=found
            )

    put([202404, 202405, 202406], 1)
    put([202405], 2)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT month, value FROM observation ORDER BY month"))
        assert [tuple(row) for row in rows] == [(202404, 1), (202405, 2), (202406, 1)]
        assert covered_months(connection, WARD, ["s", "t"]) == {"s": (202404, 202406)}


def test_an_undo_that_was_undone_has_no_effect_in_the_history(engine: Engine) -> None:
    with write(engine) as connection:
        made = add_revision(connection, Writing(WARD, "import", "somebody", "drills"))
        undo = add_revision(connection, Writing(WARD, "undo", "somebody", "drills", undoes=made))
        again = add_revision(connection, Writing(WARD, "undo", "somebody", "drills", undoes=undo))
        found = {one.id: one.undone_by for one in list_revisions(connection, WARD)}
    assert found == {made: None, undo: again, again: None}


@pytest.mark.parametrize(
    "given",
    [
        # As SQLite gives it back, as PostgreSQL does on a server that keeps Japanese time.
        datetime(2026, 11, 23, 0, 30),
        datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=9))),
    ],
)
def test_a_moment_is_the_same_from_every_database(engine: Engine, given: datetime) -> None:
    found = Moment().process_result_value(given, engine.dialect)
    assert found == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert found.tzinfo is UTC


@pytest.mark.postgresql
def test_a_connection_that_the_server_dropped_is_replaced(engine: Engine) -> None:
    def backend() -> int:
        with engine.connect() as connection:
            return int(connection.scalar(text("SELECT pg_backend_pid()")))

    rested = backend()
    assert backend() == rested
    other = open_database(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": rested})
    time.sleep(1.1)
    assert backend() != rested


def test_questions_of_one_connection_are_answered_of_one_state(engine: Engine) -> None:
    add(engine, ["a"])
    with engine.connect() as reader:
        assert latest_revision(reader, WARD) == 1
        add(engine, ["b"])
        assert len(live_versions(reader, WARD, "drills")) == 1
        assert latest_revision(reader, WARD) == 1
    with engine.connect() as reader:
        assert latest_revision(reader, WARD) == 2


def test_readers_never_see_half_of_what_is_written(engine: Engine) -> None:
    """Each write adds a record and counts it; whoever reads finds as many as are counted."""
    rounds = 30
    done = threading.Event()
    wrong: list[tuple[int, int, float]] = []
    seen: set[int] = set()

    def look() -> None:
        while not done.is_set():
            with engine.connect() as reader:
                number = latest_revision(reader, WARD)
                counted = reader.scalar(text("SELECT sum(value) FROM observation")) or 0
                found = len(live_versions(reader, WARD, "drills"))
            seen.add(number)
            if not number == found == counted:
                wrong.append((number, found, counted))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for at in range(rounds):
        add(engine, [f"k{at}"], counted=at + 1)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(seen) > 3


def test_records_are_in_the_order_of_the_bytes_of_their_keys(engine: Engine) -> None:
    keys = ["い", "a", "ア", "B", "あ", "_", "亜", "ｱ", "1"]
    add(engine, keys)
    with engine.connect() as connection:
        found = [one.key for one in live_versions(connection, WARD, "drills")]
    assert found == sorted(keys, key=str.encode)


def test_a_failed_write_leaves_no_gap_in_the_numbers(engine: Engine) -> None:
    add(engine, ["a"])
    with pytest.raises(IntegrityError):
        add(engine, ["b", "a"])
    assert add(engine, ["b"]) == 2
    with engine.connect() as connection:
        assert [one.id for one in live_versions(connection, WARD, "drills")] == [1, 2]


@pytest.mark.parametrize("url", ["nowhere", "mysql://somebody:secret@localhost/x", "oracle://"])
def test_what_is_no_database_of_this_program_is_told_without_its_password(url: str) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        open_database(url)
    assert caught.value.key == "error.bad_database_url"
    assert "secret" not in str(caught.value)


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "ward.db").write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseFailing):
        open_database(database_url(tmp_path))
