"""Reading the files of a ward pack: a mistake in them is a CatalogueError that says where."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from asahi_metrics.core.errors import CatalogueError

Row = dict[str, str]
_Number = TypeVar("_Number", int, float)


def read_rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """The rows of a CSV file that must have the columns; every cell stays text."""
    if not path.is_file():
        raise CatalogueError("error.pack.file_missing", file=str(path))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restval="")
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise CatalogueError(
                "error.pack.columns_missing", file=path.name, columns=", ".join(missing)
            )
        return list(reader)


def read_toml(path: Path) -> dict[str, Any]:
    """The tree of a TOML file."""
    if not path.is_file():
        raise CatalogueError("error.pack.file_missing", file=str(path))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError("error.pack.not_toml", file=path.name, why=str(error)) from error


def read_number(row: Row, column: str, kind: Callable[[str], _Number]) -> _Number:
    """A cell as a number that is neither negative nor infinite."""
    try:
        value = kind(row[column])
    except ValueError as error:
        raise bad_value(row, column) from error
    if not 0 <= value < float("inf"):
        raise bad_value(row, column)
    return value


def bad_value(row: Row, column: str) -> CatalogueError:
    """The error for a cell that cannot be what its column says."""
    code = row.get("code", "")
    return CatalogueError("error.pack.bad_value", code=code, column=column, value=row[column])
