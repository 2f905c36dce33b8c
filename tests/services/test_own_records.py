"""Officers load and undo the records of their own districts, stewards those of their section."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.text import LANGUAGES, Text, all_words
from asahi_metrics.services.history import (
    history,
    may_fetch_file,
    may_undo,
    original_file,
    undo,
)
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from asahi_metrics.services.territory import replace_town_table
from asahi_metrics.sources import datasets
from tests.logs import entries
from tests.ward import (
    DRILLS,
    MARKET_DAYS,
    PATROL,
    POPULATION_HEADER,
    Rows,
    as_csv,
    dump,
    header_of,
    load,
    open_filled_ward,
    open_ward,
    state,
)

OFFICER = Principal("山田", "officer", account="yamada", districts=frozenset({"01"}))
STEWARD = Principal("総務", "steward", sections=frozenset({"general_affairs"}))
OWN: Rows = [("2026-05-01", "山手", "A会", "避難訓練", "公園", 9, 9, None)]
FOREIGN: Rows = [("2026-05-02", "川端", "B会", "避難訓練", "公園", 9, 9, None)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


def planned(office: Office, rows: Rows, dataset: str = "disaster_drills") -> Plan:
    header = POPULATION_HEADER if dataset == "population" else header_of(dataset)
    return plan_import(office, dataset, "file.csv", as_csv(header, rows))


def kept(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """The whole database but its log, which tells of refusals."""
    return {name: rows for name, rows in dump(office).items() if name != "audit"}


def errors(plan: Plan) -> list[Finding]:
    return [one for one in plan.findings if one.severity == "error"]


def test_an_officer_loads_and_undoes_records_of_the_own_district(office: Office) -> None:
    mine, before = office.acting_as(OFFICER), state(office)
    number = commit_import(mine, planned(mine, OWN))
    assert number is not None
    assert history(office)[0].actor == "yamada"
    undo(mine, number)
    assert state(office) == before


def test_rows_of_other_districts_are_told_one_by_one_and_the_file_is_refused(
    office: Office,
) -> None:
    mine, before = office.acting_as(OFFICER), kept(office)
    plan = planned(
        mine, [*OWN, *FOREIGN, ("2026-06-01", "野原", "C会", "避難訓練", None, 1, 1, None)]
    )
    assert plan.refused
    found = errors(plan)
    assert [(one.code, one.row, one.value) for one in found] == [
        ("other_district", 3, "川端"),
        ("other_district", 4, "野原"),
    ]
    for lang in LANGUAGES:
        assert Text(lang).what(found[0])
        assert Text(lang).what_to_do(found[0])
    with pytest.raises(AsahiMetricsError, match="import_refused"):
        commit_import(mine, plan)
    assert kept(office) == before
    last = entries(office, "import")[-1]
    assert (last.account, last.outcome) == ("yamada", "refused")


def test_rows_of_other_districts_that_change_nothing_are_no_offence(office: Office) -> None:
    mine = office.acting_as(OFFICER)
    plan = planned(mine, [*DRILLS, *OWN])
    assert not plan.refused
    assert (plan.counts.new, plan.counts.unchanged) == (1, 7)
    assert commit_import(mine, plan)


def test_a_towns_record_belongs_to_the_district_of_the_town(office: Office) -> None:
    town = ("2024-04-01", "北山町", None, 61, 111, 31)
    mine = office.acting_as(Principal("担当", "officer", districts=frozenset({"02"})))
    assert errors(planned(mine, [town], "population"))[0].value == "北山町"
    moved = dict(office.pack.areas.town_table) | {"141120010": "02"}
    replace_town_table(office, moved, "移動")
    assert not planned(mine, [town], "population").refused
    assert planned(office.acting_as(OFFICER), [town], "population").refused


def test_what_names_no_district_belongs_to_the_whole_ward(office: Office) -> None:
    mine = office.acting_as(OFFICER)
    with pytest.raises(NotAllowed, match="other_district"):
        planned(mine, MARKET_DAYS, "marche_days")


def test_the_check_is_made_again_inside_the_write(office: Office) -> None:
    """The plan may be older than what somebody else has loaded since."""
    mine = office.acting_as(OFFICER)
    plan = planned(mine, [*DRILLS, *OWN])
    corrected = ("2023-09-01", "川端", "B会", "避難訓練", "公園", 5, None, None)
    load(office, "disaster_drills", [corrected])
    before = kept(office)
    with pytest.raises(NotAllowed, match="other_district"):
        commit_import(mine, plan)
    assert kept(office) == before
    assert entries(office, "import")[-1].outcome == "refused"


def test_the_sample_of_other_districts_is_not_taken_away_by_an_officer(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    load_sample(office)
    plan = planned(office.acting_as(OFFICER), OWN)
    (found,) = errors(plan)
    assert (found.code, found.row) == ("other_districts_sample", None)
    assert found.params["count"]
    assert not planned(office, OWN).refused


def test_an_officer_undoes_no_revision_that_touched_other_districts(office: Office) -> None:
    mine = office.acting_as(OFFICER)
    number = load(office, "disaster_drills", [*OWN, *FOREIGN])
    assert number is not None
    before = kept(office)
    with pytest.raises(NotAllowed, match="other_district"):
        undo(mine, number)
    assert kept(office) == before
    last = entries(office, "undo")[-1]
    assert (last.account, last.resource, last.outcome) == (
        "yamada",
        f"revision:{number}",
        "refused",
    )


def test_an_undo_that_brings_other_districts_records_back_is_refused(office: Office) -> None:
    own_only = commit_import(office.acting_as(OFFICER), planned(office, OWN))
    assert own_only is not None
    whole = load(office, "dog_patrol", [("2024-05", "川端", 1, 0, 1, 1)])
    assert whole is not None
    undone = undo(office, whole)
    with pytest.raises(NotAllowed):
        undo(office.acting_as(OFFICER), undone)
    assert undo(office.acting_as(OFFICER), own_only)


def test_a_steward_loads_and_undoes_the_own_sections_data_only(office: Office) -> None:
    steward = office.acting_as(STEWARD)
    number = commit_import(steward, planned(steward, [*OWN, *FOREIGN]))
    assert number is not None
    undo(steward, number)
    with pytest.raises(NotAllowed, match="other_section"):
        planned(steward, PATROL, "dog_patrol")
    with pytest.raises(NotAllowed, match="other_section"):
        commit_import(steward, planned(office, [("2025-04", "山手", 1, 0, 1, 1)], "dog_patrol"))
    patrol = next(one for one in history(office) if one.dataset == "dog_patrol")
    with pytest.raises(NotAllowed, match="other_section"):
        undo(steward, patrol.id)
    with pytest.raises(NotAllowed, match="other_section"):
        original_file(steward, patrol.id)


def test_a_page_offers_what_would_be_granted(office: Office) -> None:
    replace_town_table(office, dict(office.pack.areas.town_table), "表")
    drills = next(one for one in history(office) if one.dataset == "disaster_drills")
    patrol = next(one for one in history(office) if one.dataset == "dog_patrol")
    towns = history(office)[0]
    steward, mine = office.acting_as(STEWARD), office.acting_as(OFFICER)
    manager = office.acting_as(Principal("係長", "manager"))
    assert [may_undo(steward, one) for one in (drills, patrol, towns)] == [True, False, False]
    assert [may_undo(mine, one) for one in (drills, patrol, towns)] == [False] * 3
    own = commit_import(mine, planned(mine, OWN))
    assert may_undo(mine, next(one for one in history(office) if one.id == own))
    assert [may_undo(manager, one) for one in (drills, patrol, towns)] == [False] * 3
    assert [may_undo(office, one) for one in (drills, patrol, towns)] == [True] * 3
    assert [may_fetch_file(steward, one) for one in (drills, patrol, towns)] == [True, False, False]
    assert original_file(steward, drills.id)[0] == drills.file_name


@pytest.mark.parametrize("dataset", sorted(datasets()))
def test_every_dataset_belongs_to_a_section_that_has_a_name(dataset: str) -> None:
    assert f"section.{datasets()[dataset].section}" in all_words()


def test_the_owner_that_the_catalogue_names_is_the_section_of_the_dataset(office: Office) -> None:
    # One indicator of the website belongs to another section than the counting of its views.
    differing = {
        one.id
        for one in office.catalogue
        if one.owner["ja"] != Text("ja")(f"section.{datasets()[one.dataset].section}")
    }
    assert differing == {"disaster_page_views"}
