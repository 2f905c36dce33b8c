"""A file of 200,000 rows on each path, within its limits of time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is told by Linux")
def test_200_000_rows_are_read_checked_foreseen_and_stored_within_the_limits(root: Path) -> None:
    command = [sys.executable, "-m", "bench.loading", "--limited"]
    # Time is that of the processor: what else the machine does is not counted.
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("rows/s") == 2
    assert done.stdout.count("new=200000") == 2
