"""The bench runs in its smallest form and tells its table; no time is judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from bench import sessions
from bench.choices import CODES, SERIES, period_of, said
from bench.data import fill, url_of
from bench.servers import streamlit_page
from bench.table import Goal, Row, lines


def test_the_smallest_run_writes_the_rows_of_its_table(root: Path, tmp_path: Path) -> None:
    told = tmp_path / "bench.json"
    command = [sys.executable, "-m", "bench", "--scale", "1", "--cells", "0", "--json", str(told)]
    done = subprocess.run(
        [*command, "--part", "question"],
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(told.read_text(encoding="utf-8"))
    assert [(row["part"], row["what"]) for row in found["rows"]] == [
        ("question", "19 districts, the first of a revision"),
        ("question", "19 districts, another period"),
    ]
    for row in found["rows"]:
        assert row["scale"] == 1
        assert row["ours"] > 0
        assert row["floor"] > 0
        assert f"{row['part']}: {row['what']}" in done.stdout
    assert found["observations"]["1x"] > 0


def test_sessions_click_and_are_answered() -> None:
    with streamlit_page("empty") as server:
        load = sessions.run(server, sessions.Plan(2, 3, pages=("",), pause=0.5))
    assert load.clicks >= 2
    assert load.failures == 0
    assert 0 < load.median <= load.p95


def test_a_grown_ward_asks_the_same_questions_of_more_observations(tmp_path: Path) -> None:
    small, large = tmp_path / "small.db", tmp_path / "large.db"
    counts = fill(small, 0), fill(large, 120_000)
    assert 100_000 < counts[1] < 140_000
    assert counts[0] < counts[1] / 2
    with figures_of(small) as before, figures_of(large) as after:
        drills = before.office.catalogue[SERIES]
        assert before.by_area(drills, period_of("all")) == after.by_area(drills, period_of("all"))
        counted = before.office.catalogue["supported_shelters"]
        areas = before.by_area(counted, period_of("all")), after.by_area(counted, period_of("all"))
        assert areas[0].keys() == areas[1].keys()
        ward = before.office.ward
        assert areas[1][ward].value > areas[0][ward].value


@contextmanager
def figures_of(database: Path) -> Iterator[Figures]:
    office = open_office(Settings(database_url=url_of(database)))
    yield Figures(office)
    office.engine.dispose()


@pytest.mark.parametrize("code", CODES)
def test_every_choice_is_one_that_the_filter_knows(code: str) -> None:
    assert period_of(code).code == code
    assert said(code)


def test_a_row_says_which_of_its_goals_it_missed() -> None:
    goal = Goal(most=1.0, of_floor=2.0, of_dash=1.0, faster_than_usual=3.0)
    row = Row("filter", "map", 1, "s", 0.5, floor=0.2, usual=1.4, dash=0.6, goal=goal)
    assert row.of_floor == 2.5
    assert row.missed == ["> 2 x floor", "< 3 x faster than usual"]
    assert "missed: > 2 x floor" in lines([row])[-1]
    reached = Row("filter", "map", 1, "s", 0.3, floor=0.2, usual=1.4, dash=0.6, goal=goal)
    assert reached.missed == []
    assert lines([reached])[-1].endswith("reached")
