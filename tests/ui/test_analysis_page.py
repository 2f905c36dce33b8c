"""The analysis page: its frame, and its views of chance, smoothing and clustering."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.analysis_chance import chance
from asahi_metrics.services.analysis_clustering import clustering, town_clustering
from asahi_metrics.services.analysis_smoothing import smoothing
from asahi_metrics.ui.analysis_chance_figures import chance_table, funnel_field, funnel_frame
from asahi_metrics.ui.analysis_chance_words import say_chance, say_dispersion
from asahi_metrics.ui.analysis_clustering import clustering_table
from asahi_metrics.ui.analysis_clustering_words import say_index, say_joined, say_towns
from asahi_metrics.ui.analysis_page import VIEWS
from asahi_metrics.ui.analysis_smoothing import say_smoothing, smoothing_table
from asahi_metrics.ui.analysis_towns import towns_table
from asahi_metrics.ui.desk import Desk
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
OWN = ("chance", "smoothing", "clustering")


def sentences_of(app: AppTest) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'am-sentence">(.*?)</p>', html_of(app))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", sorted(VIEWS))
def test_a_view_opens_from_its_link_with_a_sentence_and_where_it_comes_from(
    shell: Path, view: str, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view=view, lang=lang)
    assert not shown.error
    assert not shown.warning
    assert shown.query_params["view"] == view
    assert sentences_of(shown)
    assert Text(lang)("sample.short") in html_of(shown)


@pytest.mark.parametrize("view", OWN)
@pytest.mark.parametrize("kind", ["call_blockers", "sentiment_green", "grant_yen", "over65_share"])
def test_a_view_opens_with_every_kind_of_indicator(shell: Path, view: str, kind: str) -> None:
    shown = open_page(shell, "analysis", view=view, indicator=kind)
    assert not shown.error
    assert not shown.warning
    assert shown.selectbox(key="choice_indicator").value == kind
    names = {Text("ja").pick(CATALOGUE[kind].name), Text("ja").pick(CATALOGUE[kind].short)}
    assert any(name in sentences_of(shown)[0] for name in names)


def test_the_view_is_chosen_by_a_button_and_the_indicator_stays(shell: Path) -> None:
    shown = open_page(shell, "analysis", indicator="sentiment_green", lang="en")
    shown.button_group(key="choice_view").set_value("smoothing").run()
    assert not shown.exception
    assert shown.query_params["view"] == "smoothing"
    assert shown.query_params["indicator"] == "sentiment_green"


def test_an_unknown_view_is_told_and_the_first_is_shown(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="horoscope")
    assert "horoscope" in shown.warning[0].value
    assert shown.query_params["view"] == next(iter(VIEWS))


def test_an_indicator_without_chance_offers_those_of_its_subject_that_have_it(
    shell: Path,
) -> None:
    shown = open_page(shell, "analysis", indicator="grant_yen")
    assert [one.key for one in shown.button if str(one.key).startswith("offer_")] == [
        "offer_grants", "offer_call_blockers",
    ]  # fmt: skip
    shown.button(key="offer_grants").click().run()
    assert not shown.exception
    assert shown.query_params["indicator"] == "grants"
    assert Text("ja")("analysis_chance.funnel") in html_of(shown)


def test_clusters_of_towns_are_offered_where_they_are_known(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="clustering", indicator="drills", lang="en")
    assert len(sentences_of(shown)) == 1
    shown.button(key="offer_over65_share").click().run()
    assert not shown.exception
    assert len(sentences_of(shown)) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", OWN)
def test_a_past_state_of_the_data_is_analysed_as_it_was(
    shell: Path, view: str, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view=view, asof="17", lang=lang)
    assert not shown.error
    assert sentences_of(shown)


def test_a_past_without_any_data_says_so(shell: Path) -> None:
    shown = open_page(shell, "analysis", asof="1", indicator="people_per_household")
    assert not shown.error


# The small ward, worked out by hand.


def test_the_table_has_every_district_with_its_limits_and_ranks(lay_desk: LayDesk) -> None:
    now = lay_desk(2023, lang="en")
    found = chance(now.figures, CATALOGUE["drill_participants_rate"], now.view.period)
    assert found is not None
    table = chance_table(now, found)
    assert table[now.text("column.code")].tolist() == ["01", "02", "03"]
    rate = "Drill participants per 1,000 residents (per 1,000)"
    assert table[rate].tolist()[0] == pytest.approx(266.7)
    # 02 told no numbers: it stands in its place, empty.
    assert pd.isna(table.loc[1, rate])
    assert table["Denominator (Residents)"].tolist()[0] == 300
    low, high = "99.8% limit, low", "99.8% limit, high"
    assert (table[low].dropna() < table[high].dropna()).all()
    assert table["Rank"].tolist()[0] == 1


def test_the_funnel_reaches_from_below_the_smallest_base_to_above_the_largest(
    lay_desk: LayDesk,
) -> None:
    now = lay_desk(2023)
    found = chance(now.figures, CATALOGUE["drills"], now.view.period)
    assert found is not None
    frame, field = funnel_frame(now, found), funnel_field(now, found)
    assert frame["base"].tolist() == [300, 700, 1_100]
    assert [one.name for one in field.limits] == ["99.8%", "95%"]
    for one in field.limits:
        assert 0 < one.bases[0] < 300
        assert one.bases[-1] > 1_100
    assert field.base == "人口"
    assert field.average == pytest.approx(10_000 * 3 / 2_100)


def test_districts_within_chance_are_not_told_apart(lay_desk: LayDesk) -> None:
    said = _said(lay_desk(2023), "drills")
    assert said == "「訓練回数」は、比べられる3地区すべてが、偶然で説明できる範囲にあります。"
    assert _said(lay_desk(2023, lang="en"), "drills").startswith("In “Drills” all 3 districts")


def _said(now: Desk, indicator: str) -> str:
    found = chance(now.figures, CATALOGUE[indicator], now.view.period)
    assert found is not None
    assert say_dispersion(now, found)
    return say_chance(now, CATALOGUE[indicator], found)


def test_the_district_that_smoothing_moved_is_named_with_its_size(lay_desk: LayDesk) -> None:
    now, indicator = lay_desk(2023), CATALOGUE["drill_participants_rate"]
    found = smoothing(now.figures, indicator, now.view.period)
    assert found is not None
    said = say_smoothing(now, indicator, found)
    assert "山手" in said
    assert "266.7から" in said
    assert "人口 300、比べられる2地区のうち小さい方から1番目" in said
    table = smoothing_table(now, found)
    assert table["地区"].tolist() == ["山手", "川端", "野原"]
    assert table["元の値の重み(%)"].tolist()[0] > 90


def test_differences_by_chance_are_said_to_be_no_differences(lay_desk: LayDesk) -> None:
    now, indicator = lay_desk(2024, lang="en"), CATALOGUE["drills"]
    found = smoothing(now.figures, indicator, now.view.period)
    assert found is not None
    assert "no more than chance" in say_smoothing(now, indicator, found)


def test_neighbours_are_named_in_the_table(lay_desk: LayDesk) -> None:
    now, indicator = lay_desk(2023), CATALOGUE["drills"]
    boundaries = now.ledger.territory.boundaries
    found = clustering(now.figures, indicator, now.view.period, boundaries)
    assert found is not None
    table = clustering_table(now, found)
    assert table["隣の地区"].tolist() == ["川端", "山手、野原", "川端"]
    assert table["隣の平均"].tolist() == pytest.approx([14.3, 33.3, 14.3])
    assert say_joined(now, found.beside) == ""


def test_a_district_that_touches_no_other_is_said_to_be_joined(lay_desk: LayDesk) -> None:
    now, indicator = lay_desk(2023), CATALOGUE["drill_participants_rate"]
    boundaries = now.ledger.territory.boundaries
    found = clustering(now.figures, indicator, now.view.period, boundaries)
    assert found is not None
    # 02 told no numbers, and 01 and 03 do not touch.
    assert found.beside.joined == (("01", "03"),)
    assert "山手と野原" in say_joined(now, found.beside)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_towns_are_told_with_their_chances(shell: Path, lang: Language) -> None:
    shown = open_page(shell, "analysis", view="clustering", indicator="over65_share", lang=lang)
    now: Desk = shown.session_state["desk"]
    indicator = CATALOGUE["over65_share"]
    boundaries = now.ledger.territory.boundaries
    found = town_clustering(now.figures, indicator, now.view.period, boundaries)
    assert found is not None
    assert found.moran is not None
    assert sentences_of(shown)[1] == say_towns(now, indicator, found)
    assert html.escape(say_index(now, found.moran)) in html_of(shown)
    table = towns_table(now, indicator, found)
    assert len(table) == 72
    assert (table[Text(lang)("analysis_clustering.column.group")] != "").sum() == len(found.found)


def test_the_libraries_of_clustering_are_loaded_by_nobody_who_does_not_ask_for_it(
    root: Path,
) -> None:
    asked = (
        "import sys, asahi_metrics.ui.analysis_page; "
        "print(*{'esda', 'libpysal', 'scipy', 'statsmodels'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
