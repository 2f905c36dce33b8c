"""What is said of chance where districts are ranked, in the small ward and in the sample pack."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.analysis_chance import chance
from asahi_metrics.services.analysis_change import changes
from asahi_metrics.services.office import LOCAL_USER
from asahi_metrics.ui.chance_note import say_change, say_difference
from asahi_metrics.ui.desk import Desk, ledger
from asahi_metrics.ui.links import View, address
from asahi_metrics.ui.opening import open_cached
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page


def difference(now: Desk, indicator: str) -> str:
    one = now.office.catalogue[indicator]
    return say_difference(now, one, now.period(one))


def test_three_drills_tell_no_district_apart(lay_desk: LayDesk) -> None:
    assert difference(lay_desk(2023), "drills") == (
        "人口あたりで比べると、地区の違いは、すべて偶然で説明できる範囲です。"
    )
    assert difference(lay_desk(2023, lang="en"), "drills") == (
        "No district differs by more than chance explains relative to residents."
    )


def test_a_district_is_told_the_ranks_that_it_may_as_well_have(lay_desk: LayDesk) -> None:
    assert difference(lay_desk(2023, districts=("01",), lang="en"), "drills") == (
        "District 01 lies within what chance explains relative to residents. "
        "Chance allowed for, its rank is anything from 1 to 2."
    )


def test_sums_of_yen_cannot_be_judged_and_residents_need_not(lay_desk: LayDesk) -> None:
    now = lay_desk(2023)
    assert difference(now, "grant_yen") == now.text("chance_note.unjudged")
    assert difference(now, "population") == ""


def test_one_drill_fewer_is_a_change_within_chance(lay_desk: LayDesk) -> None:
    now = lay_desk(2024)
    assert say_change(now, now.office.catalogue["drills"]) == now.text("chance_note.change_within")


@pytest.mark.parametrize("districts", [("01", "02"), ("02",)], ids=["several", "no change"])
def test_nothing_is_said_of_a_change_that_is_not_shown(
    lay_desk: LayDesk, districts: tuple[str, ...]
) -> None:
    now = lay_desk(2024, districts=districts)
    assert say_change(now, now.office.catalogue["drills"]) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["marche", "map"])
def test_the_page_says_it_where_it_ranks_and_leads_to_the_analysis(
    shell: Path, page: str, lang: Language
) -> None:
    link = {"indicator": "marche_visitors", "marche": "marche_visitors"}
    shown = html_of(open_page(shell, page, year="2026", lang=lang, **link))
    now = sample_desk(View(2026, lang=lang))
    assert html.escape(difference(now, "marche_visitors")) in shown
    where = address("analysis", now.view, indicator="marche_visitors")
    assert f'<a href="{html.escape(where)}" target="_self">' in shown


@pytest.mark.usefixtures("shell")
def test_it_names_whom_the_funnel_names_and_says_of_the_ward_what_its_interval_says() -> None:
    now = sample_desk(View(2026))
    told = set()
    for one in now.office.catalogue:
        period = now.period(one)
        found = chance(now.figures, one, period) if now.figures.has_districts(one) else None
        if found is None or found.funnel is None:
            continue
        beyond = found.lying("beyond")
        said = say_difference(now, one, period)
        assert (now.text("chance_note.none", basis="") in said) == (not beyond)
        for above in (True, False):
            side = found.lying("beyond", above=above)
            names = [now.name(code) for code in side] if len(side) <= 4 else [f"{len(side)}地区"]
            assert all(name in said for name in names)
        told.add(bool(beyond))
        change = changes(now.figures, one, period)
        if change and change.ward.interval and say_change(now, one):
            key = "beyond" if change.ward.beyond_chance else "within"
            assert say_change(now, one) == now.text(f"chance_note.change_{key}")
            told.add(key)
    assert told == {True, False, "beyond", "within"}


def test_of_one_month_that_month_is_said(shell: Path) -> None:
    shown = html_of(open_page(shell, "map", year="2026", step="month", indicator="drills"))
    now = sample_desk(View(2026, "10-10"))
    assert html.escape(difference(now, "drills")) in shown


def sample_desk(view: View) -> Desk:
    office, text = open_cached().acting_as(LOCAL_USER), Text(view.lang)
    return Desk(office, ledger(office), text, Formats(text), view)
