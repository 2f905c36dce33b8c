"""Chooses the sheet of a workbook that is read, and tells of others that are like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.spelling import tidy_text
from asahi_metrics.core.text import LANGUAGES, all_words
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.headers import Header, HeaderWords, layout_header
from asahi_metrics.sources.refusals import Seen, unreadable
from asahi_metrics.sources.spec import Dataset, Layout
from asahi_metrics.sources.table_rows import has_data


@dataclass(frozen=True)
class FoundSheet:
    """The sheet that holds the data, and its header; ``layout`` is somebody else's, or none.

    ``others`` are further visible sheets that hold such data too and are not read, ``similar``
    the names of those whose header lacks a few required columns, with these columns.
    """

    grid: Grid
    header: Header
    layout: Layout | None = None
    others: tuple[FoundSheet, ...] = ()
    similar: tuple[tuple[str, str], ...] = ()

    @property
    def header_row(self) -> int:
        """The header's row as Excel counts."""
        return self.header.row + self.grid.first_row


def choose_sheet(grids: Iterable[Grid], words: HeaderWords, seen: Seen) -> FoundSheet:
    """The first sheet with data that has all required columns, or a known layout.

    A template's example is passed over where there is another sheet. Raises UnreadableFile
    where no sheet has the header.
    """
    sheets: list[FoundSheet] = []
    for grid in grids:
        seen.grids.append(grid)
        try:
            sheets += _found(grid, words, seen)
        except UnreadableFile:
            # A sheet of another form does not matter beside the one that was found.
            if not sheets:
                raise
    own = [sheet for sheet in sheets if not _is_example(sheet.grid, sheet.header)] or sheets
    filled = [sheet for sheet in own if has_data(sheet.grid, sheet.header)]
    fitting = [sheet for sheet in (*filled, *own) if not sheet.header.twice]
    if not fitting:
        raise unreadable(words, seen)
    return replace(
        fitting[0],
        others=tuple(sheet for sheet in filled if _is_alike(sheet, fitting[0], words.dataset)),
        similar=tuple(_similar(words, seen, sheets)),
    )


def sheets_left_out(found: FoundSheet) -> Iterator[Finding]:
    """The error that further sheets hold such data."""
    if found.others:
        read, names = found.grid.sheet, "、".join(one.grid.sheet or "" for one in found.others)
        yield Finding(
            "sheets_left_out",
            sheet=read,
            row=found.header_row,
            value=shown(names),
            params={"sheet": shown(read), "others": shown(names), "count": len(found.others) + 1},
        )


def similar_sheets(found: FoundSheet) -> Iterator[Finding]:
    """A notice of each sheet that only a few headers keep from being read."""
    for name, missing in found.similar:
        yield Finding(
            "similar_sheet_left_out",
            sheet=found.grid.sheet,
            row=found.header_row,
            value=shown(name),
            params={"columns": missing},
            severity="notice",
        )


def _found(grid: Grid, words: HeaderWords, seen: Seen) -> Iterator[FoundSheet]:
    """The sheet, where its header has all required columns or is that of a layout.

    A header that names a column twice counts as well, so that its sheet is not passed over.
    """
    header = words.best(grid)
    is_whole = header is not None and header.names_all(words.missing(header))
    if header is not None:
        seen.met.append((grid, header))
        if is_whole and not header.twice:
            yield FoundSheet(grid, header)
            return
    known = layout_header(grid, words.dataset.layouts)
    if known is not None and known[1].twice:
        seen.met.append((grid, known[1]))
    elif known is not None:
        yield FoundSheet(grid, known[1], known[0])
    elif header is not None and is_whole:
        yield FoundSheet(grid, header)


def _is_alike(sheet: FoundSheet, read: FoundSheet, dataset: Dataset) -> bool:
    """Whether a further sheet holds what the one that is read does.

    A dataset that requires no column finds its header in many a table.
    """
    if sheet.grid is read.grid:
        return False
    requires = any(column.required for column in dataset.columns)
    return requires or set(read.header.places) <= set(sheet.header.places)


def _similar(
    words: HeaderWords, seen: Seen, sheets: Iterable[FoundSheet]
) -> Iterator[tuple[str, str]]:
    """The sheets that name most of the required columns but not all, and those they lack."""
    required = sum(column.required for column in words.dataset.columns)
    for grid, header in seen.met:
        missing = words.missing(header)
        if 2 * len(missing) >= required or any(sheet.grid is grid for sheet in sheets):
            continue
        try:
            is_data = has_data(grid, header) and not _is_example(grid, header)
        except UnreadableFile:
            continue
        if is_data:
            yield grid.sheet or "", "、".join(missing)


def _is_example(grid: Grid, header: Header) -> bool:
    """Whether it is the example of a template: by its name, or by what stands above the header."""
    words = all_words()
    names = {words["template.sheet_example"][lang] for lang in LANGUAGES}
    marks = tuple(words["template.example_mark"][lang].partition("{")[0] for lang in LANGUAGES)
    above = (cell for cells in grid.head[: header.row] for cell in cells if isinstance(cell, str))
    return grid.sheet in names or any(tidy_text(cell).startswith(marks) for cell in above)
