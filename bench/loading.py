"""A long file into a new database: rows per second, and how much memory the process grows by.

    python -m bench.loading [--rows 200000] [--limited]

Each import runs in a process of its own on a new database with the sample pack; PostgreSQL is
started for this alone. ``--limited`` is about SQLite.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from xlsxwriter import Workbook

from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.effects import foresee
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.office import open_office
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.disaster_drills import KINDS
from tests.postgres import started

DATASET = "disaster_drills"
MOST_SECONDS, MOST_MB = 20, 500
FIRST, LAST = date(2015, 4, 1), date(2026, 9, 30)
Row = tuple[date, str, str, str, str, int | None, int | None, str | None]


def drills(count: int) -> Iterator[Row]:
    """Invented drills, no two of them the same record; the same ones each time."""
    dice = random.Random(14112)  # noqa: S311 - no secret
    districts = [one.name["ja"] for one in load_pack().areas.districts]
    seen: set[tuple[date, str, str]] = set()
    while len(seen) < count:
        day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))
        district, kind = dice.choice(districts), dice.choice(KINDS)
        organiser = f"{district}第{dice.randrange(1, 120)}自治会"
        if (day, organiser, kind) in seen:
            continue
        seen.add((day, organiser, kind))
        people = dice.randrange(400) if dice.random() > 0.04 else None
        homes = people * dice.randrange(40, 90) // 100 if people and dice.random() > 0.15 else None
        note = f"雨天のため規模を縮小({len(seen)})" if dice.random() < 0.05 else None
        venue = f"{district}地区 会場{dice.randrange(1, 60)}"
        yield day, district, organiser, kind, venue, people, homes, note


def write_files(folder: Path, count: int) -> list[Path]:
    """The same rows as .xlsx and as .csv."""
    header = [column.header for column in dataset_of(DATASET).columns]
    rows = list(drills(count))
    book, text = folder / "drills.xlsx", folder / "drills.csv"
    with Workbook(book, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        style = workbook.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, header)
        for at, (day, *others) in enumerate(rows, start=1):
            sheet.write_datetime(at, 0, datetime(day.year, day.month, day.day), style)
            sheet.write_row(at, 1, others)
    with text.open("w", encoding="cp932", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows((f"{day:%Y/%m/%d}", *others) for day, *others in rows)
    return [book, text]


def measure(file: Path, url: str, *, limited: bool) -> dict[str, float]:
    """One import in this process, told step by step; ``limited`` fails beyond the limits."""
    office = open_office(Settings(database_url=url))
    if not fill_if_empty(office):
        raise SystemExit("The database is not empty.")
    figures = Figures(office)
    content = file.read_bytes()
    began_with = _resident_mb()
    clocks = [(time.perf_counter(), time.process_time())]

    def lap(name: str) -> None:
        clocks.append((time.perf_counter(), time.process_time()))
        _tell_lap(name, clocks[-2], clocks[-1], _peak_mb() - began_with)

    plan = plan_import(office, DATASET, file.name, content)
    lap("check")
    foresee(figures, plan)
    lap("effect")
    commit_import(office, plan)
    lap("commit")
    wall, cpu = (clocks[-1][at] - clocks[0][at] for at in (0, 1))
    grown = _peak_mb() - began_with
    rate = len(plan.checked.records) / wall
    _tell_lap("total", clocks[0], clocks[-1], grown, f"  {rate:,.0f} rows/s  {plan.counts}")
    if limited and (cpu > MOST_SECONDS or grown > MOST_MB):
        raise SystemExit(f"More than {MOST_SECONDS} s of the processor or {MOST_MB} MB.")
    return {"rows_per_second": rate, "cpu_seconds": cpu, "peak_mb": grown}


def _tell_lap(
    name: str, before: tuple[float, float], now: tuple[float, float], grown: float, more: str = ""
) -> None:
    wall, cpu = now[0] - before[0], now[1] - before[1]
    _tell(f"  {name:<8} {wall:6.1f} s  (CPU {cpu:5.1f} s)  peak +{grown:.0f} MB{more}")


def _resident_mb() -> float:
    """Memory in use now; what was used at the most is counted from here on, where that works."""
    status = Path("/proc/self/status")
    if not status.exists():
        return _peak_mb()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _kilobytes(status, "VmRSS") / 1024


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        return _kilobytes(status, "VmHWM") / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _kilobytes(status: Path, name: str) -> int:
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measured(folder: Path, rows: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Each kind of file into each store that there is: its name, and what was measured."""
    files = write_files(folder, rows)
    with _stores(folder) as stores:
        for file in files:
            for store, url in stores.items():
                told = folder / "told.json"
                _in_own_process(file, url(file), "--json", str(told), quiet=True)
                name = f"{rows:,} rows, {file.suffix}, {store}"
                yield name, json.loads(told.read_text(encoding="utf-8"))


@contextmanager
def _stores(folder: Path, *, limited: bool = False) -> Iterator[dict[str, Callable[[Path], str]]]:
    """The address of an empty database for each file, by store; the limits are about SQLite."""
    stores: dict[str, Callable[[Path], str]] = {
        "SQLite": lambda file: f"sqlite:///{(folder / file.suffix[1:]).as_posix()}.db"
    }
    if limited:
        yield stores
        return
    with started() as cluster:
        yield {**stores, "PostgreSQL": lambda file: cluster.make(f"bench_{file.suffix[1:]}")}


def _in_own_process(file: Path, url: str, *more: str, quiet: bool = False) -> None:
    command = [sys.executable, "-m", "bench.loading", "--file", str(file), "--url", url, *more]
    subprocess.run(  # noqa: S603 - this very module
        command, check=True, stdout=subprocess.DEVNULL if quiet else None
    )


def main() -> None:
    """Measure each kind of file on each store."""
    parser = argparse.ArgumentParser(prog="python -m bench.loading", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--limited", action="store_true", help="fail beyond the limits")
    parser.add_argument("--file", type=Path, help="(used by the module itself)")
    parser.add_argument("--url", help="(used by the module itself)")
    parser.add_argument("--json", type=Path, help="(used by the module itself)")
    asked = parser.parse_args()
    if asked.file:
        found = measure(asked.file, asked.url, limited=asked.limited)
        if asked.json:
            asked.json.write_text(json.dumps(found), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_files(folder, asked.rows)
        with _stores(folder, limited=asked.limited) as stores:
            for store, url in stores.items():
                for file in files:
                    _tell(f"{store}, {file.suffix} ({file.stat().st_size / 2**20:.1f} MB)")
                    _in_own_process(file, url(file), *(["--limited"] if asked.limited else []))


if __name__ == "__main__":
    main()
