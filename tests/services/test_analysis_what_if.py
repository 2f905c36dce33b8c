"""What it takes in the small ward, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.services.analysis_what_if import (
    RULES,
    Rule,
    WhatIf,
    can_be_raised,
    rules_of,
    what_if,
)
from asahi_metrics.services.figures import Figures
from tests.ward import open_filled_ward

FY2025 = Period(2025)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("ward")))


def found(figures: Figures, indicator: str, rule: Rule, period: Period = FY2025) -> WhatIf:
    one = what_if(figures, figures.office.catalogue[indicator], period, rule)
    assert one is not None
    return one


def needed(worked: WhatIf) -> dict[str, int]:
    return {one.code: one.needed for one in worked.needs}


def test_those_below_the_median_are_raised_by_whole_people(figures: Figures) -> None:
    # Participants per 1,000 residents: 64 of 320, 80 of 800, none of 1,200: 200, 100, 0.
    worked = found(figures, "drill_participants_rate", "median")
    assert worked.level == pytest.approx(100)
    assert needed(worked) == {"01": 0, "02": 0, "03": 120}
    assert [one.code for one in worked.needing] == ["03"]
    assert worked.needs[2].raised == pytest.approx(100)


def test_the_ward_is_sum_over_sum_with_what_was_added(figures: Figures) -> None:
    worked = found(figures, "drill_participants_rate", "median")
    assert worked.ward.value == pytest.approx(1_000 * 144 / 2_320)
    assert worked.raised == pytest.approx(1_000 * (144 + 120) / 2_320)
    count = found(figures, "drill_participants", "median")
    assert (count.ward.value, count.total, count.raised) == (144, 120, 264)


def test_the_best_quarter_is_a_higher_level(figures: Figures) -> None:
    worked = found(figures, "drill_participants_rate", "quarter")
    # Half way from the second to the first of three.
    assert worked.level == pytest.approx(150)
    assert needed(worked) == {"01": 0, "02": 40, "03": 180}


def test_what_lacks_of_the_target_is_shared_out_by_population(figures: Figures) -> None:
    worked = found(figures, "drill_participants", "target")
    assert worked.target is not None
    gap = worked.target.value - 144
    assert worked.gap == gap
    assert worked.total == gap
    # 320, 800 and 1,200 of 2,320.
    for one, people in zip(worked.needs, (320, 800, 1_200), strict=True):
        assert one.needed == pytest.approx(gap * people / 2_320, abs=1)
    assert worked.raised == worked.target.value


def test_the_target_of_a_rate_is_worked_out_in_people(figures: Figures) -> None:
    worked = found(figures, "drill_household_share", "target")
    assert worked.target is not None
    # 72 of 1,160 households or so took part: the target in households, rounded up.
    assert worked.raised is not None
    assert worked.raised >= worked.target.value
    assert worked.raised - worked.target.value < 100 / 1_000


def test_a_target_that_is_reached_takes_nothing(figures: Figures) -> None:
    worked = found(figures, "patrol_members_rate", "target", Period(2024))
    assert worked.ward.value is not None
    assert worked.target is not None
    assert worked.ward.value > worked.target.value
    assert worked.total == 0
    assert worked.raised == pytest.approx(worked.ward.value)


def test_a_district_that_did_not_report_is_missing_and_not_raised_from_zero(
    figures: Figures,
) -> None:
    worked = found(figures, "patrol_members", "median", Period(2023))
    assert worked.missing == ("03",)
    assert set(needed(worked)) == {"01", "02"}


def test_only_what_more_people_or_events_raise_is_offered(figures: Figures) -> None:
    offered = {one.id for one in can_be_raised(figures)}
    assert {"drills", "drill_participants_rate", "patrol_members"} <= offered
    assert not offered & {"population", "grant_share_of_request", "marche_visitors_per_day"}
    assert not offered & {"patrol_active_share", "marche_stalls"}


def test_the_rule_of_the_target_is_offered_where_there_is_one(figures: Figures) -> None:
    drills = figures.office.catalogue["drills"]
    assert rules_of(drills, 2025) == RULES
    assert rules_of(drills, 1999) == ("median", "quarter")
    assert what_if(figures, drills, Period(2019), "target") is None


def test_nothing_is_worked_out_where_nothing_is_known(tmp_path: Path) -> None:
    figures = Figures(open_filled_ward(tmp_path))
    grants = figures.office.catalogue["childcare_families"]
    assert what_if(figures, grants, FY2025, "median") is None
