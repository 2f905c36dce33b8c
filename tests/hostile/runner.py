"""Plans the import of one file after the other, each in a process of its own with a limit.

Reads lines of JSON (folder of the ward, dataset, file) and answers each with what was told of
the file, how long the processor worked, and how much memory it took.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.grouping import grouped
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.importing import plan_import
from asahi_metrics.services.office import Office
from tests.ward import open_ward

ALLOWED_BYTES = 500 * 2**20


def main() -> None:
    office: Office | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        office = office or open_ward(Path(asked["ward"]))
        # The lists of the pack are read once, as in a program that has been running.
        assert office.names
        out, into = os.pipe()
        child = os.fork()
        if not child:
            os.write(into, json.dumps(answer(office, asked)).encode())
            os._exit(0)
        os.close(into)
        with os.fdopen(out, "rb") as reading:
            told = reading.read()
        _, status = os.waitpid(child, 0)
        sys.stdout.write((told.decode() or json.dumps({"died": status})) + "\n")
        sys.stdout.flush()


def answer(office: Office, asked: dict[str, str]) -> dict[str, object]:
    office.engine.dispose(close=False)
    status = Path("/proc/self/statm")
    if status.exists():
        size = int(status.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + ALLOWED_BYTES,) * 2)
    before, began = peak_bytes(), time.process_time()
    content = Path(asked["file"]).read_bytes()
    told: list[str] = []
    sentences: list[str] = []
    try:
        plan = plan_import(office, asked["dataset"], Path(asked["file"]).name, content)
        groups = grouped(plan.findings)
        told = sorted({one.first.code for one in groups if one.first.severity == "error"})
        sentences = [Text(lang).what(one.first) for one in groups for lang in LANGUAGES]
        refused = plan.refused
    except UnreadableFile as error:
        told, refused = [error.key.removeprefix("error.file.")], True
        sentences = [Text(lang).of_error(error) for lang in LANGUAGES]
    return {
        "refused": refused,
        "told": told,
        "sentences": sentences,
        "seconds": time.process_time() - began,
        "megabytes": (peak_bytes() - before) / 2**20,
    }


def peak_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    main()
