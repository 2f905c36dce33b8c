"""The small ward with five fiscal years of drills and surveys, counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asahi_metrics.services.office import Office
from tests.ward import CENSUS, DISTRICTS, Rows, load, open_ward

YEARS = range(2021, 2026)
READY = "防災の備えができている"

# Drills by district, FY2021 to FY2025, all in September; 300, 700 and 1,100 residents.
DRILLS_BY_YEAR = {"01": (4, 8, 12, 16, 20), "02": (6, 7, 6, 6, 7), "03": (1, 0, 1, 0, 2)}

# Answers and those that were positive, June of each year; in 03 nobody was asked in 2023.
ANSWERS = {
    "01": ((100, 20), (100, 30), (100, 40), (100, 50), (100, 60)),
    "02": ((200, 100), (200, 98), (200, 103), (200, 97), (200, 150)),
    "03": ((50, 20), (50, 22), None, (50, 21), (50, 20)),
}


def drill_rows(by_year: dict[str, Sequence[int]] = DRILLS_BY_YEAR, *, month: int = 9) -> Rows:
    """A row for each drill, of ten people each; every drill has a day of its own."""
    return [
        (f"{year}-{month:02}-{day:02}", DISTRICTS[code], "A会", "避難訓練", "公園", 10, 5, None)
        for code, counts in by_year.items()
        for year, count in zip(YEARS, counts, strict=True)
        for day in range(1, count + 1)
    ]


def survey_rows() -> Rows:
    """A row for each district and year that was asked."""
    return [
        (f"{year}-06", DISTRICTS[code], READY, *asked)
        for code, years in ANSWERS.items()
        for year, asked in zip(YEARS, years, strict=True)
        if asked
    ]


def open_five_years(folder: Path) -> Office:
    """The ward with its census, its drills and its surveys."""
    office = open_ward(folder)
    load(office, "census", CENSUS)
    load(office, "disaster_drills", drill_rows())
    load(office, "sentiment_survey", survey_rows())
    return open_ward(folder)
