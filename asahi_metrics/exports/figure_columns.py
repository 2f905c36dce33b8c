"""The columns of a list of figures: the same in the workbook and in the CSV."""

from __future__ import annotations

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.figure_sheet import FigureRow, FigureSheet
from asahi_metrics.core.text import Text

COLUMNS = (
    "indicator_id",
    "indicator",
    "unit",
    "area_code",
    "area",
    "span",
    "period",
    "first_month",
    "last_month",
    "value",
    "state",
    "source",
    "as_of",
    "revision",
    "data_kind",
    "stage",
    "audience",
)
"""From the figure to what must go along with it when a row is copied elsewhere."""

VALUE = COLUMNS.index("value")


def headings(text: Text) -> tuple[str, ...]:
    """The columns' names in a language."""
    return tuple(text(f"files.column.{name}") for name in COLUMNS)


def row_values(row: FigureRow, sheet: FigureSheet, text: Text) -> tuple[str | float, ...]:
    """A row's cells; a figure that is withheld or missing is its word and never 0."""
    shown = row.cell.value
    return (
        row.indicator.id,
        row.indicator.name,
        row.indicator.unit,
        row.area_code,
        row.area,
        text(f"files.span.{row.span}"),
        row.period_text,
        _iso(row.period.first_month),
        _iso(row.period.last_month),
        row.cell.text if shown is None else whole(shown),
        text(f"files.state.{row.cell.state}"),
        row.indicator.sources,
        sheet.as_of,
        sheet.revision,
        data_kind(text, sample=row.indicator.sample),
        "" if shown is None else stage_name(text, provisional=row.cell.provisional),
        text(f"files.audience.{sheet.audience}"),
    )


def data_kind(text: Text, *, sample: bool) -> str:
    """Whether figures are sample data or real ones."""
    return text("sample.short" if sample else "files.real")


def stage_name(text: Text, *, provisional: bool) -> str:
    """Whether a figure is provisional or final."""
    return text("stage.provisional" if provisional else "stage.final")


def sheet_stage(text: Text, sheet: FigureSheet) -> str:
    """Whether a list holds a provisional figure, or is final."""
    return text("stage.contains" if sheet.provisional else "stage.final")


def whole(value: float) -> float:
    """A whole number without its decimal point.

    >>> whole(10.0), whole(23.2), whole(3)
    (10, 23.2, 3)
    """
    # Counts of different items come as int, which has no is_integer before Python 3.12.
    return int(value) if float(value).is_integer() else value


def _iso(month: Month) -> str:
    return f"{month // 100}-{month % 100:02d}"
