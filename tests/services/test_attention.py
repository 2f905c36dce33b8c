"""The list of what to look at first, on the small ward and on the sample pack."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Catalogue
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.attention import attention_list
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from asahi_metrics.services.review import standing
from tests.databases import open_sample
from tests.ward import open_filled_ward


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The small ward with the policy of 2026: its drills and grants fall far behind."""
    folder = tmp_path_factory.mktemp("small")
    office = open_filled_ward(folder)
    shutil.copytree(ROOT / "data" / "policy", office.settings.pack / "policy")
    return Figures(open_office(office.settings))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_sample(tmp_path_factory.mktemp("sample")))


def ids_of(figures: Figures, year: int) -> list[str]:
    return [one.standing.indicator.id for one in attention_list(figures, year)]


def test_a_year_that_is_over_lists_what_missed_its_target_by_how_far(small: Figures) -> None:
    # FY2023: 3 of 170 drills, 3 of 45 grants, 7 devices of their target.
    found = {one.standing.indicator.id: one for one in attention_list(small, 2023)}
    assert found["drills"].standing.gap == pytest.approx(167 / 170)
    assert found["grants"].standing.gap == pytest.approx(42 / 45)
    assert ids_of(small, 2023).index("drills") < ids_of(small, 2023).index("grants")
    assert {one.standing.progress.status for one in found.values() if one.standing.progress} == {
        "missed"
    }


def test_a_count_and_its_rate_are_one_row(small: Figures) -> None:
    # FY2023: 80 of 10,500 people (gap 0.99); 57.1 of 43 per 1,000 reach their target.
    assert "drill_participants" in ids_of(small, 2023)
    assert "drill_participants_rate" not in ids_of(small, 2023)
    # FY2024: 70 of 12,000 people; 70 of 1,900 residents of districts that told numbers, 36.8 of 50.
    found = {one.standing.indicator.id: one for one in attention_list(small, 2024)}
    assert [one.id for one in found["drill_participants"].others] == ["drill_participants_rate"]


def test_the_initiative_is_that_of_the_policy(small: Figures) -> None:
    found = {one.standing.indicator.id: one.initiative.id for one in attention_list(small, 2023)}
    assert found["drills"] == "drills_and_information"
    assert found["grants"] == "crime_prevention_support"


def test_a_year_without_any_figures_lists_nothing(small: Figures) -> None:
    assert attention_list(small, 2030) == []


def test_a_ward_without_a_policy_lists_nothing(tmp_path: Path) -> None:
    assert attention_list(Figures(open_filled_ward(tmp_path)), 2023) == []


def test_the_newest_policy_up_to_the_year_is_in_force_or_else_the_first(small: Figures) -> None:
    office = small.office
    only = office.policies[2026]
    two = replace(office, policies={2026: only, 2028: only.model_copy(update={"year": 2028})})
    found = {year: two.policy_in_force(year) for year in (2022, 2026, 2027, 2028, 2031)}
    years = {year: one.year for year, one in found.items() if one}
    assert years == {2022: 2026, 2026: 2026, 2027: 2026, 2028: 2028, 2031: 2028}
    assert replace(office, policies={}).policy_in_force(2026) is None


def test_on_the_sample_everything_late_is_told_and_the_farthest_stands_first(
    sample: Figures,
) -> None:
    found = attention_list(sample, 2026)
    told = {i.id for one in found for i in (one.standing.indicator, *one.others)}
    policy = sample.office.policy_in_force(2026)
    assert policy is not None
    stands = [
        standing(sample, sample.office.catalogue[id_], 2026)
        for initiative in policy.initiatives
        for id_ in initiative.indicators
    ]
    late = {"slightly_behind", "behind", "missed"}
    assert {one.indicator.id for one in stands if one.progress and one.progress.status in late} <= (
        told
    )
    gaps = [one.standing.gap for one in found]
    assert gaps == sorted(gaps, reverse=True)
    assert len(told) == sum(1 + len(one.others) for one in found)


def test_the_list_as_of_an_earlier_month_knows_nothing_later(sample: Figures) -> None:
    until = Period(2026, 1, 3).last_month
    found = attention_list(sample, 2026, until)
    assert found
    assert all(one.standing.period.last_month <= until for one in found if one.standing.period)


def test_what_nobody_wants_higher_or_lower_is_never_called_late(sample: Figures) -> None:
    neutral = [one.model_copy(update={"polarity": "neutral"}) for one in sample.office.catalogue]
    office = replace(sample.office, catalogue=Catalogue(neutral))
    assert attention_list(Figures(office), 2026) == []


def test_whoever_may_not_read_gets_no_list(sample: Figures) -> None:
    figures = Figures(sample.office)
    figures.office = sample.office.acting_as(Principal("guest", "public"))
    with pytest.raises(NotAllowed):
        attention_list(figures, 2026)
