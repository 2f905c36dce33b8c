"""Reports that tests write to ``tests/artifacts``; some are told at the end of the run."""

from __future__ import annotations

from pathlib import Path

ARTIFACTS = Path(__file__).parent / "artifacts"
SHOWN = ".report.txt"


def write_report(name: str, content: str, *, shown: bool = False) -> None:
    """Write a report; ``shown`` ones are told at the end of the run as well."""
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / (name.replace(".txt", SHOWN) if shown else name)
    path.write_text(content, encoding="utf-8")
