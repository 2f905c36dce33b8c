"""Roles and the log on the command line, and no way to be reached without a login."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from asahi_metrics import cli_frame
from asahi_metrics.core.access import Entitlement
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.office import Office
from asahi_metrics.services.people import list_people, set_person
from asahi_metrics.services.territory import replace_boundaries
from asahi_metrics.store.database import write
from tests.commands import Run, named_in_settings, run_command
from tests.logs import entries
from tests.ui.visitors import SETTINGS
from tests.ward import districts_geojson, open_filled_ward


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = open_filled_ward(tmp_path)
    replace_boundaries(made, read_boundaries(districts_geojson(), "a.geojson", made.pack))
    return named_in_settings(made, monkeypatch)


@pytest.fixture
def run(office: Office) -> Run:
    return run_command


def test_people_are_entered_listed_and_taken_out(run: Run, office: Office) -> None:
    result = run(
        "people", "set", "Yamada@city.example", "--role", "officer", "--districts", "01, 02"
    )
    assert result.exit_code == 0, result.output
    steward = ("--role", "steward", "--sections", "general_affairs", "--lang", "en")
    assert "Data steward" in run("people", "set", "sato", *steward).output
    first, second = run("people", "list").output.splitlines()
    assert first.split("\t")[:3] == ["sato", "steward", "general_affairs"]
    assert second.split("\t")[:3] == ["yamada@city.example", "officer", "01,02"]
    assert run("people", "remove", "SATO").exit_code == 0
    assert [one.account for one in list_people(office)] == ["yamada@city.example"]
    assert [one.action for one in entries(office)][-3:] == ["people"] * 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "yamada", "--role", "king"),
        ("set", "yamada", "--role", "officer", "--districts", "99"),
        ("set", "yamada", "--role", "steward", "--sections", "nobody"),
        ("remove", "yamada"),
    ],
)
def test_what_there_is_not_is_refused_with_a_word(
    run: Run, office: Office, arguments: tuple[str, ...]
) -> None:
    result = run("people", *arguments)
    assert result.exit_code == cli_frame.WRONG_USAGE
    assert result.stderr.strip()
    assert list_people(office) == []


def test_the_log_is_told_as_csv_and_as_json_newest_first(run: Run, office: Office) -> None:
    set_person(office, "=cmd|' /C calc'!A0", Entitlement("officer"))
    rows = list(csv.DictReader(io.StringIO(run("audit").output)))
    assert [int(row["number"]) for row in rows] == list(range(len(rows), 0, -1))
    assert rows[0]["resource"] == "person:=cmd|' /c calc'!a0"
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    told = json.loads(run("audit", "--format", "json", "--action", "people").output)
    assert [one["action"] for one in told] == ["people"]
    assert json.loads(told[0]["detail"])["role"] == "officer"


def test_a_log_that_has_nothing_of_it_is_told_as_a_header_alone(run: Run) -> None:
    lines = run("audit").stdout.splitlines()
    assert run("audit", "--action", "nosuch").stdout.splitlines() == lines[:1]
    assert lines[0].startswith("number,at,account,role,action,")
    assert json.loads(run("audit", "--action", "nosuch", "--format", "json").stdout) == []


def test_the_log_is_asked_by_person_and_day(run: Run, office: Office) -> None:
    def numbers(*arguments: str) -> int:
        return len(list(csv.DictReader(io.StringIO(run("audit", *arguments).output))))

    everything = numbers()
    assert everything > 5
    assert numbers("--person", "local") == everything
    assert numbers("--person", "nobody") == 0
    # The ward that the tests share may have been filled before midnight.
    days = [office.local_time(one.at).date() for one in entries(office)]
    first, after = min(days).isoformat(), (max(days) + timedelta(days=1)).isoformat()
    assert numbers("--since", first) == everything
    assert numbers("--until", first) == 0
    assert numbers("--since", after) == 0
    assert numbers("--until", after) == everything


def test_an_export_from_the_command_line_is_logged(
    run: Run, office: Office, tmp_path: Path
) -> None:
    out = tmp_path / "某氏の資料.csv"
    topics = ("--topics", "disaster_drills")
    result = run("export", "csv", "--year", "2023", *topics, "--out", out)
    assert result.exit_code == 0, result.output
    last = entries(office)[-1]
    assert (last.account, last.action, last.resource) == ("local", "export", "file:ward-2023.csv")


def test_the_doctor_finds_a_log_that_was_altered(run: Run, office: Office) -> None:
    assert "照合値" in run("doctor").output
    with write(office.engine) as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET account = 'yamada' WHERE number = 2"))
    result = run("doctor")
    assert result.exit_code == cli_frame.REFUSED
    assert Text("ja")("doctor.audit.wrong", broken=2) in result.output


def test_half_a_login_stops_the_start_and_says_what_lacks(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("ASAHI_COOKIE_SECRET")
    result = run("serve", "--host", "127.0.0.1")
    assert result.exit_code == cli_frame.WRONG_USAGE
    assert "ASAHI_COOKIE_SECRET" in result.stderr


def test_streamlit_alone_does_not_listen_elsewhere_without_a_login(office: Office) -> None:
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    # A name of this machine that the program does not know for one: nothing is opened by it.
    ended = subprocess.run(
        [*command, "--server.address", "127.1", "--server.port", "8599"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode != 0
    assert "outside_host" in ended.stdout + ended.stderr
