"""The nginx that stands before several processes, run by the file that is handed out for it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
HANDED_OUT = ROOT / "deploy" / "nginx.conf"
SECONDS = 10

# What Debian says in its own main file, as far as a private folder needs it.
_AROUND = """
daemon off;
master_process off;
pid nginx.pid;
error_log error.log;
events {}
http {
    log_format routes '$upstream_addr $status $request_uri';
    access_log access.log routes;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include asahi-metrics.conf;
}
"""


@dataclass(frozen=True)
class Front:
    """An nginx: where it answers, and what it passed on to whom."""

    url: str
    folder: Path

    def passed(self, path: str) -> list[tuple[str, str]]:
        """The process and the status of each request of that path; waits for the first one.

        A request is noted only when nginx has let go of it. Where it tried several processes,
        it names them all, and ``-`` where it asked none.
        """
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
            noted = [one.rsplit(" ", 2) for one in lines]
            if found := [(process, status) for process, status, asked in noted if asked == path]:
                return found
            time.sleep(0.05)
        raise TimeoutError(path)


@contextmanager
def before(ports: Sequence[int], front: Front) -> Iterator[Front]:
    """Run nginx before two processes; only the ports of the file are other ones."""
    folder = front.folder
    (folder / "main.conf").write_text(_AROUND, encoding="utf-8")
    (folder / "asahi-metrics.conf").write_text(_moved(front, ports), encoding="utf-8")
    command = [_program(), "-p", str(folder), "-c", "main.conf", "-e", "error.log"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE) as process:
        try:
            _wait(front, process)
            yield front
        finally:
            process.send_signal(signal.SIGTERM)


def _moved(front: Front, ports: Sequence[int]) -> str:
    told = HANDED_OUT.read_text(encoding="utf-8")
    moves = {"8080": front.url.rpartition(":")[2]}
    moves |= {str(8501 + at): str(port) for at, port in enumerate(ports)}
    for there, here in moves.items():
        told, moved = re.subn(rf"127\.0\.0\.1:{there}\b", f"127.0.0.1:{here}", told)
        assert moved == 1, there
    return told


def _program() -> str:
    # Debian keeps servers where only administrators look, beside the folder of the shell.
    beside = Path(shutil.which("sh") or "").parents[1] / "sbin"
    found = shutil.which("nginx", path=os.pathsep.join([os.environ["PATH"], str(beside)]))
    if found is None:
        raise RuntimeError("No nginx for the tests: see scripts/servers.sh")
    return found


def _wait(front: Front, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(f"{front.url}/healthz", timeout=5).close()  # noqa: S310
        except (URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError((front.folder / "error.log").read_text(encoding="utf-8"))
