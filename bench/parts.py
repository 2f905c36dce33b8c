"""The parts of the bench, by the names that the command line knows them by."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bench import copying, loading, sessions
from bench.data import Data
from bench.eyes import eyes
from bench.servers import ROOT
from bench.table import Goal, Row
from bench.watching import Contest, filtering, opening
from bench.wire import weighing

Part = Callable[..., Iterator[Row]]


def _question(data: Data) -> Iterator[Row]:
    """The question behind a map, in a process of its own."""
    found = _own_process("bench.asking", str(data.database), str(data.cells))
    scale = data.scale
    told = {name: 1000 * seconds for name, seconds in found.items()}
    yield Row("question", "19 districts, the first of a revision", scale, "ms",
              told["first"], told["floor"], told["usual"])  # fmt: skip
    yield Row("question", "19 districts, another period", scale, "ms",
              told["ours"], told["floor"], told["usual"])  # fmt: skip


def _export(data: Data) -> Iterator[Row]:
    """Each form of file, in a process of its own."""
    for form, seconds in _own_process("bench.files", str(data.database)).items():
        said = "zip of all districts" if form == "zip" else form
        yield Row("export", said, data.scale, "s", seconds)


def _start(browser: Browser, contest: Contest, _asked: argparse.Namespace) -> Iterator[Row]:
    """From the start of the process to the first page, and what the process then holds."""
    with eyes(browser) as one:
        ours = one.open(contest.ours.url, ["words"]) + contest.ours.started_in
    yield Row("start", "cold start to first complete page", contest.scale, "s",
              ours, contest.floor_cold)  # fmt: skip
    contest.ours.rest()
    yield Row("start", "memory when all is prepared", contest.scale, "MB",
              contest.ours.memory_mb(), contest.floor.memory_mb())  # fmt: skip


def _open(browser: Browser, contest: Contest, asked: argparse.Namespace) -> Iterator[Row]:
    yield from opening(browser, contest, asked.rounds)


def _filter(browser: Browser, contest: Contest, asked: argparse.Namespace) -> Iterator[Row]:
    yield from filtering(browser, contest, asked.clicks)


def _wire(browser: Browser, contest: Contest, _asked: argparse.Namespace) -> Iterator[Row]:
    yield from weighing(browser, contest)


def _sessions(_: Browser, contest: Contest, asked: argparse.Namespace) -> Iterator[Row]:
    """Sessions that click all the time; the floor is an empty page under the same."""
    for count in asked.sessions:
        load = sessions.run(contest.ours, sessions.Plan(count, asked.seconds))
        bare = sessions.run(contest.floor, sessions.Plan(count, asked.seconds / 3, pages=("",)))
        if load.failures or load.untaken or bare.failures:
            raise SystemExit(f"{count} sessions: {load}, {bare}")
        most = Goal(most=1.0) if count == max(asked.sessions) else Goal()
        yield Row("sessions", f"{count}, p95 of a click", contest.scale, "s",
                  load.p95, bare.p95, goal=most)  # fmt: skip
        yield Row("sessions", f"{count}, median of a click", contest.scale, "s",
                  load.median, bare.median)  # fmt: skip
        yield Row("sessions", f"{count}, processor for a click", contest.scale, "ms",
                  load.cpu_ms, bare.cpu_ms)  # fmt: skip
        if count > 1:
            yield Row("sessions", f"{count}, memory of each", contest.scale, "MB",
                      load.memory_mb, bare.memory_mb, goal=Goal(most=6.0))  # fmt: skip


def _load(folder: Path, asked: argparse.Namespace) -> Iterator[Row]:
    """A long file into each store, in a process of its own."""
    for name, told in loading.measured(folder, asked.rows):
        yield Row("import", name, None, "rows/s", told["rows_per_second"])
        yield Row("import", f"{name}, most memory", None, "MB", told["peak_mb"])


def _copy(folder: Path, _asked: argparse.Namespace) -> Iterator[Row]:
    """The sample from one kind of store into the other, compared afterwards."""
    for name, rate in copying.measured(folder):
        yield Row("copy", name, None, "rows/s", rate)


def _own_process(module: str, *given: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - modules of this package
        [sys.executable, "-m", module, *given],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


BY_ITSELF: dict[str, Part] = {"question": _question, "export": _export}
BEFORE_A_BROWSER: dict[str, Part] = {"start": _start}
IN_A_BROWSER: dict[str, Part] = {
    "open": _open, "filter": _filter, "wire": _wire, "sessions": _sessions,
}  # fmt: skip
ONCE: dict[str, Part] = {"import": _load, "copy": _copy}
AT_SMALLEST, AT_LARGEST = {"wire"}, {"export"}
"""Parts that are measured at one of the scales alone: pages weigh the same at each."""
NAMES = (*BY_ITSELF, *BEFORE_A_BROWSER, *IN_A_BROWSER, *ONCE)
