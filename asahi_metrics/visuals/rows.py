"""Frames as plain rows, where a missing value is None whatever pandas calls it."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows in their order, each with an attribute for every column.

    >>> rows_of(pd.DataFrame({"code": ["d01"], "value": [float("nan")]}))
    [namespace(code='d01', value=None)]
    """
    columns = {str(name): _plain(frame[name]) for name in frame.columns}
    return [
        SimpleNamespace(**dict(zip(columns, values, strict=True)))
        for values in zip(*columns.values(), strict=True)
    ]


def by_size(rows: Iterable[Any]) -> list[Any]:
    """Largest ``value`` first, those without one last, equals as they stood."""
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))


def _plain(column: pd.Series[Any]) -> list[Any]:
    known = column.notna().tolist()
    return [value if there else None for value, there in zip(column.tolist(), known, strict=True)]
