"""Where things stand: the pages in their order, and the page of each subject."""

from __future__ import annotations

from pathlib import Path

from asahi_metrics.core.settings import ROOT

PAGES = (
    "overview",
    "policy",
    "outcome",
    "analysis",
    "review",
    "map",
    "drills",
    "crime_prevention",
    "dog_patrol",
    "marche",
    "district",
    "meeting",
    "data",
    "indicators",
)
ADMIN_PAGES = ("audit",)
"""Pages that the menu of an account leads to, and not the line of pages."""

PRESENT_PAGES = frozenset({"review", "meeting", "data"})
"""Where people write down, load and release what is known now; a past state has no place there."""

# A subject of the catalogue that has a page of its own; the others are on the district page.
_SUBJECT_PAGES = {
    "disaster_drills": "drills",
    "crime_prevention": "crime_prevention",
    "dog_patrol": "dog_patrol",
    "marche": "marche",
}


def page_file(name: str) -> Path:
    """The file of a page."""
    return ROOT / "pages" / f"{name}.py"


def has_page(subject: str) -> bool:
    """Whether the subject has a page of its own."""
    return subject in _SUBJECT_PAGES


def page_of(subject: str) -> Path:
    """The page on which a subject's indicators are shown."""
    return page_file(_SUBJECT_PAGES.get(subject, "district"))
