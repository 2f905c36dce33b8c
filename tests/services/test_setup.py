"""A fresh install of the real pack: every indicator has something to show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import LANGUAGES, all_words
from asahi_metrics.services.checkup_database import check_database
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.services.status import dataset_states
from asahi_metrics.services.territory import has_boundaries, territory
from asahi_metrics.sources import dataset, datasets
from tests.databases import database_url
from tests.ward import dump, open_ward, state

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
each_indicator = pytest.mark.parametrize("indicator_id", [one.id for one in CATALOGUE])


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    office = open_office(Settings(database_url=database_url(tmp_path_factory.mktemp("fresh"))))
    assert fill_if_empty(office)
    return Figures(office)


@each_indicator
@pytest.mark.parametrize("year", range(2022, 2027))
def test_an_indicator_has_a_value_for_the_ward_in_every_year(
    figures: Figures, indicator_id: str, year: int
) -> None:
    indicator = CATALOGUE[indicator_id]
    found = figures.of(indicator, Period(year))
    assert found.value is not None
    # What began later has no target yet in the years before, and stands at 0.
    if indicator.target(year) or not indicator.targets:
        assert found.value > 0


@each_indicator
def test_an_indicator_is_counted_for_every_district_or_for_the_ward_alone(
    figures: Figures, indicator_id: str
) -> None:
    found = figures.by_area(CATALOGUE[indicator_id], Period(2025))
    codes = figures.office.pack.areas.district_codes
    known = [code for code in codes if found[code].numerator is not None]
    source = dataset(CATALOGUE[indicator_id].dataset)
    by_area = any(column.kind in {"district", "town"} for column in source.columns)
    # Of a yearly report that did not come, no other month of the year tells.
    yearly = source.absence == "missing" and source.update_months == 12
    lacking = len(codes) - len(known)
    assert lacking <= (3 if yearly else 0) if by_area else not known


@each_indicator
def test_an_indicator_names_series_of_the_datasets(indicator_id: str) -> None:
    indicator = CATALOGUE[indicator_id]
    known = {series.id for one in datasets().values() for series in one.series}
    assert {name for term in indicator.terms for name in term.series} <= known
    own = {series.id for series in dataset(indicator.dataset).series}
    assert own & set(indicator.numerator.series)


@each_indicator
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_indicator_is_told_in_both_languages(indicator_id: str, lang: str) -> None:
    one = CATALOGUE[indicator_id]
    for words in (one.name, one.short, one.unit, one.owner, one.definition, one.source):
        assert words[lang].strip()
    assert f"subject.{one.subject}" in all_words()


@each_indicator
def test_every_target_of_the_pack_is_marked_as_a_sample(indicator_id: str) -> None:
    assert all(target.sample for target in CATALOGUE[indicator_id].targets)


def test_a_fresh_database_holds_together(figures: Figures) -> None:
    assert all(one.passed for one in check_database(figures.office))
    assert len(territory(figures.office).boundaries.area_km2) == 19


def test_all_but_the_census_is_marked_as_sample(figures: Figures) -> None:
    loaded = {one.id: one.sample for one in dataset_states(figures.office).values() if one.records}
    assert loaded.pop("census") is False
    assert loaded
    assert all(loaded.values())


def test_a_second_start_changes_nothing(figures: Figures) -> None:
    before = dump(figures.office)
    told: list[str] = []
    assert not fill_if_empty(figures.office, told.append)
    assert (told, dump(figures.office)) == ([], before)


def test_each_step_of_the_filling_is_told(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    told: list[str] = []
    fill_if_empty(office, told.append)
    assert (told[0], told[-1]) == ("census", "boundaries")
    assert set(told[1:-1]) == datasets().keys() - {"census", "shelters"}


def test_a_first_start_that_was_broken_off_is_taken_up_again(tmp_path: Path) -> None:
    whole, broken = open_ward(tmp_path / "whole"), open_ward(tmp_path / "broken")
    fill_if_empty(whole)

    def break_off(what: str) -> None:
        if what == "marche_days":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_if_empty(broken, break_off)
    assert history(broken)
    assert not has_boundaries(broken)
    assert fill_if_empty(broken)
    assert state(broken) == state(whole)


def test_only_an_administrator_fills_a_database(tmp_path: Path) -> None:
    office: Office = open_ward(tmp_path, Principal("somebody", "steward"))
    with pytest.raises(NotAllowed):
        fill_if_empty(office)


def test_processes_that_start_at_once_on_an_empty_database_fill_it_once(
    figures: Figures, tmp_path: Path
) -> None:
    url = database_url(tmp_path, empty=True)
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "asahi_metrics.cli", "datasets"],
            cwd=ROOT,
            env={**os.environ, "ASAHI_DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [one.communicate(timeout=300)[1] for one in started]
    assert [one.returncode for one in started] == [0, 0], told
    filled = open_office(Settings(database_url=url))

    def written(office: Office) -> list[tuple[str, str]]:
        return sorted((one.kind, one.dataset or "") for one in history(office))

    assert written(filled) == written(figures.office)
    assert state(filled) == state(figures.office)
