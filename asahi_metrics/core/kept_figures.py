"""The figures behind a deck as they stood when it was made, to be kept with it.

Every form of file is written from them, so that all say the same, whatever is loaded later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.figure_sheet import FigureRow, FigureSheet, Span
from asahi_metrics.core.report import Cell, TablePicture


@dataclass(frozen=True)
class KeptFigures:
    """The list of a deck's figures, and the table of its handout.

    ``table`` is None where the place has figures of its own of no indicator.
    """

    sheet: FigureSheet
    table: TablePicture | None


class _Row(NamedTuple):
    """A row of the list, with places in the lists of indicators, areas and periods."""

    indicator: int
    area: int
    span: Span
    period: int
    cell: Cell


@dataclass(frozen=True)
class _Stored:
    """The figures with what many rows share told once; ``sheet`` has no rows of its own."""

    sheet: FigureSheet
    areas: tuple[tuple[str, str], ...]
    periods: tuple[tuple[Period, str], ...]
    rows: tuple[_Row, ...]
    table: TablePicture | None

    __pydantic_config__ = ConfigDict(extra="forbid")


_STORED = TypeAdapter(_Stored)


def figures_to_json(kept: KeptFigures) -> str:
    """The figures as JSON."""
    sheet = kept.sheet
    areas = tuple(dict.fromkeys((row.area_code, row.area) for row in sheet.rows))
    periods = tuple(dict.fromkeys((row.period, row.period_text) for row in sheet.rows))
    at_area = {one: at for at, one in enumerate(areas)}
    at_period = {one: at for at, one in enumerate(periods)}
    at_indicator = {one.id: at for at, one in enumerate(sheet.indicators)}
    rows = tuple(
        _Row(
            indicator=at_indicator[row.indicator.id],
            area=at_area[row.area_code, row.area],
            span=row.span,
            period=at_period[row.period, row.period_text],
            cell=row.cell,
        )
        for row in sheet.rows
    )
    stored = _Stored(replace(sheet, rows=()), areas, periods, rows, kept.table)
    return _STORED.dump_json(stored).decode()


def figures_from_json(told: str | bytes) -> KeptFigures:
    """The figures that were kept; raises AsahiMetricsError for anything else."""
    try:
        stored = _STORED.validate_json(told)
        rows = tuple(_row(stored, row) for row in stored.rows)
    except (ValidationError, IndexError) as error:
        raise AsahiMetricsError("error.deck.unreadable") from error
    return KeptFigures(replace(stored.sheet, rows=rows), stored.table)


def _row(stored: _Stored, row: _Row) -> FigureRow:
    code, area = stored.areas[row.area]
    period, said = stored.periods[row.period]
    return FigureRow(
        indicator=stored.sheet.indicators[row.indicator],
        area_code=code,
        area=area,
        span=row.span,
        period=period,
        period_text=said,
        cell=row.cell,
    )
