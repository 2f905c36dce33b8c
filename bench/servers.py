"""The servers that are measured, each in a process of its own on this machine alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.data import url_of
from tests.browser.ground import free_port

ROOT = Path(__file__).resolve().parents[1]
DASH = ROOT / ".venv" / "dash"
PAGES = Path(__file__).parent / "pages"

_START_SECONDS = 120
_REST_SECONDS = 1.0


@dataclass(frozen=True)
class Running:
    """A server: where it answers, its process, and the seconds it took to answer."""

    url: str
    pid: int
    started_in: float

    def memory_mb(self) -> float:
        """The memory that the process uses now."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        (line,) = [one for one in told.splitlines() if one.startswith("VmRSS")]
        return int(line.split()[1]) / 1024

    def busy_seconds(self) -> float:
        """The seconds of the processor that the process has used."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        fields = told.rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rest(self) -> None:
        """Wait until the process has done what it prepares at its start."""
        end, calm = time.monotonic() + _START_SECONDS, 0
        while time.monotonic() < end:
            before = self.busy_seconds()
            time.sleep(_REST_SECONDS)
            # Where much else is at work, a busy process too stands still for a moment.
            calm = calm + 1 if self.busy_seconds() - before < 0.05 else 0
            if calm == 2:
                return
        raise SystemExit("The server is not at rest.")


@contextmanager
def program(database: Path) -> Iterator[Running]:
    """The program itself on a database that is there."""
    port = free_port()
    command = [sys.executable, "-m", "asahi_metrics.cli", "serve", "--port", str(port)]
    with _started(command, port, "/healthz", {"ASAHI_DATABASE_URL": url_of(database)}) as running:
        yield running


@contextmanager
def streamlit_page(name: str, **settings: str) -> Iterator[Running]:
    """One of the plain Streamlit pages beside this file."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(PAGES / f"{name}.py")]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    with _started(command, port, "/_stcore/health", settings) as running:
        yield running


@contextmanager
def dash_page(**settings: str) -> Iterator[Running]:
    """The same content in Dash, whose packages stand in a folder of their own."""
    port = free_port()
    command = [sys.executable, str(PAGES / "in_dash.py")]
    path = os.pathsep.join([str(ROOT), str(DASH)])
    with _started(
        command, port, "/", {**settings, "PORT": str(port), "PYTHONPATH": path}
    ) as running:
        yield running


@contextmanager
def _started(
    command: list[str], port: int, healthy: str, settings: Mapping[str, str]
) -> Iterator[Running]:
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    begun = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - commands of this file
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            _wait_for(url + healthy, process)
            yield Running(url, process.pid, time.monotonic() - begun)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(URLError, TimeoutError, ConnectionError):
            urlopen(url, timeout=5).close()  # noqa: S310 - loopback
            return
        time.sleep(0.02)
    raise SystemExit(f"The server of {url} did not start.")
