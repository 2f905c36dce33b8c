"""A process that imports and takes back without end, so that each revision's state is known.

It writes on the filled ward of ``tests/ward.py``: where the newest revision is an import of
drills, these stand as ``MORE_DRILLS`` says, else as the ward's three years do.

    python -m tests.importer FOLDER            writes until it is ended, and says so
    python -m tests.importer FOLDER --fork     forks such a process for each line it is given
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.history import history, undo
from asahi_metrics.services.office import Office
from tests.ward import load, open_ward

# Every value of the first drills is another, and there are more of them in more months.
MORE_DRILLS = [
    ("2023-05-10", "山手", "A会", "避難訓練", "公園", 300, 100, None),
    ("2023-09-01", "山手", "A会", "総合防災訓練", "公園", 500, 200, None),
    ("2023-09-01", "川端", "B会", "避難訓練", "公園", 110, 55, None),
    ("2023-09-02", "野原", "C会", "避難訓練", "公園", 90, 45, None),
    *[
        (f"2023-{month:02}-{day:02}", "野原", f"D{day}会", "避難訓練", "公園", 40, 20, None)
        for month in (4, 6, 7, 8, 10, 11, 12)
        for day in range(1, 11)
    ],
]


def write_on(office: Office) -> None:
    """Import and take back in turn, without end, from the state that is found."""
    if has_more(office):
        undo(office, office.revision())
    while True:
        _write_once(office)


def _write_once(office: Office) -> None:
    number = load(office, "disaster_drills", MORE_DRILLS)
    assert number is not None
    _say(number)
    undo(office, number)


def has_more(office: Office) -> bool:
    """Whether the drills stand as ``MORE_DRILLS`` says, by the newest revision."""
    newest = history(office)[0]
    return (newest.kind, newest.dataset) == ("import", "disaster_drills")


@contextmanager
def importing(folder: Path) -> Iterator[None]:
    """Another process writes all the while, and has begun to."""
    command = [sys.executable, "-m", __name__, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline()
            drain = threading.Thread(target=process.stdout.read)
            drain.start()
            yield
            assert process.poll() is None, "The importer has ended by itself."
        finally:
            process.kill()
            drain.join()


class Fork:
    """A process that gives birth to importers within a millisecond, since all is loaded."""

    def __init__(self, folder: Path) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", __name__, str(folder), "--fork"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._parent.stdout is not None
        # How long an import and its undo take on this machine, as it is now.
        self.seconds = float(self._parent.stdout.readline())

    def start(self) -> int:
        """Start an importer and return its number, when it is about to write."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write("\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def kill(self, number: int) -> None:
        """End an importer as a power cut would, and wait until it is gone."""
        os.kill(number, signal.SIGKILL)
        assert self._parent.stdout is not None
        assert int(self._parent.stdout.readline()) == -signal.SIGKILL

    def close(self) -> None:
        self._parent.communicate()


def _fork_for_each_line(folder: Path) -> None:
    office = open_ward(folder)
    if has_more(office):
        undo(office, office.revision())
    with redirect_stdout(io.StringIO()):
        # What is loaded and compiled at the first time would take each child longer.
        _write_once(office)
        begun = time.perf_counter()
        _write_once(office)
        seconds = time.perf_counter() - begun
    sys.stdout.write(f"{seconds}\n")
    sys.stdout.flush()
    # A connection may not be carried over into another process.
    office.engine.dispose()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _say(os.getpid())
            with redirect_stdout(io.StringIO()):
                write_on(office)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if "--fork" in sys.argv:
        _fork_for_each_line(place)
    else:
        write_on(open_ward(place))
