"""The open data as CSV: a list of figures that programs and spreadsheets read alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.figure_sheet import DefinedIndicator
from asahi_metrics.core.open_data import OpenRow, OpenTable
from asahi_metrics.core.text import Text
from asahi_metrics.exports.delimited import write_rows
from asahi_metrics.exports.figure_columns import data_kind, whole

_OWN = frozenset({"release", "subject", "fiscal_year", "kind", "reports_missing", "obs_status"})
"""Columns that other lists of figures do not have."""

FIGURE_COLUMNS = (
    "release", "indicator_id", "indicator", "subject", "unit", "area_code", "area", "fiscal_year",
    "span", "kind", "first_month", "last_month", "value", "state", "reports_missing", "data_kind",
    "source", "revision", "obs_status",
)  # fmt: skip

DEFINITION_COLUMNS = (
    "indicator_id", "indicator", "subject", "unit", "definition", "formula", "source", "owner",
    "disclosure", "data_kind",
)  # fmt: skip


def heading(text: Text, column: str) -> str:
    """The name of a column."""
    return text(f"open_data.column.{column}" if column in _OWN else f"files.column.{column}")


def write_open_table(table: OpenTable, text: Text) -> bytes:
    """The figures as CSV; a value that is withheld or missing is empty, and its state says so."""
    cells: Mapping[str, Callable[[OpenRow], object]] = {
        "release": lambda _: table.release,
        "indicator_id": lambda row: row.indicator.id,
        "indicator": lambda row: row.indicator.name,
        "subject": lambda row: row.subject,
        "unit": lambda row: row.indicator.unit,
        "area_code": lambda row: row.area_code,
        "area": lambda row: row.area,
        "fiscal_year": lambda row: row.year,
        "span": lambda row: span_name(text, row.span),
        "kind": lambda row: row.kind or None,
        "first_month": lambda row: _iso(row.first_month),
        "last_month": lambda row: _iso(row.last_month),
        "value": lambda row: None if row.value is None else whole(row.value),
        "state": lambda row: text(f"open_data.state.{row.state}"),
        "reports_missing": lambda row: row.reports_missing if row.span == "year" else None,
        "data_kind": lambda row: data_kind(text, sample=row.indicator.sample),
        "source": lambda row: row.indicator.sources,
        "revision": lambda _: table.revision,
        "obs_status": lambda row: row.obs_status,
    }
    rows = ([cells[name](row) for name in FIGURE_COLUMNS] for row in table.rows)
    return write_rows(_names(FIGURE_COLUMNS, text), rows)


def write_definitions(defined: Sequence[tuple[str, DefinedIndicator]], text: Text) -> bytes:
    """What each indicator means, with its subject, as CSV."""
    rows = [
        [
            one.id,
            one.name,
            subject,
            one.unit,
            one.definition,
            one.formula,
            one.sources,
            one.owner,
            one.disclosure,
            data_kind(text, sample=one.sample),
        ]
        for subject, one in defined
    ]
    return write_rows(_names(DEFINITION_COLUMNS, text), rows)


def span_name(text: Text, span: str) -> str:
    """What a value is of."""
    return text("open_data.span.kind" if span == "kind" else f"files.span.{span}")


def _names(columns: Sequence[str], text: Text) -> list[str]:
    return [heading(text, one) for one in columns]


def _iso(month: Month) -> str:
    return f"{month // 100}-{month % 100:02d}"
