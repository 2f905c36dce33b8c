"""Measures all of it, prints one table and writes it as JSON: ``python -m bench``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser

from asahi_metrics.visuals.maps import LEAFLET_URL
from bench import parts
from bench.data import FULL, Data, write_data
from bench.eyes import browser, eyes
from bench.servers import ROOT, dash_page, program, streamlit_page
from bench.table import Row, lines, machine, renew_document, write_json
from bench.watching import Contest

SCALES = (1, 10, 100)
DOCUMENT = ROOT / "docs" / "performance.md"


@dataclass
class Bench:
    """One run: what is asked for, and what has been found."""

    asked: argparse.Namespace
    folder: Path
    rows: list[Row] = field(default_factory=list)
    observations: dict[str, int] = field(default_factory=dict)

    def run(self, started: Browser) -> None:
        """Every scale in turn, and then what is measured once."""
        for scale in self.asked.scale:
            self._at_scale(started, scale)
        for part in self._wanted(parts.ONCE):
            self._take(part(self.folder, self.asked))

    def _at_scale(self, started: Browser, scale: int) -> None:
        _tell(f"{scale}x: writing the data")
        data = write_data(self.folder, scale, self.asked.cells)
        self.observations[f"{scale}x"] = data.observations
        for part in self._wanted(parts.BY_ITSELF, scale):
            self._take(part(data))
        if self._wanted(parts.BEFORE_A_BROWSER | parts.IN_A_BROWSER, scale):
            with _servers(started, data, rivals="filter" in self.asked.part) as contest:
                self._in_contest(started, contest)
        for file in self.folder.glob(f"{scale}.*"):
            file.unlink()

    def _in_contest(self, started: Browser, contest: Contest) -> None:
        for part in self._wanted(parts.BEFORE_A_BROWSER, contest.scale):
            self._take(part(started, contest, self.asked))
        for server in (contest.ours, contest.floor, contest.usual, contest.dash):
            if server is not None:
                server.rest()
        for part in self._wanted(parts.IN_A_BROWSER, contest.scale):
            self._take(part(started, contest, self.asked))

    def _wanted(self, known: dict[str, parts.Part], scale: int | None = None) -> list[parts.Part]:
        smallest, largest = (scale in {None, end(self.asked.scale)} for end in (min, max))
        return [
            part
            for name, part in known.items()
            if name in self.asked.part
            and (smallest or name not in parts.AT_SMALLEST)
            and (largest or name not in parts.AT_LARGEST)
        ]

    def _take(self, found: Iterator[Row]) -> None:
        for row in found:
            self.rows.append(row)
            _tell(lines([row])[-1])


@contextmanager
def _servers(started: Browser, data: Data, *, rivals: bool) -> Iterator[Contest]:
    """The program and an empty page and, where asked for, the usual way and Dash."""
    with ExitStack() as stack:
        # The empty page opens before the program works at what it prepares.
        floor = stack.enter_context(streamlit_page("empty"))
        with eyes(started) as one:
            cold = floor.started_in + one.open(floor.url, ["words"])
        ours = stack.enter_context(program(data.database))
        contest = Contest(ours, floor, data.scale, floor_cold=cold)
        if rivals:
            given = {"CELLS": str(data.cells), "SHAPES": str(data.shapes)}
            stored = {"DATABASE": str(data.database), "WARD": data.ward}
            leaflet = f"{ours.url}{LEAFLET_URL}"
            usual = stack.enter_context(streamlit_page("usual", LEAFLET=leaflet, **given))
            dash = stack.enter_context(dash_page(**given, **stored))
            contest = replace(contest, usual=usual, dash=dash)
        yield contest


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=int, nargs="+", default=SCALES, help="times the data")
    parser.add_argument("--part", nargs="+", default=parts.NAMES, choices=parts.NAMES)
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("--document", action="store_true", help=f"renew {DOCUMENT.name} too")
    parser.add_argument("--cells", type=int, default=FULL, help="observations at scale 1")
    parser.add_argument("--rounds", type=int, default=2, help="how often pages are opened")
    parser.add_argument("--clicks", type=int, default=6, help="choices of the filter, 12 at most")
    parser.add_argument("--seconds", type=float, default=8, help="how long sessions click")
    parser.add_argument("--sessions", type=int, nargs="+", default=(1, 10, 50))
    parser.add_argument("--rows", type=int, default=50_000, help="rows of the file to load")
    return parser.parse_args()


def _line_above(observations: dict[str, int]) -> str:
    counts = ", ".join(f"{count:,} at {scale}" for scale, count in observations.items())
    what = machine()
    return (
        f"Measured on {date.today():%d %B %Y}: {what['cores']} cores, Python {what['python']},"
        f" load {what['load']} at the end. Observations: {counts}."
    )


def main() -> None:
    """Run what the command line asks for."""
    asked = _asked()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name, browser() as started:
        bench = Bench(asked, Path(name))
        bench.run(started)
    seconds = time.monotonic() - begun
    _tell("\n" + "\n".join(lines(bench.rows)))
    write_json(asked.json, bench.rows, seconds, {"observations": bench.observations})
    if asked.document:
        renew_document(DOCUMENT, bench.rows, _line_above(bench.observations))
    missed = sum(bool(row.missed) for row in bench.rows)
    _tell(f"\n{seconds:.0f} s, {len(bench.rows)} rows, {missed} goals missed; {asked.json}")


if __name__ == "__main__":
    main()
