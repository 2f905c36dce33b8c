"""The season of monthly drills and of a market with months that lack, in the small ward."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.services.analysis_season import Seasons, season_of, with_seasons
from asahi_metrics.services.figures import Figures
from tests.ward import CENSUS, Rows, load, open_filled_ward, open_ward

# Drills a month, April first, the same in three years; FY2023 has twenty more in July.
SHAPE = (2, 2, 3, 3, 2, 8, 7, 6, 3, 2, 2, 4)


def months(year: int) -> list[tuple[int, int]]:
    return [(year + (month < 4), month) for month in (*range(4, 13), 1, 2, 3)]


def drills() -> Rows:
    rows = []
    for year in (2022, 2023, 2024):
        for (calendar_year, month), count in zip(months(year), SHAPE, strict=True):
            more = 20 if (year, month) == (2023, 7) else 0
            # Other small differences, so that there is a usual scatter at all.
            some = (calendar_year * 7 + month * 5) % 3 == 0
            rows += [
                (
                    f"{calendar_year}-{month:02}-{day:02}",
                    "山手",
                    "A会",
                    "避難訓練",
                    "公園",
                    5,
                    2,
                    None,
                )
                for day in range(1, count + more + some + 1)
            ]
    return rows


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    folder = tmp_path_factory.mktemp("season")
    office = open_ward(folder)
    load(office, "census", CENSUS)
    load(office, "disaster_drills", drills())
    market = [
        (f"{year}-{month:02}-20", "山手", 100 + 10 * month)
        for fiscal in (2022, 2023, 2024)
        for year, month in months(fiscal)
        # No market in one January; none at all from June to August 2022.
        if (year, month) not in {(2024, 1), (2022, 6), (2022, 7), (2022, 8)}
    ]
    load(office, "marche_attendance", market)
    return Figures(open_ward(folder))


def found(figures: Figures, indicator: str, year: int = 2024, *codes: str) -> Seasons:
    return season_of(figures, figures.office.catalogue[indicator], year, codes)


def test_the_months_that_are_high_every_year_are_high_in_the_season(figures: Figures) -> None:
    profile = found(figures, "drills").profile
    assert list(profile)[:3] == [4, 5, 6]
    assert set(sorted(profile, key=profile.__getitem__)[-3:]) == {9, 10, 11}


def test_the_month_with_twenty_more_is_the_odd_one(figures: Figures) -> None:
    odd = found(figures, "drills").odd
    worst = max(odd, key=lambda one: one.score)
    assert worst.month == 202307
    assert worst.value >= 23
    assert worst.expected < 14


def test_an_earlier_year_ends_the_series_there(figures: Figures) -> None:
    until = found(figures, "drills", 2023)
    assert (until.months[0], until.months[-1], len(until.months)) == (202204, 202403, 24)
    assert until.season is not None


def test_one_year_is_no_season(figures: Figures) -> None:
    short = found(figures, "drills", 2022)
    assert (len(short.used), short.season, short.odd, short.profile) == (12, None, (), {})


def test_a_long_gap_ends_the_series_and_a_single_month_is_bridged(figures: Figures) -> None:
    market = found(figures, "marche_visitors")
    assert market.months[0] == 202204
    assert (market.used[0], market.used[-1]) == (202209, 202503)
    assert market.missing == (202401,)
    assert market.season is not None
    assert market.season.score[market.used.index(202401)] is None


def test_chosen_districts_are_taken_alone(figures: Figures) -> None:
    quiet = found(figures, "drills", 2024, "02")
    # A register has its zeros, and a district without any drill never changes.
    assert set(quiet.values) == {0}
    assert quiet.season is None
    assert found(figures, "drills", 2024, "01").values == found(figures, "drills").values


def test_counts_that_come_by_month_are_offered_and_rates_and_levels_are_not(
    figures: Figures,
) -> None:
    offered = {one.id for one in with_seasons(figures)}
    assert {"drills", "drill_participants", "marche_visitors"} <= offered
    assert not offered & {"drill_participants_rate", "population", "patrol_members"}


def test_what_has_little_more_than_a_year_is_offered_and_told_to_be_short(tmp_path: Path) -> None:
    figures = Figures(open_filled_ward(tmp_path))
    # The market: April 2023 to April 2024.
    assert "marche_visitors" in {one.id for one in with_seasons(figures)}
    assert found(figures, "marche_visitors").season is None
