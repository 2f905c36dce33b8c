"""How many readers one process holds: real Streamlit sessions that change a filter all the time.

Each session is a websocket that speaks Streamlit's own protocol by its compiled messages, as a
browser would, without drawing anything. Every two seconds it chooses another period or year, and
the time is taken until the server says that the script has finished. What is told at the end:
latency, errors, memory of the server for each session.

    .venv/bin/python scripts/bench_sessions.py
    .venv/bin/python scripts/bench_sessions.py --url http://127.0.0.1:8501 --sessions 20

Without ``--url`` it starts the program itself, on a fresh database with the sample pack.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from asahi_metrics.core.access import require_loopback

PAGES = ("overview", "map", "drills", "crime_prevention", "dog_patrol", "marche", "district")
FILTERS = ("filter_period", "filter_year")
MOST_SESSIONS, MOST_SECONDS = 200, 600
ANSWER_SECONDS = 60
START_SECONDS = 120
LARGEST_MESSAGE = 64 * 2**20


@dataclass
class Choice:
    """A drop-down list as the server drew it last."""

    id: str
    options: list[str]
    value: str


@dataclass
class Findings:
    """What all sessions have seen together."""

    opening: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    bytes: int = 0
    untaken: int = 0
    unanswered: int = 0
    failed_runs: int = 0
    lost: int = 0


class Session:
    """One reader on one page."""

    def __init__(self, connection: ClientConnection, page: str, found: Findings) -> None:
        self._connection = connection
        self._page = page
        self._found = found
        self._script = ""
        self._query = "year=2026"
        self._choices: dict[str, Choice] = {}
        self._kept: set[str] = set()

    async def open(self) -> None:
        """Open the page, as a link does."""
        self._found.opening.append(await self._run())

    async def click(self, chance: random.Random) -> None:
        """Choose another period or year."""
        chosen = self._choices[chance.choice([one for one in FILTERS if one in self._choices])]
        others = [one for one in chosen.options if one != chosen.value]
        chosen.value = chance.choice(others)
        before = self._query
        self._found.clicks.append(await self._run())
        # The link follows every choice that the page has taken.
        self._found.untaken += self._query == before

    async def _run(self) -> float:
        """Ask for a run and take what it sends; returns the seconds until it has finished."""
        begun = time.perf_counter()
        await self._connection.send(self._request().SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            while not self._take(await self._connection.recv()):
                pass
        return time.perf_counter() - begun

    def _request(self) -> BackMsg:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._script
        state.page_name = "" if self._script else self._page
        state.cached_message_hashes.extend(self._kept)
        for choice in self._choices.values():
            widget = state.widget_states.widgets.add()
            widget.id = choice.id
            widget.string_value = choice.value
        return asked

    def _take(self, content: bytes | str) -> bool:
        """Take one message; whether it says that the run has finished."""
        assert isinstance(content, bytes)  # noqa: S101 - the protocol has no text
        self._found.bytes += len(content)
        message = ForwardMsg.FromString(content)
        if message.metadata.cacheable:
            self._kept.add(message.hash)
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._note(message)
        return kind == "script_finished" and message.script_finished in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        }

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            box = element.selectbox
            name = box.id.rsplit("-", 1)[-1]
            # Where the server says nothing of the value, what was chosen stands.
            known = self._choices.get(name)
            chosen = box.raw_value if box.set_value or known is None else known.value
            value = chosen or box.options[box.default]
            self._choices[name] = Choice(box.id, list(box.options), value)
        elif kind == "exception" or (
            kind == "alert" and element.alert.format == Alert.Format.ERROR
        ):
            self._found.failed_runs += 1


async def read(url: str, number: int, given: argparse.Namespace, found: Findings) -> None:
    """One reader: opens a page, looks, and changes a filter again and again."""
    chance = random.Random(number)  # noqa: S311 - chosen for variety, and the same each time
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    await asyncio.sleep(number * given.pause / max(given.sessions, 1))
    try:
        async with connect(
            address, subprotocols=[Subprotocol("streamlit")], max_size=LARGEST_MESSAGE
        ) as connection:
            session = Session(connection, PAGES[number % len(PAGES)], found)
            await session.open()
            given.opened += 1
            await given.all_open.wait()
            end = time.monotonic() + given.seconds
            await asyncio.sleep(chance.uniform(0, given.pause))
            while time.monotonic() < end:
                begun = time.monotonic()
                await session.click(chance)
                await asyncio.sleep(max(0.0, given.pause - (time.monotonic() - begun)))
            given.done.set()
            # Who has finished keeps the page open, so that its memory is counted.
            await given.counted.wait()
    except TimeoutError:
        found.unanswered += 1
    except (ConnectionClosed, OSError):
        found.lost += 1


async def bench(url: str, given: argparse.Namespace) -> dict[str, object]:
    """Open the sessions, let them click, and tell what came of it."""
    found = Findings()
    given.opened = 0
    given.all_open, given.counted, given.done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    before = metrics(url)
    readers = [
        asyncio.create_task(read(url, number, given, found)) for number in range(given.sessions)
    ]
    while given.opened + found.unanswered + found.lost < given.sessions:
        await asyncio.sleep(0.05)
    opened = metrics(url)
    given.all_open.set()
    begun = time.monotonic()
    with suppress(TimeoutError):
        await asyncio.wait_for(given.done.wait(), given.seconds + ANSWER_SECONDS)
    seconds = time.monotonic() - begun
    after = metrics(url)
    given.counted.set()
    await asyncio.gather(*readers)
    return told(given, found, seconds, (before, opened, after))


def told(
    given: argparse.Namespace,
    found: Findings,
    seconds: float,
    states: tuple[dict[str, float], dict[str, float], dict[str, float]],
) -> dict[str, object]:
    """The figures, as they are printed."""
    memory = [one["process_resident_memory_bytes"] / 2**20 for one in states]
    cpu = states[2]["process_cpu_seconds_total"] - states[1]["process_cpu_seconds_total"]
    return {
        "sessions": given.sessions,
        "seconds": round(seconds, 1),
        "pause_seconds": given.pause,
        "clicks": len(found.clicks),
        "clicks_per_second": round(len(found.clicks) / seconds, 2) if seconds else 0.0,
        "click_seconds": spread(found.clicks),
        "opening_seconds": spread(found.opening),
        "untaken": found.untaken,
        "failed_runs": found.failed_runs,
        "unanswered": found.unanswered,
        "lost": found.lost,
        "server_memory_mb": {
            "before": round(memory[0], 1),
            "all_open": round(memory[1], 1),
            "after": round(memory[2], 1),
            "for_each_session": round((memory[2] - memory[0]) / given.sessions, 2),
        },
        "server_cpu_share": round(cpu / seconds, 2) if seconds else 0.0,
        "server_cpu_ms_for_each_click": round(1000 * cpu / max(len(found.clicks), 1)),
        "received_mb": round(found.bytes / 2**20, 1),
        "machine": {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)},
    }


def spread(seconds: list[float]) -> dict[str, float]:
    """Median, the 95th and the 99th of a hundred, and the longest."""
    if len(seconds) < 2:
        return {"p50": 0.0, "p95": 0.0, "p99": 0.0, "max": max(seconds, default=0.0)}
    parts = quantiles(seconds, n=100, method="inclusive")
    return {
        "p50": round(parts[49], 3),
        "p95": round(parts[94], 3),
        "p99": round(parts[98], 3),
        "max": round(max(seconds), 3),
    }


def metrics(url: str) -> dict[str, float]:
    """What the server tells its operators."""
    with urlopen(f"{url}/metrics", timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - loopback
        lines = answer.read().decode().splitlines()
    values = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in values}


@contextmanager
def server(url: str | None) -> Iterator[str]:
    """The server that is named, or one that is started for this alone."""
    if url:
        require_loopback(urlsplit(url).hostname or "")
        yield url.rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        database = (Path(folder) / "asahi.db").as_posix()
        command = [sys.executable, "-m", "asahi_metrics.cli", "serve", "--port", str(port)]
        with subprocess.Popen(  # noqa: S603 - the program itself
            command,
            env={**os.environ, "ASAHI_DATABASE_URL": f"sqlite:///{database}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                wait_for(f"http://127.0.0.1:{port}", process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers and has done what it prepares at its start."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(URLError, TimeoutError, ConnectionError):
            used = metrics(url)["process_cpu_seconds_total"]
            time.sleep(3)
            if metrics(url)["process_cpu_seconds_total"] - used < 0.3:
                return
        time.sleep(0.2)
    raise SystemExit("The program did not start, or is not at rest.")


def main() -> None:
    """Read the command line, run, and write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", help="a running server on this machine")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two clicks")
    given = parser.parse_args()
    if not 1 <= given.sessions <= MOST_SESSIONS or not 1 <= given.seconds <= MOST_SECONDS:
        parser.error(f"at most {MOST_SESSIONS} sessions and {MOST_SECONDS} seconds")
    with server(given.url) as url:
        found = asyncio.run(bench(url, given))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
