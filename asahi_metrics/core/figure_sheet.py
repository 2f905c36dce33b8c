"""The figures behind a deck as one long list, for the forms that are counted on with.

Workbook, CSV and GeoJSON write the same list; only what its audience may see is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.report import Audience, Cell

Span = Literal["year", "before", "month"]
"""The year to date, the same months a year before, or a single month."""

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class DefinedIndicator:
    """What an indicator means, written out, and whether sample data is behind it.

    ``base_source`` names the records of what a rate relates to, where these are others.
    """

    id: str
    name: str
    unit: str
    decimals: int
    definition: str
    formula: str
    source: str
    owner: str
    disclosure: str
    sample: bool
    base_source: str = ""

    __pydantic_config__ = _STRICT

    @property
    def sources(self) -> str:
        """All the records behind it on one line."""
        return " / ".join(one for one in (self.source, self.base_source) if one)


@dataclass(frozen=True)
class FigureRow:
    """One figure of an area; ``span`` says which of its periods it is of."""

    indicator: DefinedIndicator
    area_code: str
    area: str
    span: Span
    period: Period
    period_text: str
    cell: Cell


@dataclass(frozen=True)
class FigureSheet:
    """The rows and what must go along with them wherever they go.

    ``remarks`` say how to read what is missing, withheld or sample data.
    """

    title: str
    area: str
    area_code: str
    year: int
    year_text: str
    audience: Audience
    revision: int
    as_of: str
    publisher: str
    remarks: tuple[str, ...]
    indicators: tuple[DefinedIndicator, ...]
    rows: tuple[FigureRow, ...]

    __pydantic_config__ = _STRICT

    @property
    def sample(self) -> bool:
        """Whether a figure in it is sample data."""
        return any(one.sample for one in self.indicators)

    @property
    def provisional(self) -> bool:
        """Whether a figure in it is not final."""
        return any(one.cell.provisional for one in self.rows)

    @property
    def sources(self) -> tuple[str, ...]:
        """The records that the figures are counted from, each once; last what they relate to."""
        found = [one.source for one in self.indicators]
        found += [one.base_source for one in self.indicators]
        return tuple(dict.fromkeys(one for one in found if one))

    def of_year(self) -> Iterator[FigureRow]:
        """The rows of the year to date."""
        return (one for one in self.rows if one.span == "year")
