"""Readers see one state of the data, while another process imports and takes back all the time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import RevisionPassed
from asahi_metrics.core.text import Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import undo
from asahi_metrics.services.office import Office
from asahi_metrics.services.records import records_frame
from tests.importer import MORE_DRILLS, has_more, importing
from tests.ward import load, open_filled_ward

pytestmark = pytest.mark.sqlite

YEAR = Period(2023)
SECONDS = 30.0
ENOUGH = 8


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


def drills_of(figures: Figures) -> dict[str, object]:
    """All that pages show of the drills, one question after the other."""
    found: dict[str, object] = {}
    for indicator in figures.office.catalogue:
        if indicator.subject == "disaster_drills":
            found[f"{indicator.id} span"] = figures.data_span(indicator)
            found[f"{indicator.id} ward"] = figures.of(indicator, YEAR)
            found[f"{indicator.id} months"] = figures.monthly(indicator, YEAR)
            found[f"{indicator.id} areas"] = dict(figures.by_area(indicator, YEAR))
            if not indicator.is_rate:
                found[f"{indicator.id} items"] = figures.by_item(indicator, YEAR)
    found["records"] = len(records_frame(figures.office, "disaster_drills", YEAR, text=Text("ja")))
    return found


def test_readers_never_see_half_an_import(office: Office, tmp_path: Path) -> None:
    expected = {False: drills_of(Figures(office))}
    load(office, "disaster_drills", MORE_DRILLS)
    expected[True] = drills_of(Figures(office))
    same = {key for key in expected[True] if expected[True][key] == expected[False][key]}
    assert same == set()
    seen = {True: 0, False: 0}
    with importing(tmp_path):
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and min(seen.values()) < ENOUGH:
            with office.reading():
                more = has_more(office)
                assert drills_of(Figures(office)) == expected[more]
            seen[more] += 1
    assert min(seen.values()) >= ENOUGH


def test_without_a_reading_around_them_figures_are_of_their_revision_or_not_had(
    office: Office, tmp_path: Path
) -> None:
    expected = {False: drills_of(Figures(office))}
    load(office, "disaster_drills", MORE_DRILLS)
    expected[True] = drills_of(Figures(office))
    passed = 0
    with importing(tmp_path):
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and passed < ENOUGH:
            with office.reading():
                more, figures = has_more(office), Figures(office)
            try:
                found = drills_of(figures)
            except RevisionPassed:
                passed += 1
            else:
                # The records are not asked by revision.
                assert found | {"records": 0} == expected[more] | {"records": 0}
    assert passed >= ENOUGH


def test_a_reading_keeps_to_its_state_until_its_own_thread_writes(office: Office) -> None:
    before = office.revision()
    with office.reading():
        assert office.revision() == before
        with office.reading():
            number = load(office, "disaster_drills", MORE_DRILLS)
        assert office.revision() == number
    assert office.revision() == number


def test_what_an_import_did_not_touch_is_still_answered(office: Office) -> None:
    figures = Figures(office)
    members = office.catalogue["patrol_members"]
    load(office, "disaster_drills", MORE_DRILLS)
    assert figures.of(members, YEAR).value == Figures(office).of(members, YEAR).value
    with pytest.raises(RevisionPassed):
        figures.of(office.catalogue["drills"], YEAR)


def test_figures_of_an_older_state_take_nothing_over_from_newer_ones(office: Office) -> None:
    drills = office.catalogue["drills"]
    number = load(office, "disaster_drills", MORE_DRILLS)
    assert number is not None
    newer = Figures(office)
    assert newer.of(drills, YEAR).value == 74
    with office.reading():
        undone = undo(office, number)
        assert Figures(office, newer).revision == undone
        assert Figures(office, newer).of(drills, YEAR).value == 3
    older = Figures(office)
    load(office, "disaster_drills", MORE_DRILLS)
    newest = Figures(office, older)
    with pytest.raises(RevisionPassed):
        older.of(drills, YEAR)
    assert newest.of(drills, YEAR).value == 74
