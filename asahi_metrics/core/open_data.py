"""The open data as data: every figure of a release, and what a catalogue says of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.figure_sheet import DefinedIndicator
from asahi_metrics.core.public_page import Terms
from asahi_metrics.core.text import Bilingual, Language

OpenSpan = Literal["year", "before", "month", "kind"]
"""The year to date, the same months a year before, a month, or a kind within the year."""

OpenState = Literal["value", "withheld", "missing"]

ObsStatus = Literal["A", "P", "O", "Q"]
"""A normal value, a provisional one, a missing one, one that is missing since it is suppressed."""


@dataclass(frozen=True)
class OpenRow:
    """One figure; ``value`` is None unless the state is ``value``, ``kind`` is empty but for kinds.

    ``reports_missing`` counts the reports that lack in a year's figure.
    """

    indicator: DefinedIndicator
    subject: str
    area_code: str
    area: str
    year: int
    span: OpenSpan
    first_month: Month
    last_month: Month
    value: float | None
    state: OpenState
    kind: str = ""
    reports_missing: int = 0
    provisional: bool = False

    @property
    def obs_status(self) -> ObsStatus:
        """The state as SDMX's code list CL_OBS_STATUS has it."""
        if self.state == "withheld":
            return "Q"
        if self.state == "missing":
            return "O"
        return "P" if self.provisional else "A"


@dataclass(frozen=True)
class OpenTable:
    """Figures with what must go along with each of them when it is copied elsewhere."""

    rows: tuple[OpenRow, ...]
    release: int
    revision: int


@dataclass(frozen=True)
class OpenFile:
    """A file of the open data by its name within the folder; ``lang`` is that of its words."""

    name: str
    media_type: str
    title: Bilingual
    lang: Language


@dataclass(frozen=True)
class OpenDataset:
    """One dataset of the catalogue; ``themes`` are codes of the EU's data themes.

    ``first`` and ``last`` are the months that it reaches from and to.
    """

    id: str
    title: Bilingual
    description: Bilingual
    keywords: tuple[Bilingual, ...]
    themes: tuple[str, ...]
    first: Month
    last: Month
    sample: bool
    files: tuple[OpenFile, ...]


@dataclass(frozen=True)
class OpenCatalogue:
    """The catalogue of a release; ``issued`` is the day of the first one, ``modified`` of this.

    ``version`` names release and revision, ``sample_note`` warns of sample data,
    ``districts_geojson`` tells where the ward is.
    """

    title: Bilingual
    description: Bilingual
    ward: Bilingual
    ward_code: str
    release: int
    version: Bilingual
    issued: date
    modified: date
    sample: bool
    sample_note: Bilingual
    terms: Mapping[str, Terms]
    datasets: tuple[OpenDataset, ...]
    districts_geojson: str
    boundaries: Bilingual
