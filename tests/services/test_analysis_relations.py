"""Two indicators of the small ward against each other, and of a ward with enough districts."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.analysis.relation import partial, pearson, spearman
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.analysis_relations import Relation, first_pair, relation
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.office import open_office
from tests.databases import database_url
from tests.ward import POPULATION_HEADER, Rows, as_csv, load, open_filled_ward, write_pack

FY2024 = Period(2024)
NAMES = "一二三四五六七八九"

# Residents, of them 65 and over, members of the dog patrol, of nine districts.
NINE = [
    (1000, 200, 30), (1100, 240, 20), (900, 300, 9), (2000, 400, 50), (1500, 500, 10),
    (1200, 250, 26), (1700, 510, 40), (800, 170, 12), (1300, 330, 5),
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return Figures(open_filled_ward(tmp_path_factory.mktemp("ward")))


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    folder = tmp_path_factory.mktemp("nine")
    districts = {f"{at:02}": f"{name}丁" for at, name in enumerate(NAMES, start=1)}
    towns = {
        f"1411200{at}0": (f"{name}町", f"{at:02}", people, people // 2)
        for at, (name, (people, _, _)) in enumerate(zip(NAMES, NINE, strict=True), start=1)
    }
    write_pack(folder / "pack", districts, towns)
    office = open_office(Settings(database_url=database_url(folder), pack=folder / "pack"))
    people: Rows = [
        ("2024-04-01", None, name, all_of // 2, all_of, old)
        for name, (all_of, old, _) in zip(districts.values(), NINE, strict=True)
    ]
    plan = plan_import(office, "population", "p.csv", as_csv(POPULATION_HEADER, people))
    commit_import(office, plan)
    load(
        office,
        "dog_patrol",
        [
            ("2024-04", name, members, 0, 0, members)
            for name, (_, _, members) in zip(districts.values(), NINE, strict=True)
        ],
    )
    return Figures(office)


def found(figures: Figures, across: str, upward: str) -> Relation:
    catalogue = figures.office.catalogue
    return relation(figures, catalogue[across], catalogue[upward], FY2024)


def test_it_begins_with_ageing_against_what_is_done_for_each_resident(small: Figures) -> None:
    pair = first_pair(small)
    assert pair is not None
    assert [one.id for one in pair] == ["over65_share", "drill_participants_rate"]


def test_the_candidates_have_more_need_and_less_reach_than_the_average(nine: Figures) -> None:
    ageing = found(nine, "over65_share", "patrol_members_rate")
    # 2,900 of 11,500 are 65 and over, 25.2 %; 202 members are 175.7 per 10,000.
    assert ageing.beside.output_average == pytest.approx(100 * 2_900 / 11_500)
    assert ageing.beside.outcome_average == pytest.approx(10_000 * 202 / 11_500)
    assert ageing.candidates == ("03", "05", "09")
    assert ageing.high_is_need
    assert ageing.low_is_weak


def test_of_two_things_done_the_low_side_of_both_is_looked_at(nine: Figures) -> None:
    done = found(nine, "patrol_members", "patrol_members_rate")
    assert not done.high_is_need
    assert "09" in done.candidates
    assert "04" not in done.candidates


def test_the_coefficients_are_those_of_the_districts_values(nine: Figures) -> None:
    ageing = found(nine, "over65_share", "patrol_members")
    old = [100 * one[1] / one[0] for one in NINE]
    members, people = [float(one[2]) for one in NINE], [float(one[0]) for one in NINE]
    for one, other in (
        (ageing.straight, pearson(old, members)),
        (ageing.ranked, spearman(old, members)),
        (ageing.alike, partial(old, members, people)),
    ):
        assert one is not None
        assert other is not None
        assert one.value == pytest.approx(other.value)
        # Draws that tie with the coefficient fall to either side by the last digit.
        assert one.interval.low == pytest.approx(other.interval.low, abs=0.01)
        assert one.interval.high == pytest.approx(other.interval.high, abs=0.01)


def test_population_is_not_taken_away_from_itself(nine: Figures) -> None:
    assert found(nine, "population", "patrol_members").alike is None


def test_three_districts_have_a_picture_and_no_coefficient(small: Figures) -> None:
    few = found(small, "over65_share", "patrol_members_rate")
    assert (few.straight, few.ranked, few.alike) == (None, None, None)
    # 02 had no share before a year later; 25 % of its residents then.
    assert few.placed == ("01", "03")
    assert few.left_out == ("02",)


def test_without_an_output_there_is_no_pair(tmp_path: Path) -> None:
    write_pack(tmp_path / "pack")
    office = open_office(Settings(database_url=database_url(tmp_path), pack=tmp_path / "pack"))
    assert first_pair(Figures(office)) is None
