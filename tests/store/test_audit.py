"""The log can be added to and read, and every change of it is prevented or found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from asahi_metrics.store import audit as log
from asahi_metrics.store.append_only import append_only_statements
from asahi_metrics.store.audit import (
    Filter,
    NewEntry,
    append_entry,
    check_chain,
    list_entries,
    list_values,
)
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.tables import audit

WARD = "14112"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{(tmp_path / 'log.db').as_posix()}")


def tell(engine: Engine, account: str = "yamada", action: str = "note", ward: str = WARD) -> int:
    new = NewEntry(ward, account, "officer", action, "district:01", "done", {"note": 1})
    with write(engine) as connection:
        return append_entry(connection, new)


def forge(engine: Engine, statement: str) -> None:
    """What somebody could do who has the database's file and takes the triggers away."""
    with write(engine) as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))


def test_entries_are_numbered_and_read_newest_first(engine: Engine) -> None:
    before = datetime.now(UTC)
    assert [tell(engine), tell(engine, "suzuki"), tell(engine)] == [1, 2, 3]
    with engine.connect() as connection:
        found = list_entries(connection, WARD, Filter())
    assert [one.number for one in found] == [3, 2, 1]
    assert found[1].account == "suzuki"
    assert found[0].detail == {"note": 1}
    assert before <= found[2].at <= datetime.now(UTC)


def test_entries_are_found_by_person_action_outcome_and_time(engine: Engine) -> None:
    tell(engine)
    tell(engine, "suzuki")
    tell(engine, action="import")
    now = datetime.now(UTC)
    wanted: dict[Filter, list[int]] = {
        Filter(account="suzuki"): [2],
        Filter(action="import"): [3],
        Filter(outcome="refused"): [],
        Filter(account="yamada", action="note"): [1],
        Filter(since=now - timedelta(minutes=1), until=now + timedelta(minutes=1)): [3, 2, 1],
        Filter(until=now - timedelta(minutes=1)): [],
    }
    with engine.connect() as connection:
        for filtered, numbers in wanted.items():
            found = list_entries(connection, WARD, filtered)
            assert [one.number for one in found] == numbers, filtered
        assert len(list_entries(connection, WARD, Filter(), limit=2)) == 2
        assert list_values(connection, WARD, "account") == ["suzuki", "yamada"]
        assert list_values(connection, WARD, "action") == ["import", "note"]


def test_a_time_that_is_asked_about_may_be_told_by_the_clocks_in_japan(engine: Engine) -> None:
    tell(engine)
    now = datetime.now(timezone(timedelta(hours=9)))
    before, after = now - timedelta(minutes=1), now + timedelta(minutes=1)
    with engine.connect() as connection:
        (found,) = list_entries(connection, WARD, Filter(since=before, until=after))
        assert found.at == pytest.approx(now, abs=timedelta(minutes=1))
        assert list_entries(connection, WARD, Filter(since=after)) == []
        assert list_entries(connection, WARD, Filter(until=before)) == []


def test_each_ward_has_a_chain_of_its_own(engine: Engine) -> None:
    assert tell(engine) == 1
    assert tell(engine, ward="14101") == 1
    assert tell(engine) == 2
    with engine.connect() as connection:
        assert check_chain(connection, WARD).length == 2
        assert check_chain(connection, "14101").length == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET account = 'suzuki' WHERE number = 1",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT ward, number, at, 'x', role, action, resource,"
        " outcome, detail, sha256 FROM audit WHERE number = 1",
        "UPDATE OR REPLACE audit SET number = 2 WHERE number = 1",
    ],
)
def test_the_database_refuses_to_change_an_entry(engine: Engine, statement: str) -> None:
    for _ in range(3):
        tell(engine)
    with pytest.raises(IntegrityError, match="append-only"), write(engine) as connection:
        connection.execute(text(statement))
    with engine.connect() as connection:
        chain = check_chain(connection, WARD)
    assert (chain.length, chain.broken_at) == (3, None)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit SET account = 'suzuki' WHERE number = 2", 2),
        ("UPDATE audit SET detail = '{}' WHERE number = 3", 3),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET sha256 = (SELECT sha256 FROM audit WHERE number = 1)", 2),
    ],
)
def test_what_is_changed_behind_the_programs_back_is_found(
    engine: Engine, statement: str, broken_at: int
) -> None:
    for _ in range(4):
        tell(engine)
    forge(engine, statement)
    with engine.connect() as connection:
        assert check_chain(connection, WARD).broken_at == broken_at


def test_an_end_that_was_cut_off_shows_in_the_last_hash(engine: Engine) -> None:
    for _ in range(3):
        tell(engine)
    with engine.connect() as connection:
        before = check_chain(connection, WARD)
    forge(engine, "DELETE FROM audit WHERE number = 3")
    with engine.connect() as connection:
        after = check_chain(connection, WARD)
    # The rest is a whole chain: only what was noted elsewhere tells that it was longer.
    assert after.broken_at is None
    assert (after.length, after.sha256) != (before.length, before.sha256)


def test_an_empty_log_is_whole(engine: Engine) -> None:
    with engine.connect() as connection:
        chain = check_chain(connection, WARD)
    assert (chain.length, chain.sha256, chain.broken_at) == (0, "", None)


def test_what_does_not_fit_is_cut_and_the_chain_holds(engine: Engine) -> None:
    new = NewEntry(WARD, "a" * 300, "officer", "note", "district:" + "0" * 300, "done")
    with write(engine) as connection:
        append_entry(connection, new)
    with engine.connect() as connection:
        (found,) = list_entries(connection, WARD, Filter())
        assert check_chain(connection, WARD).broken_at is None
    assert (len(found.account), len(found.resource)) == (200, 200)


def test_nothing_in_the_code_changes_or_deletes_entries(root: Path) -> None:
    """The store has no function for it, and nobody else names the table."""
    public: list[Callable[..., object]] = [
        value for name, value in vars(log).items() if callable(value) and not name.startswith("_")
    ]
    own = {one.__name__ for one in public if getattr(one, "__module__", "") == log.__name__}
    assert own == {
        "NewEntry",
        "Entry",
        "Filter",
        "Chain",
        "append_entry",
        "go_on_from",
        "list_entries",
        "list_values",
        "check_chain",
    }
    for path in (root / "asahi_metrics").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "audit.update(" not in source, path
        assert "audit.delete(" not in source, path


def test_postgresql_refuses_updates_deletions_and_emptying() -> None:
    statements = append_only_statements(audit, "postgresql")
    assert "RAISE EXCEPTION" in statements[0]
    assert [one.split(" BEFORE ")[1].split()[0] for one in statements[1:]] == [
        "UPDATE",
        "DELETE",
        "TRUNCATE",
    ]
