"""The real program on a port of its own, and what a browser asks of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    WebError,
    WebSocket,
)

HOME = frozenset({"127.0.0.1", "localhost"})
START_SECONDS = 90
SETTLE_MILLISECONDS = 30_000

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    # Even what escapes the recorder finds no host: only this machine has a name.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

# True when the script has run to its end and everything it sent is drawn. A stale element is
# one that the running script has not confirmed yet.
_SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app !== null
    && app.dataset.testConnectionState === 'CONNECTED'
    && app.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]') !== null
    && document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]') === null;
}"""


@dataclass(frozen=True)
class Server:
    """A running program: where it answers, where it stores, where it logs; its process."""

    url: str
    database: Path
    log: Path
    pid: int = 0
    database_url: str = ""


@dataclass
class Traffic:
    """What the pages of one test asked for, and what went wrong on the way."""

    hosts: set[str] = field(default_factory=set)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that a page on a closed network must not show; empty when all is well."""
        return [*self.outside, *self.failed, *self.console_errors]

    def record(self, context: BrowserContext) -> None:
        """Watch every page of a browser context and let nothing out of this machine."""
        context.route("**/*", self._route)
        context.on("requestfailed", self._note_failure)
        context.on("response", self._note_response)
        context.on("console", self._note_console)
        context.on("weberror", self._note_script_error)
        context.on("page", self._watch_sockets)

    def _watch_sockets(self, page: Page) -> None:
        # Routes do not see websockets.
        page.on("websocket", self._note_socket)

    def _note_socket(self, socket: WebSocket) -> None:
        self._meet(socket.url)

    def _meet(self, url: str) -> bool:
        host = urlsplit(url).hostname
        if host is None:
            return True
        self.hosts.add(host)
        if host not in HOME:
            self.outside.append(url)
        return host in HOME

    def _route(self, route: Route) -> None:
        if self._meet(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _note_failure(self, request: Request) -> None:
        # A page that is left drops its open requests: that is the browser's doing, no fault.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.failure} {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def _note_script_error(self, error: WebError) -> None:
        self.console_errors.append(str(error.error))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(f"{message.text} ({message.location.get('url', '')})")


def settle(page: Page) -> None:
    """Wait until Streamlit has run to its end, all is drawn, and it stays so for a moment."""
    for _ in range(2):
        page.wait_for_function(_SETTLED, timeout=SETTLE_MILLISECONDS)
        page.wait_for_timeout(100)
    page.wait_for_function(_SETTLED, timeout=SETTLE_MILLISECONDS)


def chromium() -> str | None:
    """The Chromium that the machine brings; None stands for Playwright's own."""
    return os.environ.get("ASAHI_CHROMIUM") or shutil.which("chromium")


@contextmanager
def serve(folder: Path, **settings: str) -> Iterator[Server]:
    """Start the program on an empty database in ``folder`` and end it afterwards.

    ``settings`` are further ``ASAHI_…`` variables by their names in lower case; ``{url}`` in
    one of them is the program's own address.
    """
    port = free_port()
    running = Server(f"http://127.0.0.1:{port}", folder / "asahi.db", folder / "server.log")
    command = [str(Path(sys.executable).with_name("asahi-metrics")), "serve", "--port", str(port)]
    environment = {
        **os.environ,
        "ASAHI_DATABASE_URL": f"sqlite:///{running.database}",
        # A crash below Python tells where it was.
        "PYTHONFAULTHANDLER": "1",
        **{
            f"ASAHI_{name.upper()}": value.replace("{url}", running.url)
            for name, value in settings.items()
        },
    }
    with (
        running.log.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            _wait_until_healthy(running, process)
            used = environment["ASAHI_DATABASE_URL"]
            yield replace(running, pid=process.pid, database_url=used)
            if process.poll() is not None:
                raise RuntimeError(
                    f"The program ended with {process.returncode}:\n{_told(running)}"
                )
        finally:
            _end(process)


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{server.url}/healthz", timeout=2):  # noqa: S310
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"The program did not start:\n{_told(server)}")


def _told(server: Server) -> str:
    """The end of what the program wrote."""
    return server.log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _end(process: subprocess.Popen[bytes]) -> None:
    # The program is the head of a process group of its own, so its children go with it.
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
