"""Releases of the small ward: what the public sees of it, and what later data does to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.analysis.disclosure import Rule, exposed
from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.services.disclosure_control import control
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import PublicFigure, PublicFigures
from asahi_metrics.services.releasing import is_released, list_releases, release
from asahi_metrics.store.releases import read_all_cells, read_sheets
from tests.ward import load, open_filled_ward, open_ward

PUBLIC = Principal("anybody", "public")
X = PublicFigure(None, withheld=True)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


def public(office: Office, number: int | None = None) -> PublicFigures:
    return PublicFigures(office.acting_as(PUBLIC), number)


def test_a_release_is_made_once_for_a_state_of_the_data(office: Office) -> None:
    assert not is_released(office)
    first = release(office)
    assert is_released(office)
    assert release(office) == first
    assert list_releases(office) == [first]
    assert (first.revision, first.threshold, first.account) == (office.revision(), 5, "local")


def test_figures_that_are_no_longer_the_newest_are_not_released(office: Office) -> None:
    looked_at = Figures(office)
    load(office, "call_blocker_loans", [("2024-06-01", "川端", 8)])
    with pytest.raises(AsahiMetricsError) as caught:
        release(office, looked_at)
    assert caught.value.key == "error.data_changed"
    assert list_releases(office) == []
    assert release(office).revision == office.revision()


@pytest.mark.parametrize("role", ["public", "officer", "steward"])
def test_who_may_not_release_is_refused(office: Office, role: str) -> None:
    with pytest.raises(NotAllowed):
        release(office.acting_as(Principal("somebody", role)))  # type: ignore[arg-type]


def test_small_counts_and_what_would_tell_them_are_withheld(office: Office) -> None:
    """FY2023: 3 devices in 01, 4 in 03, none in 02; 7 in the ward would leave too little open."""
    release(office)
    found = public(office)
    devices = office.catalogue["call_blockers"]
    assert found.districts(devices, 2023) == {"01": X, "02": PublicFigure(0.0), "03": X}
    # 7 in two parts of 1 at least: each may be 1 to 6, so the total may be told.
    assert found.of(devices, 2023) == PublicFigure(7.0)
    # 5 devices in 01 in one month and nothing else: nobody's count is small.
    assert found.of(devices, 2024, "01") == PublicFigure(5.0)


def test_a_month_without_a_report_is_missing_and_not_withheld(office: Office) -> None:
    release(office)
    found = public(office)
    members = office.catalogue["patrol_members"]
    assert found.of(members, 2023, "03") == PublicFigure(None)
    assert found.of(members, 2023, "03").state == "missing"
    assert found.monthly(members, 2023, "01")[202305] == PublicFigure(12.0)


def test_a_rate_goes_with_its_numerator(office: Office) -> None:
    """03 has 5 members in April 2024, none of them active, so 5 are the others."""
    load(office, "dog_patrol", [("2024-04", "野原", 4, 4, 0, 4)])
    release(office)
    found = public(office)
    assert found.of(office.catalogue["patrol_members"], 2024, "03") == X
    assert found.of(office.catalogue["patrol_members_rate"], 2024, "03") == X
    assert found.of(office.catalogue["patrol_active_share"], 2024, "03") == X


def test_the_public_sees_the_release_and_not_the_newest_data(office: Office) -> None:
    release(office)
    drills = office.catalogue["drill_participants"]
    assert public(office).of(drills, 2025, "01") == PublicFigure(64.0)
    load(
        office, "disaster_drills", [("2025-11-01", "山手", "A会", "避難訓練", "公園", 40, 20, None)]
    )
    assert not is_released(office)
    assert public(office).of(drills, 2025, "01") == PublicFigure(64.0)
    second = release(office)
    assert public(office).of(drills, 2025, "01") == PublicFigure(104.0)
    assert public(office, second.id - 1).of(drills, 2025, "01") == PublicFigure(64.0)


def test_a_total_that_grew_by_a_few_people_is_withheld_until_it_grows_more(
    office: Office,
) -> None:
    """64 were told; 67 would tell of a drill with 3 people."""
    release(office)
    drills = office.catalogue["drill_participants"]
    load(office, "disaster_drills", [("2025-11-01", "山手", "A会", "避難訓練", "公園", 3, 2, None)])
    release(office)
    told = public(office)
    assert told.monthly(drills, 2025, "01")[202511] == X
    assert told.of(drills, 2025, "01") == X
    assert told.kinds(drills, 2025, "01")["避難訓練"] == X
    more = [
        ("2025-12-01", name, "A会", "避難訓練", "公園", 30, 20, None) for name in ("山手", "川端")
    ]
    load(office, "disaster_drills", more)
    release(office)
    found = control(Figures(office))
    assert not exposed(found.system, found.withheld.cells, Rule())
    assert public(office).monthly(drills, 2025, "01")[202511] == X


def test_nothing_in_the_release_is_exposed(office: Office) -> None:
    found = control(Figures(office))
    assert found.withheld.primary
    assert not exposed(found.system, found.withheld.cells, Rule())


def test_what_the_public_reads_holds_no_withheld_value(office: Office) -> None:
    head = release(office)
    with office.engine.connect() as connection:
        sheets = read_sheets(connection, office.ward, head.id)
    assert sheets["call_blockers/2023"]["areas"] == {"01": "X", "02": 0.0, "03": "X", "14112": 7.0}


def test_a_release_keeps_only_what_it_changed(office: Office) -> None:
    release(office)
    load(office, "marche_days", [("2024-05-16", "区役所", 9, 800)])
    head = release(office)
    with office.engine.connect() as connection:
        assert {number for number, _, _ in read_all_cells(connection, office.ward)} == {head.id - 1}


def test_another_threshold_is_another_release(office: Office, tmp_path: Path) -> None:
    first = release(office)
    assert public(office).of(office.catalogue["call_blockers"], 2024, "01") == PublicFigure(5.0)
    ward = tmp_path / "pack" / "areas" / "ward.toml"
    text = ward.read_text(encoding="utf-8")
    ward.write_text(text + "\n[disclosure]\nthreshold = 8\n", encoding="utf-8")

    again = open_ward(tmp_path)
    second = release(again)
    assert (second.id, second.threshold) == (first.id + 1, 8)
    assert public(again).of(again.catalogue["call_blockers"], 2024, "01") == X


def test_a_release_says_what_is_sample_and_what_lacks(office: Office) -> None:
    release(office)
    found = public(office)
    assert not found.is_sample(office.catalogue["drills"])
    # 02 held a drill in FY2023 that told no numbers.
    drills = office.catalogue["drill_participants"]
    assert found.of(drills, 2023, "02") == PublicFigure(None, reports_missing=1)
    assert found.of(drills, 2023) == PublicFigure(80.0, reports_missing=1)
