"""Boundaries and town tables: replaced, undone, and always in step with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import CatalogueError, NotAllowed, UndoBlocked
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.geography import schematic
from asahi_metrics.services.history import history, undo
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import (
    current_pack,
    has_boundaries,
    replace_boundaries,
    replace_town_table,
    territory,
)
from tests.ward import (
    TOWNS,
    WARD,
    districts_geojson,
    open_filled_ward,
    open_ward,
    state,
    towns_geojson,
)

# 南山町 (200 residents by the census) is counted to 川端 instead of 山手.
MOVED = {code: town[1] for code, town in TOWNS.items()} | {"141120020": "02"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = open_filled_ward(tmp_path)
    replace_boundaries(office, schematic(office.pack))
    return office


def take(office: Office, content: bytes, name: str) -> int:
    return replace_boundaries(office, read_boundaries(content, name, current_pack(office)))


def population(office: Office, year: int) -> list[float | None]:
    found = Figures(office).by_area(office.catalogue["population"], Period(year))
    return [found[code].value for code in ("01", "02", "03", WARD)]


def test_a_ward_without_boundaries_says_so(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    assert not has_boundaries(office)
    with pytest.raises(CatalogueError, match="no_boundaries"):
        territory(office)


def test_the_wards_own_towns_replace_the_schematic_map_and_an_undo_brings_it_back(
    office: Office,
) -> None:
    before = state(office)
    assert territory(office).boundaries.kind == "schematic"
    number = take(office, towns_geojson(), "towns.geojson")
    drawn = territory(office).boundaries
    assert (drawn.kind, drawn.source_name) == ("own", "towns.geojson")
    # Two squares of 0.01 degrees each: 1.11 km by 0.907 km at this latitude.
    assert drawn.area_km2 == pytest.approx(dict.fromkeys(("01", "02", "03"), 2.01), rel=0.01)
    undo(office, number)
    assert state(office) == before


def test_another_town_table_moves_shapes_and_figures(office: Office) -> None:
    take(office, towns_geojson(), "towns.geojson")
    assert population(office, 2023) == [300, 700, 1_100, 2_100]
    assert territory(office).provisional
    number = replace_town_table(office, MOVED, "対応表.xlsx")
    found = territory(office)
    assert not found.provisional
    assert found.town_district == MOVED
    areas = found.boundaries.area_km2
    assert areas["02"] == pytest.approx(3 * areas["01"], rel=0.01)
    assert population(office, 2023) == [100, 900, 1_100, 2_100]
    # 01 is now one town alone, which reported 110 residents in April 2024; of the two
    # towns of 02 that reported then, one more has not, so the census holds for it.
    assert population(office, 2024) == [110, 900, 1_200, 2_210]
    assert history(office)[0].counts.changed == 1
    assert number == history(office)[0].id


def test_an_undo_of_a_town_table_restores_shapes_and_figures(office: Office) -> None:
    take(office, towns_geojson(), "towns.geojson")
    before = state(office)
    number = replace_town_table(office, MOVED, "対応表.xlsx")
    after = state(office)
    undone = undo(office, number)
    assert state(office) == before
    assert territory(office).provisional
    undo(office, undone)
    assert state(office) == after
    assert not territory(office).provisional


def test_boundaries_that_come_back_follow_the_town_table_of_today(office: Office) -> None:
    take(office, towns_geojson(), "towns.geojson")
    layer = take(office, districts_geojson(), "districts.geojson")
    replace_town_table(office, MOVED, "対応表.xlsx")
    undo(office, layer)
    areas = territory(office).boundaries.area_km2
    assert areas["02"] == pytest.approx(3 * areas["01"], rel=0.01)


def test_a_district_layer_of_the_wards_own_stays_as_it_is_under_another_table(
    office: Office,
) -> None:
    take(office, districts_geojson(), "districts.geojson")
    before = territory(office).boundaries
    replace_town_table(office, MOVED, "対応表.xlsx")
    assert territory(office).boundaries == before


def test_later_boundaries_block_the_undo_of_earlier_ones(office: Office) -> None:
    first = take(office, towns_geojson(), "towns.geojson")
    second = take(office, districts_geojson(), "districts.geojson")
    before = state(office)
    with pytest.raises(UndoBlocked) as caught:
        undo(office, first)
    assert caught.value.params["by"] == str(second)
    assert state(office) == before
    undo(office, second)
    undo(office, first)
    assert territory(office).boundaries.kind == "schematic"


def test_an_undo_that_took_a_table_away_is_blocked_by_a_newer_table(office: Office) -> None:
    undone = undo(office, replace_town_table(office, MOVED, "対応表.xlsx"))
    newer = replace_town_table(office, MOVED, "新対応表.xlsx")
    with pytest.raises(UndoBlocked) as caught:
        undo(office, undone)
    assert caught.value.params["by"] == str(newer)


def test_the_first_boundaries_cannot_be_taken_away(office: Office) -> None:
    drawn = next(one.id for one in history(office) if one.kind == "boundaries")
    before = state(office)
    with pytest.raises(UndoBlocked, match="undo_leaves_no_map"):
        undo(office, drawn)
    assert state(office) == before


def test_the_doctor_counts_with_the_town_table_in_use(office: Office) -> None:
    replace_town_table(office, MOVED, "対応表.xlsx")
    assert all(one.passed for one in check_database(office))


@pytest.mark.parametrize("role", ["public", "officer", "steward", "manager"])
def test_only_an_administrator_changes_the_territory(office: Office, role: str) -> None:
    number = replace_town_table(office, MOVED, "対応表.xlsx")
    other = office.acting_as(Principal("somebody", role))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        replace_town_table(other, MOVED, "対応表.xlsx")
    with pytest.raises(NotAllowed):
        replace_boundaries(other, schematic(office.pack))
    with pytest.raises(NotAllowed):
        undo(other, number)
