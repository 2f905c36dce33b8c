"""The table of a run: a row for each thing measured, beside what it is compared with."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

_WIDE = 46
_BEGIN, _END = "<!-- bench -->", "<!-- /bench -->"


@dataclass(frozen=True)
class Goal:
    """What was set out to be reached: an amount at most, or times of what stands beside it."""

    most: float | None = None
    of_floor: float | None = None
    of_dash: float | None = None
    faster_than_usual: float | None = None


@dataclass(frozen=True)
class Row:
    """One thing measured in the program and, where there is one, its floor and its rivals.

    ``scale`` is how many times the observations of a single ward there were; None where
    that plays no part.
    """

    part: str
    what: str
    scale: int | None
    unit: str
    ours: float
    floor: float | None = None
    usual: float | None = None
    dash: float | None = None
    goal: Goal = Goal()

    @property
    def of_floor(self) -> float | None:
        """How many times the floor it is."""
        return self.ours / self.floor if self.floor else None

    @property
    def missed(self) -> list[str]:
        """Which goals were not reached."""
        goal, missed = self.goal, []
        if goal.most is not None and self.ours > goal.most:
            missed.append(f"> {goal.most:g} {self.unit}")
        if goal.of_floor is not None and self.floor and self.ours > goal.of_floor * self.floor:
            missed.append(f"> {goal.of_floor:g} x floor")
        if goal.of_dash is not None and self.dash and self.ours > goal.of_dash * self.dash:
            missed.append(f"> {goal.of_dash:g} x Dash")
        times = goal.faster_than_usual
        if times is not None and self.usual and self.ours * times > self.usual:
            missed.append(f"< {times:g} x faster than usual")
        return missed


def lines(rows: Sequence[Row]) -> list[str]:
    """The table as it is printed."""
    heads = ("ours", "floor", "x floor", "usual", "Dash", "unit")
    told = [f"{'':<{_WIDE}}{'scale':>6}" + "".join(f"{one:>9}" for one in heads) + "  goal"]
    told.append("-" * len(told[0]))
    for at, row in enumerate(rows):
        if at and rows[at - 1].part != row.part:
            told.append("")
        numbers = (row.ours, row.floor, row.of_floor, row.usual, row.dash)
        scale = "" if row.scale is None else f"{row.scale}x"
        told.append(
            f"{f'{row.part}: {row.what}':<{_WIDE}}{scale:>6}"
            + "".join(f"{_number(one):>9}" for one in numbers)
            + f"{row.unit:>9}  {_verdict(row)}"
        )
    return told


def renew_document(file: Path, rows: Sequence[Row], kept: str) -> None:
    """Put the table in the place of the one that stands in a document, with a line above it."""
    before, _, rest = file.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    heads = ("", "data", "ours", "floor", "× floor", "usual", "Dash", "unit", "goal")
    told = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in rows:
        numbers = (row.ours, row.floor, row.of_floor, row.usual, row.dash)
        scale = "" if row.scale is None else f"{row.scale}×"
        cells = (f"{row.part}: {row.what}", scale, *map(_number, numbers), row.unit, _verdict(row))
        told.append(f"| {' | '.join(cells)} |")
    table = "\n".join([_BEGIN, "", kept, "", *told, "", _END])
    file.write_text(before + table + after, encoding="utf-8")


def write_json(file: Path, rows: Sequence[Row], seconds: float, kept: dict[str, object]) -> None:
    """The same as JSON, with the machine it was measured on."""
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "machine": machine(),
        **kept,
        "rows": [
            {name: value for name, value in asdict(row).items() if name != "goal"}
            | {"of_floor": row.of_floor, "goal": _set(row.goal), "missed": row.missed}
            for row in rows
        ],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """What it was measured on, and how busy that was at the end."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def _set(goal: Goal) -> dict[str, float]:
    found = {one.name: getattr(goal, one.name) for one in fields(goal)}
    return {name: value for name, value in found.items() if value is not None}


def _verdict(row: Row) -> str:
    if not _set(row.goal):
        return ""
    return f"missed: {', '.join(row.missed)}" if row.missed else "reached"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
