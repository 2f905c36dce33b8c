"""CSV that Excel opens as it should: UTF-8 with BOM, CRLF, and text that stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

import pandas as pd

from asahi_metrics.core.figure_sheet import FigureSheet
from asahi_metrics.core.text import Text
from asahi_metrics.exports.figure_columns import headings, row_values

# OWASP names the wide signs too: some spreadsheets take them for the narrow ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")


def write_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV; missing values are empty, and no cell can begin a formula."""
    safe = frame.set_axis([neutral(name) for name in frame.columns], axis="columns")
    for at in range(safe.shape[1]):
        values = safe.iloc[:, at]
        if not pd.api.types.is_numeric_dtype(values):
            texts = values.astype(object).map(neutral, na_action="ignore")
            safe.isetitem(at, texts.to_numpy())
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def write_rows(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as the same kind of CSV, never held as a frame; None is empty."""
    content = io.BytesIO()
    with io.TextIOWrapper(content, "utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerows([neutral(cell) for cell in row] for row in chain([header], rows))
        out.flush()
        return content.getvalue()


def write_figures(sheet: FigureSheet, text: Text) -> bytes:
    """A list of figures as CSV, with the workbook's columns; withheld and missing are words."""
    rows = [row_values(row, sheet, text) for row in sheet.rows]
    # As objects: a whole number in a column with words keeps its form.
    return write_csv(pd.DataFrame(rows, columns=list(headings(text)), dtype=object))


def neutral(value: object) -> object:
    """Text that a spreadsheet would run is given an apostrophe in front (OWASP ASVS 5.0 1.2.10).

    >>> neutral("=1+1"), neutral("旭区"), neutral(-5)
    ("'=1+1", '旭区', -5)
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
