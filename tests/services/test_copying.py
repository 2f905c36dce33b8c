"""A ward taken to another database: all of it, proved, and ready to be worked with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal, Role
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.checkup import check_up
from asahi_metrics.services.copying import copy_to
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history, original_file, undo
from asahi_metrics.services.office import Office, open_office
from tests.databases import KINDS, Kind, database_url, kept_in
from tests.logs import entries
from tests.postgres import Cluster
from tests.store.databases.make import live_through
from tests.ward import dump, load, open_ward, state

NewUrl = Callable[[Kind], str]


@pytest.fixture
def new_url(tmp_path: Path, postgres: Cluster) -> NewUrl:
    """The URL of a database of either kind that holds nothing yet."""

    def go(kind: Kind) -> str:
        with kept_in(postgres if kind == "postgresql" else None):
            return database_url(tmp_path, "target", empty=True)

    return go


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A ward in which all has happened; nobody writes to it."""
    return live_through(tmp_path_factory.mktemp("ward"))


def opened(office: Office, url: str) -> Office:
    return open_office(office.settings.model_copy(update={"database_url": url}))


def refused(key: str, act: Callable[[], object]) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        act()
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copied_ward_is_the_same_to_the_last_row_and_goes_on(
    office: Office, new_url: NewUrl, kind: Kind
) -> None:
    told: list[tuple[str, int, int]] = []
    copied = copy_to(office, new_url(kind), lambda *one: told.append(one))
    copy = opened(office, new_url(kind))
    assert dump(copy) == dump(office)
    assert state(copy) == state(office)
    assert entries(copy) == entries(office)
    assert {name: one.rows for name, one in copied.items()} == {
        name: len(rows) for name, rows in dump(office).items()
    } | {"audit": len(entries(office))}
    assert {name: done for name, done, total in told if done == total} == {
        name: one.rows for name, one in copied.items() if one.rows
    }
    for one in office.catalogue:
        there, here = (Figures(ward).by_area(one, Period(2024)) for ward in (copy, office))
        assert there == here
    assert all(point.passed for point in check_up(copy))
    newest = history(copy)[0].id
    number = load(copy, "call_blocker_loans", [("2025-04-01", "川端", 7)])
    assert (number, undo(copy, newest + 1)) == (newest + 1, newest + 2)
    assert state(copy) == state(office)
    with_file = next(one.id for one in history(office) if one.file_sha256)
    assert original_file(copy, with_file) == original_file(office, with_file)


def test_there_and_back_again_is_the_same(office: Office, new_url: NewUrl, tmp_path: Path) -> None:
    there, back = new_url("postgresql"), database_url(tmp_path, "back", empty=True)
    gone = copy_to(office, there)
    assert copy_to(opened(office, there), back) == gone
    assert dump(opened(office, back)) == dump(office)


def test_a_database_that_holds_the_ward_already_is_left_as_it_is(
    office: Office, tmp_path: Path
) -> None:
    other = open_ward(tmp_path / "other")
    load(other, "call_blocker_loans", [("2025-04-01", "川端", 7)])
    before = dump(other)
    refused("error.copy.not_empty", lambda: copy_to(office, other.settings.database_url))
    refused("error.copy.not_empty", lambda: copy_to(office, office.settings.database_url))
    assert dump(other) == before


def test_a_database_of_other_wards_takes_one_more(office: Office, tmp_path: Path) -> None:
    ward = tmp_path / "other" / "pack" / "areas" / "ward.toml"
    open_ward(tmp_path / "other").engine.dispose()
    ward.write_text(ward.read_text("utf-8").replace('"14112"', '"14101"'), "utf-8")
    other = open_ward(tmp_path / "other")
    load(other, "call_blocker_loans", [("2025-04-01", "川端", 7)])
    before = state(other)
    copy_to(office, other.settings.database_url)
    assert state(other) == before
    assert state(opened(office, other.settings.database_url)) == state(office)


def test_an_empty_ward_is_not_copied(tmp_path: Path, new_url: NewUrl) -> None:
    empty = open_ward(tmp_path / "empty")
    refused("error.database_empty", lambda: copy_to(empty, new_url("sqlite")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_comes_back_otherwise_leaves_nothing(
    office: Office, new_url: NewUrl, kind: Kind
) -> None:
    """Something in the target changes a value as it is stored, as a trigger might."""
    spoil = {
        "sqlite": (
            "CREATE TRIGGER spoil AFTER INSERT ON observation WHEN NEW.value = 64 BEGIN"
            " UPDATE observation SET value = 65 WHERE value = 64; END",
        ),
        "postgresql": (
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN IF NEW.value = 64 THEN NEW.value := 65; END IF; RETURN NEW; END'",
            "CREATE TRIGGER spoil BEFORE INSERT ON observation"
            " FOR EACH ROW EXECUTE FUNCTION spoil()",
        ),
    }
    target = opened(office, new_url(kind))
    with target.engine.begin() as connection:
        for one in spoil[kind]:
            connection.exec_driver_sql(one)
    refused("error.copy.differs", lambda: copy_to(office, new_url(kind)))
    assert not any(dump(target).values())


@pytest.mark.parametrize("url", ["nowhere", "mysql://somebody@localhost/x"])
def test_what_is_no_database_is_told(office: Office, url: str) -> None:
    refused("error.bad_database_url", lambda: copy_to(office, url))


def test_a_server_that_does_not_answer_is_told_without_its_password(
    office: Office, tmp_path: Path
) -> None:
    url = f"postgresql://somebody:secret@/ward?host={tmp_path.as_posix()}"
    with pytest.raises(AsahiMetricsError) as caught:
        copy_to(office, url)
    assert caught.value.key == "error.database_silent"
    assert "secret" not in Text("en").of_error(caught.value)


@pytest.mark.parametrize("role", ["public", "officer", "steward", "manager"])
def test_only_an_administrator_copies(office: Office, new_url: NewUrl, role: Role) -> None:
    with pytest.raises(NotAllowed):
        copy_to(office.acting_as(Principal("somebody", role)), new_url("sqlite"))
