"""The files under ``deploy/`` agree with each other and with the program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from asahi_metrics.core.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "asahi-metrics@.service"


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def ports_of_nginx() -> set[str]:
    return set(re.findall(r"^    server 127\.0\.0\.1:(\d+) ", text_of("nginx.conf"), re.M))


def services() -> dict[str, str]:
    """The services of the compose file, each with its own lines."""
    told = text_of("compose.yaml").split("\nservices:\n")[1].split("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):\n", told, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_nothing_listens_beyond_the_machine_as_long_as_there_is_no_login() -> None:
    listens = re.findall(r"^\s*listen (.*);", text_of("nginx.conf"), re.M)
    assert listens == ["127.0.0.1:8080"]
    published = re.findall(r'- "(.+:\d+)"', text_of("compose.yaml"))
    assert published == ["127.0.0.1:8080:8080"]


def test_nginx_knows_the_processes_that_are_started() -> None:
    commands = [re.search(r'"--port", "(\d+)"', told) for told in services().values()]
    assert {found[1] for found in commands if found} == ports_of_nginx()
    assert set(re.findall(r"asahi-metrics@(\d+)", UNIT.read_text(encoding="utf-8"))) == (
        ports_of_nginx()
    )


def test_every_process_in_a_container_shares_the_network_of_nginx() -> None:
    shared, told = text_of("compose.yaml").split("\nservices:\n")
    assert 'network_mode: "service:nginx"' in shared
    assert told.count("<<: *process") == len(ports_of_nginx())


def test_nginx_takes_files_as_large_as_the_program_does() -> None:
    allowed = re.search(r"client_max_body_size (\d+)m", text_of("nginx.conf"))
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    taken = re.search(r"maxUploadSize = (\d+)", config)
    assert allowed and taken
    assert int(taken[1]) < int(allowed[1]) <= int(taken[1]) + 1


@pytest.mark.parametrize("name", ["asahi-metrics.env", "compose.yaml"])
def test_the_settings_are_those_of_the_program_and_name_a_postgresql(name: str) -> None:
    told = dict(re.findall(r"^ *(ASAHI_\w+)(?:=|: )(.+)$", text_of(name), re.M))
    assert {one.removeprefix("ASAHI_").lower() for one in told} <= set(Settings.model_fields)
    assert make_url(told["ASAHI_DATABASE_URL"]).drivername == "postgresql+psycopg"


def test_the_image_takes_what_is_there() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", text_of("Dockerfile"), re.M)
    names = [name for line in copied for name in line.split()]
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert {"asahi_metrics", "pages", "data", "dashboard.py"} <= set(names)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_reads_the_unit_without_a_complaint(tmp_path: Path) -> None:
    told = UNIT.read_text(encoding="utf-8")
    (program,) = re.findall(r"^ExecStart=(\S+)", told, re.M)
    unit = tmp_path / UNIT.name.replace("@", "@8501")
    unit.write_text(told.replace(program, str(shutil.which("sh"))), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
