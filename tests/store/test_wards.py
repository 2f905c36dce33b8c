"""Several wards in one database: each has rows, numbers and writers of its own."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from asahi_metrics.services.checkup import check_up
from asahi_metrics.services.office import Office
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.revisions import Writing, add_revision
from asahi_metrics.store.tables import metadata
from tests.databases import database_url
from tests.store.databases.make import live_through
from tests.ward import WARD

OTHER = "14101"
# What they hold tells times and hashes inside.
WITH_CLOCKS = {"release", "review", "revision", "source_file", "audit"}


def told_by(office: Office) -> dict[str, list[str]]:
    """The ward's rows as words, without its code and without what the clock said."""
    with office.engine.connect() as connection:
        return {
            table.name: sorted(
                repr([one for one in row if not isinstance(one, datetime)])
                .replace(WARD, "ward")
                .replace(OTHER, "ward")
                for row in connection.execute(select(table).where(table.c.ward == office.ward))
            )
            for table in metadata.sorted_tables
        }


def test_what_one_ward_does_leaves_another_untouched_and_both_number_alike(tmp_path: Path) -> None:
    one = live_through(tmp_path)
    before = told_by(one)
    ward = tmp_path / "pack" / "areas" / "ward.toml"
    ward.write_text(ward.read_text("utf-8").replace(f'"{WARD}"', f'"{OTHER}"'), "utf-8")
    other = live_through(tmp_path)
    assert (one.ward, other.ward) == (WARD, OTHER)
    assert told_by(one) == before
    again = told_by(other)
    assert {name: len(rows) for name, rows in again.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    for name in before.keys() - WITH_CLOCKS:
        assert again[name] == before[name]
    assert all(point.passed for office in (one, other) for point in check_up(office))


@pytest.mark.postgresql
def test_a_ward_that_writes_does_not_keep_another_waiting(tmp_path: Path) -> None:
    url = database_url(tmp_path)
    mine, theirs = (open_database(url, ward) for ward in (WARD, OTHER))
    written = threading.Event()

    def write_theirs() -> None:
        with write(theirs) as connection:
            add_revision(connection, Writing(OTHER, "import", "somebody"))
        written.set()

    with write(mine):
        thread = threading.Thread(target=write_theirs)
        thread.start()
        assert written.wait(20)
    thread.join()


@pytest.mark.postgresql
@pytest.mark.parametrize("ward", [WARD, None], ids=["the same ward", "all wards"])
def test_a_writer_waits_for_who_writes_the_same_ward_or_all_of_them(
    tmp_path: Path, ward: str | None
) -> None:
    url = database_url(tmp_path)
    written = threading.Event()
    second = open_database(url, WARD)

    def write_later() -> None:
        with write(second) as connection:
            add_revision(connection, Writing(WARD, "import", "somebody"))
        written.set()

    with write(open_database(url, ward)) as connection:
        thread = threading.Thread(target=write_later)
        thread.start()
        assert not written.wait(0.5)
        first = add_revision(connection, Writing(WARD, "import", "somebody"))
    thread.join(20)
    with second.connect() as connection:
        ids = [row.id for row in connection.execute(select(metadata.tables["revision"].c.id))]
    assert sorted(ids) == [first, first + 1]
