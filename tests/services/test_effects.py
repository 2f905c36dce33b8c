"""What a load would do to the indicators: told before it is written, and true afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.effects import Effects, Shift, foresee, settled
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from tests.ward import Rows, as_csv, dump, header_of, open_filled_ward, open_ward


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


def planned(office: Office, dataset: str, rows: Rows) -> Plan:
    return plan_import(office, dataset, "file.csv", as_csv(header_of(dataset), rows))


def ward_shifts(effects: Effects) -> dict[tuple[str, int], Shift]:
    return {(one.indicator.id, one.year): one.ward for one in effects.changed}


def test_a_new_drill_moves_its_district_the_ward_and_the_rate(office: Office) -> None:
    rows: Rows = [("2025-11-01", "野原", "C会", "避難訓練", None, 60, 20, None)]
    effects = foresee(Figures(office), planned(office, "disaster_drills", rows))
    shifts = ward_shifts(effects)
    assert shifts["drills", 2025] == Shift(2, 3)
    assert shifts["drill_participants", 2025] == Shift(144, 204)
    # 2,320 residents: 144 and 204 of them for each thousand.
    rate = shifts["drill_participants_rate", 2025]
    assert (rate.before, rate.after) == (
        pytest.approx(144 / 2320 * 1000),
        pytest.approx(204 / 2320 * 1000),
    )
    drills = next(one for one in effects.changed if one.indicator.id == "drills")
    assert (dict(drills.districts), drills.until) == ({"03": Shift(0, 1)}, 202511)
    assert {one.year for one in effects.changed} == {2025}


def test_districts_stand_by_the_size_of_their_change(office: Office) -> None:
    rows: Rows = [
        ("2025-09-01", "山手", "A会", "総合防災訓練", "公園", 70, 32, None),
        ("2025-10-01", "川端", "B会", "避難訓練", "公園", 20, 10, None),
    ]
    effects = foresee(Figures(office), planned(office, "disaster_drills", rows))
    people = next(one for one in effects.changed if one.indicator.id == "drill_participants")
    assert list(people.districts.items()) == [("02", Shift(80, 20)), ("01", Shift(64, 70))]


def test_what_is_foreseen_is_what_the_figures_are_afterwards(office: Office) -> None:
    rows: Rows = [
        ("2023-05-10", "山手", "A会", "避難訓練", "公園", 33, 11, "訂正"),
        ("2026-06-01", "川端", "E会", "その他", None, 12, None, None),
    ]
    plan = planned(office, "disaster_drills", rows)
    effects = foresee(Figures(office), plan)
    commit_import(office, plan)
    after = Figures(office)
    assert effects.changed
    for one in effects.changed:
        period = after.to_date(one.indicator, Period(one.year))
        assert after.of(one.indicator, period).value == one.ward.after
        for code, shift in one.districts.items():
            assert after.of(one.indicator, period, [code]).value == shift.after
    assert settled(effects, after) == effects


def test_people_change_the_rates_of_later_years_too(office: Office) -> None:
    rows: Rows = [("2024-10-01", None, "川端", 400, 1400, 200)]
    effects = foresee(Figures(office), planned(office, "population", rows))
    years = {one.year for one in effects.changed if one.indicator.id == "drill_participants_rate"}
    # From April 2025 on the district has a newer count of its own.
    assert years == {2024}
    rows = [("2025-10-01", None, "川端", 400, 1400, 200)]
    effects = foresee(Figures(office), planned(office, "population", rows))
    assert ward_shifts(effects)["population", 2025] == Shift(2320, 2920)


def test_real_data_in_the_place_of_the_sample_tells_what_goes(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    load_sample(office)
    figures = Figures(office)
    rows: Rows = [("2025-11-01", "野原", "C会", "避難訓練", None, 60, 20, None)]
    plan = planned(office, "disaster_drills", rows)
    effects = foresee(figures, plan)
    shifts = ward_shifts(effects)
    assert plan.replaces_sample
    assert shifts["drills", 2025].after == 1
    assert shifts["drills", 2024].after is None
    assert (shifts["drills", 2024].before or 0) > 1


def test_indicators_that_stay_are_named_and_a_file_of_known_rows_changes_none(
    office: Office,
) -> None:
    rows: Rows = [("2025-10-01", "川端", "B会", "避難訓練", "公園", 80, 40, "追記")]
    effects = foresee(Figures(office), planned(office, "disaster_drills", rows))
    assert effects.changed == ()
    assert "drills" in {one.id for one in effects.same}


def test_to_foresee_writes_nothing_and_holds_up_no_writer(office: Office) -> None:
    before = dump(office)
    rows: Rows = [("2025-11-01", "野原", "C会", "避難訓練", None, 60, 20, None)]
    foresee(Figures(office), planned(office, "disaster_drills", rows))
    assert dump(office) == before


def test_only_who_may_load_may_foresee(office: Office) -> None:
    rows: Rows = [("2025-11-01", "野原", "C会", "避難訓練", None, 60, 20, None)]
    plan = planned(office, "disaster_drills", rows)
    officer = office.acting_as(Principal("somebody", "officer"))
    with pytest.raises(NotAllowed):
        foresee(Figures(officer), plan)
