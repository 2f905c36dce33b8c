"""The overview as the managers' page, on the sample pack and on the small ward with a policy."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.analysis.progress import STATUSES
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.attention import attention_list
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, open_office, today
from asahi_metrics.services.remarks import add_remark
from asahi_metrics.services.review import standing
from asahi_metrics.services.reviews import NewReview, freeze_review
from asahi_metrics.sources import datasets
from asahi_metrics.store.remarks import RemarkText
from tests.ui.opening import SECONDS, html_of, open_page
from tests.ward import load, open_filled_ward

OpenOverview = Callable[..., AppTest]


@pytest.fixture
def ward(tmp_path: Path) -> Office:
    """The small ward with the policy of 2026; its files end in October 2025."""
    office = open_filled_ward(tmp_path)
    shutil.copytree(ROOT / "data" / "policy", office.settings.pack / "policy")
    return open_office(office.settings)


@pytest.fixture
def open_overview(root: Path, ward: Office) -> Iterator[OpenOverview]:
    """Open the small ward's overview cold: ``open_overview(year="2023", lang="en")``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", ward.settings.database_url)
        patch.setenv("ASAHI_PACK", str(ward.settings.pack))
        yield lambda **link: open_page(
            root / "asahi_metrics" / "ui" / "shell.py", "overview", **link
        )


def read(app: AppTest) -> str:
    """The page's own HTML as a reader sees it."""
    return html.unescape(html_of(app))


def reasons_of(app: AppTest) -> list[str]:
    return re.findall(r'class="am-reason">(.*?)</p>', html_of(app))


def links_of(app: AppTest) -> dict[str, str]:
    return {one.proto.label: one.proto.page for one in app.get("page_link")}


def open_tab(shell: Path, name: str, **link: str) -> AppTest:
    """The first page as the program's address opens it, then one of its tabs."""
    app = AppTest.from_file(str(shell), default_timeout=SECONDS)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    app.session_state["overview_parts"] = name
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_pillar_stands_with_its_statuses_and_the_way_to_its_initiatives(
    shell: Path, lang: Language
) -> None:
    app, text = open_page(shell, "overview", lang=lang), Text(lang)
    figures = Figures(open_office(Settings()))
    policy = figures.office.policy_in_force(2026)
    assert policy is not None
    told = re.findall(r'<span class="am-statuses">(.*?)</span></span>', html_of(app))
    assert len(told) == len(policy.pillars) == 3
    for pillar, counted in zip(policy.pillars, told, strict=True):
        assert f"**{text.pick(pillar.title)}**" in links_of(app)
        ids = dict.fromkeys(id_ for one in pillar.initiatives for id_ in one.indicators)
        found = [standing(figures, figures.office.catalogue[one], 2026).progress for one in ids]
        for status in STATUSES:
            count = sum(one is not None and one.status == status for one in found)
            word = text("status.count", status=text(f"status.{status}"), count=count)
            assert (word in counted) is (count > 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_five_stand_with_their_sentences_and_the_rest_behind_a_button(
    shell: Path, lang: Language
) -> None:
    app, text = open_page(shell, "overview", lang=lang), Text(lang)
    concerns = attention_list(Figures(open_office(Settings())), 2026)
    assert text("attention.title_count", count=len(concerns)) in read(app)
    assert len(reasons_of(app)) == 5
    first = text.pick(concerns[0].standing.indicator.name)
    assert f"**{first}**" in links_of(app)
    app.button(key="attention_rest").click().run()
    assert not app.exception
    assert len(reasons_of(app)) == len(concerns) > 5
    assert app.query_params["attention"] == "all"
    app.button(key="attention_rest").click().run()
    assert len(reasons_of(app)) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sample_data_is_called_so_beside_the_list(shell: Path, lang: Language) -> None:
    app, text = open_page(shell, "overview", lang=lang), Text(lang)
    assert f"{text('attention.how')} / {text('sample.short')}" in read(app)
    assert text("attention.sample_target", value="") in read(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_dataset_stands_with_its_freshness(shell: Path, lang: Language) -> None:
    text = Text(lang)
    shown = read(open_tab(shell, text("overview.tab.freshness"), lang=lang))
    rows = dict(re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', shown))
    assert {text(f"dataset.{one}.name") for one in datasets()} <= rows.keys()
    assert text("freshness.state.empty") in rows[text("dataset.shelters.name")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_indicator_of_the_wards_own_stands_in_the_table_beside_the_map(
    shell: Path, lang: Language
) -> None:
    text = Text(lang)
    assert not open_page(shell, "overview", lang=lang).dataframe
    app = open_tab(shell, text("overview.tab.indicators"), lang=lang)
    catalogue = open_office(Settings()).catalogue
    names = [text.pick(one.short) for one in catalogue if one.kind != "context"]
    assert list(app.dataframe[0].value[text("column.indicator")]) == names
    assert app.selectbox(key="choice_indicator").label == text("map.indicator")


def test_another_language_leaves_the_page_whole_whatever_tab_was_open(shell: Path) -> None:
    app = open_tab(shell, Text("ja")("overview.tab.indicators"))
    app.button_group(key="filter_language").set_value("en").run()
    assert not app.exception
    assert Text("en")("overview.tab.subjects") in [one.label for one in app.tabs]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_chosen_districts_do_not_make_the_statuses_theirs(shell: Path, lang: Language) -> None:
    text = Text(lang)
    whole, one = (open_page(shell, "overview", lang=lang, districts=code) for code in ("", "07"))
    assert reasons_of(whole) == reasons_of(one)
    assert text("overview.whole_ward") not in read(whole)
    assert text("overview.whole_ward") in read(one)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quarter_shows_what_was_known_at_its_end(shell: Path, lang: Language) -> None:
    app = open_page(shell, "overview", lang=lang, period="q1")
    month = "令和8年6月" if lang == "ja" else "Jun 2026"
    assert re.search(f"{month}.*am-reason", read(app), re.DOTALL)
    assert not any(re.search("10月|Oct", one) for one in reasons_of(app))


def test_a_year_without_a_policy_of_its_own_is_told_by_the_targets_of_that_year(
    shell: Path,
) -> None:
    app = open_page(shell, "overview", year="2022")
    assert reasons_of(app)
    assert all(one.startswith("令和4年度は") or "年1回" in one for one in reasons_of(app))
    text = Text("ja")
    assert text("policy.other_year", year="令和8年度(2026)") in read(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("year", "key"), [("2019", "no_targets"), ("2021", "no_data")])
def test_a_year_that_cannot_be_judged_stays_calm(
    open_overview: OpenOverview, ward: Office, lang: Language, year: str, key: str
) -> None:
    # Members told in 2019, then nothing until 2023; targets begin with 2022.
    load(ward, "dog_patrol", [("2019-04", "山手", 10, 2, 5, 12)])
    app, text = open_overview(lang=lang, year=year), Text(lang)
    assert not app.error
    assert reasons_of(app) == []
    told = text(f"attention.{key}", year=Formats(text).fiscal_year(int(year)))
    assert told in [one.value for one in app.caption]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_old_data_is_called_overdue_and_the_way_to_load_it_is_offered(
    open_overview: OpenOverview, lang: Language
) -> None:
    app, text = open_overview(lang=lang), Text(lang)
    late = re.findall(r'<li>(.*?) <b class="am-bad">(.*?)</b></li>', read(app))
    names = [name for name, _ in late]
    assert text("dataset.disaster_drills.name") in names
    assert text("dataset.greenery.name") not in names
    assert all(said.startswith("×") for _, said in late)
    assert text("freshness.load") in links_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_small_wards_list_is_worked_out_by_hand(
    open_overview: OpenOverview, lang: Language
) -> None:
    app = open_overview(year="2023", lang=lang)
    said = {
        "ja": "令和5年度は3回で、サンプル目標170回を167回下回りました。",
        "en": "FY2023 ended at 3 drills, 167 short of the sample target of 170.",
    }
    app.button(key="attention_rest").click().run()
    assert said[lang] in reasons_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_review_the_overview_says_how_to_make_one(
    open_overview: OpenOverview, lang: Language
) -> None:
    app, text = open_overview(year="2023", lang=lang), Text(lang)
    year = "令和5年度" if lang == "ja" else "FY2023"
    assert text("since.none", year=year) in read(app)
    assert text("since.begin") in links_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_has_changed_since_the_last_review_is_named(
    open_overview: OpenOverview, ward: Office, lang: Language
) -> None:
    # 64 of 13,000 people by the end of September 2025; then a drill of 20,000 is told of.
    freeze_review(ward, Figures(ward), NewReview(2025, 2, author="区長"))
    row = ("2025-05-10", "山手", "A会", "避難訓練", "公園", 20_000, 3, None)
    load(ward, "disaster_drills", [row])
    app, text = open_overview(year="2025", lang=lang), Text(lang)
    moves = dict(re.findall(r'<li><span class="am-move-(\w+)">.*?</span> (.*?)</li>', read(app)))
    assert moves["better"].startswith(
        "人口千人あたり" if lang == "ja" else "Drill participants per"
    )
    assert text("since.compare") in links_of(app)
    assert ("第1号" if lang == "ja" else "No. 1") in read(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_open_decisions_stand_on_the_overview(
    open_overview: OpenOverview, ward: Office, lang: Language
) -> None:
    decided = RemarkText(
        "indicator", "drills", 2025, "decision", "訓練の回数を<b>増やす</b>", today() + timedelta(9)
    )
    add_remark(ward, decided, author="総務課長")
    app, text = open_overview(lang=lang), Text(lang)
    assert "訓練の回数を<b>増やす</b>" in read(app)
    assert "<b>増やす" not in html_of(app)
    assert f"**{text.pick(ward.catalogue['drills'].name)}**" in links_of(app)


def test_a_ward_without_a_policy_keeps_its_figures_and_says_so(
    open_overview: OpenOverview, ward: Office
) -> None:
    shutil.rmtree(ward.settings.pack / "policy")
    app = open_overview(year="2023")
    assert Text("ja")("policy.none") in [one.value for one in app.caption]
    assert 'class="am-card"' in html_of(app)
    assert reasons_of(app) == []
