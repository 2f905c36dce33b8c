"""Output beside outcome in the small ward, worked out by hand, with a survey added to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import copy

import pytest

from asahi_metrics.analysis.intervals import wilson
from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator, load_catalogue
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services import outcomes
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.outcomes import Point, SideBySide
from asahi_metrics.sources import datasets
from tests.ward import WARD, load, open_filled_ward, open_ward

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
READY, SAFE = "防災の備えができている", "防犯面で安心して暮らせる"
FY2023 = Period(2023)

# Prepared, FY2023: 01 8 of 20 and 10 of 20, together 18 of 40; 02 60 of 100; 03 nobody
# answered in June and 2 of 10 in December; the ward 80 of 150. FY2024: 01 alone, 5 of 10.
SURVEY = [
    ("2023-06", "山手", READY, 20, 8),
    ("2023-12", "山手", READY, 20, 10),
    ("2023-06", "川端", READY, 100, 60),
    ("2023-06", "野原", READY, 0, 0),
    ("2023-12", "野原", READY, 10, 2),
    ("2024-06", "山手", READY, 10, 5),
    # Safe: nobody answered in 02.
    ("2023-06", "山手", SAFE, 50, 25),
    ("2023-06", "川端", SAFE, 0, 0),
    ("2023-06", "野原", SAFE, 200, 20),
]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    folder = tmp_path_factory.mktemp("ward")
    load(open_filled_ward(folder), "sentiment_survey", SURVEY)
    shutil.copytree(ROOT / "data" / "policy", folder / "pack" / "policy")
    return Figures(open_ward(folder))


def beside(figures: Figures, output: str, outcome: str, period: Period = FY2023) -> SideBySide:
    return outcomes.side_by_side(figures, CATALOGUE[output], CATALOGUE[outcome], period)


def test_answers_of_all_surveys_in_the_period_add_up(figures: Figures) -> None:
    one, two, three = beside(figures, "drills", "sentiment_preparedness").points
    assert one == Point("01", 2, 45, 40, wilson(18, 40))
    assert two == Point("02", 1, 60, 100, wilson(60, 100))
    assert three == Point("03", 0, 20, 10, wilson(2, 10))


def test_the_ward_is_sum_over_sum(figures: Figures) -> None:
    found = beside(figures, "drills", "sentiment_preparedness")
    assert found.ward == Point(WARD, 3, 8_000 / 150, 150, wilson(80, 150))
    assert found.outcome_average == pytest.approx(8_000 / 150)


def test_a_count_is_set_against_what_a_district_has_on_average(figures: Figures) -> None:
    assert beside(figures, "drills", "sentiment_preparedness").output_average == 1
    # 02 told no numbers: 80 and 0 participants in the other two.
    found = beside(figures, "drill_participants", "sentiment_preparedness")
    assert found.output_average == 40


def test_a_rate_is_set_against_sum_over_sum_of_the_districts_that_reported(
    figures: Figures,
) -> None:
    found = beside(figures, "drill_participants_rate", "sentiment_preparedness")
    assert found.output_average == pytest.approx(80_000 / 1_400)
    # Market days belong to all districts: 70 and 20 visitors on two days each.
    found = beside(figures, "marche_visitors_per_day", "sentiment_preparedness")
    assert found.output_average == (70 + 20) / (2 + 2)


def test_a_district_without_one_of_the_two_is_left_out_and_is_no_zero(figures: Figures) -> None:
    found = beside(figures, "drill_participants_rate", "sentiment_preparedness")
    assert [one.code for one in found.left_out] == ["02"]
    assert [(one.code, one.output) for one in found.placed] == [
        ("01", pytest.approx(800 / 3)),
        ("03", 0),
    ]
    later = beside(figures, "drills", "sentiment_preparedness", Period(2024))
    assert [one.code for one in later.placed] == ["01"]


def test_where_nobody_answered_there_is_no_share_and_no_interval(figures: Figures) -> None:
    two = beside(figures, "drills", "sentiment_safety").points[1]
    assert (two.outcome, two.answers, two.interval) == (None, 0, None)
    assert two.has_few_answers


def test_few_answers_are_fewer_than_thirty(figures: Figures) -> None:
    found = beside(figures, "drills", "sentiment_preparedness")
    assert [one.has_few_answers for one in found.points] == [False, False, True]
    assert not Point("01", 1, 50, 30).has_few_answers
    assert Point("01", 1, 50, 29).has_few_answers
    assert not Point("01", 1, 50).has_few_answers


def test_weak_is_below_the_average_in_both_and_sure_where_the_interval_is_below(
    figures: Figures,
) -> None:
    # Averages: 1 drill and 45 of 250, 18 %. 01 is above both; 03 has no drill and 10 %,
    # with an interval that ends at 14.9 %.
    found = beside(figures, "drills", "sentiment_safety")
    assert [one.code for one in found.weak] == ["03"]
    assert [one.code for one in found.surely_weak] == ["03"]
    # 2 of 10 reaches up to 51.0 %, just below the ward's 53.3 %.
    found = beside(figures, "drills", "sentiment_preparedness")
    assert [one.code for one in found.weak] == ["03"]
    assert [one.code for one in found.surely_weak] == ["03"]


def test_a_district_that_differs_within_the_error_is_not_sure() -> None:
    near = SideBySide((Point("01", 1, 45, 40, wilson(18, 40)),), Point(WARD, 5, 50), 5, 50)
    assert len(near.weak) == 1
    assert near.surely_weak == ()


def test_of_an_outcome_that_should_be_low_the_high_side_is_weak(figures: Figures) -> None:
    unsafe = CATALOGUE["sentiment_safety"].model_copy(update={"polarity": "lower"})
    found = outcomes.side_by_side(figures, CATALOGUE["call_blockers"], unsafe, FY2023)
    # Devices: 3, 0, 4, on average 7 / 3. 03 is high in devices, 02 has no answers.
    assert not found.low_is_weak
    assert found.weak == ()
    found = outcomes.side_by_side(figures, CATALOGUE["grants"], unsafe, FY2023)
    assert found.weak == ()
    low = SideBySide(found.points, found.ward, 3, 18, low_is_weak=False)
    # 25 of 50: its interval begins at 36.6 %.
    assert [one.code for one in low.weak] == ["01"]
    assert [one.code for one in low.surely_weak] == ["01"]


def test_an_outcome_that_is_no_share_of_answers_has_no_interval(figures: Figures) -> None:
    found = beside(figures, "drills", "population")
    assert {(one.answers, one.interval) for one in found.points} == {(None, None)}


def test_pairs_are_those_of_an_initiative_that_are_known_by_district(figures: Figures) -> None:
    policy = figures.office.policy_in_force(2026)
    found = {one.initiative.id: one for one in outcomes.pairings(figures, policy)}
    # The others have no data here, or no question of the survey.
    assert list(found) == ["drills_and_information", "crime_prevention_support"]
    drills = found["drills_and_information"]
    assert [one.id for one in drills.outputs] == [
        "drills",
        "drill_participants",
        "drill_participants_rate",
        "drill_household_share",
    ]
    assert [one.id for one in drills.outcomes] == ["sentiment_preparedness"]


def test_any_output_may_be_set_against_any_outcome(figures: Figures) -> None:
    outputs, results = outcomes.every_pairing(figures)
    assert [one.id for one in results] == ["sentiment_preparedness", "sentiment_safety"]
    ids = {one.id for one in outputs}
    assert {"patrol_members", "marche_visitors_rate"} <= ids
    # Known for the ward alone.
    assert "marche_stalls" not in ids
    assert all(one.kind == "output" for one in outputs)


def test_the_first_output_is_one_for_each_resident() -> None:
    ids = ("drills", "drill_participants", "drill_participants_rate", "drill_household_share")
    assert outcomes.first_output([CATALOGUE[one] for one in ids]).id == "drill_participants_rate"
    ids = ("open_gardens", "garden_visitors")
    assert outcomes.first_output([CATALOGUE[one] for one in ids]).id == "open_gardens"


def test_without_a_policy_there_are_no_pairs(figures: Figures) -> None:
    assert outcomes.pairings(figures, None) == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda f: outcomes.pairings(f, None),
        outcomes.every_pairing,
        lambda f: beside(f, "drills", "sentiment_safety"),
    ],
)
def test_nobody_without_leave_reads(figures: Figures, ask: Callable[[Figures], object]) -> None:
    stranger = copy(figures)
    stranger.office = figures.office.acting_as(Principal("somebody", "public"))
    with pytest.raises(NotAllowed):
        ask(stranger)


SHARES = [one for one in CATALOGUE if one.proportion]


def test_every_question_of_the_survey_is_a_share_of_answers() -> None:
    assert [one for one in CATALOGUE if one.dataset == "sentiment_survey"] == SHARES


@pytest.mark.parametrize("indicator", SHARES, ids=lambda one: one.id)
def test_the_answers_of_a_share_are_checked_to_be_some_of_all(indicator: Indicator) -> None:
    dataset = datasets()[indicator.dataset]
    assert indicator.denominator is not None
    (top,) = [one for one in dataset.series if one.id in indicator.numerator.series]
    (bottom,) = [one for one in dataset.series if one.id in indicator.denominator.series]
    assert top.only == bottom.only
    more = {top.field: 6, bottom.field: 5}
    assert [one.field for check in dataset.checks for one in check(more)] == [top.field]
