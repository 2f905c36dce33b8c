"""Every hostile file is refused with a clear message: quickly, in little memory, with no trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.files import HOSTILE
from tests.ward import dump, open_ward

# Seconds of the processor, which other work on the machine does not add to.
MOST_SECONDS = 20
MOST_MEGABYTES = 500

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    open_ward(folder)
    return folder


@pytest.fixture(scope="module")
def runner(root: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.runner"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_in_little_memory_and_changes_nothing(
    name: str, ward: Path, runner: subprocess.Popen[str], tmp_path: Path
) -> None:
    hostile = HOSTILE[name]
    file = tmp_path / hostile.name
    file.write_bytes(hostile.make())
    before = dump(open_ward(ward))
    asked = {"ward": str(ward), "dataset": hostile.dataset, "file": str(file)}
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.write(json.dumps(asked) + "\n")
    runner.stdin.flush()
    told = json.loads(runner.stdout.readline())
    assert told.get("died") is None
    assert told["refused"]
    assert hostile.told & set(told["told"]), told
    assert all(one.strip() and "{" not in one for one in told["sentences"])
    assert told["seconds"] < MOST_SECONDS, told
    assert told["megabytes"] < MOST_MEGABYTES, told
    assert dump(open_ward(ward)) == before
