"""The views of trend, relations, change, season and what if, in the sample and a small ward."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import replace_boundaries
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page
from tests.ward import CENSUS, districts_geojson, load, open_ward

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
OWN = ("trend", "relations", "change", "season", "what_if")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

each_language = pytest.mark.parametrize("lang", LANGUAGES)
each_view = pytest.mark.parametrize("view", OWN)


def sentence_of(app: AppTest) -> str:
    found = re.search(r'am-sentence">(.*?)</p>', html_of(app))
    return html.unescape(found[1]) if found else ""


@pytest.fixture
def open_small(root: Path, lay_desk: LayDesk) -> Iterator[Callable[..., AppTest]]:
    """The analysis page in the small ward, or in another one."""
    with pytest.MonkeyPatch.context() as patch:

        def go(*, office: Office | None = None, **link: str) -> AppTest:
            settings = (office or lay_desk().office).settings
            patch.setenv("ASAHI_DATABASE_URL", settings.database_url)
            patch.setenv("ASAHI_PACK", str(settings.pack))
            return open_page(root / "asahi_metrics" / "ui" / "shell.py", "analysis", **link)

        yield go


@each_language
@each_view
def test_a_view_opens_with_a_sentence_its_source_and_its_sample_badge(
    shell: Path, view: str, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view=view, lang=lang)
    text = Text(lang)
    assert not shown.warning
    assert not shown.error
    assert len(sentence_of(shown)) > 30
    assert text("sample.short") in html_of(shown)
    assert shown.query_params["view"] == view
    if lang == "en":
        assert not JAPANESE.search(re.sub(r"<[^>]*>", "", html_of(shown)))


@each_view
def test_a_view_of_a_small_ward_is_drawn_without_an_error(
    open_small: Callable[..., AppTest], view: str
) -> None:
    for year in ("2023", "2025"):
        shown = open_small(view=view, year=year, districts="03")
        assert not shown.error
        assert not shown.warning


@each_view
def test_a_ward_of_which_only_the_census_is_known_says_what_is_missing(
    open_small: Callable[..., AppTest], tmp_path: Path, view: str
) -> None:
    office = open_ward(tmp_path)
    load(office, "census", CENSUS)
    replace_boundaries(office, read_boundaries(districts_geojson(), "d.geojson", office.pack))
    shown = open_small(office=office, view=view)
    assert not shown.error
    text = Text("ja")
    told = {
        "trend": text("analysis_trend.nothing"),
        "relations": text("analysis.none"),
        "change": text("analysis_change.nothing"),
        "season": text("analysis_season.none"),
        "what_if": text("analysis_what_if.none"),
    }
    assert told[view] in [*(one.value for one in shown.info), sentence_of(shown)]


@each_view
def test_a_view_shows_the_past_as_it_stood(shell: Path, view: str) -> None:
    shown = open_page(shell, "analysis", view=view, asof="14")
    assert not shown.error
    assert 'am-past"' in html_of(shown)


@each_language
def test_the_trend_tells_the_months_and_a_verdict_with_its_word_for_every_district(
    shell: Path, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view="trend", indicator="marche_visitors", lang=lang)
    text, written = Text(lang), html_of(shown)
    span = "4月〜10月" if lang == "ja" else "Apr–Oct"
    assert text("analysis_trend.same_months", months=span) in html.unescape(written)
    assert written.count('class="am-verdict') == 19 + 1
    assert text("analysis_trend.mark.up") in written
    assert "のない月がある" in written or "months that a year has no data for" in written


def test_four_years_are_no_trend(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="trend", year="2025")
    assert sentence_of(shown) == Text("ja")("analysis_trend.few_years", name="訓練回数", count=4)
    assert Text("ja")("analysis_trend.whole_years") in html_of(shown)


def test_yen_are_shown_and_not_judged(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="trend", indicator="grant_yen")
    assert "判定していません" in sentence_of(shown)


@each_language
def test_relations_begin_with_ageing_and_drills_and_prove_no_cause(
    shell: Path, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view="relations", lang=lang)
    assert shown.selectbox(key="choice_across").value == "over65_share"
    assert shown.selectbox(key="choice_upward").value == "drill_participants_rate"
    text, written = Text(lang), html.unescape(html_of(shown))
    assert text("analysis_relations.no_cause", count=19) in written
    for one in ("straight", "ranked", "alike"):
        assert text(f"analysis_relations.{one}") in written


def test_the_choice_of_relations_is_in_the_link(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="relations")
    shown.selectbox(key="choice_across").set_value("patrol_members_rate").run()
    assert shown.query_params["across"] == "patrol_members_rate"
    assert "1万人あたり登録" in sentence_of(shown)


def test_an_indicator_is_not_set_against_itself(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="relations", across="drills", upward="drills")
    assert shown.info[0].value == Text("ja")("analysis_relations.same")


@each_language
def test_the_change_names_who_rose_and_fell_and_says_where_the_ward_stands(
    shell: Path, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view="change", indicator="childcare_families", lang=lang)
    said = sentence_of(shown)
    name = Text(lang).pick(CATALOGUE["childcare_families"].short)
    assert name in said
    assert re.search(r"[+−]\d+\.\d%", said)
    assert ("偶然の範囲" if lang == "ja" else "beyond chance") in said


def test_a_change_without_a_law_of_chance_says_so(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="change", indicator="grant_yen")
    assert Text("ja")("analysis_change.rule_none") in html_of(shown)
    assert re.search(r"増えたのは\d+地区", sentence_of(shown))


@each_language
@pytest.mark.parametrize(
    ("indicator", "link", "key"),
    [
        ("shelter_video_uses", {"year": "2025"}, "ward_new_beyond"),
        ("grants", {"year": "2025", "period": "02-02"}, "ward_none"),
    ],
)
def test_a_ward_without_any_last_year_is_told_and_not_called_without_data(
    shell: Path, indicator: str, link: dict[str, str], key: str, lang: Language
) -> None:
    shown = open_page(shell, "analysis", view="change", indicator=indicator, lang=lang, **link)
    said, text = sentence_of(shown), Text(lang)
    assert text("value.missing") not in said
    assert "inf" not in said
    assert text(f"analysis_change.{key}", value="\0").split("\0")[0] in said


def test_the_first_year_has_no_year_to_compare_with(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="change", year="2022")
    assert sentence_of(shown) == Text("ja")("analysis_change.nothing")


@each_language
def test_the_season_says_when_it_is_high_and_tells_its_rule(shell: Path, lang: Language) -> None:
    shown = open_page(shell, "analysis", view="season", lang=lang)
    assert ("11月" if lang == "ja" else "Nov") in sentence_of(shown)
    assert Text(lang)("analysis_season.rule", limit="3") in html.unescape(html_of(shown))


@each_language
def test_a_season_that_chance_may_have_made_is_not_claimed(shell: Path, lang: Language) -> None:
    link = {"counted": "shelter_video_uses", "districts": "07", "lang": lang}
    said = sentence_of(open_page(shell, "analysis", view="season", **link))
    text = Text(lang)
    assert ("偶然と区別できる季節の形は見られません" if lang == "ja" else "no season") in said
    assert text("analysis_season.no_odd") in said


def test_a_month_without_a_market_is_named_as_bridged(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="season", counted="marche_visitors")
    said = Text("ja")("analysis_season.missing", months="令和5年1月、令和7年1月")
    assert said in html_of(shown)


def test_a_single_year_is_told_to_be_too_short(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="season", year="2022")
    assert "12か月分しかない" in sentence_of(shown)


@each_language
def test_what_it_takes_is_told_and_offered_as_excel(shell: Path, lang: Language) -> None:
    shown = open_page(shell, "analysis", view="what_if", lang=lang)
    assert Text(lang)("analysis_what_if.no_forecast") in html.unescape(html_of(shown))
    assert re.search(r"\d+(回| drills)", sentence_of(shown))
    buttons = [one.proto.label for one in shown.get("download_button")]
    assert Text(lang)("analysis_what_if.excel") in buttons


def test_the_rule_is_in_the_link(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="what_if", raised="drill_participants")
    shown.selectbox(key="choice_rule").set_value("target").run()
    assert not shown.exception
    assert shown.query_params["rule"] == "target"
    assert "目標" in sentence_of(shown)
    assert Text("ja")("analysis_what_if.so_far") in html_of(shown)


@each_language
def test_a_target_is_of_the_whole_year_whatever_months_are_chosen(
    shell: Path, lang: Language
) -> None:
    link = {"raised": "drills", "rule": "target", "year": "2025", "lang": lang}
    month = open_page(shell, "analysis", view="what_if", period="04-04", **link)
    assert sentence_of(month) == sentence_of(open_page(shell, "analysis", view="what_if", **link))
    written, text = html.unescape(html_of(month)), Text(lang)
    assert text("analysis_what_if.of_year") in written
    assert text("analysis_what_if.so_far") not in written


@each_language
def test_who_came_from_outside_is_told_beside_the_districts(shell: Path, lang: Language) -> None:
    link = {"raised": "marche_visitors", "rule": "target", "lang": lang}
    written = html.unescape(html_of(open_page(shell, "analysis", view="what_if", **link)))
    count = "1,151人" if lang == "ja" else "1,151 people"
    assert Text(lang)("analysis_what_if.outside", count=count) in written


@each_language
def test_a_level_that_is_carried_on_is_dated_to_its_own_month(shell: Path, lang: Language) -> None:
    link = {"indicator": "population", "period": "q4", "year": "2026", "lang": lang}
    written = html.unescape(html_of(open_page(shell, "analysis", view="chance", **link)))
    month = "令和8年10月" if lang == "ja" else "Oct 2026"
    assert Text(lang)("analysis.carried", month=month) in written


def test_a_target_that_is_reached_is_told(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="what_if", raised="patrol_members", rule="target")
    assert "すでに目標" in sentence_of(shown)
