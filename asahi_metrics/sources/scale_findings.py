"""What a sheet says of itself above its header and in it: that its figures are in thousands."""

from __future__ import annotations

from collections.abc import Iterator

from asahi_metrics.core.findings import Finding
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.header_units import (
    concerned_kinds,
    plain_unit,
    read_header,
    scales_above,
)
from asahi_metrics.sources.headers import Header
from asahi_metrics.sources.spec import Column, Dataset


def wrong_scales(grid: Grid, header: Header, dataset: Dataset) -> Iterator[Finding]:
    """The places above the header and in it that say thousands or millions, by their rows."""
    taken = [column for column in dataset.columns if column.header in header.places]
    stated = [column for column in taken if not _has_unit(header, column)]
    for row, text, scale in scales_above(grid.head[: header.row]):
        kinds = concerned_kinds(scale)
        if concerned := [column for column in stated if column.kind in kinds]:
            yield Finding(
                "scale_above_header",
                sheet=grid.sheet,
                row=row + grid.first_row,
                column="、".join(column.header for column in concerned),
                value=shown(text),
                params={"scale": scale, "unit": plain_unit(scale, concerned[0].kind)},
            )
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


def _has_unit(header: Header, column: Column) -> bool:
    """Whether the column's own header says its unit, so that none above the table speaks of it."""
    if column.header in header.scaled:
        return True
    return read_header(header.names[header.places[column.header]]).has_unit
