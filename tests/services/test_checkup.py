"""The doctor finds what is wrong, says what to do, and can count observations anew."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from asahi_metrics.core.errors import AsahiMetricsError, DatabaseFailing
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Text, all_words
from asahi_metrics.printing import check_as_json
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.checks import Check, worst
from asahi_metrics.services.checkup import check_up, existing_office, unopened
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.checkup_machine import (
    check_access,
    check_backups,
    check_machine,
    check_room,
    check_secrets,
)
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history, undo
from asahi_metrics.services.office import Office
from asahi_metrics.services.repair import count_anew
from asahi_metrics.services.territory import replace_boundaries
from tests.services.test_reading import YEAR
from tests.ward import districts_geojson, open_filled_ward, state

# What is tried here is done to a file.
pytestmark = pytest.mark.sqlite

MEGABYTE = 2**20


@pytest.fixture
def office(tmp_path: Path) -> Office:
    opened = open_filled_ward(tmp_path)
    drawn = read_boundaries(districts_geojson(), "districts.geojson", opened.pack)
    replace_boundaries(opened, drawn)
    return opened


def tamper(office: Office, *statements: str) -> None:
    """Write past the program, as a tool that knows nothing of it would."""
    with closing(sqlite3.connect(str(office.engine.url.database))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def wrong(office: Office) -> dict[str, Check]:
    return {one.name: one for one in check_database(office) if not one.passed}


def test_nothing_is_wrong_with_a_filled_database(office: Office) -> None:
    found = list(check_up(office))
    assert [one.name for one in found if one.standing == "wrong"] == []
    assert worst(found) == "notice"
    files = next(one for one in found if one.name == "files")
    assert files.params["count"] == 8


TAMPERED: dict[str, tuple[str, ...]] = {
    "derived": ("DELETE FROM observation WHERE series = 'drills' AND month = 202305",),
    "references": ("UPDATE record SET from_revision = 999 WHERE id = 1",),
    "schema": ("DROP TABLE deck",),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_altered_behind_the_programs_back_is_found(office: Office, name: str) -> None:
    tamper(office, *TAMPERED[name])
    assert set(wrong(office)) == {name}


def test_a_lacking_table_is_named_and_nothing_is_asked_after_it(office: Office) -> None:
    tamper(office, "DROP TABLE deck", "ALTER TABLE record RENAME COLUMN row TO line")
    found = list(check_up(office))
    gaps = str(found[-1].params["gaps"])
    assert "add_table deck" in gaps
    assert "add_column record row" in gaps
    assert not [one for one in found if one.name == "derived"]


def test_a_file_that_was_altered_or_lost_is_found(office: Office) -> None:
    kept = {one.dataset: one.file_sha256 for one in history(office)}
    tamper(
        office,
        f"UPDATE source_file SET content = x'00' WHERE sha256 = '{kept['census']}'",  # noqa: S608
        f"DELETE FROM source_file WHERE sha256 = '{kept['dog_patrol']}'",  # noqa: S608
    )
    (found,) = wrong(office).values()
    lost = next(one.id for one in history(office) if one.dataset == "dog_patrol")
    assert found.name == "files"
    assert found.params == {"count": 7, "altered": kept["census"][:12], "lost": str(lost)}


def test_a_damaged_page_is_found(office: Office, tmp_path: Path) -> None:
    with office.engine.connect() as connection:
        connection.execute(sql("PRAGMA wal_checkpoint(TRUNCATE)"))
        root = connection.scalar(
            sql("SELECT rootpage FROM sqlite_master WHERE name = 'ix_record_from'")
        )
        size = connection.scalar(sql("PRAGMA page_size"))
    office.engine.dispose()
    with (tmp_path / "ward.db").open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))
    assert [one.name for one in check_up(office)] == ["integrity"]
    assert set(wrong(office)) == {"integrity"}


def test_observations_are_counted_anew_from_the_records_as_a_revision(office: Office) -> None:
    before, number = state(office), office.revision()
    drills = office.catalogue["drills"]
    tamper(
        office,
        "DELETE FROM observation WHERE series = 'drills' AND month = 202305",
        "UPDATE observation SET value = 7 WHERE series = 'patrol_members' AND month = 202404",
        "INSERT INTO observation SELECT ward, series, 203001, area, item, 1, 0, 0"
        " FROM observation WHERE series = 'drills' AND month = 202309",
    )
    former = Figures(office)
    shown = former.of(drills, YEAR)
    assert count_anew(office) == ["disaster_drills", "dog_patrol"]
    assert state(office) == before
    assert wrong(office) == {}
    # Whoever kept the former figures looks anew, since the revision is another.
    assert office.revision() == number + 2
    assert Figures(office, former).of(drills, YEAR) != shown
    assert count_anew(office) == []
    newest = history(office)[0]
    assert (newest.kind, newest.counts.nothing) == ("repair", True)
    with pytest.raises(AsahiMetricsError, match="undo_repair"):
        undo(office, newest.id)


@pytest.mark.parametrize(
    ("free", "size", "standing"),
    [
        (10_000, 100, "ok"),
        (250, 100, "notice"),
        (150, 10, "notice"),
        (90, 100, "wrong"),
    ],
)
def test_room_is_judged_by_what_a_backup_and_a_restore_need(
    free: int, size: int, standing: str
) -> None:
    assert check_room(free * MEGABYTE, size * MEGABYTE).standing == standing


@pytest.mark.parametrize(
    ("days", "name", "standing"),
    [(None, "backups_none", "wrong"), (1.9, "backups", "ok"), (2.1, "backups", "wrong")],
)
def test_a_backup_may_not_be_too_old(
    tmp_path: Path, days: float | None, name: str, standing: str
) -> None:
    settings = Settings(backups=tmp_path)
    age = None if days is None else days * 86_400
    found = check_backups(settings, age)
    assert (found.name, found.standing) == (name, standing)
    assert check_backups(Settings(), age).name == "backups_unset"


def test_a_misspelt_setting_and_a_host_that_others_reach_are_told(office: Office) -> None:
    misspelt = {"ASAHI_BAKUPS": "x", "ASAHI_LANG": "ja", "HOME": "x", "ASAHI_PORT": "1"}
    found = {one.name: one for one in check_machine(office, misspelt)}
    assert found["variables"].params == {"names": "ASAHI_BAKUPS"}
    assert found["host"].standing == "ok"


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
@pytest.mark.parametrize(("mode", "standing"), [(0o600, "ok"), (0o640, "wrong"), (0o604, "wrong")])
def test_secrets_are_for_their_owner_alone(tmp_path: Path, mode: int, standing: str) -> None:
    file, other = tmp_path / "secrets.toml", tmp_path / "cookie"
    assert check_secrets([file, other]).standing == "ok"
    for one in (file, other):
        one.touch(mode=0o600)
    other.chmod(mode)
    found = check_secrets([file, other])
    assert found.standing == standing
    assert found.params["file"] == ("" if standing == "ok" else str(other))


def test_the_secrets_that_settings_name_are_looked_at(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "cookie"
    file.touch(mode=0o644)
    settings = office.settings.model_copy(update={"cookie_secret_file": file})
    found = {one.name: one for one in check_machine(replace(office, settings=settings), {})}
    assert str(file) in str(found["secrets"].params["file"])
    # A secret alone makes no login, which the doctor tells as well.
    assert found["login"].standing == "wrong"


@pytest.mark.parametrize(
    ("host", "complete", "login", "standing"),
    [
        ("127.0.0.1", True, "ok", "ok"), ("192.0.2.1", True, "ok", "ok"),
        ("127.0.0.1", False, "wrong", "ok"), ("192.0.2.1", False, "wrong", "wrong"),
    ],
)  # fmt: skip
def test_an_address_that_others_reach_is_in_order_with_a_login(
    host: str, complete: bool, login: str, standing: str
) -> None:
    given = {
        "base_url": "https://asahi.example", "oidc_metadata_url": "https://login.example/m",
        "oidc_client_id": "asahi", "oidc_client_secret": "x" * 20,
    }  # fmt: skip
    if complete:
        given["cookie_secret"] = "y" * 40
    found = list(check_access(Settings(host=host, **given)))
    assert [(one.name, one.standing) for one in found] == [("login", login), ("host", standing)]
    for lang in LANGUAGES:
        said = [check_as_json(one, Text(lang)) for one in found]
        assert ("ASAHI_COOKIE_SECRET" in said[0]["said"]) != complete


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "asahi.db"
    settings = Settings(database_url=f"sqlite:///{place.as_posix()}")
    with pytest.raises(DatabaseFailing) as caught, existing_office(settings):
        pass
    assert not place.parent.exists()
    said = check_as_json(unopened(caught.value), Text("ja"))
    assert str(place) in said["said"]
    assert "restore" in said["do"]


def test_every_point_says_how_it_stands_and_what_to_do() -> None:
    said: dict[str, set[str]] = {}
    for key in all_words():
        if key.startswith("doctor.") and key.count(".") == 2:
            _, point, standing = key.split(".")
            said.setdefault(point, set()).add(standing)
    del said["standing"]
    assert all("do" in standings for standings in said.values())
    assert all(standings & {"notice", "wrong"} for standings in said.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_point_of_a_round_can_be_said(
    office: Office, lang: str, tell: Callable[[Check], dict[str, str]]
) -> None:
    tamper(office, *TAMPERED["derived"], "DELETE FROM source_file", "DELETE FROM boundary")
    told = [tell(one) for one in check_up(office)]
    assert all(one["said"] for one in told)
    assert {one["name"] for one in told if one["standing"] == "wrong"} == {
        "derived",
        "files",
        "filled",
    }
    assert all(one["do"] for one in told if one["standing"] != "ok")


@pytest.fixture
def tell(lang: str) -> Callable[[Check], dict[str, str]]:
    text = Text("en" if lang == "en" else "ja")
    return lambda one: check_as_json(one, text)
