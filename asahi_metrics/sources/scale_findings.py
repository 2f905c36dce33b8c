"""What a sheet says of itself around its table and in its header: figures are in thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from asahi_metrics.core.findings import Finding
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.grids import Grid, NumberedRow
from asahi_metrics.sources.header_units import (
    concerned_kinds,
    plain_unit,
    read_header,
    scales_said,
)
from asahi_metrics.sources.headers import Header
from asahi_metrics.sources.spec import Column, Dataset
from asahi_metrics.sources.table_rows import ClosingRow


def wrong_scales(
    grid: Grid, header: Header, dataset: Dataset, closing: Sequence[ClosingRow]
) -> Iterator[Finding]:
    """The places above the header, in it and below the data that say thousands or millions.

    They come by their rows; ``closing`` are the notes and totals below the data.
    """
    taken = [column for column in dataset.columns if column.header in header.places]
    unstated = [column for column in taken if not _has_unit(header, column)]
    above = enumerate(grid.head[: header.row], start=grid.first_row)
    yield from _beside(grid, above, unstated, "scale_above_header")
    for column in taken:
        if (scale_of := header.scaled.get(column.header)) is not None:
            yield Finding(
                "scale_in_header",
                sheet=grid.sheet,
                row=header.row + grid.first_row,
                column=column.header,
                value=shown(header.names[header.places[column.header]]),
                params={"scale": scale_of, "unit": plain_unit(scale_of, column.kind)},
            )
    below = ((row.number, row.cells) for row in closing)
    yield from _beside(grid, below, unstated, "scale_below_table")


def _beside(
    grid: Grid, rows: Iterable[NumberedRow], columns: Sequence[Column], code: str
) -> Iterator[Finding]:
    """What the cells of rows beside the table say of columns that do not state their unit."""
    for row, text, scale in scales_said(rows):
        kinds = concerned_kinds(scale)
        if concerned := [column for column in columns if column.kind in kinds]:
            yield Finding(
                code,
                sheet=grid.sheet,
                row=row,
                column="、".join(column.header for column in concerned),
                value=shown(text),
                params={"scale": scale, "unit": plain_unit(scale, concerned[0].kind)},
            )


def _has_unit(header: Header, column: Column) -> bool:
    """Whether the column's own header says its unit, so that none beside the table speaks of it."""
    if column.header in header.scaled:
        return True
    return read_header(header.names[header.places[column.header]]).has_unit
