"""What the registers have of a district by day."""

from __future__ import annotations

from datetime import date

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.happenings import dated_registers, happenings
from asahi_metrics.services.office import Office
from asahi_metrics.sources import datasets
from tests.ward import open_filled_ward


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_filled_ward(tmp_path_factory.mktemp("happenings"))


def test_the_years_drills_grants_and_loans_of_a_district_come_by_day(office: Office) -> None:
    found = happenings(office, "01", Period(2023))
    assert [(one.day, one.dataset) for one in found] == [
        (date(2023, 4, 3), "call_blocker_loans"),
        (date(2023, 5, 10), "disaster_drills"),
        (date(2023, 7, 15), "crime_prevention_grants"),
        (date(2023, 7, 15), "crime_prevention_grants"),
        (date(2023, 9, 1), "disaster_drills"),
    ]


def test_a_grant_that_is_not_decided_has_no_day_and_a_district_only_its_own(
    office: Office,
) -> None:
    assert [one.dataset for one in happenings(office, "03", Period(2023))] == ["call_blocker_loans"]


def test_a_part_of_the_year_has_its_own_days_only(office: Office) -> None:
    found = happenings(office, "01", Period(2023, 4, 6))
    assert {one.day.month for one in found} == {7, 9}


def test_a_record_tells_what_its_columns_hold_and_leaves_out_gaps(office: Office) -> None:
    (drill,) = (one for one in happenings(office, "02", Period(2023)) if "drill" in one.dataset)
    assert {column.field: value for column, value in drill.told} == {
        "organiser": "B会",
        "kind": "避難訓練",
        "venue": "公園",
    }
    assert drill.revision > 0


def test_registers_of_events_with_a_day_and_a_district_are_known_by_their_declaration() -> None:
    found = {one.id for one in dated_registers()}
    assert {"disaster_drills", "crime_prevention_grants", "childcare_salons"} <= found
    for one in datasets().values():
        kinds = {column.kind for column in one.columns}
        if one.absence == "missing" or not {"date", "district"} <= kinds:
            assert one.id not in found


def test_the_public_gets_none(office: Office) -> None:
    with pytest.raises(NotAllowed):
        happenings(office.acting_as(Principal("somebody", "public")), "01", Period(2023))
