"""Figures as of a past revision: exactly what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed, NotFound
from asahi_metrics.services.as_of import differences, open_past
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import undo
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import replace_boundaries, replace_town_table, territory
from tests.ward import DISTRICTS, THREE_YEARS, TOWNS, load, open_ward, state, towns_geojson

LATER_DRILL = ("2023-11-01", "野原", "C会", "避難訓練", "公園", 25, 9, None)


@contextmanager
def office_as_of(office: Office, number: int) -> Iterator[Office]:
    with closing(open_past(office, number)) as past:
        yield past.office


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, dict[int, object]]:
    """A ward with a long history, and all that its database said after each revision."""
    office = open_ward(tmp_path_factory.mktemp("ward"))
    said: dict[int, object] = {}

    def note() -> None:
        said[office.revision()] = state(office)

    replace_boundaries(office, read_boundaries(towns_geojson(), "towns.geojson", office.pack))
    note()
    for dataset, rows in THREE_YEARS.items():
        load(office, dataset, rows)
        note()
    corrected = load(office, "disaster_drills", [LATER_DRILL])
    note()
    replace_town_table(office, dict.fromkeys(TOWNS, "01"), "towns.csv")
    note()
    assert corrected is not None
    undo(office, corrected)
    note()
    return office, said


def test_every_past_state_can_be_had_again_to_the_last_cell(
    written: tuple[Office, dict[int, object]],
) -> None:
    office, said = written
    assert len(said) == len(THREE_YEARS) + 4
    for number, told in said.items():
        with office_as_of(office, number) as past:
            assert past.revision() == number
            assert state(past) == told


def test_a_past_figure_is_the_one_that_was_shown(
    written: tuple[Office, dict[int, object]],
) -> None:
    office, said = written
    drills, year = office.catalogue["drills"], Period(2023)
    numbers = sorted(said)
    values = {}
    for number in numbers:
        with office_as_of(office, number) as past:
            values[number] = Figures(past).of(drills, year).value
    # 3 drills, 4 with the one that came later, 3 again after its undo.
    assert values[numbers[-4]] == 3
    assert values[numbers[-3]] == values[numbers[-2]] == 4
    assert values[numbers[-1]] == Figures(office).of(drills, year).value == 3
    # Before the drills were loaded nothing was known of them.
    assert values[numbers[0]] is None


def test_what_differs_today_is_told_and_nothing_else(
    written: tuple[Office, dict[int, object]],
) -> None:
    office, said = written
    with_drill = sorted(said)[-3]
    now = Figures(office)
    with office_as_of(office, with_drill) as past:
        told = list(differences(Figures(past), now, list(office.catalogue), Period(2023)))
    by_id = {one.indicator.id: (one.then, one.now) for one in told}
    assert by_id["drills"] == (4, 3)
    assert by_id["drill_participants"] == (105, 80)
    assert "patrol_members" not in by_id
    assert list(differences(now, now, list(office.catalogue), Period(2023))) == []


def test_the_towns_counted_as_they_did_then(written: tuple[Office, dict[int, object]]) -> None:
    office, said = written
    before_table, with_table = sorted(said)[-3], sorted(said)[-2]
    with office_as_of(office, before_table) as past:
        assert territory(past).provisional
    with office_as_of(office, with_table) as past:
        assert set(territory(past).town_district.values()) == {"01"}
    assert len(DISTRICTS) == 3


def test_before_the_first_boundaries_those_of_today_are_drawn(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    first = load(office, "disaster_drills", THREE_YEARS["disaster_drills"])
    replace_boundaries(office, read_boundaries(towns_geojson(), "towns.geojson", office.pack))
    assert first is not None
    with office_as_of(office, first) as past:
        assert territory(past).boundaries == territory(office).boundaries


def test_the_past_leaves_the_present_alone(written: tuple[Office, dict[int, object]]) -> None:
    office, said = written
    with office_as_of(office, min(said)) as past:
        load(past, "disaster_drills", [LATER_DRILL])
    assert state(office) == said[max(said)]


def test_a_past_that_is_closed_leaves_no_file(written: tuple[Office, dict[int, object]]) -> None:
    past = open_past(written[0], 1)
    assert Path(past.folder.name).is_dir()
    past.close()
    assert not Path(past.folder.name).exists()


def test_a_revision_that_there_was_never_is_told(
    written: tuple[Office, dict[int, object]],
) -> None:
    with pytest.raises(NotFound):
        open_past(written[0], 999)


def test_the_public_gets_no_past(written: tuple[Office, dict[int, object]]) -> None:
    with pytest.raises(NotAllowed):
        open_past(written[0].acting_as(Principal("somebody", "public")), 1)
