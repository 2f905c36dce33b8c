"""Why no sheet of a file can be read: where its header was looked for, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.headers import Header, HeaderWords

_MOST = 12


@dataclass
class Seen:
    """The sheets that were looked at, and those in which some header was met."""

    file_name: str
    grids: list[Grid] = field(default_factory=list)
    met: list[tuple[Grid, Header]] = field(default_factory=list)

    @property
    def nearest(self) -> tuple[Grid, Header] | None:
        """The first of the headers that name the most columns."""
        return max(self.met, key=lambda met: met[1].matched, default=None)

    def place(self, grid: Grid) -> str | None:
        """What the reader calls the sheet: a text file has no other name than its own."""
        return shown(grid.sheet or self.file_name)


def unreadable(words: HeaderWords, seen: Seen) -> UnreadableFile:
    """The refusal of a file in which no sheet has the header that is needed."""
    if seen.nearest is None:
        places = _listed(seen.place(grid) or "" for grid in seen.grids) or shown(seen.file_name)
        headers = "、".join(column.header for column in words.dataset.columns)
        return UnreadableFile("error.file.no_header", place=places, columns=headers)
    grid, header = seen.nearest
    where = {"place": seen.place(grid), "row": header.row + grid.first_row}
    if header.twice:
        return UnreadableFile("error.file.header_twice", columns=_twice(header), **where)
    missing = "、".join(words.missing(header))
    if not grid.first_row:
        return UnreadableFile("error.file.properties_missing", columns=missing, **where)
    if bracketed := _listed(words.bracketed(header)):
        key = "error.file.columns_bracketed"
        return UnreadableFile(key, columns=missing, bracketed=bracketed, **where)
    written = _listed(name for name in header.names if name)
    return UnreadableFile("error.file.columns_missing", columns=missing, written=written, **where)


def _twice(header: Header) -> str:
    """The columns of the same header by their letters, as they are written."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - a command starts without it

    places = sorted(place for found in header.twice.values() for place in found)
    return _listed(f"{xl_col_to_name(place)} {shown(header.names[place])}" for place in places)


def _listed(names: Iterable[str]) -> str:
    """The first names in a line; an ellipsis tells that there are more."""
    told = [shown(name) or "" for name in names]
    return "、".join([*told[:_MOST], "…"] if len(told) > _MOST else told)
