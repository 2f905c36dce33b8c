"""Frames as plain rows, where a missing value is None whatever pandas calls it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows in their order, each with an attribute for every column.

    >>> rows_of(pd.DataFrame({"code": ["d01"], "value": [float("nan")]}))
    [namespace(code='d01', value=None)]
    """
    columns: dict[str, list[Any]] = {str(name): frame[name].tolist() for name in frame.columns}
    return [
        SimpleNamespace(
            **{
                name: None if pd.isna(value) else value
                for name, value in zip(columns, values, strict=True)
            }
        )
        for values in zip(*columns.values(), strict=True)
    ]
