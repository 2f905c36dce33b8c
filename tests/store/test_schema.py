"""The shape of the database: made, recognised, and changed step by step with all that is in it."""

from __future__ import annotations

import lzma
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, inspect, select, text
from sqlalchemy.engine import make_url

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.checkup import check_up
from asahi_metrics.services.history import history, undo
from asahi_metrics.services.office import open_office
from asahi_metrics.sources.cells import MAX_TEXT
from asahi_metrics.store import schema
from asahi_metrics.store.database import open_database
from asahi_metrics.store.migrations.versions import v0001_baseline as baseline
from asahi_metrics.store.schema import NEWEST, differences, stored_step
from asahi_metrics.store.tables import metadata, observation
from tests.databases import database_url
from tests.ward import load, write_pack

STORED = ROOT / "tests" / "store" / "databases"
STEPS = sorted(path.name.split(".")[0] for path in STORED.glob("*.sqlite.xz"))
MIGRATIONS = Path(schema.__file__).parent / "migrations"

Rows = dict[str, list[dict[str, Any]]]
Restore = Callable[[str], str]


@pytest.fixture
def restore(tmp_path: Path) -> Restore:
    """The URL of a database as it was stored at a step."""

    def go(step: str) -> str:
        url = database_url(tmp_path, "stored", empty=True)
        place = make_url(url)
        kind = "sqlite" if place.drivername == "sqlite" else "sql"
        content = lzma.decompress((STORED / f"{step}.{kind}.xz").read_bytes())
        if kind == "sqlite":
            Path(str(place.database)).write_bytes(content)
        else:
            plain = place.set(drivername="postgresql").render_as_string()
            with psycopg.connect(plain, autocommit=True) as connection:
                connection.execute(content)
        return url

    return go


def plain(url: str) -> Engine:
    """The database as it is, which nobody brings up to date."""
    return create_engine(url)


def rows_of(url: str) -> Rows:
    """Everything in all tables, by the names of the columns."""
    engine = plain(url)
    there = MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in there.tables.items()
            if name != "alembic_version"
        }
    engine.dispose()
    return {
        name: sorted(rows, key=lambda row: repr(sorted(row.items())))
        for name, rows in found.items()
    }


def kept(after: Rows, before: Rows) -> Rows:
    """What there is after of the tables and columns that there were before."""
    return {
        name: [{column: row[column] for column in rows[0]} for row in after[name]]
        for name, rows in before.items()
    }


def shape_of(engine: Engine) -> dict[str, Any]:
    """Columns, keys, links and indexes of every table, as the database tells them."""
    there = inspect(engine)
    by_name = {"key": lambda one: str(one["name"])}
    return {
        name: (
            sorted(
                (one["name"], str(one["type"]), one["nullable"], one["default"])
                for one in there.get_columns(name)
            ),
            there.get_pk_constraint(name),
            sorted(there.get_foreign_keys(name), **by_name),
            sorted(str(one) for one in map(_told, there.get_indexes(name))),
        )
        for name in metadata.tables
    }


def _told(index: Any) -> dict[str, object]:
    """An index whose condition is words and can be compared."""
    options = index.pop("dialect_options", {})
    return {**index, "options": {name: str(value) for name, value in options.items()}}


def run(*statements: str, url: str) -> None:
    engine = plain(url)
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))
    engine.dispose()


def refusal(url: str, key: str) -> AsahiMetricsError:
    """What is told of a database that is not taken, and left as it is."""
    before = rows_of(url)
    with pytest.raises(AsahiMetricsError) as caught:
        open_database(url)
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)
    assert rows_of(url) == before
    return caught.value


def test_the_first_shape_is_stored_and_the_newest_number_is_that_of_the_last_step() -> None:
    assert "0001" in STEPS
    assert schema._steps().get_heads() == [NEWEST]


@pytest.mark.parametrize("step", STEPS)
def test_a_stored_database_comes_to_the_present_shape_with_all_that_is_in_it(
    restore: Restore, step: str
) -> None:
    url = restore(step)
    before = rows_of(url)
    assert {name for name, rows in before.items() if not rows} == set()
    engine = open_database(url)
    with engine.connect() as connection:
        assert stored_step(connection) == NEWEST
        assert differences(connection) == []
    assert kept(rows_of(url), before) == before


def test_what_was_stored_before_there_were_stages_is_final(restore: Restore) -> None:
    url = restore("0003")
    open_database(url).dispose()
    after = rows_of(url)
    assert {row["stage"] for row in after["record"]} == {"final"}
    assert {row["provisional"] for row in after["observation"]} == {0}
    stages = {row["kind"]: row["stage"] for row in after["revision"]}
    assert stages.pop("import") == "final"
    assert set(stages.values()) == {None}


@pytest.mark.parametrize("step", STEPS)
def test_a_stored_ward_goes_on_being_worked_with(
    restore: Restore, step: str, tmp_path: Path
) -> None:
    write_pack(tmp_path / "pack")
    office = open_office(Settings(database_url=restore(step), pack=tmp_path / "pack"))
    assert all(one.passed for one in check_up(office))
    known = [one.id for one in history(office)]
    number = load(office, "call_blocker_loans", [("2025-04-01", "川端", 7)])
    assert number == known[0] + 1
    assert undo(office, number) == number + 1
    assert all(one.passed for one in check_up(office))


@pytest.mark.parametrize("step", STEPS)
def test_a_stored_database_and_a_new_one_have_the_same_shape(
    restore: Restore, step: str, tmp_path: Path
) -> None:
    new = open_database(database_url(tmp_path, "new", empty=True))
    assert shape_of(open_database(restore(step))) == shape_of(new)


def test_a_database_of_the_time_before_numbers_is_recognised(restore: Restore) -> None:
    url = restore("0001")
    before = rows_of(url)
    run("DROP TABLE alembic_version", url=url)
    with open_database(url).connect() as connection:
        assert (stored_step(connection), differences(connection)) == (NEWEST, [])
    assert kept(rows_of(url), before) == before


@pytest.mark.parametrize("lacking", ["remark", "district_note", "review", "deck"])
def test_a_database_made_before_there_was_a_table_gets_it_at_the_next_start(
    tmp_path: Path, lacking: str
) -> None:
    url = database_url(tmp_path, "old", empty=True)
    engine = plain(url)
    wanted = [one for one in baseline.tables.sorted_tables if one.name != lacking]
    baseline.tables.create_all(engine, tables=wanted)
    engine.dispose()
    with open_database(url).connect() as connection:
        assert (stored_step(connection), differences(connection)) == (NEWEST, [])


def test_a_database_of_another_shape_is_refused_and_told_where_it_differs(restore: Restore) -> None:
    url = restore("0001")
    run("DROP TABLE alembic_version", "ALTER TABLE remark DROP COLUMN outcome", url=url)
    told = refusal(url, "error.database_unknown_shape")
    assert "remark outcome" in str(told)


def test_a_database_with_another_key_is_refused(tmp_path: Path) -> None:
    url = database_url(tmp_path, "other", empty=True)
    content = "BLOB" if "sqlite" in url else "BYTEA"
    run(
        "CREATE TABLE source_file (ward VARCHAR(5) NOT NULL,"
        f" sha256 VARCHAR(64) NOT NULL PRIMARY KEY, content {content} NOT NULL)",
        url=url,
    )
    assert "primary_key source_file" in str(refusal(url, "error.database_unknown_shape"))


def test_a_database_of_a_newer_program_is_refused(restore: Restore) -> None:
    url = restore("0001")
    run("UPDATE alembic_version SET version_num = '9999'", url=url)
    assert refusal(url, "error.database_newer").params == {"step": "9999", "known": NEWEST}


def test_a_database_that_holds_somebody_elses_tables_too_is_taken(tmp_path: Path) -> None:
    url = database_url(tmp_path, "shared", empty=True)
    run("CREATE TABLE somebody_elses (id INTEGER)", url=url)
    with open_database(url).connect() as connection:
        assert differences(connection) == []
    assert inspect(plain(url)).has_table("somebody_elses")


def test_a_step_that_fails_half_way_leaves_the_database_as_it_was(
    restore: Restore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    (folder / "versions" / "v9999_fails.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', '{NEWEST}'\n"
        "def upgrade():\n"
        "    op.execute('DROP TABLE observation')\n"
        "    raise ZeroDivisionError\n"
    )
    url = restore("0001")
    before = rows_of(url)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "_steps", lambda: ScriptDirectory(str(folder)))
        patch.setattr(schema, "NEWEST", "9999")
        with pytest.raises(ZeroDivisionError):
            open_database(url)
    assert rows_of(url) == before
    with plain(url).connect() as connection:
        assert stored_step(connection) == "0001"
    with open_database(url).connect() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "new"])
def test_of_processes_that_start_at_once_one_changes_the_tables_and_all_can_work(
    restore: Restore, tmp_path: Path, stored: bool
) -> None:
    url = restore("0001") if stored else database_url(tmp_path, "new", empty=True)
    before = rows_of(url)
    opening = (
        "import sys; from asahi_metrics.store.database import open_database;"
        "from asahi_metrics.store.revisions import latest_revision;"
        "print(latest_revision(open_database(sys.argv[1]).connect(), '14112'))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", opening, url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    told = [one.communicate(timeout=120) for one in started]
    assert [one.returncode for one in started] == [0] * len(started), told
    assert len({out for out, _ in told}) == 1
    with open_database(url).connect() as connection:
        assert (stored_step(connection), differences(connection)) == (NEWEST, [])
    if stored:
        assert kept(rows_of(url), before) == before


def test_every_key_begins_with_the_ward_and_every_link_stays_within_it() -> None:
    for table in metadata.sorted_tables:
        assert next(iter(table.primary_key.columns)).name == "ward", table.name
        for link in table.foreign_key_constraints:
            assert link.column_keys[0] == "ward", link.name
        for index in table.indexes:
            assert index.columns.keys()[0] == "ward", index.name


def test_the_longest_text_of_a_file_can_be_an_item() -> None:
    assert observation.c.item.type.length >= MAX_TEXT
