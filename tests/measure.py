"""Measures what docs/scaling.md tells: ``python -m tests.measure``, on a machine at rest.

Pages are drawn without a browser, by the messages that one would send.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from asahi_metrics.services.copying import copy_to
from asahi_metrics.services.importing import commit_import, plan_import
from tests.browser.ground import Server, serve
from tests.databases import database_url, filled_url, kept_in
from tests.postgres import Cluster, started
from tests.ward import as_csv, header_of, open_ward

ROWS = 20_000
SESSIONS = 20
PAGES = ("drills", "map", "policy", "district")
ANSWER_SECONDS = 120


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def timed(what: str, rows: int, work: Callable[[], object]) -> None:
    """Tell how long the work took, and how much of that this process was at work."""
    begun, worked = time.monotonic(), time.process_time()
    work()
    took, worked = time.monotonic() - begun, time.process_time() - worked
    tell(f"{what}: {took:.1f} s, {rows / took:,.0f} rows/s ({worked:.1f} s of them in Python)")


def measure_rows(cluster: Cluster, folder: Path) -> None:
    """A file of drills into each kind of database, and a copy from each to the other."""
    districts = ("山手", "川端", "野原")
    rows = [
        (f"{2022 + at % 4}-{1 + at % 12:02d}-{1 + at % 28:02d}", districts[at % 3], f"第{at}会",
         "避難訓練", f"公園{at % 50}", at % 90, min(at % 40, at % 90), None)
        for at in range(ROWS)
    ]  # fmt: skip
    content = as_csv(header_of("disaster_drills"), rows)
    for kind, place, other in (("SQLite", None, cluster), ("PostgreSQL", cluster, None)):
        with kept_in(place):
            office = open_ward(folder / kind)
        plan = plan_import(office, "disaster_drills", "drills.csv", content)
        timed(f"import into {kind}", ROWS, partial(commit_import, office, plan))
        with kept_in(other):
            target = database_url(folder / f"from{kind}", empty=True)
        timed(f"copy from {kind} to the other", ROWS, partial(copy_to, office, target))


async def draw(session: ClientConnection, page: str, query: str) -> float:
    """Have a page drawn; returns the seconds until its script has ended."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    begun = time.monotonic()
    await session.send(asked.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(bytes(await asyncio.wait_for(session.recv(), ANSWER_SECONDS)))
        if answer.WhichOneof("type") == "script_finished":
            return time.monotonic() - begun


async def measure_pages(server: Server) -> None:
    """Pages that nobody has asked for yet, pages that somebody has, and the memory of sessions."""
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"

    def session() -> connect:
        return connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]

    tell(f"memory after the start: {memory(server):.0f} MB")
    async with session() as one:
        for name, rounds in (("for the first time", 1), ("again", 3)):
            for page in PAGES:
                asked = [f"year={year}" for year in (2023, 2024, 2025)] * rounds
                worked = processor(server)
                times = [await draw(one, page, query) for query in asked]
                worked = (processor(server) - worked) / len(asked)
                tell(
                    f"{page} {name}: {statistics.median(times) * 1000:.0f} ms,"
                    f" {worked * 1000:.0f} ms of the processor"
                )
    before = memory(server)
    sessions = [await session() for _ in range(SESSIONS)]
    for at, one in enumerate(sessions):
        await draw(one, "drills", f"year=2026&districts={1 + at % 19:02d}")
    tell(f"memory of a session: {(memory(server) - before) / SESSIONS:.2f} MB")
    for one in sessions:
        await one.close()


def memory(server: Server) -> float:
    """The resident memory of the program, in MB."""
    told = Path("/proc", str(server.pid), "status").read_text(encoding="ascii")
    (line,) = [one for one in told.splitlines() if one.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def processor(server: Server) -> float:
    """The seconds that the program has been at work."""
    told = Path("/proc", str(server.pid), "stat").read_text(encoding="ascii")
    fields = told.rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Tell all figures, and how busy the machine was besides."""
    with started() as cluster, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one in ("SQLite", "PostgreSQL", "fromSQLite", "fromPostgreSQL", "pages"):
            (folder / one).mkdir()
        measure_rows(cluster, folder)
        with serve(folder, database_url=filled_url(cluster, folder / "pages")) as server:
            # What is worked out beside the start is not to be measured.
            time.sleep(30)
            asyncio.run(measure_pages(server))
    tell(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
